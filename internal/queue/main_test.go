package queue_test

import (
	"flag"
	"os"
	"testing"

	"github.com/belonginstem/belong/internal/store/pgtest"
)

// The test binary runs itself as a process to be killed, with the database and the node's name.
var (
	victimDatabase = flag.String("victim-database", "", "run as a victim, on this database")
	victimNode     = flag.String("victim-node", "", "the victim's node")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *victimDatabase != "" {
		os.Exit(victim(*victimDatabase, *victimNode))
	}
	pgtest.Main(m)
}
