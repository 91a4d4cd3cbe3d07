package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ok() Settings { return Settings{Listen: "127.0.0.1:8080", Data: "./data"} }

func TestValidateNamesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		set  func(*Settings)
		want string // part of the message; empty when the settings are fine
	}{
		{"the defaults are fine", func(*Settings) {}, ""},
		{"a port alone is no address", func(s *Settings) { s.Listen = "8080" }, "--listen"},
		{"every address of the machine is fine", func(s *Settings) { s.Listen = ":8080" }, ""},
		{"MySQL is not spoken", func(s *Settings) { s.Database = "mysql://host/db" }, "--database"},
		{"Postgres is", func(s *Settings) { s.Database = "postgres://belong@db/belong" }, ""},
		{"Postgres behind a socket, too", func(s *Settings) { s.Database = "postgres:///belong?host=/run/postgresql" }, ""},
		{"a folder is no storage address", func(s *Settings) { s.Storage = "/videos" }, "--storage"},
		{"a bucket is", func(s *Settings) { s.Storage = "s3://bucket?region=us-east-1" }, ""},
		{"a public address has a scheme", func(s *Settings) { s.PublicURL = "belong.example.org" }, "--public-url"},
		{"a public address has no path", func(s *Settings) { s.PublicURL = "https://example.org/belong" }, "--public-url"},
		{"mail needs a sender", func(s *Settings) { s.SMTP = "smtp://mail:587" }, "--mail-from"},
		{"a command transcribes", func(s *Settings) { s.Transcriber = "whisper-wrapper --model small" }, ""},
		{"a command may name an address", func(s *Settings) { s.Transcriber = "ask http://gpu/v1 {file}" }, ""},
		{"a service transcribes", func(s *Settings) {
			s.Transcriber, s.TranscriberKey = "https://host/v1/audio/transcriptions?model=m", "k"
		}, ""},
		{"no other scheme does", func(s *Settings) { s.Transcriber = "grpc://host" }, "--transcriber"},
		{"an address has a host", func(s *Settings) { s.Transcriber = "https://" }, "--transcriber"},
		{"a command has no key", func(s *Settings) { s.Transcriber, s.TranscriberKey = "whisper-wrapper", "k" }, "--transcriber-key"},
		{"a key has a service", func(s *Settings) { s.TranscriberKey = "k" }, "--transcriber-key"},
		{"a key is one line", func(s *Settings) { s.Transcriber, s.TranscriberKey = "https://host/", "k\nX: y" }, "--transcriber-key"},
		{"mail with a sender", func(s *Settings) { s.SMTP, s.MailFrom = "smtp://mail:587", "stem@example.org" }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := ok()
			tt.set(&s)
			err := s.Validate()
			if (err == nil) != (tt.want == "") || (err != nil && !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("Validate() = %v, want one about %q", err, tt.want)
			}
		})
	}
}

func TestValidateNeverRepeatsASecret(t *testing.T) {
	t.Parallel()
	for _, set := range []func(*Settings){
		func(s *Settings) { s.Database = "mysql://user:hunter2@host/db" },
		func(s *Settings) { s.SMTP = "http://user:hunter2@host" },
		func(s *Settings) { s.Storage = "http://user:hunter2@host" },
		func(s *Settings) { s.Transcriber = "ftp://user:hunter2@host" },
		func(s *Settings) { s.TranscriberKey = "hunter2" },
	} {
		s := ok()
		set(&s)
		if err := s.Validate(); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Validate() = %v, want an error without the password", err)
		}
	}
}

func TestASecretCanComeFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "smtp")
	if err := os.WriteFile(path, []byte("smtp://u:p@mail:587\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BELONG_SMTP_FILE", path)
	t.Setenv("BELONG_SMTP", "")
	if err := os.Unsetenv("BELONG_SMTP"); err != nil {
		t.Fatal(err)
	}
	if err := FromFiles(); err != nil {
		t.Fatal(err)
	}
	if got := os.Getenv("BELONG_SMTP"); got != "smtp://u:p@mail:587" {
		t.Errorf("BELONG_SMTP = %q", got)
	}
	if err := FromFiles(); err == nil {
		t.Error("a variable and its file at once were taken without a word")
	}
}

func TestTheAddressPeopleTypeIsOneTheyCanReach(t *testing.T) {
	t.Parallel()
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080",
		"0.0.0.0:80":     "http://localhost:80",
		":8080":          "http://localhost:8080",
	} {
		s := Settings{Listen: listen}
		if got := s.Address(); got != want {
			t.Errorf("Address() with %s = %s, want %s", listen, got, want)
		}
	}
}
