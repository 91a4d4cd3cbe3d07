package sandbox

import "golang.org/x/sys/unix"

// machine is the number by which seccomp knows this one.
const machine = unix.AUDIT_ARCH_AARCH64

// refusedHere: this machine has no calls beyond those that both have.
var refusedHere []uint32

// refuseVariants: this machine has but one set of numbers.
func refuseVariants() []unix.SockFilter { return nil }
