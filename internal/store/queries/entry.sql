-- One state at a time, so that the index gives the page in order, however many there are.
-- name: EntriesInState :many
SELECT sqlc.embed(submissions),
  COALESCE(clips.id, '') AS clip_id_or_none,
  COALESCE(clips.submission_id, '') AS clip_submission_id,
  COALESCE(clips.upload_id, '') AS clip_upload_id,
  COALESCE(clips.original_key, '') AS clip_original_key,
  COALESCE(clips.bytes, 0) AS clip_bytes,
  COALESCE(clips.sha256, '') AS clip_sha256,
  COALESCE(clips.length, 0) AS clip_length,
  COALESCE(clips.width, 0) AS clip_width,
  COALESCE(clips.height, 0) AS clip_height,
  COALESCE(clips.progress, 0) AS clip_progress,
  COALESCE(clips.ready, FALSE) AS clip_ready,
  COALESCE(clips.renditions, '') AS clip_renditions,
  COALESCE(clips.findings, '') AS clip_findings,
  COALESCE(clips.created_at, 0) AS clip_created_at,
  COALESCE(clips.cut_from, 0) AS clip_cut_from,
  COALESCE(clips.cut_to, 0) AS clip_cut_to,
  COALESCE(clips.took, 0) AS clip_took
FROM submissions LEFT JOIN clips ON clips.id = submissions.clip_id
WHERE submissions.campaign_id = $1 AND submissions.state = $2 AND submissions.id > sqlc.arg(after)
ORDER BY submissions.id LIMIT $3;

-- name: ApprovedEntries :many
SELECT sqlc.embed(submissions), sqlc.embed(clips)
FROM submissions JOIN clips ON clips.id = submissions.clip_id
WHERE submissions.campaign_id = $1 AND submissions.state = 'approved'
ORDER BY submissions.id;
