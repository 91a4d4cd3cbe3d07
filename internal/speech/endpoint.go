package speech

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/belonginstem/belong/internal/sandbox"
)

// An endpoint is a transcriber that is a service: it takes a form with the sound, and answers JSON with segments.
type endpoint struct {
	address string
	model   string
	key     string
	client  *http.Client
}

// newEndpoint takes the model's name out of the address.
func newEndpoint(u *url.URL, key string) *endpoint {
	query := u.Query()
	e := &endpoint{model: query.Get("model"), key: key, client: &http.Client{
		// The sound and the key go to the address that the operator named, and to no other.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	query.Del("model")
	bare := *u
	bare.RawQuery, bare.Fragment = query.Encode(), ""
	e.address = bare.String()
	return e
}

// ask posts the sound as it is read.
func (e *endpoint) ask(ctx context.Context, path, locale string) ([]byte, error) {
	file, err := sandbox.Open(path)
	if err != nil {
		return nil, fmt.Errorf("transcriber: %w", err)
	}
	defer func() { _ = file.Close() }()
	body, feed := io.Pipe()
	defer func() { _ = body.Close() }()
	form := multipart.NewWriter(feed)
	sent := make(chan struct{})
	defer func() { <-sent }() // the file stays open until nobody reads it
	defer func() { _ = body.CloseWithError(io.ErrClosedPipe) }()
	go func() {
		defer close(sent)
		_ = feed.CloseWithError(e.write(form, file, locale))
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.address, body)
	if err != nil {
		return nil, refused("its address can't be used")
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Accept", "application/json")
	if e.key != "" {
		request.Header.Set("Authorization", "Bearer "+e.key)
	}
	response, err := e.client.Do(request)
	if err != nil {
		var why *url.Error // its text holds the address, with what may be secret in it
		if errors.As(err, &why) {
			err = why.Err
		}
		return nil, notNow("it can't be reached: %v", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, e.refusal(response)
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer+1))
	switch {
	case err != nil:
		return nil, notNow("its answer broke off: %v", err)
	case len(answer) > longestAnswer:
		return nil, refused("its answer is longer than %d MiB", longestAnswer>>20)
	}
	return answer, nil
}

func (e *endpoint) write(form *multipart.Writer, file io.Reader, locale string) error {
	fields := [][2]string{{"model", e.model}, {"language", locale}, {"response_format", "verbose_json"}}
	for _, f := range fields {
		if f[1] == "" {
			continue
		}
		if err := form.WriteField(f[0], f[1]); err != nil {
			return err
		}
	}
	part, err := form.CreateFormFile("file", "sound.wav")
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, file); err != nil {
		return err
	}
	return form.Close()
}

// refusal tells by a status that is not 200 what the operator can do.
func (e *endpoint) refusal(r *http.Response) error {
	switch code := r.StatusCode; {
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		if e.key == "" {
			return refused("it wants a key (%d): set BELONG_TRANSCRIBER_KEY", code)
		}
		return refused("it refuses the key (%d): look at BELONG_TRANSCRIBER_KEY", code)
	case code == http.StatusNotFound || code == http.StatusMethodNotAllowed:
		return refused("nothing at its address takes sound (%d), or it has no model %q; such addresses end in /v1/audio/transcriptions as a rule", code, e.model)
	case code >= 300 && code < 400:
		return refused("it has moved (%d): set the address that it is at now", code)
	case code == http.StatusRequestEntityTooLarge:
		return refused("the sound is more than it takes (%d)", code)
	case code == http.StatusTooManyRequests:
		return notNow("it takes no more for now (%d): its limit is reached, or the account is empty", code)
	case code >= 500 || code == http.StatusRequestTimeout:
		return notNow("it is in trouble (%d)%s", code, e.excerpt(r.Body))
	default:
		return refused("it doesn't take what was sent (%d)%s; is the model %q right?", code, e.excerpt(r.Body), e.model)
	}
}

// excerpt is the beginning of what a service says of an error, on one line and without the key.
func (e *endpoint) excerpt(body io.Reader) string {
	const most = 200
	b, _ := io.ReadAll(io.LimitReader(body, 4*most))
	said := strings.ToValidUTF8(string(b), "")
	if e.key != "" {
		said = strings.ReplaceAll(said, e.key, "(key)")
	}
	said = strings.Join(strings.FieldsFunc(said, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
	if runes := []rune(said); len(runes) > most {
		said = string(runes[:most]) + "…"
	}
	if said == "" {
		return ""
	}
	return ": " + said
}
