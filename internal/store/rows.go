package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// one maps the row that a query answered.
func one[R, N any](row R, err error, noun func(R) (N, error)) (N, error) {
	var none N
	if err != nil {
		return none, refused(err)
	}
	return noun(row)
}

// many maps the rows that a query answered.
func many[R, N any](rows []R, err error, noun func(R) (N, error)) ([]N, error) {
	if err != nil {
		return nil, refused(err)
	}
	nouns := make([]N, 0, len(rows))
	for _, row := range rows {
		n, err := noun(row)
		if err != nil {
			return nil, err
		}
		nouns = append(nouns, n)
	}
	return nouns, nil
}

// sure makes a mapper that can't fail fit one and many.
func sure[R, N any](noun func(R) N) func(R) (N, error) {
	return func(row R) (N, error) { return noun(row), nil }
}

// millis is t in a row: unix milliseconds, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func span(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }

// optional is a reference that may be to nothing.
func optional(id belong.ID) sql.NullString {
	return sql.NullString{String: string(id), Valid: id != ""}
}

// encode is for columns of JSON, whose types always encode.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func decode[T any](column, s string, into *T) error {
	if err := json.Unmarshal([]byte(s), into); err != nil {
		return fmt.Errorf("store: column %s: %w", column, err)
	}
	return nil
}

// from is where a page that ends before an ID begins: at the ID, or past all of them.
func from(id belong.ID) string {
	if id == "" {
		return "g" // IDs are hexadecimal
	}
	return string(id)
}

// most is a limit as the queries take it.
func most(limit int) int32 {
	const all = 1 << 30
	if limit <= 0 || limit > all {
		return all
	}
	return int32(limit)
}
