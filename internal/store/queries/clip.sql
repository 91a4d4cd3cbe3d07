-- name: Clip :one
SELECT * FROM clips WHERE id = $1;

-- name: ClipByUpload :one
SELECT * FROM clips WHERE upload_id = $1;

-- name: ClipsSince :one
SELECT COUNT(*) FROM clips WHERE submission_id = $1 AND created_at > $2;

-- name: InsertClip :execrows
INSERT INTO clips (id, submission_id, upload_id, original_key, bytes, sha256, length, width, height, progress, ready,
  renditions, findings, created_at, cut_from, cut_to, took)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (upload_id) DO NOTHING;

-- name: UpdateClip :execrows
UPDATE clips SET submission_id = $2, upload_id = $3, original_key = $4, bytes = $5, sha256 = $6, length = $7, width = $8,
  height = $9, progress = $10, ready = $11, renditions = $12, findings = $13, created_at = $14,
  cut_from = $15, cut_to = $16, took = $17
WHERE id = $1;

-- name: SetProgress :execrows
UPDATE clips SET progress = $2 WHERE id = $1;

-- HandOver takes the original from a clip, for another to have.
-- name: HandOver :execrows
UPDATE clips SET original_key = '' WHERE id = $1 AND original_key = $2;

-- Waiting are the clips that are processed before another, and the other.
-- name: Waiting :many
SELECT clips.* FROM submissions JOIN clips ON clips.id = submissions.clip_id
WHERE submissions.state = 'processing' AND clips.id <= $1
ORDER BY clips.id DESC LIMIT $2;

-- Pace is how long the latest clips took.
-- name: Pace :many
SELECT length, took FROM clips WHERE took > 0 ORDER BY id DESC LIMIT $1;

-- ClipsToErase are the clips that nobody will see again: of withdrawn submissions, and those that a newer one replaced
-- before they were posted.
-- name: ClipsToErase :many
SELECT clips.* FROM clips JOIN submissions ON submissions.id = clips.submission_id
WHERE (clips.original_key <> '' OR clips.renditions <> '[]' OR EXISTS (SELECT 1 FROM captions WHERE captions.clip_id = clips.id))
  AND (submissions.state = 'withdrawn' OR (submissions.clip_id IS NOT NULL AND submissions.clip_id <> clips.id
    AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.clip_id = clips.id AND posts.state IN ('publishing', 'published', 'unconfirmed'))))
ORDER BY clips.id LIMIT $1;

-- name: OriginalsOf :many
SELECT clips.* FROM clips JOIN submissions ON submissions.id = clips.submission_id
WHERE submissions.campaign_id = $1 AND clips.original_key <> ''
ORDER BY clips.id LIMIT $2;

-- name: EraseClip :execrows
UPDATE clips SET original_key = '', renditions = '[]', ready = FALSE WHERE id = $1;

-- name: EraseOriginal :execrows
UPDATE clips SET original_key = '' WHERE id = $1;
