// Command belong is the whole of Belong in one program: it serves the pages and the API, works on the videos, posts on
// the day, and is the operator's tool at the shell.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/sandbox"
)

// commands are what the program can do, and the settings that all of them share.
type commands struct {
	config.Settings `group:"Settings"`

	Serve    serveCommand    `cmd:"" help:"Serve the pages, work on videos, and post on the day."`
	Doctor   doctorCommand   `cmd:"" help:"Check ffmpeg, database, storage, mail, channels and speech, and say what to do."`
	Campaign campaignCommand `cmd:"" help:"List, show, add and set campaigns."`
	Rehearse rehearseCommand `cmd:"" help:"Try a campaign's day out without posting anything: go or no-go, line by line."`
	User     userCommand     `cmd:"" help:"List and add members of staff."`
	Key      keyCommand      `cmd:"" help:"Add API keys, for programs."`
	Import   importCommand   `cmd:"" help:"Take in a folder of labelled videos."`
	Label    labelCommand    `cmd:"" help:"Read labels from file names, and explain what is wrong with them."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database up to this version. serve does so by itself."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// misconfigured is an error of a setting that only the room it is for could find.
type misconfigured struct{ error }

func (m misconfigured) Unwrap() error { return m.error }

// errQuiet ends the program with exit code 1 when everything has been said already.
var errQuiet = errors.New("said already")

func main() {
	helper := sandbox.Main() // when this process is ffmpeg's cage, it does not come back
	syscall.Umask(0o077)     // whatever it writes is for its own user
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends it at once
	os.Exit(run(ctx, helper, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the program without the process: 0 when it did what was asked, 1 when it could not, 2 when what was asked can't
// be understood.
func run(ctx context.Context, helper sandbox.Helper, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("belong"), kong.Writers(stdout, stderr), kong.Exit(func(code int) { exited = code }),
		kong.Description("Belong takes in short videos from phones, and posts every one of them on the day.\n\n"+
			"Every setting can also be given as an environment variable, or as a file that the variable with _FILE behind it names."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&streams{stdin, stdout, stderr}), kong.Bind(&c.Settings), kong.Bind(helper))
	if err != nil {
		return complain(stderr, err, 1)
	}
	if err := config.FromFiles(); err != nil {
		return complain(stderr, err, 2)
	}
	command, err := parser.Parse(args)
	if exited >= 0 { // --help
		return exited
	}
	if err != nil {
		return complain(stderr, err, 2)
	}
	err = command.Run()
	var setting misconfigured
	switch {
	case err == nil:
		return 0
	case errors.As(err, &setting):
		return complain(stderr, err, 2)
	}
	return complain(stderr, err, 1)
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// complain says what went wrong in one line. A refusal is said in its own sentence, without the code.
func complain(w io.Writer, err error, code int) int {
	if errors.Is(err, errQuiet) {
		return code
	}
	text := err.Error()
	var refused *belong.Error
	if errors.As(err, &refused) {
		text = refused.Sentence
	}
	fmt.Fprintln(w, "belong:", strings.ReplaceAll(text, "\n", "; ")) //nolint:errcheck // there is nobody left to tell
	return code
}
