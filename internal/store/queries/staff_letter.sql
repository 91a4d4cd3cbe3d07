-- name: StaffLetter :one
SELECT * FROM staff_letters WHERE id = $1;

-- name: StaffLetters :many
SELECT * FROM staff_letters WHERE id < sqlc.arg(before) ORDER BY id DESC LIMIT $1;

-- name: CountStaffLettersOn :one
SELECT count(*) FROM staff_letters WHERE occasion = $1;

-- name: InsertStaffLetter :execrows
INSERT INTO staff_letters (id, campaign_id, occasion, recipient, subject, text, created_at, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (occasion, recipient) DO NOTHING;

-- name: MarkStaffLetterSent :execrows
UPDATE staff_letters SET sent_at = $2 WHERE id = $1;
