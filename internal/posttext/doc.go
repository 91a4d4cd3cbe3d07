// Package posttext writes the words that go out with a video: from a campaign's template, within what a network takes,
// and with nobody in it who did not agree to be. It is pure.
package posttext
