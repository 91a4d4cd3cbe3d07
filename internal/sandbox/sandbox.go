// Package sandbox runs programs that read what strangers sent: ffmpeg on uploads, the speech recogniser on their sound. A
// program sees the libraries, the files it was given and one folder; it speaks to nobody, starts nothing, and uses no more
// than its limits, as far as the kernel has the walls for it. Check tells which it has.
package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// helperCommand is the first argument with which a program that calls Main becomes the helper.
const helperCommand = "sandbox-exec"

// exitHelper is the helper's own exit code, when it could not build the sandbox. No program that is run here has such a
// code.
const exitHelper = 97

// Helper is the program that builds a sandbox around itself and then becomes another: this very program, started again.
// Only Main makes one, so whoever has a Helper has called it.
type Helper struct{ path string }

// Ready tells whether the helper came from Main.
func (h Helper) Ready() bool { return h.path != "" }

// Main must be the first thing that main calls (and TestMain, in a test that runs sandboxed programs). In a process that
// was started to be the helper it never returns: it shuts the process in, and replaces it by the program.
func Main() Helper {
	if len(os.Args) > 1 && os.Args[1] == helperCommand {
		err := becomeConfined(os.Args[2:])
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(exitHelper)
	}
	// The running file itself, even when a newer one has taken its place on disk.
	return Helper{path: "/proc/self/exe"}
}

// cell is what the helper is told of the sandbox to build.
type cell struct {
	Read     []string      `json:"read"`    // files that may be read
	Folders  []string      `json:"folders"` // folders that may be read, with all in them
	Write    string        `json:"write"`   // the folder that may be written
	CPU      time.Duration `json:"cpu"`
	Memory   uint64        `json:"memory"`
	FileSize uint64        `json:"file_size"`
	Files    uint64        `json:"files"`
}

// command is the task as a process to start: the helper, that builds the cell and becomes the program.
func (h Helper) command(ctx context.Context, t Task) (*exec.Cmd, error) {
	for _, path := range slices.Concat([]string{t.Program}, t.Files, t.Folders, []string{cmp.Or(t.Dir, "/")}) {
		if !filepath.IsAbs(path) {
			return nil, fmt.Errorf("sandbox: %s is a relative path, and would mean another place in the task's folder", path)
		}
	}
	told, err := json.Marshal(cell{
		Read:     append([]string{t.Program}, t.Files...),
		Folders:  t.Folders,
		Write:    t.Dir,
		CPU:      t.Limits.CPU,
		Memory:   t.Limits.Memory,
		FileSize: t.Limits.FileSize,
		Files:    t.Limits.Files,
	})
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	cmd := exec.CommandContext(ctx, h.path, append([]string{helperCommand, string(told), t.Program}, t.Args...)...)
	cmd.Dir, cmd.Env = cmp.Or(t.Dir, "/"), environment
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:   true,            // a group of its own, to be killed as one
		Pdeathsig: syscall.SIGKILL, // and not to outlive us, however we end
	}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	return cmd, nil
}

// becomeConfined builds the sandbox around this process, and replaces it by the program. It returns only on failure.
func becomeConfined(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("%s is for this program's own use", helperCommand)
	}
	var c cell
	if err := json.Unmarshal([]byte(args[0]), &c); err != nil {
		return err
	}
	runtime.LockOSThread() // the thread that is confined has to be the one that becomes the program
	for _, wall := range []func(cell) error{limitUse, forbidPrivileges, limitFiles, limitCalls} {
		if err := wall(c); err != nil {
			return err
		}
	}
	return become(args[1:], c.Memory)
}

// become replaces this process by the program, and limits its address space last of all. The Go runtime has more of that
// reserved than the limit, so past it no byte can be had any more: all that the last two calls need is there before.
func become(args []string, memory uint64) error {
	debug.SetGCPercent(-1)
	path, err := unix.BytePtrFromString(args[0])
	if err != nil {
		return fmt.Errorf("exec: %w", err)
	}
	argv, err := syscall.SlicePtrFromStrings(args)
	if err != nil {
		return fmt.Errorf("exec: %w", err)
	}
	env, err := syscall.SlicePtrFromStrings(os.Environ())
	if err != nil {
		return fmt.Errorf("exec: %w", err)
	}
	limit := unix.Rlimit{Cur: memory, Max: memory}
	_, _, errno := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_AS, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno == 0 {
		_, _, errno = unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&argv[0])),
			uintptr(unsafe.Pointer(&env[0])))
	}
	return fmt.Errorf("exec: %w", errno)
}

// limitUse bounds what the program may use up.
func limitUse(c cell) error {
	seconds := uint64(math.Ceil(c.CPU.Seconds()))
	// A signal first, then, where a program does not heed it, the end.
	if err := setLimits(unix.RLIMIT_CPU, seconds, seconds+5); err != nil {
		return err
	}
	for _, l := range []struct {
		resource int
		max      uint64
	}{
		{unix.RLIMIT_FSIZE, c.FileSize},
		{unix.RLIMIT_NOFILE, c.Files},
		{unix.RLIMIT_CORE, 0}, // a core file would hold the video
	} {
		if err := setLimit(l.resource, l.max); err != nil {
			return err
		}
	}
	return nil
}

func setLimit(resource int, limit uint64) error { return setLimits(resource, limit, limit) }

func setLimits(resource int, soft, hard uint64) error {
	if err := unix.Setrlimit(resource, &unix.Rlimit{Cur: soft, Max: hard}); err != nil {
		return fmt.Errorf("limit %d: %w", resource, err)
	}
	return nil
}

// forbidPrivileges sees to it that no program gains any, set-user-id ones included. The walls that follow need it.
func forbidPrivileges(cell) error {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("no_new_privs: %w", err)
	}
	return nil
}
