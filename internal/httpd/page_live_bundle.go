package httpd

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// pageBundleGet gives all that it takes to post by hand: the video, the post's text, and the captions that a person
// confirmed. It is for staff, and only of what the world may see.
func (s *Server) pageBundleGet(c *gin.Context) {
	ctx := c.Request.Context()
	if _, err := s.staff(ctx, belong.Scheduler); err != nil {
		s.oops(c, err)
		return
	}
	w, err := s.Store.Showing(ctx, belong.ID(c.Param("id")))
	if err != nil {
		s.oops(c, err)
		return
	}
	releases, err := s.Store.Releases(ctx, w.Post.SubmissionID)
	if err != nil {
		s.oops(c, err)
		return
	}
	if err := belong.Showable(w.Post, w.Entry.Submission, releases); err != nil {
		s.oops(c, err)
		return
	}
	film, ok := w.Entry.Clip.Rendition(belong.PostRendition)
	if !ok {
		s.oops(c, belong.ErrNotFound)
		return
	}
	captions, err := s.captionsOf(ctx, w.Post.ClipID)
	if err != nil {
		s.oops(c, err)
		return
	}
	video, err := s.Blobs.Open(ctx, film.Key)
	if err != nil {
		s.oops(c, err)
		return
	}
	defer func() { _ = video.Close() }() // it was only read
	c.Header("Content-Type", "application/zip")
	c.Header("Content-Disposition", fmt.Sprintf("attachment; filename=%q", "post-"+string(w.Post.ID)+".zip"))
	c.Header("Cache-Control", "no-store")
	c.Status(http.StatusOK)
	if err := writeBundle(ctx, c.Writer, w, captions, video); err != nil {
		s.log.Warn("a bundle was not sent whole", "post", w.Post.ID, "err", err)
		panic(http.ErrAbortHandler) // so that the browser knows
	}
}

func writeBundle(ctx context.Context, to io.Writer, w belong.Showing, captions belong.Captions, video io.Reader) error {
	z := zip.NewWriter(to)
	texts := []struct{ name, words string }{{"text.txt", w.Post.Text + "\n"}}
	if captions.Confirmed() {
		texts = append(texts, struct{ name, words string }{"captions.vtt", captions.VTT()}, struct{ name, words string }{"captions.srt", captions.SRT()})
	}
	for _, t := range texts {
		f, err := z.Create(t.name)
		if err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
		if _, err := io.WriteString(f, t.words); err != nil {
			return fmt.Errorf("bundle: %w", err)
		}
	}
	f, err := z.CreateHeader(&zip.FileHeader{Name: "video.mp4", Method: zip.Store}) // a film does not get smaller
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if _, err := io.Copy(f, video); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return z.Close()
}
