package httpd

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/web"
)

// What is read of a form: so much of one typed field, so many parts, and so many forms at a time, since each may bring a
// whole video. One that crawls is let go when another comes.
const (
	fieldLimit = 16 << 10
	partLimit  = 40
	formLimit  = 8
)

// A videoForm is a form with a video in it, as a browser without scripts sends it: the fields first, the file last.
type videoForm struct {
	fields url.Values
	video  formVideo
}

// A formVideo is the file of a form. It waits on disk, since nobody says beforehand how large it is.
type formVideo struct {
	file     *os.File // nil when none was chosen
	name     string
	size     int64
	tooLarge bool
	leave    func() // makes room for another form
}

// remove closes the file. It has no name, and is gone with that.
func (v formVideo) remove() {
	if v.file != nil {
		_ = v.file.Close() // it was read to its end, or nobody wants it
	}
	v.leave()
}

var errManyForms = belong.Refuse(belong.Unavailable, "many_forms", "Many people are sending videos this moment. Wait a minute, then send the form again.")

var errCutShort = belong.Refuse(belong.Invalid, "cut_short", "The form did not arrive whole. Go back, and send it again.")

// readVideoForm reads such a form. A file over limit is not kept, but read on for a while: a browser shows no answer
// while it still sends.
func (s *Server) readVideoForm(c *gin.Context, limit int64) (videoForm, error) {
	body := &formBody{ReadCloser: c.Request.Body, end: func() {
		// What can't have a deadline, a recorder in a test, does not crawl either.
		_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now())
	}}
	if body.lane = s.forms.Take(body.stop); body.lane == nil {
		return videoForm{}, errManyForms
	}
	r := c.Request
	r.Body = body
	defer body.arrived()
	form := videoForm{fields: url.Values{}, video: formVideo{leave: body.lane.Leave}}
	if err := form.read(r, s.Temp, limit); err != nil {
		form.video.remove()
		return form, err
	}
	return form, nil
}

// A formBody is the body of a form on its lane. Once all of it that is wanted has arrived, nothing ends it any more: the same
// connection is for the answer, and for what comes after.
type formBody struct {
	io.ReadCloser
	lane *intake.Lane
	end  func()

	mu   sync.Mutex
	over bool
}

// Read is the body's.
func (b *formBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.lane.Passed(n)
	return n, err
}

func (b *formBody) arrived() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = true
}

func (b *formBody) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.over {
		b.end()
	}
}

func (form *videoForm) read(r *http.Request, temp string, limit int64) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return errCutShort
	}
	for range partLimit {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errCutShort
		}
		if part.FormName() != "file" {
			err = form.readField(part)
		} else if part.FileName() != "" && form.video.file == nil {
			err = form.video.read(part, temp, limit)
		}
		if err != nil {
			return err
		}
	}
	return errCutShort
}

func (form *videoForm) readField(part *multipart.Part) error {
	b, err := io.ReadAll(io.LimitReader(part, fieldLimit))
	if err != nil {
		return errCutShort
	}
	form.fields.Add(part.FormName(), string(b))
	return nil
}

func (v *formVideo) read(part *multipart.Part, temp string, limit int64) error {
	file, err := os.CreateTemp(temp, "form-*")
	if err != nil {
		return fmt.Errorf("video of a form: %w", err)
	}
	v.file, v.name = file, part.FileName()
	if err := os.Remove(file.Name()); err != nil {
		return fmt.Errorf("video of a form: %w", err)
	}
	if v.size, err = io.Copy(file, io.LimitReader(part, limit+1)); err != nil {
		return errCutShort
	}
	if v.size > limit {
		v.tooLarge = true
		if _, err := io.Copy(io.Discard, io.LimitReader(part, limit)); err != nil {
			return errCutShort
		}
	}
	_, err = file.Seek(0, io.SeekStart)
	return err
}

// check finds what keeps the file from being taken.
func (form videoForm) check(limits belong.Limits, words web.Language, m *mistakes) {
	switch {
	case form.video.tooLarge:
		m.add("file", words.T("field.file_too_large", "size", web.Size(limits.Bytes)))
	case form.video.file == nil || form.video.size == 0:
		m.add("file", words.T("script.need_file"))
	}
}
