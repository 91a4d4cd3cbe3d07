-- What the clip needs: the owner's cut, how long processing took, captions, and a campaign's own rules for its clips.

-- +goose Up
ALTER TABLE campaigns ADD COLUMN clip_rules TEXT NOT NULL DEFAULT '{}'; -- JSON

ALTER TABLE clips ADD COLUMN cut_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clips ADD COLUMN cut_to BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clips ADD COLUMN took BIGINT NOT NULL DEFAULT 0;

CREATE TABLE captions (
  clip_id      TEXT PRIMARY KEY REFERENCES clips (id),
  locale       TEXT NOT NULL,
  source       TEXT NOT NULL CHECK (source IN ('script', 'transcriber', 'person')),
  cues         TEXT NOT NULL, -- JSON
  confirmed_at BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL,
  version      BIGINT NOT NULL
);

-- Asked for again and again while somebody waits: what is being processed, and how fast that went of late.
CREATE INDEX submissions_in_processing ON submissions (clip_id) WHERE state = 'processing';
CREATE INDEX clips_by_pace ON clips (id) WHERE took > 0;

-- +goose Down
DROP INDEX clips_by_pace;
DROP INDEX submissions_in_processing;
DROP TABLE captions;
ALTER TABLE clips DROP COLUMN took;
ALTER TABLE clips DROP COLUMN cut_to;
ALTER TABLE clips DROP COLUMN cut_from;
ALTER TABLE campaigns DROP COLUMN clip_rules;
