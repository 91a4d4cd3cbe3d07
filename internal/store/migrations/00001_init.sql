-- Runs unchanged on SQLite and Postgres. Moments are unix milliseconds in UTC, 0 for never; durations are milliseconds.
-- Columns of JSON are only for what is never searched.

-- +goose Up
CREATE TABLE campaigns (
  id           TEXT PRIMARY KEY,
  slug         TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  description  TEXT NOT NULL, -- JSON, by locale
  hashtag      TEXT NOT NULL,
  closing_line TEXT NOT NULL,
  questions    TEXT NOT NULL, -- JSON
  release      TEXT NOT NULL, -- JSON
  limits       TEXT NOT NULL, -- JSON
  opens        BIGINT NOT NULL,
  deadline     BIGINT NOT NULL,
  day_date     TEXT NOT NULL,
  day_from     TEXT NOT NULL,
  day_to       TEXT NOT NULL,
  day_zone     TEXT NOT NULL,
  grace        BIGINT NOT NULL,
  retention    BIGINT NOT NULL,
  switched_on  BOOLEAN NOT NULL,
  version      BIGINT NOT NULL
);

CREATE TABLE channels (
  id          TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  kind        TEXT NOT NULL CHECK (kind IN ('wall', 'x', 'bluesky', 'mastodon')),
  name        TEXT NOT NULL,
  base_url    TEXT NOT NULL,
  gap         BIGINT NOT NULL,
  created_at  BIGINT NOT NULL
);
CREATE INDEX channels_by_campaign ON channels (campaign_id, id);

CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE,
  role          TEXT NOT NULL CHECK (role IN ('admin', 'moderator', 'scheduler')),
  password_hash TEXT NOT NULL,
  created_at    BIGINT NOT NULL
);

-- One row at most: who took the setup link. The key makes a race for it have one winner.
CREATE TABLE setup (
  id      BIGINT PRIMARY KEY CHECK (id = 1),
  user_id TEXT NOT NULL
);

CREATE TABLE tokens (
  hash       TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL CHECK (purpose IN ('session', 'api_key', 'setup', 'invite', 'status', 'guardian')),
  subject    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_by_subject ON tokens (subject, purpose);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE submissions (
  id                 TEXT PRIMARY KEY,
  campaign_id        TEXT NOT NULL REFERENCES campaigns (id),
  state              TEXT NOT NULL CHECK (state IN ('draft', 'uploading', 'processing', 'awaiting_release', 'in_review',
                       'approved', 'changes_requested', 'rejected', 'failed', 'withdrawn')),
  label_name         TEXT NOT NULL,
  label_title        TEXT NOT NULL,
  label_organization TEXT NOT NULL,
  filename           TEXT NOT NULL,
  question           TEXT NOT NULL,
  role               TEXT NOT NULL CHECK (role IN ('leader', 'student')),
  email              TEXT NOT NULL,
  minor              BOOLEAN NOT NULL,
  guardian_email     TEXT NOT NULL,
  script             TEXT NOT NULL,
  locale             TEXT NOT NULL,
  partner            TEXT NOT NULL,
  note               TEXT NOT NULL,
  created_at         BIGINT NOT NULL,
  updated_at         BIGINT NOT NULL,
  version            BIGINT NOT NULL
);
CREATE INDEX submissions_by_state ON submissions (campaign_id, state, id);

CREATE TABLE releases (
  id            TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  clip_id       TEXT NOT NULL, -- empty where it holds for any clip; an imported one's clip comes right after
  signer        TEXT NOT NULL CHECK (signer IN ('submitter', 'guardian', 'staff')),
  name          TEXT NOT NULL,
  version       TEXT NOT NULL,
  text          TEXT NOT NULL,
  at            BIGINT NOT NULL,
  withdrawn_at  BIGINT NOT NULL
);
CREATE INDEX releases_by_submission ON releases (submission_id, id);

CREATE TABLE uploads (
  id            TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  bytes         BIGINT NOT NULL,
  filename      TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL,
  finished_at   BIGINT NOT NULL
);
CREATE INDEX uploads_by_submission ON uploads (submission_id, created_at, id);
CREATE INDEX uploads_by_expiry ON uploads (finished_at, expires_at, id);

CREATE TABLE clips (
  id            TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  upload_id     TEXT NOT NULL UNIQUE,
  original_key  TEXT NOT NULL,
  bytes         BIGINT NOT NULL,
  sha256        TEXT NOT NULL,
  length        BIGINT NOT NULL,
  width         BIGINT NOT NULL,
  height        BIGINT NOT NULL,
  progress      BIGINT NOT NULL CHECK (progress BETWEEN 0 AND 100),
  ready         BOOLEAN NOT NULL,
  renditions    TEXT NOT NULL, -- JSON
  findings      TEXT NOT NULL, -- JSON
  created_at    BIGINT NOT NULL
);
CREATE INDEX clips_by_submission ON clips (submission_id, id);

-- A submission names its current clip, and every clip its submission.
ALTER TABLE submissions ADD COLUMN clip_id TEXT REFERENCES clips (id);

CREATE TABLE decisions (
  id            TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  clip_id       TEXT REFERENCES clips (id),
  verdict       TEXT NOT NULL CHECK (verdict IN ('approve', 'request_changes', 'reject', 'reopen')),
  decided_by    TEXT NOT NULL, -- a user's id, which outlives the account
  note          TEXT NOT NULL,
  private_note  TEXT NOT NULL,
  at            BIGINT NOT NULL
);
CREATE INDEX decisions_by_submission ON decisions (submission_id, id);

CREATE TABLE posts (
  id            TEXT PRIMARY KEY,
  campaign_id   TEXT NOT NULL REFERENCES campaigns (id),
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  clip_id       TEXT NOT NULL REFERENCES clips (id),
  channel_id    TEXT NOT NULL REFERENCES channels (id),
  state         TEXT NOT NULL CHECK (state IN ('scheduled', 'staged', 'publishing', 'published', 'unconfirmed',
                  'failed', 'missed', 'canceled', 'removed')),
  slot_at       BIGINT NOT NULL,
  text          TEXT NOT NULL,
  link          TEXT NOT NULL,
  problem       TEXT NOT NULL,
  attempts      BIGINT NOT NULL,
  published_at  BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  version       BIGINT NOT NULL,
  UNIQUE (campaign_id, clip_id, channel_id)
);
CREATE INDEX posts_by_state ON posts (state, slot_at, id);
CREATE INDEX posts_by_slot ON posts (campaign_id, state, slot_at, id);
CREATE INDEX posts_by_submission ON posts (submission_id, id);
CREATE INDEX posts_by_clip ON posts (clip_id);
CREATE INDEX posts_by_publication ON posts (campaign_id, published_at, id);

-- The audit trail. Its subjects are of every kind, so nothing here refers to another table.
CREATE TABLE events (
  id          TEXT PRIMARY KEY,
  at          BIGINT NOT NULL,
  actor_kind  TEXT NOT NULL CHECK (actor_kind IN ('staff', 'submitter', 'guardian', 'system', 'operator')),
  actor_id    TEXT NOT NULL,
  kind        TEXT NOT NULL,
  campaign_id TEXT NOT NULL,
  subject     TEXT NOT NULL,
  detail      TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject, id);
CREATE INDEX events_by_campaign ON events (campaign_id, id);

CREATE TABLE messages (
  id            TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions (id),
  kind          TEXT NOT NULL,
  recipient     TEXT NOT NULL,
  locale        TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  sent_at       BIGINT NOT NULL
);
CREATE INDEX messages_by_submission ON messages (submission_id);

-- +goose Down
DROP TABLE messages;
DROP TABLE events;
DROP TABLE posts;
DROP TABLE decisions;
ALTER TABLE submissions DROP COLUMN clip_id;
DROP TABLE clips;
DROP TABLE uploads;
DROP TABLE releases;
DROP TABLE submissions;
DROP TABLE tokens;
DROP TABLE setup;
DROP TABLE users;
DROP TABLE channels;
DROP TABLE campaigns;
