-- name: Token :one
SELECT * FROM tokens WHERE hash = $1 AND purpose = $2 AND expires_at > $3;

-- name: InsertToken :exec
INSERT INTO tokens (hash, purpose, subject, created_at, expires_at) VALUES ($1, $2, $3, $4, $5);

-- name: TakeToken :one
DELETE FROM tokens WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING *;

-- name: DropToken :exec
DELETE FROM tokens WHERE hash = $1;

-- name: DropTokens :exec
DELETE FROM tokens WHERE purpose = $1 AND subject = $2;

-- name: DropExpiredTokens :execrows
DELETE FROM tokens WHERE expires_at <= $1;
