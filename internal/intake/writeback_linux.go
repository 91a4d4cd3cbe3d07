package intake

import (
	"os"

	"golang.org/x/sys/unix"
)

// startWriteback asks the system to begin to write n bytes of the file from at on down to the disk. It is a wish: what
// makes sure is the Sync at the end, which tells the errors, too.
func startWriteback(f *os.File, at, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), at, n, unix.SYNC_FILE_RANGE_WRITE)
}
