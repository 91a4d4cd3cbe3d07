package intake_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

func TestCreationIsRefusedBeforeAByteIsStored(t *testing.T) {
	t.Parallel()
	typed := func(name, kind string) string {
		return metadata(name) + ",filetype " + base64.StdEncoding.EncodeToString([]byte(kind))
	}
	tests := map[string]struct {
		header []string
		status int
		code   string
	}{
		"larger than the limit":     {[]string{"Upload-Length", "1001"}, http.StatusRequestEntityTooLarge, "too_large"},
		"with its bytes along":      {[]string{"Upload-Length", "1001", "Content-Type", chunkType}, http.StatusRequestEntityTooLarge, "too_large"},
		"empty":                     {[]string{"Upload-Length", "0"}, http.StatusUnprocessableEntity, "empty"},
		"of a length to come":       {[]string{"Upload-Defer-Length", "1"}, http.StatusBadRequest, "length_missing"},
		"of no length":              {nil, http.StatusBadRequest, "invalid_upload_length"},
		"a document by its name":    {[]string{"Upload-Length", "10", "Upload-Metadata", metadata("Jane Doe_Chief Scientist_STEMx.pdf")}, http.StatusUnsupportedMediaType, "not_a_video"},
		"a picture by its type":     {[]string{"Upload-Length", "10", "Upload-Metadata", typed("clip", "image/jpeg")}, http.StatusUnsupportedMediaType, "not_a_video"},
		"an archive by its type":    {[]string{"Upload-Length", "10", "Upload-Metadata", typed("clip.mp4", "application/zip")}, http.StatusUnsupportedMediaType, "not_a_video"},
		"in another version of tus": {[]string{"Upload-Length", "10", "Tus-Resumable", "0.2.2"}, http.StatusPreconditionFailed, "unsupported_version"},
		"without the token":         {[]string{"Upload-Length", "10", "Authorization", ""}, http.StatusUnauthorized, "token"},
		"with a wrong token":        {[]string{"Upload-Length", "10", "Authorization", "Bearer x"}, http.StatusUnauthorized, "token"},
	}
	r := newRig(t, inFolder)
	r.limit(1000)
	s, from := r.submit(goodDraft())
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := http.NoBody
			a := from.do(http.MethodPost, from.url, body, tt.header...)
			if strings.Contains(name, "along") {
				a = from.do(http.MethodPost, from.url, bytes.NewReader(noise(1, 1001)), tt.header...)
			}
			if code := a.problem(t); a.StatusCode != tt.status || code != tt.code {
				t.Errorf("%d %s; want %d %s", a.StatusCode, code, tt.status, tt.code)
			}
			if a.Header.Get("Tus-Resumable") != "1.0.0" {
				t.Error("Tus-Resumable is missing")
			}
		})
	}
	uploads, err := r.store.UploadsOf(t.Context(), s.ID)
	if err != nil || len(uploads) != 0 {
		t.Errorf("there are %d uploads (%v)", len(uploads), err)
	}
	if got := r.submission(s.ID).State; got != belong.Draft {
		t.Errorf("the submission is %s", got)
	}
}

func TestWhatMayBeAVideoIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	_, from := r.submit(goodDraft())
	for _, file := range [][2]string{
		{"clip.MOV", "video/quicktime"}, {"", ""}, {"clip", "application/octet-stream"}, {"a.webm", "video/webm;codecs=vp9"}, {"STEM Inc.", "mp4"},
	} {
		meta := metadata(file[0]) + ",filetype " + base64.StdEncoding.EncodeToString([]byte(file[1]))
		a := from.do(http.MethodPost, from.url, nil, "Upload-Length", "10", "Upload-Metadata", meta)
		if a.StatusCode != http.StatusCreated {
			t.Errorf("%q of type %q: %d %s", file[0], file[1], a.StatusCode, a.text)
		}
	}
}

func TestNobodyElseSeesAnUpload(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	_, from := r.submit(goodDraft())
	_, other := r.submit(goodDraft())
	url := from.create(100)
	for _, method := range []string{http.MethodHead, http.MethodPatch, http.MethodDelete, http.MethodPost} {
		a := other.do(method, url, http.NoBody, "Upload-Offset", "0", "Content-Type", chunkType, "X-HTTP-Method-Override", "DELETE")
		if a.StatusCode != http.StatusNotFound {
			t.Errorf("%s with another's token: %d", method, a.StatusCode)
		}
		if a := from.do(method, url+"0", http.NoBody, "Upload-Offset", "0", "Content-Type", chunkType); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s of no upload: %d", method, a.StatusCode)
		}
	}
	if a := from.do(http.MethodGet, url, nil); a.StatusCode != http.StatusMethodNotAllowed || a.problem(t) != "method_not_allowed" {
		t.Errorf("GET: %d", a.StatusCode)
	}
	if got := from.offset(url); got != 0 {
		t.Errorf("its offset is %d", got)
	}
}

func TestAWrongOffsetSaysWhatToDo(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	_, from := r.submit(goodDraft())
	url := from.create(100)
	if a := from.patch(url, 7, bytes.NewReader([]byte("x"))); a.StatusCode != http.StatusConflict || a.problem(t) != "mismatched_offset" {
		t.Errorf("a wrong offset: %d %s", a.StatusCode, a.text)
	}
	if a := from.patch(url, 0, bytes.NewReader(noise(1, 101))); a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("more than was said: %d %s", a.StatusCode, a.text)
	}
	if got := from.offset(url); got != 0 {
		t.Errorf("its offset is %d", got)
	}
}

func TestTooManySendersAreToldToWait(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	_, from := r.submit(goodDraft())
	url := from.create(100)
	intake.Occupy(r.Intake)
	a := from.patch(url, 0, bytes.NewReader(noise(1, 100)))
	if a.StatusCode != http.StatusServiceUnavailable || a.problem(t) != "busy" || a.Header.Get("Retry-After") == "" {
		t.Errorf("PATCH: %d %s", a.StatusCode, a.text)
	}
	if got := from.offset(url); got != 0 {
		t.Errorf("its offset is %d", got)
	}
}

func TestUploadsBegunInTimeMayFinish(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	s, from := r.submit(goodDraft())
	_, late := r.submit(goodDraft())
	r.wait(r.campaign.Deadline.Sub(r.clock()) - time.Second)
	data := noise(1, 1000)
	url := from.create(len(data))
	r.wait(time.Hour)
	if a := from.patch(url, 0, bytes.NewReader(data)); a.StatusCode != http.StatusNoContent {
		t.Errorf("PATCH after the deadline: %d %s", a.StatusCode, a.text)
	}
	r.wholeOnce(s.ID, data)
	a := late.do(http.MethodPost, late.url, nil, "Upload-Length", "10")
	if a.StatusCode != http.StatusForbidden || a.problem(t) != "closed" {
		t.Errorf("a new upload after the deadline: %d %s", a.StatusCode, a.text)
	}
	if _, err := r.Create(t.Context(), goodDraft()); belong.KindOf(err) != belong.Unavailable {
		t.Errorf("a draft after the deadline: %v", err)
	}
}

func TestOptionsTellWhatIsSpoken(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	nobody := &sender{t: t, url: r.url + intake.UploadPath}
	a := nobody.do(http.MethodOptions, nobody.url, nil)
	if got, want := a.Header.Get("Tus-Extension"), "creation,creation-with-upload,termination,expiration"; a.StatusCode != http.StatusOK || got != want {
		t.Errorf("OPTIONS: %d, extensions %q, want %q", a.StatusCode, got, want)
	}
}

func TestTheNameOfTheFileIsKeptWhereTheLabelIsNotKnown(t *testing.T) {
	t.Parallel()
	const good, camera = "王小明_工程师_清华大学.mp4", "IMG_20221107_101010.mp4"
	tests := map[string]struct {
		draft func(*intake.Draft)
		sent  string
		want  string
	}{
		"a form gave the label":            {func(*intake.Draft) {}, good, ""},
		"nothing was said":                 {func(d *intake.Draft) { d.Name, d.Title, d.Organization = "", "", "" }, camera, camera},
		"a file was named, and it is it":   {func(d *intake.Draft) { d.Name, d.Title, d.Organization, d.Filename = "", "", "", camera }, good, good},
		"the one said tells more":          {func(d *intake.Draft) { d.Name, d.Title, d.Organization, d.Filename = "", "", "", "Jane_Doe_A_B" }, camera, "Jane_Doe_A_B"},
		"what no database takes is marked": {func(d *intake.Draft) { d.Name, d.Title, d.Organization = "", "", "" }, "a\x00\xff_b_c.mp4", "a\uFFFD\uFFFD_b_c.mp4"},
	}
	r := newRig(t, inFolder)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := goodDraft()
			tt.draft(&d)
			s, from := r.submit(d)
			a := from.do(http.MethodPost, from.url, nil, "Upload-Length", strconv.Itoa(10), "Upload-Metadata", metadata(tt.sent))
			if a.StatusCode != http.StatusCreated {
				t.Fatalf("create: %d %s", a.StatusCode, a.text)
			}
			if got := r.submission(s.ID).Filename; got != tt.want {
				t.Errorf("the submission's file name is %q, want %q", got, tt.want)
			}
			head := from.do(http.MethodHead, a.Header.Get("Location"), nil)
			if got, want := head.Header.Get("Upload-Metadata"), metadata(strings.NewReplacer("\x00", "\uFFFD", "\xff", "\uFFFD").Replace(tt.sent)); got != want {
				t.Errorf("HEAD tells the metadata %q, want %q", got, want)
			}
		})
	}
}

func TestAReplacementThatComesToNothingChangesNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ready bool
		note  string
		from  belong.SubmissionState
	}{
		"in review":         {true, "", belong.InReview},
		"changes requested": {true, "Please hold the phone upright.", belong.ChangesRequested},
		"failed":            {false, "This is no video.", belong.Failed},
	}
	r := newRig(t, inFolder)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, from := r.submit(goodDraft())
			from.send(noise(1, 1000))
			before := r.processed(s.ID, tt.from, tt.ready, tt.note)
			url := from.create(1000)
			if got := r.submission(s.ID).State; got != belong.Uploading {
				t.Fatalf("the submission is %s", got)
			}
			if a := from.do(http.MethodDelete, url, nil); a.StatusCode != http.StatusNoContent {
				t.Fatalf("DELETE: %d", a.StatusCode)
			}
			after := r.submission(s.ID)
			if after.State != tt.from || after.Note != tt.note || after.ClipID != before.ClipID {
				t.Errorf("it is %s with the note %q", after.State, after.Note)
			}
			data := noise(2, 1000)
			from.send(data)
			n, err := r.count(t.Context(), "SELECT count(*) FROM messages WHERE submission_id = $1 AND kind = 'received'", string(s.ID))
			if err != nil || n != 1 {
				t.Errorf("that the video arrived was written %d times (%v)", n, err)
			}
			if got := r.submission(s.ID); got.State != belong.Processing || got.Note != "" || r.original(s.ID) != sumOf(data) {
				t.Errorf("with a new clip, it is %s with the note %q", got.State, got.Note)
			}
		})
	}
}

// processed does the worker's and a moderator's part.
func (r *rig) processed(id belong.ID, state belong.SubmissionState, ready bool, note string) belong.Submission {
	r.t.Helper()
	s := r.submission(id)
	clip, err := r.store.Clip(r.t.Context(), s.ClipID)
	r.must(err)
	clip.Ready, s.Note = ready, note
	if !ready {
		clip.Findings = []belong.Finding{{Code: belong.NotVideo, Severity: belong.Fatal}}
	}
	r.must(s.Become(state, r.clock()))
	r.must(r.store.SaveClip(r.t.Context(), clip, s, belong.Outcome{}))
	return r.submission(id)
}
