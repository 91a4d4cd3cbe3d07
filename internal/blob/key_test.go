package blob_test

import (
	"errors"
	"mime"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
)

func TestKeysOfAClip(t *testing.T) {
	t.Parallel()
	clip := string(belong.NewID(time.Unix(1_668_000_000, 0)))
	for _, key := range []string{
		blob.Original(clip), blob.Rendition(clip, "post.mp4"), blob.Rendition(clip, "poster.jpg"),
		blob.Rendition(clip, "captions-es.vtt"),
	} {
		if err := blob.CheckKey(key); err != nil {
			t.Error(err)
		}
	}
	for _, prefix := range []string{blob.Originals, blob.Renditions, blob.RenditionsOf(clip)} {
		if err := blob.CheckPrefix(prefix); err != nil {
			t.Error(err)
		}
	}
}

// FuzzCheckKey: whatever passes can't leave its folder, and is safe in a path, a URL and a log.
func FuzzCheckKey(f *testing.F) {
	for _, key := range []string{"originals/a", "renditions/a/post.mp4", "renditions/a/../b.c", "originals/a\n", "checks/a"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if blob.CheckKey(key) != nil {
			return
		}
		if strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-./") != "" || strings.Contains(key, "..") ||
			strings.Contains(key, "/.") || strings.Contains(key, "//") || strings.HasPrefix(key, "/") || len(key) > 150 {
			t.Errorf("%q passes", key)
		}
		parts := map[string]int{"originals": 2, "renditions": 3, "checks": 2}
		if got := strings.Split(key, "/"); len(got) != parts[got[0]] {
			t.Errorf("%q passes, which could be a folder of another key or below one", key)
		}
	})
}

func TestContentType(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		blob.Original("a"):                   "application/octet-stream",
		blob.Rendition("a", "post.mp4"):      "video/mp4",
		blob.Rendition("a", "poster.jpg"):    "image/jpeg",
		blob.Rendition("a", "captions.vtt"):  "text/vtt; charset=utf-8",
		blob.Rendition("a", "anything.html"): "application/octet-stream",
		blob.Rendition("a", "anything.svg"):  "application/octet-stream",
	} {
		if got := blob.ContentType(key); got != want {
			t.Errorf("ContentType(%q) is %q; want %q", key, got, want)
		}
	}
	if got := (blob.As{ContentType: "video/webm"}).TypeOf(blob.Original("a")); got != "video/webm" {
		t.Errorf("the type asked for is not given: %q", got)
	}
}

func TestDispositionKeepsAnyNameAndBreaksNoHeader(t *testing.T) {
	t.Parallel()
	if got := (blob.As{}).Disposition(); got != "" {
		t.Errorf("without a name it is %q", got)
	}
	for _, name := range []string{
		"Jane Doe_Chief Scientist_STEMx.mp4", "Ana María Núñez_Profesora de Física_UPR.MOV", "王小明_工程师_清华大学.mp4",
		`Mary-Jane O'Neil_VP, R&D_"AT&T".mp4`, "a;b=c\\d.mp4", "a\r\nSet-Cookie: b", "100%.mp4",
	} {
		header := blob.As{Filename: name}.Disposition()
		if strings.ContainsAny(header, "\r\n") {
			t.Errorf("%q breaks the header: %q", name, header)
		}
		kind, parameters, err := mime.ParseMediaType(header)
		if err != nil || kind != "attachment" || parameters["filename"] != name {
			t.Errorf("%q came through as %q, %q, %v", name, kind, parameters["filename"], err)
		}
	}
}

func TestErrorsAreForPeople(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]belong.Kind{blob.ErrNotFound: belong.NotFound, blob.ErrNoSpace: belong.Unavailable} {
		if got := belong.KindOf(errors.Join(errors.New("put"), err)); got != want {
			t.Errorf("%v is of kind %v; want %v", err, got, want)
		}
	}
}
