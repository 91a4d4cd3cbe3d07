package store

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/belonginstem/belong/internal/belong"
)

// refused tells an error of the database from a refusal, which goes to the caller as it is.
func refused(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return belong.ErrNotFound
	}
	if belong.KindOf(err) != belong.Internal {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "22021" {
		return belong.Refuse(belong.Invalid, "text", "There is a character in the text that can't be stored. Remove it and try again.")
	}
	return fmt.Errorf("store: %w", err)
}

// taken turns a breach of a unique key into the refusal it stands for.
func taken(err error, refusal *belong.Error) error {
	if isUnique(err) {
		return refusal
	}
	return err
}

func isUnique(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	var lite *sqlite.Error
	return errors.As(err, &lite) &&
		(lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}
