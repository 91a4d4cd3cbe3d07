package belong

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// An ID names a row. IDs made later sort after IDs made earlier (to the millisecond), which is what pages of a list rely
// on; the rest is random, so one ID tells nothing about another. It is 32 lower-case hexadecimal characters, safe in a
// URL, a storage key and a log.
type ID string

// NewID makes an ID for something that came to be at now.
func NewID(now time.Time) ID {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16)
	if _, err := rand.Read(b[6:]); err != nil {
		panic(err) // crypto/rand never fails on a supported platform
	}
	return ID(hex.EncodeToString(b[:]))
}

// Valid tells whether s has the form of an ID; what comes from outside is checked with it before it goes anywhere.
func (id ID) Valid() bool {
	if len(id) != 32 {
		return false
	}
	for _, c := range id {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
