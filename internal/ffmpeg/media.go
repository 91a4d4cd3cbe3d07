package ffmpeg

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Media is what ffprobe tells of a file.
type Media struct {
	// Format is ffprobe's name of the container, such as "mov,mp4,m4a,3gp,3g2,mj2".
	Format string
	// Length is the declared one, of the pictures where the file tells it apart from that of the sound; what can be decoded may
	// be shorter. 0: the file does not say.
	Length time.Duration
	// Size is in bytes.
	Size int64
	// Video is the first stream of moving pictures; cover art is passed over.
	Video Video
	// Audio are the streams of sound that we can read, in the file's order; none for a silent film.
	Audio []Audio
}

// Mute is the file without its sound, as it should be planned for when Listen hears nothing: pictures would wait in memory for a
// track in which nothing comes.
func (m Media) Mute() Media {
	m.Audio = nil
	return m
}

// Video is a stream of pictures.
type Video struct {
	// Index is the stream's number in the file.
	Index int
	// Codec is ffprobe's name, such as "h264".
	Codec string
	// Width and Height are as shown: upright, in square pixels.
	Width, Height int
	// Rotation is by how many degrees clockwise a player turns the stored picture: 0, 90, 180 or 270.
	Rotation int
	// Turned is true where a player turns the stored picture, or mirrors it, by whatever angle.
	Turned bool
	// Rate is the steady frame rate that fits the stream best, 60 at most.
	Rate Rate
	// PixelFormat, Transfer and Matrix are ffprobe's names; Transfer and Matrix are empty where neither the file nor its codec
	// says.
	PixelFormat, Transfer, Matrix string
	// FullRange is true where luma runs from 0 to 255, as in a photograph.
	FullRange bool
	// Interlaced is true where the file says so.
	Interlaced bool
	// Profile and Level are the codec's, as ffprobe writes them: "High", 41.
	Profile string
	Level   int
	// BitRate is in bits a second; 0 where the file does not say.
	BitRate int
	// Described is how many bytes the header has on how to read the pictures.
	Described int
	// Start is the time stamp of the first picture.
	Start time.Duration
	// Square is true where the stored pixels are square.
	Square bool
	// Even is true where every frame lasts as long as the next, and as Rate has it, as far as the header tells.
	Even bool
}

// HDR tells whether the picture is meant for a high dynamic range screen: HLG or PQ.
func (v Video) HDR() bool {
	return v.Transfer == "arib-std-b67" || v.Transfer == "smpte2084"
}

// Audio is a stream of sound.
type Audio struct {
	// Index is the stream's number in the file.
	Index int
	// Codec is ffprobe's name, such as "aac".
	Codec string
	// Channels is 1 for mono.
	Channels int
}

// probed is ffprobe's JSON, as far as we ask for it.
type probed struct {
	Streams []probedStream `json:"streams"`
	Format  struct {
		Name     string `json:"format_name"`
		Start    string `json:"start_time"`
		Duration string `json:"duration"`
		Size     string `json:"size"`
	} `json:"format"`
}

type probedStream struct {
	Index       int    `json:"index"`
	Type        string `json:"codec_type"`
	Codec       string `json:"codec_name"`
	Width       int    `json:"width"`
	Height      int    `json:"height"`
	Aspect      string `json:"sample_aspect_ratio"`
	PixelFormat string `json:"pix_fmt"`
	Transfer    string `json:"color_transfer"`
	Matrix      string `json:"color_space"`
	Range       string `json:"color_range"`
	FieldOrder  string `json:"field_order"`
	Rate        string `json:"r_frame_rate"`
	AverageRate string `json:"avg_frame_rate"`
	Duration    string `json:"duration"`
	Profile     string `json:"profile"`
	Level       int    `json:"level"`
	BitRate     string `json:"bit_rate"`
	Described   int    `json:"extradata_size"`
	Start       string `json:"start_time"`
	Channels    int    `json:"channels"`
	Disposition struct {
		AttachedPicture int `json:"attached_pic"`
	} `json:"disposition"`
	SideData []struct {
		Rotation *float64 `json:"rotation"` // counterclockwise; nil in side data of another kind
	} `json:"side_data_list"`
}

// ReadMedia reads the JSON that ffprobe prints. Its errors wrap ErrNotVideo, ErrDamaged or ErrTooLarge, but for what is
// not ffprobe's JSON at all.
func ReadMedia(answer []byte) (Media, error) {
	var p probed
	if err := json.Unmarshal(answer, &p); err != nil {
		return Media{}, fmt.Errorf("ffprobe's answer: %w", err)
	}
	if len(p.Streams) > maxStreams {
		return Media{}, fmt.Errorf("%w: %d streams", ErrTooLarge, len(p.Streams))
	}
	m := Media{Format: p.Format.Name, Length: seconds(p.Format.Duration)}
	m.Size, _ = strconv.ParseInt(p.Format.Size, 10, 64) // 0 where ffprobe could not tell
	var pictures []probedStream
	for _, s := range p.Streams {
		switch {
		case s.Type == "video" && s.Disposition.AttachedPicture == 0:
			pictures = append(pictures, s)
		case s.Type == "audio" && canRead(audioCodecs, s.Codec):
			m.Audio = append(m.Audio, Audio{Index: s.Index, Codec: s.Codec, Channels: s.Channels})
		}
	}
	if len(pictures) == 0 {
		return Media{}, fmt.Errorf("%w: no pictures in it", ErrNotVideo)
	}
	var err error
	if m.Video, err = pictures[0].video(); err != nil {
		return Media{}, err
	}
	if m.Length == 0 {
		m.Length = seconds(pictures[0].Duration)
	}
	if strings.HasPrefix(m.Format, "matroska") {
		m.Video.Even = false // its average is what the header promises, whatever the frames do
		// Its length counts from zero, wherever the film begins.
		if start := moment(p.Format.Start); m.Length > 0 && start < m.Length {
			m.Length -= start
		}
	}
	if end := pictures[0].end(); end > 0 {
		m.Length = min(m.Length, end)
	}
	return m, nil
}

func (s probedStream) video() (Video, error) {
	if !canRead(videoCodecs, s.Codec) {
		return Video{}, fmt.Errorf("%w: codec %.20q", ErrNotVideo, s.Codec)
	}
	if s.Width < 2 || s.Height < 2 {
		return Video{}, fmt.Errorf("%w: %d x %d pixels", ErrDamaged, s.Width, s.Height)
	}
	if s.Width > maxPixels || s.Height > maxPixels || s.Width*s.Height > maxPixels {
		return Video{}, fmt.Errorf("%w: %d x %d pixels", ErrTooLarge, s.Width, s.Height)
	}
	v := Video{
		Index:       s.Index,
		Codec:       s.Codec,
		Width:       max(2, int(math.Round(float64(s.Width)*aspect(s.Aspect)))),
		Height:      s.Height,
		Rotation:    s.rotation(),
		Turned:      s.turned(),
		Rate:        chooseRate(fraction(s.Rate), fraction(s.AverageRate)),
		PixelFormat: s.PixelFormat,
		Transfer:    known(s.Transfer),
		Matrix:      cmp.Or(known(s.Matrix), ownMatrix[s.Codec]),
		FullRange:   s.Range == "pc" || strings.HasPrefix(s.PixelFormat, "yuvj"),
		Interlaced:  strings.Trim(s.FieldOrder, "tb") == "" && s.FieldOrder != "",
		Profile:     s.Profile,
		Level:       s.Level,
		Described:   s.Described,
		Start:       seconds(s.Start),
		Square:      aspect(s.Aspect) == 1,
	}
	v.Even = s.Rate == s.AverageRate && math.Abs(fraction(s.Rate)-v.Rate.PerSecond()) < 0.01
	v.BitRate, _ = strconv.Atoi(s.BitRate) // 0 where ffprobe could not tell
	if v.Rotation%180 == 90 {
		v.Width, v.Height = v.Height, v.Width
	}
	return v, nil
}

// end is when the stream is over, by its own header; 0 where that does not say.
func (s probedStream) end() time.Duration {
	length := seconds(s.Duration)
	if length == 0 {
		return 0
	}
	return seconds(s.Start) + length
}

// turned tells whether there is a matrix by which the picture is shown: none is written that changes nothing.
func (s probedStream) turned() bool {
	for _, d := range s.SideData {
		if d.Rotation != nil {
			return true
		}
	}
	return false
}

// rotation is clockwise, in quarters. Anything between them is left as it is, as ffmpeg's own turning leaves its frame.
func (s probedStream) rotation() int {
	for _, d := range s.SideData {
		if d.Rotation == nil {
			continue
		}
		clockwise := math.Mod(-*d.Rotation, 360)
		if quarters := math.Round(clockwise / 90); math.Abs(clockwise-quarters*90) < 1 {
			return (int(quarters) + 4) % 4 * 90
		}
	}
	return 0
}

// aspect is how many times wider than high a stored pixel is. Within one in a hundred of square is square: phones round.
// Absurd ones are a slip of the writer.
func aspect(s string) float64 {
	n, d, ok := strings.Cut(s, ":")
	if !ok {
		return 1
	}
	a := fraction(n + "/" + d)
	if a < 0.1 || a > 10 || math.Abs(a-1) < 0.01 {
		return 1
	}
	return a
}

// fraction reads "30000/1001"; 0 for anything that is no positive number.
func fraction(s string) float64 {
	n, d, ok := strings.Cut(s, "/")
	if !ok {
		return 0
	}
	num, err1 := strconv.Atoi(n)
	den, err2 := strconv.Atoi(d)
	if err1 != nil || err2 != nil || num <= 0 || den <= 0 {
		return 0
	}
	return float64(num) / float64(den)
}

// seconds reads "30.016000"; 0 for "N/A", and for what is not a length of any film.
func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f > 0 && f < 1e7) {
		return 0
	}
	return time.Duration(f * float64(time.Second))
}

// moment reads a time stamp, which may lie before zero.
func moment(s string) time.Duration {
	if before, ok := strings.CutPrefix(s, "-"); ok {
		return -seconds(before)
	}
	return seconds(s)
}

// ownMatrix are the colours of codecs that know no others, and so seldom say it.
var ownMatrix = map[string]string{"vp8": "smpte170m", "h263": "smpte170m"}

// known is the name of a colour property, or empty where ffprobe says that it isn't known.
func known(s string) string {
	if s == "unknown" || s == "unspecified" || s == "reserved" {
		return ""
	}
	return s
}
