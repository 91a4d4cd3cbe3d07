// Package e2e walks through Belong as people do: it starts the real program, and drives its pages in a real browser and
// its API as a phone does, on both databases and both storages, and through crashes.
package e2e
