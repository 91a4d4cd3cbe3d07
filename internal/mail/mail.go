// Package mail sends letters by SMTP.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/belonginstem/belong/internal/belong"
)

const timeout = 30 * time.Second // of connecting, and of each letter

// Mailer sends by one mail server.
type Mailer struct {
	host    string
	options []gomail.Option
	from    string
}

// New reads smtp://user:password@host:587 or smtps://host:465. smtps is TLS from the first byte. smtp turns to TLS where
// the server offers it, and insists on it when there is a password to protect, unless the server is this machine. from is
// the sender's address, with a name or without. It does not connect yet; Check does.
func New(address, from string) (*Mailer, error) {
	u, err := url.Parse(address)
	if err != nil { // it holds the password
		return nil, errors.New("the mail server's address can't be read; write it as smtp://user:password@host:587")
	}
	if _, err := mail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("%q is no sender's e-mail address: %w", from, err)
	}
	options, err := optionsOf(u)
	if err != nil {
		return nil, err
	}
	m := &Mailer{host: u.Hostname(), options: options, from: from}
	_, err = m.client()
	return m, err
}

func optionsOf(u *url.URL) ([]gomail.Option, error) {
	options := []gomail.Option{gomail.WithTimeout(timeout)}
	password, protect := u.User.Password()
	switch {
	case u.Scheme == "smtps":
		options = append(options, gomail.WithSSL(), gomail.WithPort(465))
	case u.Scheme != "smtp":
		return nil, fmt.Errorf("mail is sent by smtp:// or smtps://, not by %q", u.Scheme)
	case protect && !isThisMachine(u.Hostname()):
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithPort(587))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic), gomail.WithPort(25))
	}
	if u.Port() != "" {
		port, err := strconv.Atoi(u.Port())
		if err != nil {
			return nil, fmt.Errorf("%q is no port", u.Port())
		}
		options = append(options, gomail.WithPort(port))
	}
	if protect {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return options, nil
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// client is one for each letter: it holds the connection.
func (m *Mailer) client() (*gomail.Client, error) {
	c, err := gomail.NewClient(m.host, m.options...)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return c, nil
}

// Send sends a letter in plain text, and returns nil when the server took it. What it will never take is a belong.Error
// of the kind Invalid; any other error is worth another try. Nothing in to or subject can become a header or a second
// recipient, and no error tells the address.
func (m *Mailer) Send(ctx context.Context, to, subject, text string) error {
	letter := gomail.NewMsg()
	if err := letter.From(m.from); err != nil {
		return fmt.Errorf("mail: sender: %w", err)
	}
	if err := letter.To(to); err != nil {
		return undeliverable("the address can't be written to")
	}
	letter.Subject(strings.Join(strings.Fields(subject), " "))
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetDate()
	letter.SetMessageID()
	letter.SetBodyString(gomail.TypeTextPlain, text)
	client, err := m.client()
	if err != nil {
		return err
	}
	return explain(client.DialAndSendWithContext(ctx, letter))
}

// explain leaves out of the server's answer what tells the address.
func explain(err error) error {
	var refused *gomail.SendError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused):
		return fmt.Errorf("mail: %w", err)
	case refused.IsTemp() || refused.ErrorCode() == 0:
		return fmt.Errorf("mail: not now: %s (%d)", refused.Reason, refused.ErrorCode())
	}
	return undeliverable(fmt.Sprintf("%s (%d)", refused.Reason, refused.ErrorCode()))
}

func undeliverable(why string) error {
	err := belong.Refuse(belong.Invalid, "undeliverable", "The mail server doesn't take letters to this address.")
	err.Err = errors.New(why)
	return err
}

// Check connects, greets and logs in, and sends nothing.
func (m *Mailer) Check(ctx context.Context) error {
	client, err := m.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := client.Close(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
