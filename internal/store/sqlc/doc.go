// Package sqlc is the queries of package store as Go functions. All but this sentence is generated from its folders
// queries and migrations: run go generate there.
package sqlc
