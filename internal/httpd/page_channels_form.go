package httpd

import (
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

// A connectForm connects an account, or with Channel, gives a channel new keys. Its secrets are never given back.
type connectForm struct {
	Channel                  belong.ID
	Kind                     belong.ChannelKind
	Network, Name, Base, Gap string
	Steps                    []string
	Keys                     []keyField
	HasServer                bool
}

// A keyField is one of an account's keys. Only what is no secret has a Value.
type keyField struct {
	Name, Label, Hint, Value string
	Secret                   bool
}

// steps are where to find a network's keys.
var steps = map[belong.ChannelKind][]string{
	belong.X: {
		"Log in at developer.x.com with the account that is to post, and open its app; make one if there is none.",
		"Under “User authentication settings”, give the app the permissions “Read and write”.",
		"Under “Keys and tokens”, make the API key and secret, and after that the access token and secret. A token that was made before the permissions were changed can only read: make it again.",
	},
	belong.Bluesky: {
		"Log in at bsky.app with the account that is to post.",
		"Open Settings, Privacy and security, App passwords, and add one for Belong. Never give your own password.",
		"Copy the app password at once: it is shown a single time.",
	},
	belong.Mastodon: {
		"Log in at the account's own server, such as mastodon.social.",
		"Open Preferences, Development, New application. Choose the scopes “read” and “write”, and nothing else.",
		"Open the application, and copy “Your access token”.",
	},
	belong.Wall: {"The wall is Belong's own public page. It needs no keys."},
}

var keyFields = map[string]keyField{
	"consumer_key":        {Label: "API key", Hint: "Also called consumer key.", Secret: true},
	"consumer_secret":     {Label: "API key secret", Secret: true},
	"access_token":        {Label: "Access token", Secret: true},
	"access_token_secret": {Label: "Access token secret", Secret: true},
	"identifier":          {Label: "Handle", Hint: "Such as stemx.bsky.social, without the @."},
	"app_password":        {Label: "App password", Hint: "Such as abcd-efgh-ijkl-mnop.", Secret: true},
}

// newConnectForm has no network where there is no such kind.
func newConnectForm(kind belong.ChannelKind) *connectForm {
	f := &connectForm{Kind: kind, Network: kind.Words(), Steps: steps[kind], HasServer: kind == belong.Mastodon, Gap: "0"}
	if kind != belong.Wall {
		f.Gap = "60"
	}
	for _, name := range kind.CredentialNames() {
		field := keyFields[name]
		field.Name = name
		f.Keys = append(f.Keys, field)
	}
	return f
}

func againForm(ch belong.Channel) *connectForm {
	f := newConnectForm(ch.Kind)
	f.Channel, f.Name, f.HasServer = ch.ID, ch.Name, false
	return f
}

// read takes what was typed: what is no secret into the form, to be shown again, and all keys out of it.
func (f *connectForm) read(c *gin.Context) belong.Credentials {
	keys := belong.Credentials{}
	for i, field := range f.Keys {
		keys[field.Name] = strings.TrimSpace(c.PostForm(field.Name))
		if !field.Secret {
			f.Keys[i].Value = keys[field.Name]
		}
	}
	return keys
}

func (f *connectForm) connection(c *gin.Context) (publish.Connection, error) {
	f.Name, f.Base, f.Gap = c.PostForm("name"), c.PostForm("base_url"), c.PostForm("gap_seconds")
	out := publish.Connection{Kind: f.Kind, Name: f.Name, Keys: f.read(c)}
	if f.HasServer {
		out.BaseURL = f.Base
	}
	var err error
	out.Gap, err = gapOf(f.Gap)
	return out, err
}

// gapOf is a number of seconds as typed.
func gapOf(typed string) (time.Duration, error) {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 0 || n > 86400 {
		return 0, belong.Refuse(belong.Invalid, "gap", "Give the time between two posts in seconds: a whole number from 0 to 86400.").In("gap_seconds")
	}
	return time.Duration(n) * time.Second, nil
}

// fields are the names of the form's fields, for what is wrong with one.
func (f *connectForm) fields() []string {
	out := []string{"name", "gap_seconds"}
	if f.HasServer {
		out = append(out, "base_url")
	}
	for _, field := range f.Keys {
		out = append(out, field.Name)
	}
	return out
}
