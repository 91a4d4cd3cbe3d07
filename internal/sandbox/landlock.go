package sandbox

import (
	"fmt"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"
)

// libraries are where a system keeps what a program needs to start. Missing ones are passed over.
var libraries = []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"}

// limitFiles shuts the whole file system but for the libraries and what the cell names, and the network too
// where the kernel can. On a kernel that has no Landlock, or an old one, it does what that kernel can: Check
// tells.
func limitFiles(c cell) error {
	rules := []landlock.Rule{
		landlock.RODirs(libraries...).IgnoreIfMissing(),
		landlock.ROFiles("/etc/ld.so.cache", "/dev/urandom").IgnoreIfMissing(),
		landlock.ROFiles(c.Read...),
		landlock.RODirs(c.Folders...),
	}
	if c.Write != "" {
		rules = append(rules, landlock.RWDirs(c.Write))
	}
	if err := landlock.V11.BestEffort().Restrict(rules...); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	return nil
}

// landlockVersion asks the kernel itself, since /sys may not be mounted. 0: it has none.
func landlockVersion() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(v)
}
