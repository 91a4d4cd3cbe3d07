-- name: Post :one
SELECT * FROM posts WHERE id = $1;

-- name: ShowingsInState :many
SELECT sqlc.embed(posts), sqlc.embed(channels), sqlc.embed(submissions), sqlc.embed(clips)
FROM posts
JOIN channels ON channels.id = posts.channel_id
JOIN submissions ON submissions.id = posts.submission_id
JOIN clips ON clips.id = posts.clip_id
WHERE posts.campaign_id = $1 AND posts.state = $2
ORDER BY posts.slot_at, posts.id;

-- InsertPost places only what is still approved, and only its current clip.
-- name: InsertPost :execrows
INSERT INTO posts (id, campaign_id, submission_id, clip_id, channel_id, state, slot_at, text, link, problem, attempts,
  published_at, created_at, updated_at, version, pinned, written, notes, notes_until, remote, said, sent_at)
SELECT CAST(@id AS TEXT), CAST(@campaign_id AS TEXT), CAST(@submission_id AS TEXT), CAST(@clip_id AS TEXT),
  CAST(@channel_id AS TEXT), CAST(@state AS TEXT), CAST(@slot_at AS BIGINT), CAST(@text AS TEXT),
  CAST(@link AS TEXT), CAST(@problem AS TEXT), CAST(@attempts AS BIGINT), CAST(@published_at AS BIGINT),
  CAST(@created_at AS BIGINT), CAST(@updated_at AS BIGINT), CAST(@version AS BIGINT), CAST(@pinned AS BOOLEAN),
  CAST(@written AS BOOLEAN), CAST(@notes AS TEXT), CAST(@notes_until AS BIGINT), CAST(@remote AS TEXT), CAST(@said AS TEXT),
  CAST(@sent_at AS BIGINT)
WHERE EXISTS (SELECT 1 FROM submissions AS s
  WHERE s.id = @submission_id AND s.campaign_id = @campaign_id AND s.clip_id = @clip_id AND s.state = 'approved')
ON CONFLICT (campaign_id, clip_id, channel_id) DO NOTHING;

-- name: UpdatePost :execrows
UPDATE posts SET campaign_id = $2, submission_id = $3, clip_id = $4, channel_id = $5, state = $6, slot_at = $7, text = $8,
  link = $9, problem = $10, attempts = $11, published_at = $12, created_at = $13, updated_at = $14, version = version + 1,
  pinned = $16, written = $17, notes = $18, notes_until = $19, remote = $20, said = $21, sent_at = $22
WHERE id = $1 AND version = $15;

-- name: MovePost :execrows
UPDATE posts SET state = $3, slot_at = $4, text = $5, problem = $6, updated_at = $7, pinned = $8, version = version + 1
WHERE posts.id = $1 AND posts.version = $2 AND posts.state IN ('scheduled', 'staged', 'missed', 'canceled')
  AND EXISTS (SELECT 1 FROM submissions AS s
    WHERE s.id = posts.submission_id AND s.state = 'approved' AND s.clip_id = posts.clip_id);

-- name: StartPublishing :execrows
UPDATE posts SET state = 'publishing', attempts = $3, problem = $4, updated_at = $5, sent_at = $5, said = '', version = posts.version + 1
WHERE posts.id = $1 AND posts.version = $2 AND posts.state IN ('scheduled', 'staged')
  AND EXISTS (SELECT 1 FROM submissions WHERE submissions.id = posts.submission_id
    AND submissions.state = 'approved' AND submissions.clip_id = posts.clip_id);

-- DuePosts begins with the campaigns, by which CROSS JOIN keeps SQLite from going through what campaigns left that are off.
-- name: DuePosts :many
SELECT posts.* FROM campaigns CROSS JOIN posts JOIN channels ON channels.id = posts.channel_id
WHERE posts.campaign_id = campaigns.id AND posts.state IN ('scheduled', 'staged') AND posts.slot_at <= $1 AND campaigns.switched_on
  AND (NOT channels.disconnected AND channels.paused_until <= $1 OR posts.slot_at + campaigns.grace < $1)
ORDER BY posts.slot_at, posts.id LIMIT $2;

-- name: PostsInState :many
SELECT * FROM posts WHERE state = $1 ORDER BY slot_at, id;

-- DeleteUntriedPosts leaves what was tried once, whose ID a network may know.
-- name: DeleteUntriedPosts :many
DELETE FROM posts WHERE submission_id = $1 AND state IN ('scheduled', 'staged', 'missed') AND attempts = 0
RETURNING id;

-- name: MissWaitingPosts :many
UPDATE posts SET state = 'missed', problem = $3, updated_at = $2, version = version + 1
WHERE submission_id = $1 AND state IN ('scheduled', 'staged')
RETURNING id;

-- name: CancelUnsentPosts :many
UPDATE posts SET state = 'canceled', updated_at = $2, version = version + 1
WHERE submission_id = $1 AND state IN ('scheduled', 'staged', 'failed', 'missed')
RETURNING id;

-- name: CountApproved :one
SELECT count(*) FROM submissions WHERE id = $1 AND clip_id = $2 AND state = 'approved';

-- CountPublished counts what of a submission was live before a post, or is.
-- name: CountPublished :one
SELECT count(*) FROM posts WHERE submission_id = $1 AND id <> $2 AND published_at > 0;

-- name: LivePosts :many
SELECT id FROM posts WHERE submission_id = $1 AND state IN ('published', 'unconfirmed') ORDER BY id;

-- Wall is a part of a wall, from a mark on: of two posts of the same moment, the IDs decide.
-- name: Wall :many
SELECT sqlc.embed(posts), sqlc.embed(channels), sqlc.embed(submissions), sqlc.embed(clips)
FROM posts
JOIN channels ON channels.id = posts.channel_id
JOIN submissions ON submissions.id = posts.submission_id
JOIN clips ON clips.id = posts.clip_id
WHERE posts.campaign_id = @campaign_id AND posts.state = 'published' AND channels.kind = 'wall'
  AND submissions.state = 'approved' AND submissions.clip_id = posts.clip_id
  AND posts.published_at <= CAST(@until AS BIGINT)
  AND (posts.published_at < CAST(@until AS BIGINT) OR posts.id < CAST(@before AS TEXT))
  AND CAST(@question AS TEXT) IN ('', submissions.question)
  AND CAST(@partner AS TEXT) IN ('', submissions.partner)
ORDER BY posts.published_at DESC, posts.id DESC LIMIT sqlc.arg('limit');

-- WallTally counts what is on a wall, and adds up everything that ever was: so no change of it leaves all figures as they were.
-- name: WallTally :many
SELECT submissions.question, submissions.partner,
  CAST(sum(CASE WHEN posts.state = 'published' AND submissions.state = 'approved' AND submissions.clip_id = posts.clip_id
    THEN 1 ELSE 0 END) AS BIGINT) AS live,
  CAST(sum(posts.version + submissions.version) AS BIGINT) AS writes,
  CAST(max(posts.updated_at) AS BIGINT) AS post_at,
  CAST(max(submissions.updated_at) AS BIGINT) AS submission_at
FROM posts
JOIN channels ON channels.id = posts.channel_id
JOIN submissions ON submissions.id = posts.submission_id
WHERE posts.campaign_id = $1 AND posts.published_at > 0 AND channels.kind = 'wall'
GROUP BY submissions.question, submissions.partner;

-- name: WallNext :one
SELECT posts.slot_at FROM posts JOIN channels ON channels.id = posts.channel_id
WHERE posts.campaign_id = $1 AND posts.state = $2 AND posts.slot_at > $3 AND channels.kind = 'wall'
ORDER BY posts.slot_at, posts.id LIMIT 1;

-- name: WallCaptions :many
SELECT captions.clip_id, captions.locale FROM posts JOIN captions ON captions.clip_id = posts.clip_id
WHERE posts.campaign_id = $1 AND posts.published_at > 0 AND captions.confirmed_at > 0 AND captions.cues <> '[]';

-- name: WallClip :one
SELECT sqlc.embed(posts), sqlc.embed(channels), sqlc.embed(submissions), sqlc.embed(clips)
FROM posts
JOIN channels ON channels.id = posts.channel_id
JOIN submissions ON submissions.id = posts.submission_id
JOIN clips ON clips.id = posts.clip_id
WHERE posts.clip_id = $1 AND posts.state = 'published' AND channels.kind = 'wall'
  AND submissions.state = 'approved' AND submissions.clip_id = posts.clip_id
ORDER BY posts.id LIMIT 1;

-- name: Showing :one
SELECT sqlc.embed(posts), sqlc.embed(channels), sqlc.embed(submissions), sqlc.embed(clips)
FROM posts
JOIN channels ON channels.id = posts.channel_id
JOIN submissions ON submissions.id = posts.submission_id
JOIN clips ON clips.id = posts.clip_id
WHERE posts.id = $1;

-- name: PostsOf :many
SELECT sqlc.embed(posts), sqlc.embed(channels), sqlc.embed(submissions), sqlc.embed(clips)
FROM posts
JOIN channels ON channels.id = posts.channel_id
JOIN submissions ON submissions.id = posts.submission_id
JOIN clips ON clips.id = posts.clip_id
WHERE posts.submission_id = $1
ORDER BY posts.slot_at, posts.id;

-- UnwantedPosts are live, or may be, though their video is not, or not any more, the approved one of its submission.
-- name: UnwantedPosts :many
SELECT posts.* FROM posts JOIN submissions ON submissions.id = posts.submission_id
WHERE posts.state IN ('published', 'unconfirmed') AND (submissions.state <> 'approved' OR submissions.clip_id <> posts.clip_id)
ORDER BY posts.id;
