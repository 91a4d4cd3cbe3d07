package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// ImportOptions are what an operator says of the files of a folder.
type ImportOptions struct {
	// Release is the version of the campaign's release to which the people in all these videos agreed, kept elsewhere;
	// whoever imports attests to it. Without one the videos can't be approved until somebody of the staff does.
	Release string
	By      belong.Actor
}

// An ImportLine is what became of one file.
type ImportLine struct {
	File       string // its path below the folder
	Fate       Fate
	Submission belong.ID          // where the file is one's
	Label      belong.ParsedLabel // what its name was read as
	Reason     string             // why it was refused or skipped, as a sentence
}

// A Fate is what became of a file.
type Fate string

// The fates. Incomplete is taken, too, and waits for a label: its Label says what is wrong, and what may be meant.
const (
	Taken      Fate = "taken"
	Incomplete Fate = "incomplete"
	Known      Fate = "known"   // the same bytes are there already
	Refused    Fate = "refused" // a person has to look
	Skipped    Fate = "skipped" // not meant to be imported: a system's own file
)

// Import takes every video in dir and below into the campaign, open or not, and reports on each file as it goes. Nothing
// in dir is written, and no link leads out of it. The same bytes become one submission, so after an end in the middle it
// may just be run again. An error ends it: a file that is not to be had is reported, and is none; a release that is not
// the campaign's is one, before any file is looked at.
func (in *Intake) Import(ctx context.Context, c belong.Campaign, dir string, o ImportOptions, report func(ImportLine)) (err error) {
	if o.Release != "" && o.Release != c.Release.Version {
		return belong.Refuse(belong.Invalid, "release_outdated", "%s has the release %s, not %s. Attest to what people agreed to.",
			c.Name, c.Release.Version, o.Release).In("release")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	i := importing{Intake: in, campaign: c, root: root, options: o}
	return fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		return i.visit(ctx, name, entry, err, report)
	})
}

type importing struct {
	*Intake
	campaign belong.Campaign
	root     *os.Root
	options  ImportOptions
}

// visit is an fs.WalkDirFunc that reports.
func (i *importing) visit(ctx context.Context, name string, entry fs.DirEntry, failed error, report func(ImportLine)) error {
	system := isSystemFile(path.Base(name))
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case name == ".":
		return failed
	case entry.IsDir() && !system && failed == nil:
		return nil
	}
	line := ImportLine{File: storable(name)}
	var next error
	switch {
	case system:
		line.Fate, line.Reason = Skipped, "It is hidden, or a system's own."
		if entry.IsDir() {
			next = fs.SkipDir
		}
	case failed != nil:
		line.unreadable(failed)
	default:
		if err := i.take(ctx, name, &line); err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	report(line)
	return next
}

// take imports one file, and writes what became of it into the line.
func (i *importing) take(ctx context.Context, name string, line *ImportLine) (err error) {
	line.Label = belong.ParseLabel(cleanFilename(path.Base(name)))
	if p := line.Label.Problem; p != nil && p.Code == belong.LabelNotAVideo {
		line.refuse(p.Sentence("en"))
		return nil
	}
	f, size, err := i.open(name)
	if err != nil {
		line.unreadable(err)
		return nil
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if refused := (file{bytes: size}).refusal(i.campaign.Limits, "en"); refused != nil {
		line.refuse(refused.Sentence)
		return nil
	}
	if line.Label.Extension == "" && !looksLikeVideo(f) {
		line.refuse("Neither its name nor its first bytes are those of a video.")
		return nil
	}
	sum, size, err := hashOf(ctx, f)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		line.unreadable(err)
		return nil
	}
	return i.takeOnce(ctx, f, size, sum, line)
}

// open opens a file for reading. A link may lead to what must not be opened, such as a pipe, so it looks first. What
// leads out of the folder is an error.
func (i *importing) open(name string) (f *os.File, size int64, err error) {
	info, err := i.root.Stat(name)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, errors.New("it is no file")
	}
	f, err = i.root.Open(name)
	return f, info.Size(), err
}

func (l *ImportLine) refuse(reason string) { l.Fate, l.Reason = Refused, reason }

// unreadable refuses a file or a folder for an error, without its path, which stands beside it.
func (l *ImportLine) unreadable(err error) {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	l.refuse("It can't be read: " + err.Error() + ".")
}

// takeOnce makes a submission of the file, of that size and SHA-256, unless the campaign has it already. The clip's ID, and
// with it the original's key, comes from the bytes: who is killed before the end writes the same blob again.
func (i *importing) takeOnce(ctx context.Context, f *os.File, size int64, sum string, line *ImportLine) error {
	upload := "import-" + string(i.campaign.ID) + "-" + sum
	known := func() error {
		clip, err := i.Store.ClipByUpload(ctx, upload)
		if err == nil {
			line.Fate, line.Submission = Known, clip.SubmissionID
		}
		return err
	}
	if err := known(); !errors.Is(err, belong.ErrNotFound) {
		return err
	}
	now := i.now()
	id := sha256.Sum256([]byte(upload))
	clip := belong.Clip{
		ID: belong.ID(hex.EncodeToString(id[:16])), SubmissionID: belong.NewID(now), UploadID: upload,
		Bytes: size, CreatedAt: now, // the hash is for inspect to write: with it, a clip counts as inspected
	}
	clip.OriginalKey = original(clip.ID)
	source := &verifying{r: f, hash: sha256.New(), want: sum}
	err := i.Blobs.Put(ctx, clip.OriginalKey, source)
	if failed := source.failed; failed != nil {
		line.unreadable(failed)
		return nil
	}
	if err != nil {
		return err
	}
	s := belong.Submission{
		ID: clip.SubmissionID, CampaignID: i.campaign.ID, State: belong.Processing, Filename: cleanFilename(path.Base(line.File)),
		Role: belong.Leader, Locale: "en", ClipID: clip.ID, CreatedAt: now, UpdatedAt: now,
	}
	err = i.Store.CreateImported(ctx, s, clip, i.releases(s), i.outcome(s, clip))
	if errors.Is(err, belong.ErrStale) { // another import was faster
		return known()
	}
	if err != nil {
		return err
	}
	line.Fate, line.Submission = Taken, s.ID
	if !line.Label.Valid() {
		line.Fate = Incomplete
	}
	return nil
}

func (i *importing) outcome(s belong.Submission, clip belong.Clip) belong.Outcome {
	out := belong.Did(belong.NewEvent(s.CreatedAt, i.options.By, "submission.imported", s.CampaignID, s.ID, ""),
		belong.Job{Kind: belong.InspectJob, Subject: clip.ID})
	if i.options.Release != "" {
		out.Events = append(out.Events, belong.NewEvent(s.CreatedAt, i.options.By, "release.attested", s.CampaignID, s.ID, i.options.Release))
	}
	return out
}

// releases is what the operator attests to.
func (i *importing) releases(s belong.Submission) []belong.Release {
	if i.options.Release == "" {
		return nil
	}
	words := i.campaign.Release
	return []belong.Release{{
		ID: belong.NewID(s.CreatedAt), SubmissionID: s.ID, ClipID: s.ClipID, By: belong.ByStaff,
		Version: words.Version, Text: words.Text.In(s.Locale), At: s.CreatedAt,
	}}
}

// isSystemFile tells whether nobody put the file or folder there on purpose: it is hidden, a Mac's other half of a file,
// or what Windows, Office and network drives leave behind.
func isSystemFile(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "thumbs.db", "ehthumbs.db", "desktop.ini", "icon", "__macosx", "@eadir", "$recycle.bin", "system volume information":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$")
}
