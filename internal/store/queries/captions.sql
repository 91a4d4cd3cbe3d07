-- name: Captions :one
SELECT * FROM captions WHERE clip_id = $1;

-- AddCaptions stores a machine's draft, unless there are captions already: a job that runs again undoes nobody's work. Where
-- captions came along with a cut, and none of them lie in the part, the draft is for the part.
-- name: AddCaptions :execrows
INSERT INTO captions (clip_id, locale, source, cues, confirmed_at, updated_at, version, outside)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (clip_id) DO UPDATE SET locale = excluded.locale, source = excluded.source, cues = excluded.cues,
  updated_at = excluded.updated_at, version = captions.version + 1
WHERE captions.cues = '[]' AND captions.outside <> '[]' AND captions.version = 1;

-- UpdateCaptions leaves what lies outside: nobody saw it.
-- name: UpdateCaptions :execrows
UPDATE captions SET locale = $2, source = $3, cues = $4, confirmed_at = $5, updated_at = $6, version = version + 1
WHERE clip_id = $1 AND version = $7;

-- name: DropCaptions :execrows
DELETE FROM captions WHERE clip_id = $1;
