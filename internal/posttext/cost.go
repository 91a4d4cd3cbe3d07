package posttext

import (
	"fmt"

	"github.com/belonginstem/belong/internal/belong"
)

// Money is an amount in thousandths of a US dollar.
type Money int64

// What X asks for a post by its own price list for pay-per-use access: with an address in it, and without.
const (
	xPost     Money = 15
	xLinkPost Money = 200
)

// String is the amount as people write it: $0.015, $0.20.
func (m Money) String() string {
	if m%10 == 0 {
		return fmt.Sprintf("$%d.%02d", m/1000, m%1000/10)
	}
	return fmt.Sprintf("$%d.%03d", m/1000, m%1000)
}

// Cost is what a network asks for a post of these words. X asks more where it sees an address, which it does also where
// somebody wrote "STEMx.org"; the others ask nothing.
func Cost(kind belong.ChannelKind, words string) Money {
	switch {
	case kind != belong.X:
		return 0
	case len(links([]rune(words))) > 0:
		return xLinkPost
	}
	return xPost
}
