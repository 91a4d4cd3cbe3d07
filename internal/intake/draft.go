package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/belonginstem/belong/internal/belong"
)

// A Draft is what a person says before they send their video, as POST /api/v1/submissions takes it. The label comes from
// Name, Title and Organization; or, where all three are blank, from Filename; or from the name of the file that is sent.
type Draft struct {
	Campaign      string // its slug
	Name          string
	Title         string
	Organization  string
	WholeName     bool // a Name of one word is all of it
	Filename      string
	Question      string // its key; may be empty where a file name gives the label
	Role          string
	Email         string
	Minor         bool
	GuardianEmail string
	Release       string // the version that was agreed to
	Script        string
	Locale        string // English where empty
	Partner       string
	Handles       map[belong.ChannelKind]string // names at networks; to give one is to agree to be mentioned there
}

// Created is a draft that was taken.
type Created struct {
	Submission belong.Submission
	Token      string // opens the submission for its owner; kept nowhere else
	// Read is what Filename was read as. A problem in it refuses nothing yet: the file waits for a better name when it
	// is there.
	Read belong.ParsedLabel
}

// Create makes a submission of the draft, with the release that was agreed to and the key to it. A belong.Error names
// the first field that has to be mended.
func (in *Intake) Create(ctx context.Context, d Draft) (Created, error) {
	d.clean()
	c, err := in.Store.CampaignBySlug(ctx, d.Campaign)
	if errors.Is(err, belong.ErrNotFound) {
		return Created{}, belong.Refuse(belong.NotFound, "campaign_unknown", "There is no campaign %q.", d.Campaign).In("campaign")
	}
	if err != nil {
		return Created{}, fmt.Errorf("campaign of a draft: %w", err)
	}
	now := in.now()
	if err := c.TakesUploads(now); err != nil {
		return Created{}, err
	}
	s, read, err := d.submission(c, now)
	if err != nil {
		return Created{}, err
	}
	release, err := d.release(c, s, now)
	if err != nil {
		return Created{}, err
	}
	secret, token := belong.NewToken(now, belong.StatusToken, s.ID, statusLife)
	out := belong.Did(belong.NewEvent(now, submitter(s), "submission.created", c.ID, s.ID, ""))
	if len(s.Handles) > 0 {
		out.Events = append(out.Events, belong.NewEvent(now, submitter(s), "handles.agreed", c.ID, s.ID, ""))
	}
	out.Tokens = append(out.Tokens, token)
	if err := in.Store.CreateSubmission(ctx, s, []belong.Release{release}, out); err != nil {
		return Created{}, fmt.Errorf("create submission: %w", err)
	}
	return Created{Submission: s, Token: secret, Read: read}, nil
}

// clean folds what nobody types on purpose, and drops what no database takes.
func (d *Draft) clean() {
	for _, field := range []*string{&d.Campaign, &d.Question, &d.Role, &d.Email, &d.GuardianEmail, &d.Release, &d.Script, &d.Locale, &d.Partner} {
		*field = strings.TrimSpace(storable(*field))
	}
	if strings.ContainsFunc(d.Partner, isInNoKey) {
		d.Partner = ""
	}
	d.Filename = cleanFilename(d.Filename)
	if d.Locale, _, _ = strings.Cut(d.Locale, "-"); d.Locale == "" {
		d.Locale = "en"
	}
	if !d.Minor {
		d.GuardianEmail = ""
	}
}

// isInNoKey tells of a character that is in no partner's key. The key comes with a link that somebody else made, and stands
// on the wall one day: one with hidden characters or markup in it is forgotten, and who followed the link may go on.
func isInNoKey(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -_.&'’+", r)
}

// submission is the draft as a submission, checked against the campaign.
func (d *Draft) submission(c belong.Campaign, now time.Time) (belong.Submission, belong.ParsedLabel, error) {
	s := belong.Submission{
		ID: belong.NewID(now), CampaignID: c.ID, State: belong.Draft,
		Question: d.Question, Role: belong.PersonRole(d.Role), Email: d.Email,
		Minor: d.Minor, GuardianEmail: d.GuardianEmail, Script: d.Script, Locale: d.Locale, Partner: d.Partner,
		CreatedAt: now, UpdatedAt: now,
	}
	var read belong.ParsedLabel
	typed := strings.TrimSpace(d.Name+d.Title+d.Organization) != ""
	switch {
	case typed:
		label, err := labelOf(d.Name, d.Title, d.Organization, d.WholeName, d.Locale)
		if err != nil {
			return s, read, err
		}
		s.Label = label
	case d.Filename != "":
		read = belong.ParseLabel(d.Filename)
		s.Filename, s.Label = d.Filename, read.Label
	}
	if err := s.Mention(d.Handles); err != nil {
		return s, read, err
	}
	if err := s.Validate(c); err != nil {
		return s, read, err
	}
	if typed && s.Question == "" {
		return s, read, belong.Refuse(belong.Invalid, "question", "Choose the question that the video answers.").In("question")
	}
	if len(s.Partner) > 100 {
		return s, read, belong.Refuse(belong.Invalid, "partner", "This partner's key is too long to be one.").In("partner")
	}
	return s, read, nil
}

// release is what the person agreed to, word for word.
func (d *Draft) release(c belong.Campaign, s belong.Submission, now time.Time) (belong.Release, error) {
	switch d.Release {
	case c.Release.Version:
	case "":
		return belong.Release{}, belong.Refuse(belong.Invalid, "release_missing",
			"Without your agreement to the release the video can't be shown. Read it and say that you agree.").In("release")
	default:
		return belong.Release{}, belong.Refuse(belong.Invalid, "release_outdated",
			"The release has changed since you read it. Read it again, and say that you agree.").In("release")
	}
	return belong.Release{
		ID: belong.NewID(now), SubmissionID: s.ID, By: belong.BySubmitter, Name: s.Label.Name,
		Version: c.Release.Version, Text: c.Release.Text.In(s.Locale), At: now,
	}, nil
}

// labelOf is the label of what a form gave, or an error that says in the person's language which field is wrong and how.
func labelOf(name, title, organization string, whole bool, locale string) (belong.Label, error) {
	read := belong.NewLabel(name, title, organization, whole)
	if p := read.Problem; p != nil {
		return belong.Label{}, belong.Refuse(belong.Invalid, string(p.Code), "%s", p.Sentence(locale)).In(p.Field)
	}
	return read.Label, nil
}

// storable is s as both databases take it: UTF-8 without NUL.
func storable(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// cleanFilename is the name of a file as it is kept. Of what is too long for any name, enough is kept to see that.
func cleanFilename(s string) string { return storable(s[:min(len(s), 1100)]) }
