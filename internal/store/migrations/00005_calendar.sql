-- A key can open a calendar. What a purpose may be is part of the table, which is made anew.

-- +goose Up
CREATE TABLE tokens_anew (
  hash       TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL CHECK (purpose IN ('session', 'api_key', 'setup', 'invite', 'status', 'guardian', 'calendar')),
  subject    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
INSERT INTO tokens_anew SELECT * FROM tokens;
DROP TABLE tokens;
ALTER TABLE tokens_anew RENAME TO tokens;
CREATE INDEX tokens_by_subject ON tokens (subject, purpose);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

-- +goose Down
CREATE TABLE tokens_before (
  hash       TEXT PRIMARY KEY,
  purpose    TEXT NOT NULL CHECK (purpose IN ('session', 'api_key', 'setup', 'invite', 'status', 'guardian')),
  subject    TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
INSERT INTO tokens_before SELECT * FROM tokens WHERE purpose <> 'calendar';
DROP TABLE tokens;
ALTER TABLE tokens_before RENAME TO tokens;
CREATE INDEX tokens_by_subject ON tokens (subject, purpose);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
