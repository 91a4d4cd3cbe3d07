// Package archtest holds the rules of the house as tests: who may import whom, what is never there, and that what the
// documents name exists. It reads the tree as it lies on disk.
package archtest
