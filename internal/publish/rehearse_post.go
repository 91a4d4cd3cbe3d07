package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

const mostAlike = 5 // problems of a kind are told one by one; of more, the number

// lookAtPosts looks at all that a post needs: its release, its text, its files.
func (r *rehearsing) lookAtPosts() {
	var found findings
	n := 0
	for _, w := range r.posts {
		if toGo(w.Post) {
			n++
			r.lookAtPost(w, &found)
		}
	}
	for _, l := range found.lines() {
		r.say(l)
	}
	for area, with := range map[Area]string{
		ReleaseArea: "a valid release", TextArea: "a text that fits its channel", FileArea: "files that are there and fit its channel",
	} {
		if n > 0 && found.none(area) {
			r.say(Line{area, OK, every(n) + " with " + with + ".", "", ""})
		}
	}
}

// lookAtPost finds what keeps one post from going out.
func (r *rehearsing) lookAtPost(w belong.Showing, found *findings) {
	p, ch := w.Post, w.Channel
	if i := slices.IndexFunc(r.channels, func(now belong.Channel) bool { return now.ID == ch.ID }); i >= 0 {
		ch = r.channels[i]
	}
	at := "The post on " + ch.Kind.Words() + " at " + web.Words("en").Moment(p.SlotAt, r.Zone)
	add := func(area Area, kind, sentence, next string) {
		found.add(Line{area, NoGo, at + " " + sentence, next, "/staff/review/" + string(p.SubmissionID)}, kind)
	}
	if err := belong.Showable(p, w.Entry.Submission, r.releases[p.SubmissionID]); err != nil {
		add(ReleaseArea, "would not go out", "would not go out. "+sentenceOf(err), "See to that, or cancel the post.")
	}
	if over := tooLong(ch, p.Text); over > 0 {
		add(TextArea, "have texts that are too long", fmt.Sprintf("has a text that is %s too long.", count(over, "character")), "Shorten it.")
	}
	for _, problem := range filmProblems(w.Entry.Clip, ch, r.files) {
		add(FileArea, "have files that will not do", problem, "Send the video through processing again, or ask for another one.")
	}
}

func sentenceOf(err error) string {
	var refused *belong.Error
	if errors.As(err, &refused) {
		return refused.Sentence
	}
	return err.Error()
}

// wanted are the files that a channel needs of a clip.
func wanted(kind belong.ChannelKind) []belong.RenditionKind {
	if kind == belong.Wall {
		return []belong.RenditionKind{belong.WebRendition, belong.PosterRendition}
	}
	return []belong.RenditionKind{belong.PostRendition}
}

// filmProblems say what is wrong with a clip's files for a channel, each as the end of a sentence about the post.
func filmProblems(clip belong.Clip, ch belong.Channel, files map[string]file) (out []string) {
	limits := ch.Standing.Limits
	for _, kind := range wanted(ch.Kind) {
		film, made := clip.Rendition(kind)
		is := files[film.Key]
		switch {
		case !made:
			out = append(out, fmt.Sprintf("has no %q file.", kind))
		case is.unknown:
		case is.gone:
			out = append(out, fmt.Sprintf("has a %q file that is gone from the storage.", kind))
		case film.Bytes > 0 && is.bytes != film.Bytes:
			out = append(out, fmt.Sprintf("has a %q file that is not whole.", kind))
		case kind == belong.PostRendition && limits.Bytes > 0 && is.bytes > limits.Bytes:
			out = append(out, fmt.Sprintf("has a video of %s, and %s takes %s.", web.Size(is.bytes), ch.Kind.Words(), web.Size(limits.Bytes)))
		}
	}
	if limits.Length > 0 && clip.Length > limits.Length {
		out = append(out, fmt.Sprintf("has a video of %s, and %s takes %s.", web.Length(clip.Length), ch.Kind.Words(), web.Length(limits.Length)))
	}
	return out
}

// A file is what the storage says of one.
type file struct {
	bytes         int64
	gone, unknown bool
}

// lookAtFiles asks the storage about every file that a post needs, once.
func (r *rehearsing) lookAtFiles(ctx context.Context) error {
	keys := map[string]bool{}
	for _, w := range r.posts {
		for _, kind := range wanted(w.Channel.Kind) {
			if film, ok := w.Entry.Clip.Rendition(kind); ok && toGo(w.Post) {
				keys[film.Key] = true
			}
		}
	}
	unknown := 0
	work, asking := errgroup.WithContext(ctx)
	work.SetLimit(askedAtOnce)
	for key := range keys {
		work.Go(func() error {
			bytes, err := r.Around.Stat(asking, key)
			f := file{bytes: bytes, gone: belong.KindOf(err) == belong.NotFound}
			f.unknown = err != nil && !f.gone
			r.mu.Lock()
			defer r.mu.Unlock()
			r.files[key] = f
			if f.unknown {
				unknown++
			}
			return asking.Err()
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	switch {
	case unknown > 0:
		r.say(Line{StorageArea, NoGo, fmt.Sprintf("The storage did not answer for %s of %d.", count(unknown, "file"), len(keys)), "See that it runs and can be reached; `belong doctor` tries it.", ""})
	case len(keys) > 0:
		r.say(Line{StorageArea, OK, fmt.Sprintf("The storage answered for %s.", count(len(keys), "file")), "", ""})
	}
	return nil
}

// readReleases reads the releases of every submission that is to go out.
func (r *rehearsing) readReleases(ctx context.Context) error {
	ids := map[belong.ID]bool{}
	for _, w := range r.posts {
		if toGo(w.Post) {
			ids[w.Post.SubmissionID] = true
		}
	}
	work, reading := errgroup.WithContext(ctx)
	work.SetLimit(askedAtOnce)
	for id := range ids {
		work.Go(func() error {
			releases, err := r.store.Releases(reading, id)
			r.mu.Lock()
			defer r.mu.Unlock()
			r.releases[id] = releases
			return err
		})
	}
	return work.Wait()
}

// findings are lines about posts, by kind of problem, of which only a few are told one by one.
type findings []finding

type finding struct {
	area  Area
	many  string // what more than a few posts do: the end of a sentence
	lines []Line
}

func (f *findings) add(l Line, many string) {
	for i := range *f {
		if at := &(*f)[i]; at.area == l.Area && at.many == many {
			at.lines = append(at.lines, l)
			return
		}
	}
	*f = append(*f, finding{l.Area, many, []Line{l}})
}

func (f findings) none(area Area) bool {
	return !slices.ContainsFunc(f, func(at finding) bool { return at.area == area })
}

func (f findings) lines() (out []Line) {
	for _, at := range f {
		if more := len(at.lines) - mostAlike; more > 1 {
			last := at.lines[0]
			last.Sentence, last.Link = fmt.Sprintf("%d more posts %s.", more, at.many), ""
			at.lines = append(at.lines[:mostAlike:mostAlike], last)
		}
		out = append(out, at.lines...)
	}
	return out
}

// count is a number of things, in words: "1 post", "3 posts".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// every is the beginning of a sentence about all posts.
func every(n int) string {
	if n == 1 {
		return "The post that is to go out comes"
	}
	return fmt.Sprintf("All %d posts that are to go out come", n)
}
