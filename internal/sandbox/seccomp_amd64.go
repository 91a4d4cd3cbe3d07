package sandbox

import "golang.org/x/sys/unix"

// machine is the number by which seccomp knows this one.
const machine = unix.AUDIT_ARCH_X86_64

// refusedHere are further calls that only this machine has: newer ones do all through clone.
var refusedHere = []uint32{unix.SYS_FORK, unix.SYS_VFORK}

// x32Call is set in the number of a call of the x32 interface, a second set of numbers for the same calls.
const x32Call = 0x40000000

func refuseVariants() []unix.SockFilter {
	return []unix.SockFilter{
		{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jf: 1, K: x32Call},
		answer(unix.SECCOMP_RET_KILL_PROCESS),
	}
}
