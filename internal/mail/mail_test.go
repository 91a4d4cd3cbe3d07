package mail_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/mail"
)

// A letterbox is a mail server that takes letters, or refuses them.
type letterbox struct {
	address string
	letters chan received
}

type received struct{ from, to, text string }

// listen starts a server on loopback. It answers RCPT with refusal, where that is not empty.
func listen(t *testing.T, refusal string) *letterbox {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box := &letterbox{address: "smtp://" + l.Addr().String(), letters: make(chan received, 10)}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go box.serve(t, conn, refusal)
		}
	}()
	return box
}

func (b *letterbox) serve(t *testing.T, conn net.Conn, refusal string) {
	defer func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	}()
	say := func(line string) {
		if _, err := fmt.Fprint(conn, line+"\r\n"); err != nil && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
	var r received
	say("220 letterbox")
	lines := bufio.NewReader(conn)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "EHLO"):
			say("250-letterbox")
			say("250 8BITMIME")
		case strings.HasPrefix(verb, "MAIL FROM:"):
			r = received{from: line}
			say("250 ok")
		case strings.HasPrefix(verb, "RCPT TO:") && refusal != "":
			say(refusal)
		case strings.HasPrefix(verb, "RCPT TO:"):
			r.to += line
			say("250 ok")
		case verb == "DATA":
			say("354 go on")
			r.text = data(t, lines)
			b.letters <- r
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func data(t *testing.T, lines *bufio.Reader) string {
	var text strings.Builder
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Error(err)
			return ""
		}
		if line == ".\r\n" {
			return text.String()
		}
		text.WriteString(line)
	}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	box := listen(t, "")
	m, err := mail.New(box.address, "YOU Belong in STEM <belong@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	const subject, text = "¡Estás en pantalla! Tu video ya se publicó", "Hola, Ana:\n\nhttps://example.org/s/1/a=b\n.\nAdiós\n"
	if err := m.Send(t.Context(), "ana@example.org", subject, text); err != nil {
		t.Fatal(err)
	}
	got := <-box.letters
	if !strings.Contains(got.from, "<belong@example.org>") || !strings.Contains(got.to, "<ana@example.org>") {
		t.Errorf("envelope from %q to %q", got.from, got.to)
	}
	letter, err := netmail.ReadMessage(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject")); s != subject || err != nil {
		t.Errorf("subject %q, %v", s, err)
	}
	if s := letter.Header.Get("Auto-Submitted"); s != "auto-generated" {
		t.Errorf("an out-of-office note would answer: Auto-Submitted %q", s)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(letter.Body))
	if err != nil {
		t.Fatal(err)
	}
	// The server undoubles the dot of a line that is a dot alone.
	want := strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\r\n"), "\r\n.\r\n", "\r\n..\r\n")
	if strings.TrimRight(string(body), "\r\n") != strings.TrimRight(want, "\r\n") {
		t.Errorf("text %q, want %q", body, want)
	}
}

func TestASubjectBringsNoHeader(t *testing.T) {
	t.Parallel()
	box := listen(t, "")
	m, err := mail.New(box.address, "belong@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), "ana@example.org", "Jane\r\nBcc: all@example.org\r\n\r\nwords", "text"); err != nil {
		t.Fatal(err)
	}
	got := <-box.letters
	letter, err := netmail.ReadMessage(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	if letter.Header.Get("Bcc") != "" || strings.Contains(got.to, "all@") {
		t.Errorf("a recipient was added: %q", got.text)
	}
	if s := letter.Header.Get("Subject"); s != "Jane Bcc: all@example.org words" {
		t.Errorf("subject %q", s)
	}
}

func TestAnAddressBringsNoRecipientAndNoHeader(t *testing.T) {
	t.Parallel()
	m, err := mail.New("smtp://127.0.0.1:1", "belong@example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "", "nobody"} {
		if err := m.Send(t.Context(), to, "subject", "text"); belong.KindOf(err) != belong.Invalid {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func TestWhatTheServerWillNeverTakeIsToldFromWhatItMayTakeLater(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		refusal string
		kind    belong.Kind
	}{
		{"550 no such mailbox", belong.Invalid},
		{"451 try later", belong.Internal},
	} {
		m, err := mail.New(listen(t, c.refusal).address, "belong@example.org")
		if err != nil {
			t.Fatal(err)
		}
		err = m.Send(t.Context(), "ana@example.org", "subject", "text")
		if err == nil || belong.KindOf(err) != c.kind {
			t.Errorf("%s: %v", c.refusal, err)
		}
		if err != nil && strings.Contains(err.Error(), "ana@") {
			t.Errorf("the log would learn the address: %v", err)
		}
	}
}

func TestCheckTellsWhetherTheServerIsThere(t *testing.T) {
	t.Parallel()
	there, err := mail.New(listen(t, "").address, "belong@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := there.Check(t.Context()); err != nil {
		t.Error(err)
	}
	nowhere, err := mail.New("smtp://127.0.0.1:1", "belong@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := nowhere.Check(t.Context()); err == nil {
		t.Error("nobody listens there")
	}
}

func TestAddressesThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"http://example.org", "belong@example.org"},
		{"smtp://", "belong@example.org"},
		{"smtp://user:pa ss:\x00hush@host", "belong@example.org"},
		{"smtp://mail.example.org:99999", "belong@example.org"},
		{"smtp://mail.example.org", "nobody"},
	} {
		if _, err := mail.New(c[0], c[1]); err == nil {
			t.Errorf("%q from %q was taken", c[0], c[1])
		} else if strings.Contains(err.Error(), "hush") {
			t.Errorf("the password is shown: %v", err)
		}
	}
}
