-- name: Releases :many
SELECT * FROM releases WHERE submission_id = $1 ORDER BY id;

-- name: InsertRelease :exec
INSERT INTO releases (id, submission_id, clip_id, signer, name, version, text, at, withdrawn_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: WithdrawReleases :exec
UPDATE releases SET withdrawn_at = $2 WHERE submission_id = $1 AND withdrawn_at = 0;

-- name: DeleteReleasesOf :exec
DELETE FROM releases WHERE submission_id = $1;
