//go:build amd64 || arm64

package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"
)

// refused are the calls that neither ffmpeg nor a program that came to run in its place needs. They fail with "operation
// not permitted".
var refused = slices.Concat(refusedHere, []uint32{
	// speaking to anyone
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG,
	// looking into, or stopping, other processes of the same user
	unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD,
	unix.SYS_PIDFD_SEND_SIGNAL, unix.SYS_KILL, unix.SYS_TKILL, unix.SYS_TGKILL, unix.SYS_RT_SIGQUEUEINFO,
	unix.SYS_RT_TGSIGQUEUEINFO, unix.SYS_KCMP,
	// another view of the file system
	unix.SYS_MOUNT, unix.SYS_UMOUNT2, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT, unix.SYS_SETNS, unix.SYS_UNSHARE, unix.SYS_FSOPEN,
	unix.SYS_FSMOUNT, unix.SYS_OPEN_TREE, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_BY_HANDLE_AT,
	// doors into the kernel that are known for their holes
	unix.SYS_BPF, unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY,
	unix.SYS_IO_URING_SETUP,
})

// Where struct seccomp_data keeps the call's number, the machine and the low half of the first argument. Both our
// machines are little-endian.
const offsetNumber, offsetMachine, offsetArgument = 0, 4, 16

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

func answer(action uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: action}
}

// when skips the filter after next unless the loaded value is k.
func when(k uint32, then unix.SockFilter) []unix.SockFilter {
	return []unix.SockFilter{{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: k}, then}
}

func fail(errno unix.Errno) unix.SockFilter {
	return answer(unix.SECCOMP_RET_ERRNO | uint32(errno))
}

// callFilter is the program that the kernel runs at each call.
func callFilter() []unix.SockFilter {
	p := []unix.SockFilter{
		load(offsetMachine),
		// Another machine's numbers, such as 32-bit ones, mean other calls.
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 1, K: machine},
		answer(unix.SECCOMP_RET_KILL_PROCESS),
		load(offsetNumber),
	}
	p = append(p, refuseVariants()...)
	for _, call := range refused {
		p = append(p, when(call, fail(unix.EPERM))...)
	}
	// A filter cannot see clone3's arguments; without it the C library falls back to clone.
	p = append(p, when(unix.SYS_CLONE3, fail(unix.ENOSYS))...)
	// clone may make threads, not processes.
	return append(p,
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 3, K: unix.SYS_CLONE},
		load(offsetArgument),
		unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, Jt: 1, K: unix.CLONE_THREAD},
		fail(unix.EPERM),
		answer(unix.SECCOMP_RET_ALLOW),
	)
}

// limitCalls shuts off refused calls for all threads of this process, for good.
func limitCalls(cell) error {
	if !seccompAvailable() {
		return nil // Check tells
	}
	filter := callFilter()
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	thread, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC,
		uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return fmt.Errorf("seccomp: %w", errno)
	}
	if thread != 0 {
		return errors.New("seccomp: a thread has filters of its own")
	}
	return nil
}

func seccompAvailable() bool {
	action := uint32(unix.SECCOMP_RET_ERRNO)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno == 0
}
