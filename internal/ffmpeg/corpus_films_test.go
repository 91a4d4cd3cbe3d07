package ffmpeg

import "maps"

// films are those that must come out right.
func films() map[string]film {
	all := map[string]film{}
	for _, some := range []map[string]film{kinds(), colours(), shapes(), turns(), paces(), sounds(), beginnings(), besideFilms()} {
		maps.Copy(all, some)
	}
	return all
}

const (
	vpx    = " -b:v 4M -deadline realtime -cpu-used 8 "
	av1    = "-c:v libaom-av1 -cpu-used 8 -usage realtime -b:v 4M"
	x265   = " -c:v libx265 -preset ultrafast -x265-params log-level=error:qp=12 "
	x264   = " -c:v libx264 -preset ultrafast -crf 10 "
	as601  = "scale=out_color_matrix=smpte170m,setparams=colorspace=smpte170m:color_primaries=smpte170m:color_trc=smpte170m"
	say601 = " -colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m "
	untold = ",setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown"
)

// kinds are containers, codecs of pictures and of sound, at the rates and in the channels that go with them.
func kinds() map[string]film {
	return map[string]film{
		"MP4: H.264 at 30, AAC mono at 48 kHz": {},
		"M4V: H.264 at 25, AAC stereo at 44.1 kHz, index at the front": {
			file: "in.m4v", rate: "25", paint: untold[1:], sound: "-c:a aac -ac 2 -ar 44100", mux: "-movflags +faststart",
		},
		"MOV: H.264 at 24, PCM in four channels": {
			file: "in.mov", rate: "24", hear: "pan=4.0|c0=c0|c1=c0|c2=c0|c3=c0", sound: "-c:a pcm_s16le",
		},
		"MKV: H.264 at 50, FLAC at 96 kHz": {file: "in.mkv", rate: "50", sound: "-c:a flac -ar 96000"},
		"MKV: H.264 at 29.97, AC-3 in 5.1": {
			file: "in.mkv", rate: "30000/1001", hear: "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0", sound: "-c:a ac3",
		},
		"MP4: H.264 in 4:2:2 and 10 bits, with B frames, AAC in 5.1": {
			video: x264 + "-bf 3 -b_strategy 0 -pix_fmt yuv422p10le", hear: "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0",
		},
		"WebM: VP8 at 15, Vorbis": {
			file: "in.webm", rate: "15", fps: "24", paint: as601 + untold, video: "-c:v libvpx" + vpx, sound: "-c:a libvorbis",
		},
		"WebM: VP9, Opus":            {file: "in.webm", video: "-c:v libvpx-vp9" + vpx, sound: "-c:a libopus"},
		"MOV: HEVC at 60 in 10 bits": {file: "in.mov", rate: "60", video: x265 + "-tag:v hvc1 -pix_fmt yuv420p10le"},
		"AVI: MPEG-4 in 161x121, MP3 at 22.05 kHz": { // whose sound begins with silence, which AVI can't take out
			file: "in.avi", size: Size{161, 121}, is: Size{160, 120}, video: "-c:v mpeg4 -q:v 2", sound: "-c:a libmp3lame -ar 22050",
			flashes: 0.467, like: 0.9,
		},
		"AVI: H.264, µ-law at 8 kHz":  {file: "in.avi", sound: "-c:a pcm_mulaw -ar 8000"},
		"MOV: ProRes, PCM in 24 bits": {file: "in.mov", video: "-c:v prores_ks -profile:v 2", sound: "-c:a pcm_s24le"},
		"AVI: MJPEG, PCM in 8 bits": {
			file: "in.avi", paint: "scale=out_color_matrix=bt601:out_range=pc,format=yuvj422p" + untold,
			video: "-c:v mjpeg -q:v 2", sound: "-c:a pcm_u8",
		},
		"3GP: H.263, AMR": { // whose pixels are twelve by eleven
			file: "in.3gp", size: Size{140, 96}, paint: as601 + untold + ",scale=128:96,setsar=12/11",
			video: "-c:v h263 -q:v 2", sound: "-an", then: withAMR, unheard: true,
		},

		"WebM from a browser": {
			file: "in.webm", paint: as601 + untold, video: "-c:v libvpx" + vpx, sound: "-c:a libopus", mux: "-live 1",
		},
		"MP4 from a browser": {mux: "-g 10", then: piped("mp4")},
		"MKV from a browser, uneven": {
			file: "in.mkv", paint: "settb=1/1000,setpts=PTS+mod(N*7+1\\,5)", sound: "-c:a libopus",
			mux: "-r 1000 -fps_mode vfr", then: piped("matroska"),
		},
	}
}

// colours are ways to write the same ones.
func colours() map[string]film {
	return map[string]film{
		"BT.601": {paint: as601, mux: say601},
	}
}

// shapes are sizes, and pixels that aren't square.
func shapes() map[string]film {
	return map[string]film{
		"wide pixels":         {paint: "scale=96:96,setsar=4/3"},
		"wide pixels, on end": {size: Size{96, 128}, paint: "transpose=2,scale=96:96,setsar=4/3", then: matrix(0, 1, -1, 0)},
		"641x359":             {file: "in.webm", size: Size{641, 359}, is: Size{640, 358}, video: "-c:v libvpx-vp9" + vpx, sound: "-c:a libopus", like: 0.9},
		"129x97":              {size: Size{129, 97}, is: Size{128, 96}, paint: "format=yuv444p", video: x264 + "-pix_fmt yuv444p", like: 0.9},
		"16x16":               {size: Size{16, 16}, like: 0.8},
		"120x90 by its header, 240 a second": {
			size: Size{120, 90}, rate: "240", fps: "60", paint: "pad=128:96:0:0", mux: "-bsf:v h264_metadata=crop_right=8:crop_bottom=6",
		},
		"32x640":    {size: Size{32, 640}, like: 0.9},
		"4096x2304": {size: Size{4096, 2304}, is: Size{1280, 720}, rate: "5", fps: "24", length: 0.6},
	}
}

// turns are cameras held in every way.
func turns() map[string]film {
	upright := Size{96, 128}
	return map[string]film{
		"a quarter clockwise: HEVC at 59.94": {
			size: upright, rate: "60000/1001", paint: "transpose=cclock", video: x265 + "-tag:v hvc1", then: matrix(0, 1, -1, 0),
		},
		"upside down: MOV at 23.976, ALAC": {
			file: "in.mov", rate: "24000/1001", paint: "hflip,vflip", sound: "-c:a alac", then: matrix(-1, 0, 0, -1),
		},
		"a quarter counterclockwise: AV1, AAC at 16 kHz": {
			size: upright, paint: "transpose=clock", video: av1, sound: "-c:a aac -ar 16000", then: matrix(0, -1, 1, 0),
		},
		"mirrored":            {paint: "hflip", then: matrix(-1, 0, 0, 1)},
		"a quarter, mirrored": {size: upright, paint: "transpose=cclock_flip", then: matrix(0, 1, 1, 0)},
	}
}

// paces are slow motion and uneven frames.
func paces() map[string]film {
	return map[string]film{
		"120 a second, two tracks of sound": {rate: "120", fps: "60", mux: "-map 1:a -c:a:1 aac -filter:a:1 volume=0"},
		"some missing, full range":          {paint: "select=not(eq(mod(n\\,3)\\,1)),scale=out_range=pc,format=yuvj420p", video: x264 + "-pix_fmt yuvj420p", mux: "-fps_mode vfr -color_range pc"},
		"told in 1/1000 s":                  {paint: "settb=1/1000", mux: "-r 1000 -fps_mode vfr -video_track_timescale 1000"},
	}
}
