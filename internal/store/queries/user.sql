-- name: User :one
SELECT * FROM users WHERE id = $1;

-- name: UserByEmail :one
SELECT * FROM users WHERE email = $1;

-- name: Users :many
SELECT * FROM users ORDER BY email;

-- name: CountUsers :one
SELECT count(*) FROM users;

-- name: InsertUser :exec
INSERT INTO users (id, email, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: SetPassword :execrows
UPDATE users SET password_hash = $2 WHERE id = $1;

-- name: InsertSetup :execrows
INSERT INTO setup (id, user_id) VALUES (1, $1) ON CONFLICT (id) DO NOTHING;

-- name: SetRole :execrows
UPDATE users SET role = $2 WHERE id = $1;

-- name: DeleteUser :execrows
DELETE FROM users WHERE id = $1;

-- name: DropSetup :exec
DELETE FROM setup WHERE user_id = $1;
