-- name: Submission :one
SELECT * FROM submissions WHERE id = $1;

-- name: InsertSubmission :exec
INSERT INTO submissions (id, campaign_id, state, label_name, label_title, label_organization, filename, question, role,
  email, minor, guardian_email, script, locale, partner, note, created_at, updated_at, version, clip_id, handles)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21);

-- name: UpdateSubmission :execrows
UPDATE submissions SET campaign_id = $2, state = $3, label_name = $4, label_title = $5, label_organization = $6,
  filename = $7, question = $8, role = $9, email = $10, minor = $11, guardian_email = $12, script = $13, locale = $14,
  partner = $15, note = $16, created_at = $17, updated_at = $18, version = version + 1, clip_id = $20,
  handles = $21
WHERE id = $1 AND version = $19;

-- name: CountStates :many
SELECT state, count(*) AS n FROM submissions WHERE campaign_id = $1 GROUP BY state;

-- name: SetClip :execrows
UPDATE submissions SET clip_id = $2 WHERE id = $1;

-- name: AbandonedDrafts :many
SELECT * FROM submissions
WHERE state IN ('draft', 'withdrawn') AND updated_at <= $1
  AND NOT EXISTS (SELECT 1 FROM clips WHERE clips.submission_id = submissions.id)
ORDER BY id LIMIT $2;

-- name: DeleteSubmission :execrows
DELETE FROM submissions WHERE id = $1 AND version = $2;
