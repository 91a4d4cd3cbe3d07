// Package store keeps Belong's nouns in SQLite or Postgres, with one set of queries and migrations for both. A write and
// what follows from it (events, messages, tokens, jobs) are one transaction.
package store

//go:generate env CGO_ENABLED=0 go tool -modfile=../../scripts/tools/sqlc.mod sqlc generate
