-- Letters to staff. Unlike messages they hold no keys, so their words are kept: what was written is what is read.

-- +goose Up
CREATE TABLE staff_letters (
  id          TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  occasion    TEXT NOT NULL, -- what it is written on; nobody is written to twice on the same
  recipient   TEXT NOT NULL,
  subject     TEXT NOT NULL,
  text        TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  sent_at     BIGINT NOT NULL,
  UNIQUE (occasion, recipient)
);

-- +goose Down
DROP TABLE staff_letters;
