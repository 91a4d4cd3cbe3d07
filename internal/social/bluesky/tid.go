package bluesky

import (
	"crypto/rand"
	"encoding/binary"
)

// tidLetters are the digits of a TID, in their order.
const tidLetters = "234567abcdefghijklmnopqrstuvwxyz"

// newTID makes a record key that nobody else has: microseconds and ten bits of chance, as 13 letters in the order of time.
func (n *Network) newTID() string {
	var chance [2]byte
	_, _ = rand.Read(chance[:]) // it never fails
	n.mu.Lock()
	tick := max(uint64(n.now().UnixMicro()), n.lastTID+1)
	n.lastTID = tick
	n.mu.Unlock()

	v := tick<<10&(1<<63-1) | uint64(binary.BigEndian.Uint16(chance[:]))&(1<<10-1)
	var tid [13]byte
	for i := len(tid) - 1; i >= 0; i-- {
		tid[i] = tidLetters[v&31]
		v >>= 5
	}
	return string(tid[:])
}
