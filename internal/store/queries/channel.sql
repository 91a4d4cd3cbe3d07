-- name: Channels :many
SELECT * FROM channels WHERE campaign_id = $1 ORDER BY id;

-- name: InsertChannel :exec
INSERT INTO channels (id, campaign_id, kind, name, base_url, gap, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7);
