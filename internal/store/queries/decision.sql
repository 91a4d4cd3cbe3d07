-- name: Decisions :many
SELECT * FROM decisions WHERE submission_id = $1 ORDER BY id;

-- name: InsertDecision :exec
INSERT INTO decisions (id, submission_id, clip_id, verdict, decided_by, note, private_note, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
