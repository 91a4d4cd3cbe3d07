// Package belong holds the nouns of a campaign that collects short videos and posts them on one day, with their states
// and rules. It does no I/O: time comes in as a value, and what it decides goes out as values for others to store.
package belong
