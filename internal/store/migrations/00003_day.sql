-- What the day needs: accounts at networks with sealed keys, what a channel remembers of a post, pins, texts by hand.

-- +goose Up
ALTER TABLE campaigns ADD COLUMN post_rules TEXT NOT NULL DEFAULT '{}'; -- JSON

ALTER TABLE channels ADD COLUMN sealed TEXT NOT NULL DEFAULT ''; -- base64
ALTER TABLE channels ADD COLUMN standing TEXT NOT NULL DEFAULT '{}'; -- JSON
ALTER TABLE channels ADD COLUMN disconnected BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE channels ADD COLUMN checked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN paused_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
ALTER TABLE channels ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE channels ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE posts ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE posts ADD COLUMN written BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE posts ADD COLUMN notes TEXT NOT NULL DEFAULT ''; -- JSON, of the channel's own
ALTER TABLE posts ADD COLUMN notes_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN remote TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN said TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN sent_at BIGINT NOT NULL DEFAULT 0;

ALTER TABLE submissions ADD COLUMN handles TEXT NOT NULL DEFAULT '{}'; -- JSON, by kind of channel

-- A post that is live, or may be, is the clip's only one on that channel for ever: the row is what keeps a second from going out.
CREATE INDEX posts_by_channel ON posts (channel_id, state, slot_at);

-- +goose Down
DROP INDEX posts_by_channel;
ALTER TABLE submissions DROP COLUMN handles;
ALTER TABLE posts DROP COLUMN sent_at;
ALTER TABLE posts DROP COLUMN said;
ALTER TABLE posts DROP COLUMN remote;
ALTER TABLE posts DROP COLUMN notes_until;
ALTER TABLE posts DROP COLUMN notes;
ALTER TABLE posts DROP COLUMN written;
ALTER TABLE posts DROP COLUMN pinned;
ALTER TABLE channels DROP COLUMN version;
ALTER TABLE channels DROP COLUMN said;
ALTER TABLE channels DROP COLUMN trouble;
ALTER TABLE channels DROP COLUMN failures;
ALTER TABLE channels DROP COLUMN paused_until;
ALTER TABLE channels DROP COLUMN checked_at;
ALTER TABLE channels DROP COLUMN disconnected;
ALTER TABLE channels DROP COLUMN standing;
ALTER TABLE channels DROP COLUMN sealed;
ALTER TABLE campaigns DROP COLUMN post_rules;
