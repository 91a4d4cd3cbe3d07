-- name: Channels :many
SELECT * FROM channels WHERE campaign_id = $1 ORDER BY id;

-- name: Channel :one
SELECT * FROM channels WHERE id = $1;

-- name: AllChannels :many
SELECT * FROM channels ORDER BY id;

-- name: InsertChannel :exec
INSERT INTO channels (id, campaign_id, kind, name, base_url, gap, created_at, sealed, standing, disconnected, checked_at,
  paused_until, failures, trouble, said, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: UpdateChannel :execrows
UPDATE channels SET campaign_id = $2, kind = $3, name = $4, base_url = $5, gap = $6, created_at = $7, sealed = $8, standing = $9,
  disconnected = $10, checked_at = $11, paused_until = $12, failures = $13, trouble = $14, said = $15, version = version + 1
WHERE id = $1 AND version = $16;

-- name: DeleteChannel :execrows
DELETE FROM channels WHERE channels.id = $1 AND channels.version = $2 AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.channel_id = channels.id);
