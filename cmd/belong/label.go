package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/belonginstem/belong/internal/belong"
)

type labelCommand struct {
	JSON  bool     `name:"json" help:"Print one JSON object a line: file, valid, name, title, organization, code, problem, suggestion, notices."`
	Files []string `arg:"" name:"file" help:"File names. The files themselves are not looked at."`
}

// Run reads every name, and fails when one is no label.
func (c *labelCommand) Run(std *streams) error {
	allValid := true
	for _, file := range c.Files {
		p := belong.ParseLabel(filepath.Base(file))
		allValid = allValid && p.Valid()
		var err error
		if c.JSON {
			enc := json.NewEncoder(std.out)
			enc.SetEscapeHTML(false)
			err = enc.Encode(p.Line(file, "en"))
		} else {
			err = explain(std, p.Line(file, "en"))
		}
		if err != nil {
			return err
		}
	}
	if !allValid {
		return errQuiet
	}
	return nil
}

func explain(std *streams, l belong.LabelLine) error {
	text := printable(l.File) + "\n"
	if l.Valid {
		text += fmt.Sprintf("  ok: %s · %s · %s\n", l.Name, l.Title, l.Organization)
	} else {
		text += fmt.Sprintf("  problem: %s\n", l.Problem)
	}
	for _, n := range l.Notices {
		text += "  note: " + n + "\n"
	}
	if l.Suggestion != "" {
		text += "  perhaps: " + l.Suggestion + "\n"
	}
	_, err := fmt.Fprint(std.out, text)
	return err
}

// printable quotes a file name that would not be seen as it is, or would write over the terminal.
func printable(name string) string {
	for _, r := range name {
		if !strconv.IsPrint(r) {
			return strconv.Quote(name)
		}
	}
	return name
}
