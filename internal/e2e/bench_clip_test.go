package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/ffmpeg"
)

// A source is a kind of clip that phones send.
type source struct {
	name  string
	size  string // of the texture's window
	rate  int
	codec []string
}

var hlg = []string{
	"-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:crf=24", "-pix_fmt", "yuv420p10le",
	"-color_primaries", "bt2020", "-color_trc", "arib-std-b67", "-colorspace", "bt2020nc", "-tag:v", "hvc1",
}

var sources = []source{
	{"1080p30", "1080x1920", 30, []string{"-c:v", "libx264", "-preset", "veryfast", "-b:v", "16M", "-pix_fmt", "yuv420p"}},
	{"4K30HLG", "2160x3840", 30, hlg},
	{"4K60HLG", "2160x3840", 60, hlg},
}

// make films a wall for half a minute, as a hand holds the camera and its sensor sees it: texture that moves, and a little
// noise. The pictures are those of ten seconds, three times: making them takes far longer than measuring.
func (s source) make(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	wall, voice, film, path := filepath.Join(dir, "wall.png"), filepath.Join(dir, "voice.wav"), filepath.Join(dir, "film.mp4"), filepath.Join(dir, s.name+".mp4")
	command(b, "espeak-ng", "-v", "en-us", "-s", "150", "-w", voice, spoken)
	octave := func(size string, strength, seed int) string {
		return fmt.Sprintf("color=gray:s=%s:d=0.04,noise=alls=%d:allf=u:all_seed=%d,scale=2400:4200:flags=bicubic", size, strength, seed)
	}
	command(b, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", octave("68x120", 80, 1), "-f", "lavfi", "-i", octave("544x960", 50, 2),
		"-filter_complex", "[0][1]blend=all_mode=average,format=yuv420p", "-frames:v", "1", wall)
	width, height, _ := strings.Cut(s.size, "x")
	camera := fmt.Sprintf("[0]crop=%s:%s:x='110+60*sin(t*1.3)+8*sin(t*11)':y='110+50*cos(t*0.9)+6*sin(t*13)',noise=alls=6:allf=t[v]", width, height)
	args := []string{
		"-v", "error", "-loop", "1", "-framerate", strconv.Itoa(s.rate), "-i", wall, "-filter_complex", camera, "-map", "[v]", "-t", "10",
		"-g", strconv.Itoa(s.rate),
	}
	command(b, "ffmpeg", append(append(args, s.codec...), film)...)
	command(b, "ffmpeg", "-v", "error", "-stream_loop", "2", "-i", film, "-i", voice, "-map", "0:v", "-map", "1:a", "-c:v", "copy",
		"-af", "apad", "-c:a", "aac", "-b:a", "96k", "-t", "30", path)
	return path
}

// BenchmarkClip holds the CPU time of everything that Belong does for a clip, from its last byte until it waits for a
// moderator, without what an idle server takes, against ffmpeg alone: with the same arguments, with those of post alone (a
// plain encode to its size, at the preset that people take and with our settings), and with a command for each output, as is
// usual.
func BenchmarkClip(b *testing.B) {
	for _, s := range sources {
		b.Run(s.name, func(b *testing.B) {
			path := s.make(b)
			file, err := os.ReadFile(path)
			if err != nil {
				b.Fatal(err)
			}
			belong := deploy(b)
			staff := belong.addAdmin(b)
			belong.start(b)
			plan := planOf(b, path, false)
			workerCPU(b, belong, staff, file, 0) // what a server does once
			idle := belong.idle(b)
			sides := []struct {
				name string
				cost func() float64
			}{
				{"belong", func() float64 { return workerCPU(b, belong, staff, file, idle) }},
				{"bare", func() float64 { return ffmpegCPU(b, argsOf(b, plan, path)) }},
				{"post", func() float64 { return ffmpegCPU(b, postAlone(plan, path)) }},
				{"own-post", func() float64 { return ffmpegCPU(b, ownPostAlone(b, plan, path)) }},
				{"each", func() float64 { return eachCPU(b, plan, path) }},
			}
			ratios := map[string][]float64{}
			b.ResetTimer()
			for i := range b.N {
				cost := map[string]float64{}
				for k := range sides {
					side := sides[(i+k)%len(sides)] // none is always the first
					cost[side.name] = side.cost()
				}
				b.Logf("CPU seconds, with %.3f a second of the idle server left out: belong %.2f, bare %.2f, post alone %.2f, with our settings %.2f, a command for each %.2f",
					idle, cost["belong"], cost["bare"], cost["post"], cost["own-post"], cost["each"])
				for _, side := range sides[1:] {
					ratios[side.name] = append(ratios[side.name], cost["belong"]/cost[side.name])
				}
			}
			b.ReportMetric(0, "ns/op") // says nothing here
			for name, all := range ratios {
				slices.Sort(all)
				b.ReportMetric(all[len(all)/2], "over-"+name)
			}
		})
	}
}

// planOf is the plan that the worker makes of a file, with ffmpeg's own answers, encoded or copied.
func planOf(b *testing.B, path string, copied bool) ffmpeg.Plan {
	b.Helper()
	tool := newTool(b)
	media, err := tool.Probe(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	sound, err := tool.Listen(b.Context(), path, b.TempDir(), media, ffmpeg.Part{})
	if err != nil {
		b.Fatal(err)
	}
	plan, err := ffmpeg.NewPlan(media, ffmpeg.Wanted{MaxLength: 3 * time.Minute, Sound: sound, Copy: copied})
	if err != nil {
		b.Fatal(err)
	}
	return plan
}

func newTool(b *testing.B) *ffmpeg.Tool {
	b.Helper()
	tool, err := ffmpeg.New(b.Context(), ffmpeg.Config{Helper: helper})
	if err != nil {
		b.Fatal(err)
	}
	return tool
}

func argsOf(b *testing.B, plan ffmpeg.Plan, path string) []string {
	b.Helper()
	args, err := plan.Args(path)
	if err != nil {
		b.Fatal(err)
	}
	return args
}

// simple are the filters and options of a plain encode of path to a size.
func simple(plan ffmpeg.Plan, path string, size ffmpeg.Size, preset, crf string) []string {
	chain := fmt.Sprintf("scale=%d:%d", size.Width, size.Height)
	if plan.HDR() {
		chain += ",zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.7:desat=0:peak=4.93,zscale=t=bt709:m=bt709:r=tv,format=yuv420p"
	}
	return []string{"-v", "error", "-nostdin", "-y", "-i", path, "-vf", chain, "-c:v", "libx264", "-preset", preset, "-crf", crf, "-c:a", "aac"}
}

func postAlone(plan ffmpeg.Plan, path string) []string {
	return append(simple(plan, path, plan.Post, "veryfast", "22"), "post.mp4")
}

// ownPostAlone is a plain encode with the preset and tuning that the plan has for post.
func ownPostAlone(b *testing.B, plan ffmpeg.Plan, path string) []string {
	b.Helper()
	own := argsOf(b, plan, path)
	return append(simple(plan, path, plan.Post, after(own, "-preset"), after(own, "-crf")), "-x264-params", after(own, "-x264-params"), "post.mp4")
}

// eachCPU is a command for each of the outputs and measurements.
func eachCPU(b *testing.B, plan ffmpeg.Plan, path string) float64 {
	b.Helper()
	picture := func(chain, out string) []string {
		return []string{"-v", "error", "-nostdin", "-y", "-i", path, "-vf", chain, "-frames:v", "1", "-update", "1", out}
	}
	sum := 0.0
	for _, args := range [][]string{
		postAlone(plan, path),
		append(simple(plan, path, plan.Web, "superfast", "28"), "web.mp4"),
		picture("thumbnail=100,scale=540:-2", "poster.jpg"),
		picture(fmt.Sprintf("fps=%f,scale=-2:160,tile=12x1", 12/plan.Length.Seconds()), "storyboard.jpg"),
		{"-v", "error", "-nostdin", "-y", "-i", path, "-an", "-vf", "fps=5,scale=320:-2,blackdetect,freezedetect,signalstats,scdet", "-f", "null", "-"},
		{"-v", "error", "-nostdin", "-y", "-i", path, "-vn", "-af", "ebur128=peak=true", "-f", "null", "-"},
	} {
		sum += ffmpegCPU(b, args)
	}
	return sum
}

// bareFFmpeg is ffmpeg as it ended.
func bareFFmpeg(b *testing.B, args []string) *os.ProcessState {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "ffmpeg", args...)
	cmd.Dir = b.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return cmd.ProcessState
}

func ffmpegCPU(b *testing.B, args []string) float64 {
	b.Helper()
	ended := bareFFmpeg(b, args)
	return (ended.UserTime() + ended.SystemTime()).Seconds()
}

// peakMemory is the most that ffmpeg takes with these arguments, in MB.
func peakMemory(b *testing.B, args []string) float64 {
	b.Helper()
	use, ok := bareFFmpeg(b, args).SysUsage().(*syscall.Rusage)
	if !ok {
		b.Fatal("nobody tells how much memory it took")
	}
	return float64(use.Maxrss) / 1024
}

// runs are whole runs of the plans in the sandbox, at the same time.
func runs(b *testing.B, path string, plans ...ffmpeg.Plan) (cpu float64) {
	b.Helper()
	tool := newTool(b)
	var all sync.WaitGroup
	results := make([]ffmpeg.Result, len(plans))
	for i, plan := range plans {
		all.Go(func() {
			var err error
			if results[i], err = tool.Run(b.Context(), ffmpeg.Job{Input: path, Dir: b.TempDir(), Plan: plan}, nil); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	for _, r := range results {
		cpu += r.CPU.Seconds()
	}
	return cpu
}

// BenchmarkCopy holds a clip whose pictures are taken over as they are against encoding it: one as phones make it, whose web
// is encoded all the same, and one as messengers pass it on.
func BenchmarkCopy(b *testing.B) {
	for _, s := range []source{
		{"720p30", "720x1280", 30, at("4M")},
		{"480p30", "480x848", 30, at("1200k")},
	} {
		b.Run(s.name, func(b *testing.B) { s.copyOver(b) })
	}
}

// at are an encoder's options for H.264 of a bit rate.
func at(rate string) []string {
	return []string{
		"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-b:v", rate, "-maxrate", rate, "-bufsize", rate, "-pix_fmt", "yuv420p",
	}
}

func (s source) copyOver(b *testing.B) {
	b.Helper()
	path := s.make(b)
	tool := newTool(b)
	media, err := tool.Probe(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	if fits, why, err := tool.Fits(b.Context(), path, media, ffmpeg.Wanted{}); !fits || err != nil {
		b.Fatalf("it does not fit: %s, %v", why, err)
	}
	copied, encoded := planOf(b, path, true), planOf(b, path, false)
	b.ResetTimer()
	pairs(b, "CPU seconds", func() float64 { return runs(b, path, copied) }, func() float64 { return runs(b, path, encoded) })
}

// BenchmarkAtOnce tells how many clips a minute are made with one and with two at a time, and how much memory ffmpeg takes.
func BenchmarkAtOnce(b *testing.B) {
	for _, s := range sources {
		b.Run(s.name, func(b *testing.B) {
			path := s.make(b)
			plan := planOf(b, path, false)
			b.ResetTimer()
			var one, two time.Duration
			for range b.N {
				start := time.Now()
				runs(b, path, plan)
				one += time.Since(start)
				start = time.Now()
				runs(b, path, plan, plan)
				two += time.Since(start)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(b.N)/one.Minutes(), "clips/min-one")
			b.ReportMetric(2*float64(b.N)/two.Minutes(), "clips/min-two")
			b.ReportMetric(peakMemory(b, argsOf(b, plan, path)), "MB-peak")
		})
	}
}

// BenchmarkPresets prints the table by which post's preset and quality were chosen: what each costs and how much it keeps,
// for the same clip at the same size.
func BenchmarkPresets(b *testing.B) {
	path := sources[0].make(b)
	plan := planOf(b, path, false)
	own := argsOf(b, plan, path)
	for _, way := range []struct {
		name, preset string
		more         []string
	}{
		{"ultrafast", "ultrafast", nil},
		{"superfast", "superfast", nil},
		{"as-post", after(own, "-preset"), []string{"-x264-params", after(own, "-x264-params")}},
		{"veryfast", "veryfast", nil},
		{"faster", "faster", nil},
		{"fast", "fast", nil},
		{"medium", "medium", nil},
	} {
		for _, crf := range []string{"20", "22", "24"} {
			b.Run(way.name+"/crf="+crf, func(b *testing.B) {
				dir := b.TempDir()
				out := filepath.Join(dir, "post.mp4")
				var cpu float64
				for range b.N {
					cpu += ffmpegCPU(b, slices.Concat(simple(plan, path, plan.Post, way.preset, crf), way.more, []string{out}))
				}
				info, err := os.Stat(out)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(cpu/float64(b.N), "CPU-s")
				b.ReportMetric(float64(info.Size())/1e6, "MB")
				b.ReportMetric(likeness(b, plan, path, out), "SSIM")
			})
		}
	}
}

// after is the argument that follows the first of that name, which is post's.
func after(args []string, name string) string { return args[slices.Index(args, name)+1] }

var ssimAll = regexp.MustCompile(`SSIM .*All:([0-9.]+)`)

// likeness is the SSIM of a rendition to the original at its size.
func likeness(b *testing.B, plan ffmpeg.Plan, original, rendition string) float64 {
	b.Helper()
	var said bytes.Buffer
	cmd := exec.CommandContext(b.Context(), "ffmpeg", "-nostdin", "-i", rendition, "-i", original, "-filter_complex",
		fmt.Sprintf("[1:v]scale=%d:%d[o];[0:v][o]ssim", plan.Post.Width, plan.Post.Height), "-f", "null", "-")
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil {
		b.Fatalf("ssim: %v\n%s", err, &said)
	}
	found := ssimAll.FindSubmatch(said.Bytes())
	if found == nil {
		b.Fatalf("no SSIM in:\n%s", &said)
	}
	f, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return f
}
