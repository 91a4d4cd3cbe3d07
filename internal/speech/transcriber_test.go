package speech

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

const (
	twoSegments = `{"task":"transcribe","language":"english","duration":4.5,"text":"Hello. You belong in STEM.",
		"segments":[{"id":0,"start":0.5,"end":1.25,"text":" Hello."},{"id":1,"start":2,"end":4.5,"text":" You belong in STEM."}]}`
	twoLines = "WEBVTT\n\nNOTE made by hand\n\n1\n00:00.500 --> 00:01.250\nHello.\n\n00:00:02.000 --> 00:00:04.500 align:start\n<v Anna>You belong\nin STEM.</v>\n"
)

var twoCues = []belong.Cue{
	{Span: belong.Span{From: 500 * time.Millisecond, To: 1250 * time.Millisecond}, Text: "Hello."},
	{Span: belong.Span{From: 2 * time.Second, To: 4500 * time.Millisecond}, Text: "You belong in STEM."},
}

func newTranscriber(t *testing.T, setting, key string) *Transcriber {
	t.Helper()
	tr, err := NewTranscriber(setting, key)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// a sound, whatever is in it
func anySound(t *testing.T) string {
	t.Helper()
	return sandboxtest.File(t, "sound.wav", string(silentSecond()))
}

// script is a program of the operator's, as a command.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "transcribe it")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil { //nolint:gosec // it is to be started
		t.Fatal(err)
	}
	return "'" + path + "'"
}

func TestACommandTranscribes(t *testing.T) {
	t.Parallel()
	for name, print := range map[string]string{
		"WebVTT": "cat <<'.'\n" + twoLines + ".\n",
		"JSON":   "echo Loading >&2; cat <<'.'\n" + twoSegments + "\n.\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := newTranscriber(t, script(t, print), "").Transcribe(t.Context(), anySound(t), "en")
			if diff := cmp.Diff(twoCues, got); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
}

func TestACommandIsToldSoundAndLanguage(t *testing.T) {
	t.Parallel()
	const tell = `printf 'WEBVTT\n\n00:00.000 --> 00:01.000\n'; for a; do printf '[%s]' "${a##*/}"; done`
	for args, want := range map[string]string{
		"":                                "[sound.wav][es]",
		"--model small":                   "[--model][small][sound.wav][es]",
		"-l {language} -m 'a b' -f{file}": "[-l][es][-m][a b][sound.wav]",
		`"" {file}`:                       "[][sound.wav]",
	} {
		got, err := newTranscriber(t, script(t, tell)+" "+args, "").Transcribe(t.Context(), anySound(t), "es")
		if err != nil || len(got) != 1 || got[0].Text != want {
			t.Errorf("%q: %v, %v; want %s", args, got, err, want)
		}
	}
}

func TestACommandGetsNoSecretOfOurs(t *testing.T) {
	t.Setenv("BELONG_SMTP", "smtp://u:hunter2@mail")
	t.Setenv("ELSE", "kept")
	const tell = `printf 'WEBVTT\n\n00:00.000 --> 00:01.000\n%s%s\n' "$BELONG_SMTP" "$ELSE"`
	got, err := newTranscriber(t, script(t, tell), "").Transcribe(t.Context(), anySound(t), "en")
	if err != nil || len(got) != 1 || got[0].Text != "kept" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestACommandsFailureIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ script, says string }{
		"it fails":            {"echo loading >&2; echo no model at \"$1\" >&2; exit 3", "exit status 3: no model at the sound"},
		"it prints nothing":   {"exit 0", "nothing"},
		"it prints prose":     {"echo Hello.", "neither"},
		"it prints no times":  {`echo '{"text":"Hello."}'`, "no segments"},
		"it prints bad JSON":  {`echo '{"segments":['`, "can't be read"},
		"it prints for ever":  {"yes", "more than 4 MiB"},
		"it is killed itself": {"kill -9 $$", "killed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sound := anySound(t)
			_, err := newTranscriber(t, script(t, c.script), "").Transcribe(t.Context(), sound, "en")
			var told *TranscriberError
			if !errors.As(err, &told) || !strings.Contains(told.Says, c.says) || strings.Contains(told.Says, sound) || told.Later {
				t.Errorf("%v", err)
			}
		})
	}
}

// Whatever a command started ends with it: a pipe that its child holds open comes to its end.
func TestACommandIsStoppedWithAllOfIt(t *testing.T) {
	t.Parallel()
	fifo := filepath.Join(t.TempDir(), "alive")
	run(t, "mkfifo", fifo)
	held := make(chan error, 1)
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("nobody wants it any more")
	go func() {
		f, err := os.Open(fifo) // once the child holds the other end
		if err != nil {
			held <- err
			return
		}
		cancel(stop)
		_, err = io.Copy(io.Discard, f) // until nobody does
		held <- errors.Join(err, f.Close())
	}()
	_, err := newTranscriber(t, script(t, "sleep 1000 > "+fifo+" & wait"), "").Transcribe(ctx, anySound(t), "en")
	if !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	if err := <-held; err != nil {
		t.Error(err)
	}
}

func TestPatienceEnds(t *testing.T) {
	t.Parallel()
	slow := newTranscriber(t, script(t, "sleep 1000"), "")
	slow.limit = 50 * time.Millisecond
	_, err := slow.Transcribe(t.Context(), anySound(t), "en")
	var told *TranscriberError
	if !errors.As(err, &told) || !told.Later || !strings.Contains(err.Error(), "50ms") {
		t.Errorf("%v", err)
	}
}

func TestASettingThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"", " ", "'cat", "no-such-program-here", "cat {language}", "https://", "http://%zz:hunter2@host"} {
		if _, err := NewTranscriber(setting, ""); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", setting, err)
		}
	}
}

// A service is a real server that takes the form; it answers with status and body, and tells what it was sent.
func service(t *testing.T, status int, body string) (address string, form func() map[string]string) {
	t.Helper()
	got := make(chan map[string]string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		told := map[string]string{"": r.Method + " " + r.URL.String(), "key": r.Header.Get("Authorization")}
		if err := r.ParseMultipartForm(1 << 20); err == nil {
			for k, v := range r.MultipartForm.Value {
				told[k] = v[0]
			}
			if f, header, err := r.FormFile("file"); err == nil {
				n, _ := io.Copy(io.Discard, f)
				told["file"] = fmt.Sprintf("%s, %d bytes", header.Filename, n)
			}
		}
		got <- told
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() map[string]string { return <-got }
}

func TestAServiceTranscribes(t *testing.T) {
	t.Parallel()
	address, form := service(t, http.StatusOK, twoSegments)
	tr := newTranscriber(t, address+"/v1/audio/transcriptions?model=whisper-1&tier=slow", "sk-1")
	got, err := tr.Transcribe(t.Context(), anySound(t), "es")
	if diff := cmp.Diff(twoCues, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	want := map[string]string{
		"": "POST /v1/audio/transcriptions?tier=slow", "key": "Bearer sk-1", "model": "whisper-1", "language": "es",
		"response_format": "verbose_json", "file": "sound.wav, 32044 bytes",
	}
	if diff := cmp.Diff(want, form()); diff != "" {
		t.Error(diff)
	}
}

func TestAServiceWithoutKeyAndModel(t *testing.T) {
	t.Parallel()
	address, form := service(t, http.StatusOK, `{"text":"","segments":[]}`)
	if err := newTranscriber(t, address, "").Check(t.Context()); err != nil {
		t.Error(err)
	}
	if told := form(); told["key"] != "" || told["model"] != "" || told["language"] != "en" {
		t.Errorf("%v", told)
	}
}

func TestAServicesRefusalSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		says   string
		later  bool
	}{
		{401, "who?", "look at BELONG_TRANSCRIBER_KEY", false},
		{403, "", "look at BELONG_TRANSCRIBER_KEY", false},
		{404, "no such page", "/v1/audio/transcriptions", false},
		{405, "", "/v1/audio/transcriptions", false},
		{301, "", "moved", false},
		{413, "", "more than it takes", false},
		{400, "{\"error\":\n\"no model of that name, sk-1\"}", `{"error": "no model of that name, (key)"}`, false},
		{422, "", `model "big"`, false},
		{429, "", "no more for now", true},
		{500, strings.Repeat("x", 5000), "xxx…", true},
		{503, "loading", "loading", true},
		{200, "", "nothing", false},
		{200, "<html>", "neither", false},
		{200, "{" + strings.Repeat(" ", longestAnswer), "longer than", false},
	} {
		t.Run(fmt.Sprint(c.status, c.says), func(t *testing.T) {
			t.Parallel()
			address, _ := service(t, c.status, c.body)
			_, err := newTranscriber(t, address+"?model=big", "sk-1").Transcribe(t.Context(), anySound(t), "en")
			var told *TranscriberError
			if !errors.As(err, &told) || told.Later != c.later || !strings.Contains(told.Says, c.says) || strings.Contains(told.Says, "sk-1") {
				t.Errorf("%v", err)
			}
		})
	}
	address, _ := service(t, http.StatusUnauthorized, "")
	_, err := newTranscriber(t, address, "").Transcribe(t.Context(), anySound(t), "en")
	if err == nil || !strings.Contains(err.Error(), "set BELONG_TRANSCRIBER_KEY") {
		t.Errorf("%v", err)
	}
}

func TestAServiceThatIsNotThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	address := server.URL
	server.Close()
	_, err := newTranscriber(t, address+"/?secret=hunter2", "").Transcribe(t.Context(), anySound(t), "en")
	var told *TranscriberError
	if !errors.As(err, &told) || !told.Later || strings.Contains(told.Says, "hunter2") || !strings.Contains(told.Says, "refused") {
		t.Errorf("%v", err)
	}
}

// It is asked for what it does not answer, until the caller has enough.
func TestAServiceThatHangsIsLeft(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("nobody wants it any more")
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel(stop)
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	if _, err := newTranscriber(t, server.URL, "").Transcribe(ctx, anySound(t), "en"); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}
