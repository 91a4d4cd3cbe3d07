package schedule

import (
	"errors"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// TextTooLong is the reason of a clip whose text can't be made to fit the channel.
const TextTooLong = "text_too_long"

// texts are the words of the posts of a plan.
type texts map[place]string

// settle is Place with the text of each slot, and what that costs. A clip whose text does not fit its channel loses its slot
// there: nothing goes out with words that nobody settled.
func (s *Service) settle(c belong.Campaign, in Input) (Plan, texts) {
	plan := Place(in)
	channels, entries, has := map[belong.ID]belong.Channel{}, map[belong.ID]belong.Submission{}, in.byPlace()
	for _, ch := range in.Channels {
		channels[ch.ID] = ch
	}
	for _, e := range in.Entries {
		entries[e.Submission.ID] = e.Submission
	}
	words := texts{}
	settled := Plan{Unplaced: plan.Unplaced, Shortages: plan.Shortages}
	for _, slot := range plan.Slots {
		at := place{slot.ClipID, slot.ChannelID}
		text, err := s.text(c, channels[slot.ChannelID], entries[slot.SubmissionID], has[at])
		if err != nil {
			settled.Unplaced = append(settled.Unplaced, belong.Unplaced{
				SubmissionID: slot.SubmissionID, ChannelID: slot.ChannelID, Reason: TextTooLong, Help: sentence(err),
			})
			continue
		}
		words[at] = text
		settled.Slots = append(settled.Slots, slot)
	}
	settled.Prices = prices(in, settled, words)
	return settled, words
}

// text is what goes out with a post: what somebody wrote by hand, or else what the template gives.
func (s *Service) text(c belong.Campaign, ch belong.Channel, sub belong.Submission, p belong.Post) (string, error) {
	if p.Written {
		return p.Text, posttext.CheckWords(ch, p.Text)
	}
	text, err := posttext.Write(c, ch, sub, s.address+"/wall/"+c.Slug)
	return text.Words, err
}

// sentence is what a refusal says to staff.
func sentence(err error) string {
	var refused *belong.Error
	if errors.As(err, &refused) {
		return refused.Sentence
	}
	return err.Error()
}

// byPlace are the posts by where they belong.
func (in Input) byPlace() map[place]belong.Post {
	has := map[place]belong.Post{}
	for _, p := range in.Posts {
		has[place{p.ClipID, p.ChannelID}] = p
	}
	return has
}
