// Package config is what an operator can set: one struct, read once by cmd and passed down as values.
package config

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"
)

// Settings are the settings that every command shares. Each can be given as a flag, as an environment variable, or, so
// that no secret stands in a process list, as a file named by that variable with _FILE behind it.
type Settings struct {
	Listen    string `default:"127.0.0.1:8080" env:"BELONG_LISTEN" placeholder:"ADDR" help:"Address and port to serve on. 0.0.0.0:8080 serves to other machines, too."`
	Data      string `default:"./data" env:"BELONG_DATA" placeholder:"DIR" help:"Folder for everything that Belong keeps: database, videos, temporary files."`
	Database  string `env:"BELONG_DATABASE" placeholder:"URL" help:"postgres://user:password@host/name for Postgres. Without it: SQLite, in the data folder."`
	Storage   string `env:"BELONG_STORAGE" placeholder:"URL" help:"s3://bucket?endpoint=URL&region=NAME&path_style=true for S3; its keys come from the usual AWS variables. Without it: the data folder."`
	PublicURL string `env:"BELONG_PUBLIC_URL" placeholder:"URL" help:"The address that people type, such as https://belong.example.org. Without it: http:// and the address served on."`
	SMTP      string `env:"BELONG_SMTP" placeholder:"URL" help:"smtp://user:password@host:587 or smtps://host:465 to send mail. Without it: mail is kept, and read in the app."`
	MailFrom  string `env:"BELONG_MAIL_FROM" placeholder:"EMAIL" help:"The sender of mail. Needed with --smtp."`

	SealKey string `env:"BELONG_SEAL_KEY" placeholder:"KEY" help:"Seals the keys of the accounts to post to, in the database: 32 bytes, as openssl rand -base64 32 prints them. Needed to connect X, Bluesky or Mastodon; with another one, they have to be connected anew."`

	Transcriber    string `env:"BELONG_TRANSCRIBER" placeholder:"COMMAND" help:"A command that writes down what is said in a WAV file ({file} and {language} stand for it and en or es) and prints WebVTT, or the https:// address of a service that transcribes, with ?model=NAME. Without it: nobody transcribes."`
	TranscriberKey string `env:"BELONG_TRANSCRIBER_KEY" placeholder:"KEY" help:"The key of the service that --transcriber names, if it wants one."`
}

// Validate tells the first setting that can't be, in a line that says what would do.
func (s *Settings) Validate() error {
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return fmt.Errorf("--listen %q is no address with a port; write it as 127.0.0.1:8080", s.Listen)
	}
	if s.Data == "" {
		return fmt.Errorf("--data names no folder")
	}
	if s.Database != "" && !hasScheme(s.Database, "postgres", "postgresql") {
		return fmt.Errorf("--database has to begin with postgres://; leave it out to use SQLite")
	}
	if s.Storage != "" && !hasScheme(s.Storage, "s3") {
		return fmt.Errorf("--storage has to begin with s3://; leave it out to store videos in the data folder")
	}
	if s.PublicURL != "" {
		u, err := url.Parse(s.PublicURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return fmt.Errorf("--public-url %q is no address; write it as https://belong.example.org, with nothing behind the host", s.PublicURL)
		}
	}
	if s.SMTP != "" {
		if !hasScheme(s.SMTP, "smtp", "smtps") {
			return fmt.Errorf("--smtp has to begin with smtp:// or smtps://")
		}
		if !strings.Contains(s.MailFrom, "@") {
			return fmt.Errorf("--smtp needs --mail-from, the e-mail address that mail comes from")
		}
	}
	return s.validateTranscriber()
}

func (s *Settings) validateTranscriber() error {
	service := hasScheme(s.Transcriber, "http", "https")
	if !service && strings.Contains(s.Transcriber, "://") && !strings.ContainsAny(s.Transcriber, " \t") {
		return fmt.Errorf("--transcriber has to be a command, or begin with https:// or http://")
	}
	if s.TranscriberKey != "" && !service {
		return fmt.Errorf("--transcriber-key is for a service: it needs --transcriber with an https:// address")
	}
	if strings.ContainsAny(s.TranscriberKey, "\r\n") {
		return fmt.Errorf("--transcriber-key has a line break in it, and no key has")
	}
	return nil
}

func hasScheme(s string, schemes ...string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" && !strings.HasPrefix(u.Scheme, "postgres") { // Postgres may listen on a socket
		return false
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme {
			return true
		}
	}
	return false
}

// DatabaseURL is where the database is: Postgres as set, or SQLite's file in the data folder.
func (s *Settings) DatabaseURL() string {
	if s.Database != "" {
		return s.Database
	}
	return "sqlite:" + filepath.Join(s.Data, "belong.db")
}

// Address is the public address, without a slash at its end.
func (s *Settings) Address() string {
	if s.PublicURL != "" {
		return strings.TrimRight(s.PublicURL, "/")
	}
	host, port, _ := net.SplitHostPort(s.Listen)
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
