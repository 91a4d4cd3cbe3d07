package intake

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/tus/tusd/v2/pkg/handler"
	"golang.org/x/exp/slog"

	"github.com/belonginstem/belong/internal/belong"
)

// UploadPath is where Handler has to be mounted, with all that lies below. It is also the address to create uploads at.
const UploadPath = "/api/v1/uploads/"

// maxSenders bounds how many requests may send bytes at a time.
const maxSenders = 512

// UploadURL is the address at which an upload is created.
func (in *Intake) UploadURL() string { return in.PublicURL + UploadPath }

// Handler speaks tus 1.0 (creation, creation-with-upload, termination, expiration) at UploadPath, with the slash at its
// end or without. A request carries a submission's status token as its bearer, and sees that submission's uploads only.
// A request that sends nothing for a minute is ended, and one that crawls, when others wait. It takes the whole path, and needs a ResponseWriter that unwraps.
func (in *Intake) Handler() http.Handler { return http.HandlerFunc(in.serve) }

// newTus is tusd's handler, for paths below UploadPath.
func newTus(in *Intake) (http.Handler, error) {
	parts := handler.NewStoreComposer()
	parts.UseCore(uploads{in})
	parts.UseTerminater(uploads{in})
	parts.UseLocker(interrupting{in.locker})
	tus, err := handler.NewHandler(handler.Config{
		StoreComposer:   parts,
		BasePath:        in.UploadURL(),
		DisableDownload: true,
		Cors:            &handler.CorsConfig{Disable: true},
		// It would log what it answers. What goes wrong here is logged here.
		Logger: slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelError + 1})),
	})
	if err != nil {
		return nil, fmt.Errorf("tus: %w", err)
	}
	return tus, nil
}

// A visit is one request's business: the submission whose token it brought, and the upload that it is about.
type visit struct {
	body       *guard
	submission belong.ID
	upload     belong.Upload
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit { return ctx.Value(visitKey{}).(*visit) }

// serve lets a request through to tus, once it is clear that it may.
func (in *Intake) serve(w http.ResponseWriter, r *http.Request) {
	v := &visit{body: guarded(w, r)}
	answer := &answerWriter{ResponseWriter: v.body, visit: v, head: r.Method == http.MethodHead}
	defer answer.finish()
	id := strings.Trim(strings.TrimPrefix(r.URL.Path, strings.TrimSuffix(UploadPath, "/")), "/")
	if err := in.admit(r, v, id); err != nil {
		answer.refuse(in.problem(err))
		return
	}
	if sends(r) {
		if v.body.lane = in.lanes.Take(v.body.interrupt); v.body.lane == nil {
			answer.Header().Set("Retry-After", "5")
			answer.refuse(in.problem(belong.Refuse(belong.Unavailable, "busy", "Many videos are coming in right now. Yours goes on in a moment.")))
			return
		}
		defer v.body.lane.Leave()
	}
	r = r.Clone(context.WithValue(r.Context(), visitKey{}, v))
	r.URL.Path = "/" + id
	r.Body = v.body
	in.tus.ServeHTTP(answer, r)
}

// admit refuses whoever has no business with the upload, or with any.
func (in *Intake) admit(r *http.Request, v *visit, id string) error {
	if r.Method == http.MethodOptions {
		return nil
	}
	secret, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	token, err := in.Store.Token(r.Context(), belong.HashSecret(secret), belong.StatusToken, in.now())
	if belong.KindOf(err) == belong.NotFound {
		return belong.Refuse(belong.Unauthorized, "token", "Send the submission's token, as Authorization: Bearer.")
	}
	if err != nil {
		return fmt.Errorf("token of an upload: %w", err)
	}
	v.submission = token.Subject
	if id == "" {
		if r.Header.Get("Upload-Defer-Length") != "" {
			return belong.Refuse(belong.Invalid, "length_missing", "Say how long the file is, in Upload-Length.")
		}
		return nil
	}
	u, err := in.Store.Upload(r.Context(), id)
	if err == nil && u.SubmissionID != token.Subject {
		err = belong.ErrNotFound
	}
	return err
}

// sends tells whether the request may have bytes of a file for its body.
func sends(r *http.Request) bool {
	return (r.Method == http.MethodPatch || r.Method == http.MethodPost) && r.ContentLength != 0
}
