package sandbox

import "fmt"

// Status tells which walls of the sandbox the kernel of this machine has. Limits on memory, time and files there always
// are.
type Status struct {
	// Landlock is the version of the kernel's interface: 1 shuts the file system, 4 also TCP, 6 also signals. 0: none.
	Landlock int
	// Seccomp is true where system calls are filtered: no sockets, no new processes.
	Seccomp bool
}

// Check asks the kernel.
func Check() Status {
	return Status{Landlock: landlockVersion(), Seccomp: seccompAvailable()}
}

// Complete is true where a hostile file that took a decoder over could neither read another file nor speak to anyone.
func (s Status) Complete() bool { return s.Landlock > 0 && s.Seccomp }

// String is a phrase for a start-up line: "limits, Landlock 7, seccomp".
func (s Status) String() string {
	files, calls := "no Landlock", "no seccomp"
	if s.Landlock > 0 {
		files = fmt.Sprintf("Landlock %d", s.Landlock)
	}
	if s.Seccomp {
		calls = "seccomp"
	}
	return "limits, " + files + ", " + calls
}
