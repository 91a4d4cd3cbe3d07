package belong

// An Erasure is what of a clip has to go: all that is stored of it, or the original alone.
type Erasure struct {
	Clip         Clip
	OriginalOnly bool
}

// Keys are where what has to go is stored.
func (e Erasure) Keys() []string {
	var keys []string
	if e.Clip.OriginalKey != "" {
		keys = append(keys, e.Clip.OriginalKey)
	}
	if e.OriginalOnly {
		return keys
	}
	for _, r := range e.Clip.Renditions {
		keys = append(keys, r.Key)
	}
	return keys
}
