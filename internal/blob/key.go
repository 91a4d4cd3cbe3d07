package blob

import (
	"fmt"
	"mime"
	"path"
	"regexp"
)

// The folders that keys lie in, to be listed with Store.Keys.
const (
	Originals  = "originals/"
	Renditions = "renditions/"
)

// Keys are opaque: the id of a clip and what the file is, never a person's words. The shapes have a fixed number of
// parts, so that no key can be the folder of another, which neither disks nor every bucket can hold.
const id = `[a-z0-9][a-z0-9-]{0,63}`

var (
	keyShape    = regexp.MustCompile(`^(originals/` + id + `|renditions/` + id + `/[a-z0-9][a-z0-9-]{0,31}\.[a-z0-9]{1,8}|checks/` + id + `)$`)
	prefixShape = regexp.MustCompile(`^(originals/|renditions/(` + id + `/)?)$`)
)

// Original is the key of the clip's original.
func Original(clip string) string { return Originals + clip }

// Rendition is the key of a file made from the clip. Its name is lower case with an extension, as in "post.mp4".
func Rendition(clip, name string) string { return RenditionsOf(clip) + name }

// RenditionsOf is the prefix of all the keys of the clip's renditions.
func RenditionsOf(clip string) string { return Renditions + clip + "/" }

// IsKey tells whether key is of a shape that a Store takes.
func IsKey(key string) bool { return keyShape.MatchString(key) }

// CheckKey returns ErrBadKey, with the key, unless a Store takes it.
func CheckKey(key string) error {
	if !IsKey(key) {
		return fmt.Errorf("%w: %q", ErrBadKey, key)
	}
	return nil
}

// CheckPrefix returns ErrBadKey, with the prefix, unless it is Originals, Renditions or what RenditionsOf gives.
func CheckPrefix(prefix string) error {
	if !prefixShape.MatchString(prefix) {
		return fmt.Errorf("%w: prefix %q", ErrBadKey, prefix)
	}
	return nil
}

// types are the content types of what Belong makes. An original is never given a type that a browser would act on.
var types = map[string]string{
	".mp4":  "video/mp4",
	".jpg":  "image/jpeg",
	".png":  "image/png",
	".webp": "image/webp",
	".vtt":  "text/vtt; charset=utf-8",
	".json": "application/json",
}

// ContentType is the type that the blob at key is served with, told by the key's extension: application/octet-stream
// for an original and for whatever has no type of its own here.
func ContentType(key string) string {
	if t, ok := types[path.Ext(key)]; ok {
		return t
	}
	return "application/octet-stream"
}

// As tells how a blob is to be given out. The zero As is: as its key says, shown in the page.
type As struct {
	ContentType string // in place of ContentType(key)
	Filename    string // save it under this name, in place of showing it
}

// TypeOf is the Content-Type header of the blob at key.
func (a As) TypeOf(key string) string {
	if a.ContentType != "" {
		return a.ContentType
	}
	return ContentType(key)
}

// Disposition is the Content-Disposition header, any language's letters kept, or "" where none is needed.
func (a As) Disposition() string {
	if a.Filename == "" {
		return ""
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": a.Filename})
}
