package schedule

import (
	"cmp"
	"slices"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// A clip is what placing looks at of an entry. Who speaks, and of what, are numbers: equal ones are the same.
type clip struct {
	index        int // in the lineup
	id           belong.ID
	submission   belong.ID
	rank         uint64 // in the order that the seed gives
	organization int
	trait        [traits]int
}

// What is mixed of clips besides, the weaker first.
const (
	question = iota
	role
	person
	traits
)

// A lineup is all clips, in the order in which they were submitted, and how many groups there are of each sort.
type lineup struct {
	clips         []*clip
	of            map[belong.ID]*clip // by clip ID
	organizations int
}

func lineUp(entries []belong.Entry, seed int64) *lineup {
	l := &lineup{of: make(map[belong.ID]*clip, len(entries))}
	sorted := make([]*belong.Entry, len(entries))
	for i := range entries {
		sorted[i] = &entries[i]
	}
	slices.SortFunc(sorted, func(a, b *belong.Entry) int { return cmp.Compare(a.Submission.ID, b.Submission.ID) })
	var organizations numbers
	var others [traits]numbers
	for i, e := range sorted {
		s := &e.Submission
		c := &clip{index: i, id: e.Clip.ID, submission: s.ID, rank: uint64(i), organization: organizations.of(strings.ToLower(s.Label.Organization))} //nolint:gosec // an index
		c.trait = [traits]int{
			question: others[question].of(s.Question), role: others[role].of(string(s.Role)), person: others[person].of(strings.ToLower(s.Label.Name)),
		}
		if seed != 0 {
			c.rank = scatter(seed, c.rank)
		}
		l.clips = append(l.clips, c)
		l.of[c.id] = c
	}
	l.organizations = len(organizations)
	return l
}

// numbers gives each text a number of its own, from 0 on.
type numbers map[string]int

func (n *numbers) of(text string) int {
	if *n == nil {
		*n = numbers{}
	}
	id, known := (*n)[text]
	if !known {
		id = len(*n)
		(*n)[text] = id
	}
	return id
}

// scatter is a number that looks random, and is always the same for the same two. It is SplitMix64.
func scatter(seed int64, n uint64) uint64 {
	z := uint64(seed)*0x9e3779b97f4a7c15 + n*0xbf58476d1ce4e5b9 + 0x94d049bb133111eb //nolint:gosec // any bits will do
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
