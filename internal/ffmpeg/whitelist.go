package ffmpeg

import (
	"slices"
	"strings"

	ff "github.com/u2takey/ffmpeg-go"
)

// formats are the demuxers that may open a file. None of them follows a reference to another file; playlists
// (HLS, DASH, concat, SDP) do, whatever the file is called.
var formats = []string{"mov", "matroska", "webm", "avi"}

// codec is a kind of stream that we read: its name in ffprobe's answer, and the decoders that may be used for it.
type codec struct {
	name     string
	decoders []string
}

var videoCodecs = []codec{
	{"h264", []string{"h264"}},
	{"hevc", []string{"hevc"}},
	{"vp8", []string{"vp8", "libvpx"}},
	{"vp9", []string{"vp9", "libvpx-vp9"}},
	{"av1", []string{"libdav1d", "libaom-av1", "av1"}},
	{"mpeg4", []string{"mpeg4"}},
	{"h263", []string{"h263"}},
	{"mjpeg", []string{"mjpeg"}},
	{"prores", []string{"prores"}},
}

var audioCodecs = []codec{
	{"aac", []string{"aac"}},
	{"mp3", []string{"mp3float", "mp3"}},
	{"opus", []string{"opus", "libopus"}},
	{"vorbis", []string{"vorbis"}},
	{"amr_nb", []string{"amrnb"}},
	{"amr_wb", []string{"amrwb"}},
	{"ac3", []string{"ac3"}},
	{"eac3", []string{"eac3"}},
	{"mp2", []string{"mp2float", "mp2"}},
	{"alac", []string{"alac"}},
	{"flac", []string{"flac"}},
	{"pcm_s16le", []string{"pcm_s16le"}},
	{"pcm_s16be", []string{"pcm_s16be"}},
	{"pcm_s24le", []string{"pcm_s24le"}},
	{"pcm_s24be", []string{"pcm_s24be"}},
	{"pcm_s32le", []string{"pcm_s32le"}},
	{"pcm_f32le", []string{"pcm_f32le"}},
	{"pcm_u8", []string{"pcm_u8"}},
	{"pcm_mulaw", []string{"pcm_mulaw"}},
	{"pcm_alaw", []string{"pcm_alaw"}},
	{"adpcm_ima_wav", []string{"adpcm_ima_wav"}},
	{"adpcm_ima_qt", []string{"adpcm_ima_qt"}},
	{"adpcm_ms", []string{"adpcm_ms"}},
}

// besides are decoders of what we don't use, cover art, subtitles and sound of old phones and films: ffprobe gives a file up
// when it may not open one of its streams.
var besides = []string{"png", "mov_text", "srt", "subrip", "ssa", "ass", "webvtt", "text", "cc_dec", "dca", "qcelp", "evrc"}

// maxPixels is one frame's: 4096 x 2304, which 4K fits and 8K does not.
const maxPixels = 4096 * 2304

// maxStreams is more than any camera writes.
const maxStreams = 32

func canRead(codecs []codec, name string) bool {
	return slices.ContainsFunc(codecs, func(c codec) bool { return c.name == name })
}

func decoders(codecs []codec, more ...string) string {
	var names []string
	for _, c := range codecs {
		names = append(names, c.decoders...)
	}
	return strings.Join(append(names, more...), ",")
}

// guards are the options that go before every hostile -i.
func guards() ff.KwArgs {
	return ff.KwArgs{
		"protocol_whitelist": "file",                     // no network, no pipes, no data: URLs
		"format_whitelist":   strings.Join(formats, ","), // no playlists: they name other files
		"max_pixels":         maxPixels,                  // a small file may hold a frame of gigabytes
		"max_streams":        maxStreams,                 // and thousands of streams
		// Hundreds of old decoders stay shut.
		"codec_whitelist": decoders(slices.Concat(videoCodecs, audioCodecs), besides...),
	}
}
