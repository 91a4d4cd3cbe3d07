-- What is said outside the part that a clip shows waits for the whole.

-- +goose Up
ALTER TABLE captions ADD COLUMN outside TEXT NOT NULL DEFAULT '[]';

-- +goose Down
ALTER TABLE captions DROP COLUMN outside;
