package httpd

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
)

// linkLife is how long an address at the storage is good: long enough to play a clip to its end with a pause, too short
// to pass on.
const linkLife = 10 * time.Minute

// mediaGet serves a rendition, or to staff the original, with Range, and captions. Whoever may not see it learns nothing, not even
// that it is there.
func (s *Server) mediaGet(c *gin.Context) {
	ctx := c.Request.Context()
	clip, err := s.clipToShow(ctx, belong.ID(c.Param("clip")))
	if err != nil {
		s.fail(c, err)
		return
	}
	if file, ok := captionFiles[c.Param("kind")]; ok {
		s.captionsGet(c, clip, file)
		return
	}
	key, as, err := s.media(ctx, clip, c.Param("kind"))
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Cache-Control", "private, no-cache")
	if c.Request.Method == http.MethodGet { // an address is presigned for that alone
		link, err := s.Blobs.Presign(ctx, key, linkLife, as)
		if err != nil {
			s.fail(c, err)
			return
		}
		if link != "" {
			c.Redirect(http.StatusFound, link)
			return
		}
	}
	file, err := s.Blobs.Open(ctx, key)
	if err != nil {
		s.fail(c, err)
		return
	}
	defer file.Close() //nolint:errcheck // it was only read
	c.Header("Content-Type", as.ContentType)
	if as.Filename != "" {
		c.Header("Content-Disposition", as.Disposition())
	}
	http.ServeContent(c.Writer, c.Request, "", file.ModTime, file)
}

// clipToShow is a clip, unless it was taken back: from that moment nobody sees it, whether its files are deleted yet or not.
func (s *Server) clipToShow(ctx context.Context, id belong.ID) (belong.Clip, error) {
	clip, err := s.Store.Clip(ctx, id)
	if err != nil {
		return clip, err
	}
	sub, err := s.Store.Submission(ctx, clip.SubmissionID)
	if err == nil && sub.State == belong.Withdrawn {
		err = belong.ErrNotFound
	}
	return clip, err
}

// media finds the blob that a kind names, with the headers to serve it under, if the caller may see it.
func (s *Server) media(ctx context.Context, clip belong.Clip, kind string) (key string, as blob.As, err error) {
	if kind == "original" {
		return s.original(ctx, clip)
	}
	r, ok := clip.Rendition(belong.RenditionKind(kind))
	if !ok {
		return "", as, belong.ErrNotFound
	}
	if err := s.maySee(ctx, clip); err != nil {
		return "", as, err
	}
	return r.Key, blob.As{ContentType: r.ContentType}, nil
}

// original is for staff only, as a download that carries the label: it was never checked by a decoder, so no browser is
// asked to play it from here.
func (s *Server) original(ctx context.Context, clip belong.Clip) (key string, as blob.As, err error) {
	if callerOf(ctx).user == nil || clip.OriginalKey == "" {
		return "", as, belong.ErrNotFound
	}
	sub, err := s.Store.Submission(ctx, clip.SubmissionID)
	if err != nil {
		return "", as, err
	}
	extension, err := s.sentExtension(ctx, sub, clip)
	if err != nil {
		return "", as, err
	}
	name := string(clip.ID)
	if sub.Label != (belong.Label{}) {
		name = sub.Label.Filename(extension)
	}
	return clip.OriginalKey, blob.As{ContentType: "application/octet-stream", Filename: name}, nil
}

// sentExtension is the extension of the file as it was sent, so that a player takes the download.
func (s *Server) sentExtension(ctx context.Context, sub belong.Submission, clip belong.Clip) (string, error) {
	name := sub.Filename
	switch upload, err := s.Store.Upload(ctx, clip.Upload()); {
	case err == nil:
		name = upload.Filename
	case belong.KindOf(err) != belong.NotFound: // an imported file was never an upload
		return "", err
	}
	return belong.ParseLabel(name).Extension, nil
}

// A captionFile is a form that captions are given out in.
type captionFile struct {
	contentType string
	from        func(belong.Captions) string
}

const (
	vttFile = "captions.vtt" // for browsers
	srtFile = "captions.srt" // for networks and editors
)

var captionFiles = map[string]captionFile{
	vttFile: {"text/vtt; charset=utf-8", belong.Captions.VTT},
	srtFile: {"application/x-subrip; charset=utf-8", belong.Captions.SRT},
}

// captionsGet serves a clip's captions as a file: to those whom the clip concerns, drafts too, and to all others what a
// person confirmed. It is made of what the database has at this moment, so that it is never out of step with an edit.
func (s *Server) captionsGet(c *gin.Context, clip belong.Clip, file captionFile) {
	ctx := c.Request.Context()
	captions, err := s.Store.Captions(ctx, clip.ID)
	if err == nil {
		if captions.Confirmed() {
			err = s.maySee(ctx, clip)
		} else {
			err = s.concerned(ctx, clip)
		}
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Header("Cache-Control", "private, no-cache")
	c.Data(http.StatusOK, file.contentType, []byte(file.from(captions)))
}

// captionsOf are the clip's captions, without cues where there are none.
func (s *Server) captionsOf(ctx context.Context, clip belong.ID) (belong.Captions, error) {
	captions, err := s.Store.Captions(ctx, clip)
	if belong.KindOf(err) == belong.NotFound {
		return belong.Captions{}, nil
	}
	return captions, err
}

// maySee lets pass those whom the clip concerns, and, once it is live on the wall, everybody.
func (s *Server) maySee(ctx context.Context, clip belong.Clip) error {
	if callerOf(ctx).user != nil {
		return nil
	}
	if _, err := s.Store.WallClip(ctx, clip.ID); err == nil || belong.KindOf(err) != belong.NotFound {
		return err
	}
	return s.concerned(ctx, clip)
}

// concerned lets pass staff, the owner, and a guardian who was asked.
func (s *Server) concerned(ctx context.Context, clip belong.Clip) error {
	who := callerOf(ctx)
	if who.user != nil {
		return nil
	}
	guardian, err := s.opens(ctx, who.cookie(guardianCookie+string(clip.SubmissionID)), belong.GuardianToken, clip.SubmissionID)
	if err != nil || guardian {
		return err
	}
	return s.owner(ctx, clip.SubmissionID)
}
