-- name: Message :one
SELECT * FROM messages WHERE id = $1;

-- name: Messages :many
SELECT * FROM messages WHERE id < sqlc.arg(before) ORDER BY id DESC LIMIT $1;

-- name: InsertMessage :exec
INSERT INTO messages (id, submission_id, kind, recipient, locale, created_at, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: MarkSent :execrows
UPDATE messages SET sent_at = $2 WHERE id = $1;

-- name: DeleteMessagesOf :exec
DELETE FROM messages WHERE submission_id = $1;
