package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
)

type userCommand struct {
	Add    userAdd    `cmd:"" help:"Add a member of staff."`
	List   userList   `cmd:"" help:"List the members of staff."`
	Invite userInvite `cmd:"" help:"Print a new link with which a member of staff chooses a password."`
	Role   userRole   `cmd:"" help:"Change what a member of staff may do. Their sessions and API keys end."`
	Remove userRemove `cmd:"" help:"Remove a member of staff. Their sessions and API keys end."`
}

type userAdd struct {
	Email        string      `arg:"" help:"Their e-mail address; they log in with it."`
	Role         belong.Role `required:"" enum:"admin,moderator,scheduler" help:"admin (may do everything), moderator (decides on videos) or scheduler (runs the day)."`
	PasswordFile string      `type:"existingfile" placeholder:"FILE" help:"A file with their password. Without it: a link is printed with which they choose one."`
}

func (c *userAdd) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	password := ""
	if c.PasswordFile != "" {
		text, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return fmt.Errorf("the password can't be read: %w", err)
		}
		password = strings.TrimRight(string(text), "\r\n")
	}
	return withParts(ctx, settings, std, func(p *parts) error {
		u, invite, err := p.auth.AddUser(ctx, belong.Actor{Kind: belong.Operator}, c.Email, c.Role, password)
		if err != nil {
			return err
		}
		text := fmt.Sprintf("%s can log in as %s at %s/login\n", u.Email, u.Role, settings.Address())
		if invite != "" {
			text = fmt.Sprintf("Send this link to %s. It lets them choose a password, once:\n%s/invite/%s\n", u.Email, settings.Address(), invite)
		}
		_, err = fmt.Fprint(std.out, text)
		return err
	})
}

type userList struct{}

func (userList) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		users, err := p.auth.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			if _, err := fmt.Fprintf(std.out, "%s\t%s\n", u.Email, u.Role); err != nil {
				return err
			}
		}
		return nil
	})
}

type userInvite struct {
	Email string `arg:"" help:"Of the member of staff."`
}

func (c *userInvite) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withUser(ctx, settings, std, c.Email, func(p *parts, u belong.User) error {
		invite, err := p.auth.Invite(ctx, belong.Actor{Kind: belong.Operator}, u.ID)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "%s/invite/%s\n", settings.Address(), invite)
		return err
	})
}

type userRole struct {
	Email string      `arg:"" help:"Of the member of staff."`
	Role  belong.Role `arg:"" enum:"admin,moderator,scheduler" help:"admin, moderator or scheduler."`
}

func (c *userRole) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withUser(ctx, settings, std, c.Email, func(p *parts, u belong.User) error {
		return p.auth.ChangeRole(ctx, belong.Actor{Kind: belong.Operator}, u.ID, c.Role)
	})
}

type userRemove struct {
	Email string `arg:"" help:"Of the member of staff."`
}

func (c *userRemove) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withUser(ctx, settings, std, c.Email, func(p *parts, u belong.User) error {
		return p.auth.RemoveUser(ctx, belong.Actor{Kind: belong.Operator}, u.ID)
	})
}

// withUser is withParts for a command about one member of staff.
func withUser(ctx context.Context, settings *config.Settings, std *streams, email string, do func(*parts, belong.User) error) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		users, err := p.auth.Users(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			if strings.EqualFold(u.Email, email) {
				return do(p, u)
			}
		}
		return fmt.Errorf("there is no %s; `belong user list` shows who is there", email)
	})
}

type keyCommand struct {
	Add keyAdd `cmd:"" help:"Add an API key; it is printed once."`
}

type keyAdd struct {
	Email string `arg:"" help:"Of the member of staff whom the key acts for."`
}

func (c *keyAdd) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(p *parts) error {
		key, err := p.auth.AddKey(ctx, belong.Actor{Kind: belong.Operator}, c.Email)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(std.out, key)
		return err
	})
}
