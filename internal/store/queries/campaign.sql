-- name: Campaigns :many
SELECT * FROM campaigns ORDER BY id;

-- name: Campaign :one
SELECT * FROM campaigns WHERE id = $1;

-- name: CampaignBySlug :one
SELECT * FROM campaigns WHERE slug = $1;

-- name: InsertCampaign :exec
INSERT INTO campaigns (id, slug, name, description, hashtag, closing_line, questions, release, limits, opens, deadline,
  day_date, day_from, day_to, day_zone, grace, retention, switched_on, version,
  clip_rules, post_rules)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21);

-- The numbers follow the columns, so that a row is its parameters; the same holds for all writes of whole rows.
-- name: UpdateCampaign :execrows
UPDATE campaigns SET slug = $2, name = $3, description = $4, hashtag = $5, closing_line = $6, questions = $7,
  release = $8, limits = $9, opens = $10, deadline = $11, day_date = $12, day_from = $13, day_to = $14, day_zone = $15,
  grace = $16, retention = $17, switched_on = $18, version = version + 1, clip_rules = $20, post_rules = $21
WHERE id = $1 AND version = $19;

-- HoldCampaign makes everybody else who wants to hold the campaign wait until this transaction ends. It changes nothing.
-- name: HoldCampaign :execrows
UPDATE campaigns SET version = version WHERE id = $1;

-- HoldCampaignOn is HoldCampaign for a campaign whose switch is on.
-- name: HoldCampaignOn :execrows
UPDATE campaigns SET version = version WHERE id = $1 AND switched_on;
