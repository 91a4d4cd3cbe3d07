-- name: Events :many
SELECT * FROM events WHERE subject = $1 ORDER BY id;

-- name: CampaignEvents :many
SELECT * FROM events WHERE campaign_id = $1 AND id > sqlc.arg(after) ORDER BY id LIMIT $2;

-- name: InsertEvent :exec
INSERT INTO events (id, at, actor_kind, actor_id, kind, campaign_id, subject, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
