package ffmpeg

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// phone is ffprobe's answer for a clip from an iPhone held upright: HDR, a sound that few can read, and its sensors' data.
const phone = `{"programs":[],"streams":[
 {"index":0,"codec_name":"hevc","codec_type":"video","width":1920,"height":1080,"sample_aspect_ratio":"1:1","pix_fmt":"yuv420p10le",
  "color_range":"tv","color_space":"bt2020nc","color_transfer":"arib-std-b67","r_frame_rate":"30/1","avg_frame_rate":"8670/289",
  "duration":"28.900000","disposition":{"attached_pic":0},"side_data_list":[{},{"rotation":-90}]},
 {"index":1,"codec_name":"unknown","codec_type":"audio","channels":4,"r_frame_rate":"0/0","avg_frame_rate":"0/0"},
 {"index":2,"codec_name":"aac","codec_type":"audio","channels":2,"r_frame_rate":"0/0","avg_frame_rate":"0/0"},
 {"index":3,"codec_type":"data","r_frame_rate":"0/0","avg_frame_rate":"8670/289"}],
 "format":{"format_name":"mov,mp4,m4a,3gp,3g2,mj2","duration":"28.900000","size":"31415926"}}`

func TestReadMediaOfAPhone(t *testing.T) {
	t.Parallel()
	got, err := ReadMedia([]byte(phone))
	if err != nil {
		t.Fatal(err)
	}
	want := Media{
		Format: "mov,mp4,m4a,3gp,3g2,mj2", Length: 28900 * time.Millisecond, Size: 31415926,
		Video: Video{
			Codec: "hevc", Width: 1080, Height: 1920, Rotation: 90, Rate: Rate{30, 1},
			Turned:      true,
			PixelFormat: "yuv420p10le", Transfer: "arib-std-b67", Matrix: "bt2020nc", Square: true,
		},
		Audio: []Audio{{Index: 2, Codec: "aac", Channels: 2}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !got.Video.HDR() {
		t.Error("no HDR")
	}
}

func TestLengthIsThatOfThePictures(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]time.Duration{
		`"duration":"20.0"},{"codec_type":"audio","codec_name":"aac","duration":"29.5"}],"format":{"duration":"29.5"}}`: 20 * time.Second,
		`"start_time":"0.5","duration":"20.0"}],"format":{"duration":"29.5"}}`:                                          20500 * time.Millisecond,
		`"duration":"31.0"}],"format":{"duration":"29.5"}}`:                                                             29500 * time.Millisecond, // an edit list skips some
		`"duration":"N/A"}],"format":{"duration":"29.5"}}`:                                                              29500 * time.Millisecond,
		`"duration":"20.0"}],"format":{}}`:                                                                              20 * time.Second,
		`"start_time":"7.0"}],"format":{"format_name":"matroska,webm","start_time":"7.0","duration":"29.5"}}`:           22500 * time.Millisecond,
		`"start_time":"-0.5"}],"format":{"format_name":"matroska,webm","start_time":"-0.5","duration":"29.5"}}`:         30 * time.Second,
		`"start_time":"0.5"}],"format":{"format_name":"matroska,webm","start_time":"-0.5"}}`:                            0, // to be measured
	} {
		m, err := ReadMedia([]byte(`{"streams":[{"codec_type":"video","codec_name":"h264","width":100,"height":50,` + answer))
		if err != nil || m.Length != want {
			t.Errorf("%s: %v, %v; want %v", answer, m.Length, err, want)
		}
	}
}

// stream is an answer with one stream of pictures, 100 x 50, but for what is given.
func stream(fields string) []byte {
	given := `{"index":0,"codec_type":"video","codec_name":"h264","width":100,"height":50,"r_frame_rate":"25/1"%s}`
	if fields != "" {
		fields = "," + fields
	}
	return []byte(`{"streams":[` + fmt.Sprintf(given, fields) + `],"format":{"duration":"1.0"}}`)
}

func TestShownSize(t *testing.T) {
	t.Parallel()
	turned := func(degrees string) string { return `"side_data_list":[{"rotation":` + degrees + `}]` }
	for fields, want := range map[string]struct{ width, height, rotation int }{
		"":                            {100, 50, 0},
		turned("-90"):                 {50, 100, 90},
		turned("90"):                  {50, 100, 270},
		turned("180"):                 {100, 50, 180},
		turned("-180"):                {100, 50, 180},
		turned("-270"):                {50, 100, 270},
		turned("360"):                 {100, 50, 0},
		turned("45"):                  {100, 50, 0}, // ffmpeg turns it within its frame
		turned("1e300"):               {100, 50, 0},
		`"sample_aspect_ratio":"2:1"`: {200, 50, 0},
		`"sample_aspect_ratio":"2:1",` + turned("-90"):    {50, 200, 90},
		`"sample_aspect_ratio":"100:101"`:                 {100, 50, 0}, // phones round
		`"sample_aspect_ratio":"0:1"`:                     {100, 50, 0},
		`"sample_aspect_ratio":"1000:1"`:                  {100, 50, 0},
		`"sample_aspect_ratio":"what","field_order":"tt"`: {100, 50, 0},
	} {
		m, err := ReadMedia(stream(fields))
		if err != nil {
			t.Errorf("%s: %v", fields, err)
			continue
		}
		if v := m.Video; v.Width != want.width || v.Height != want.height || v.Rotation != want.rotation {
			t.Errorf("%s: %dx%d by %d, want %+v", fields, v.Width, v.Height, v.Rotation, want)
		}
	}
}

func TestPictureProperties(t *testing.T) {
	t.Parallel()
	for fields, want := range map[string]Video{
		`"field_order":"tt"`:          {Interlaced: true},
		`"field_order":"bt"`:          {Interlaced: true},
		`"field_order":"progressive"`: {},
		`"color_range":"pc"`:          {FullRange: true},
		`"pix_fmt":"yuvj420p"`:        {FullRange: true, PixelFormat: "yuvj420p"},
		`"color_space":"unknown"`:     {},
		`"color_space":"smpte170m"`:   {Matrix: "smpte170m"},
	} {
		m, err := ReadMedia(stream(fields))
		if err != nil {
			t.Fatal(err)
		}
		want.Codec, want.Width, want.Height, want.Rate, want.Square = "h264", 100, 50, Rate{25, 1}, true
		if d := cmp.Diff(want, m.Video); d != "" {
			t.Errorf("%s: %s", fields, d)
		}
	}
}

func TestReadMediaRefuses(t *testing.T) {
	t.Parallel()
	cover := `{"streams":[{"codec_type":"video","codec_name":"mjpeg","width":9,"height":9,"disposition":{"attached_pic":1}}]}`
	for answer, want := range map[string]error{
		`{}`:                                  ErrNotVideo,
		cover:                                 ErrNotVideo,
		string(stream(`"codec_name":"ffv1"`)): ErrNotVideo,
		string(stream(`"width":0`)):           ErrDamaged,
		string(stream(`"height":-4`)):         ErrDamaged,
		string(stream(`"width":7680,"height":4320`)):             ErrTooLarge,
		string(stream(`"width":4294967296,"height":4294967296`)): ErrTooLarge,
		`{"streams":[` + strings.Repeat("{},", 40) + `{}]}`:      ErrTooLarge,
	} {
		if m, err := ReadMedia([]byte(answer)); !errors.Is(err, want) {
			t.Errorf("%.60s: %+v, %v; want %v", answer, m, err, want)
		}
	}
	if _, err := ReadMedia([]byte("moov")); err == nil {
		t.Error("no JSON is taken for an answer")
	}
}

func TestRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lowest, average string
		want            string
	}{
		{"30/1", "30/1", "30"},
		{"30000/1001", "30000/1001", "30000/1001"},
		{"60000/1001", "60000/1001", "60000/1001"},
		{"24000/1001", "24000/1001", "24000/1001"},
		{"90000/1", "2997/100", "30000/1001"}, // uneven frames
		{"90000/1", "28/1", "30"},             //
		{"120/1", "120/1", "60"},              // slow motion
		{"15/1", "15/1", "24"},                // old webcams
		{"50/1", "25/1", "50"},                //
		{"0/0", "0/0", "30"},                  // nothing is known
		{"1/0", "x", "30"},
	} {
		if got := chooseRate(fraction(c.lowest), fraction(c.average)).String(); got != c.want {
			t.Errorf("%s, on average %s: %s, want %s", c.lowest, c.average, got, c.want)
		}
	}
	for from, want := range map[Rate]Rate{{30, 1}: {30, 1}, {60, 1}: {30, 1}, {50, 1}: {25, 1}, {60000, 1001}: {30000, 1001}, {24, 1}: {24, 1}} {
		if got := from.half(); got != want {
			t.Errorf("half of %v is %v, want %v", from, got, want)
		}
	}
}

// Whatever ffprobe says, there is an answer: an error that is the file's fault, or media with a plan.
func FuzzReadMedia(f *testing.F) {
	f.Add([]byte(phone))
	f.Add(stream(""))
	f.Add(stream(`"sample_aspect_ratio":"9:1","side_data_list":[{"rotation":-89.6}],"width":5,"height":3000`))
	f.Add(stream(`"sample_aspect_ratio":"1:10","width":2,"height":2`))
	f.Add(stream(`"r_frame_rate":"2147483647/1","avg_frame_rate":"1/2147483647","side_data_list":[{"rotation":1e300}]`))
	f.Add(stream(`"color_transfer":"smpte2084","codec_name":"vp8","field_order":"tb","index":9`))
	f.Add([]byte(`{"streams":null,"format":{"duration":"1e400","size":"-1"}}`))
	f.Add([]byte(`{"streams":[{"codec_type":"video","codec_name":"vp9","width":2,"height":9999,"duration":"0.000000001"},` +
		`{"index":1,"codec_type":"audio","codec_name":"opus"}],"format":{"format_name":"matroska,webm","start_time":"3600.5"}}`))
	f.Add([]byte(`{"streams":[{"codec_type":"video","codec_name":"h264","width":9999999999,"height":-1}]}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		m, err := ReadMedia(answer)
		if err != nil {
			if json.Valid(answer) && !errors.Is(err, ErrNotVideo) && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTooLarge) &&
				!strings.HasPrefix(err.Error(), "ffprobe's answer: ") {
				t.Errorf("nobody's fault: %v", err)
			}
			return
		}
		if m.Length < 0 || m.Length > 1e7*time.Second || m.Video.Rotation%90 != 0 || m.Video.Rotation < 0 || m.Video.Rotation > 270 {
			t.Errorf("%+v", m)
		}
		if m.Length == 0 {
			m.Length = time.Second // as when it is measured
		}
		plan, err := NewPlan(m, Wanted{})
		if err != nil {
			t.Fatalf("%+v: %v", m, err)
		}
		for _, s := range []Size{plan.Post, plan.Web} {
			if s.Width < 2 || s.Height < 2 || s.Width%2 != 0 || s.Height%2 != 0 || max(s.Width, s.Height) > 1280 {
				t.Errorf("size %v", s)
			}
		}
		if fps := plan.PostRate.PerSecond(); math.IsNaN(fps) || fps < 23 || fps > 60 {
			t.Errorf("%v frames a second", fps)
		}
		if plan.Length <= 0 || plan.Length > 3*time.Minute {
			t.Errorf("%v long", plan.Length)
		}
		if args, err := plan.Args("/in/clip"); err != nil || len(args) == 0 {
			t.Errorf("no arguments: %v", err)
		}
	})
}
