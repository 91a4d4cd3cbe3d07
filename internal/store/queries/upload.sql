-- name: Upload :one
SELECT * FROM uploads WHERE id = $1;

-- name: UploadsOf :many
SELECT * FROM uploads WHERE submission_id = $1 ORDER BY created_at, id;

-- name: InsertUpload :exec
INSERT INTO uploads (id, submission_id, bytes, filename, created_at, expires_at, finished_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: FinishUpload :execrows
UPDATE uploads SET finished_at = $2 WHERE id = $1 AND finished_at = 0;

-- name: DeleteUpload :execrows
DELETE FROM uploads WHERE id = $1 AND finished_at = 0;

-- name: ExpiredUploads :many
SELECT * FROM uploads WHERE finished_at = 0 AND expires_at <= $1 ORDER BY expires_at, id LIMIT $2;

-- name: UnfinishedUploads :many
SELECT * FROM uploads WHERE finished_at = 0 ORDER BY expires_at, id LIMIT $1;

-- name: DeleteUploadsOf :exec
DELETE FROM uploads WHERE submission_id = $1;
