package config

import (
	"fmt"
	"os"
	"reflect"
	"strings"
)

// FromFiles reads the settings whose environment variable has _FILE behind it: the file's text, without the line end,
// stands for the variable. Both at once is an error, since one of them would be lost.
func FromFiles() error {
	for _, f := range fields() {
		path := os.Getenv(f.Env + "_FILE")
		if path == "" {
			continue
		}
		if os.Getenv(f.Env) != "" {
			return fmt.Errorf("%s and %s_FILE are both set; keep one", f.Env, f.Env)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s_FILE can't be read: %w", f.Env, err)
		}
		if err := os.Setenv(f.Env, strings.TrimRight(string(text), "\r\n")); err != nil {
			return fmt.Errorf("%s_FILE: %w", f.Env, err)
		}
	}
	return nil
}

// A field is a setting as its tags describe it.
type field struct {
	Flag, Env, Default, Help string
}

func fields() []field {
	t := reflect.TypeFor[Settings]()
	out := make([]field, t.NumField())
	for i := range out {
		f := t.Field(i)
		env := f.Tag.Get("env")
		out[i] = field{
			Flag:    "--" + strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(env, "BELONG_"), "_", "-")),
			Env:     env,
			Default: f.Tag.Get("default"),
			Help:    f.Tag.Get("help"),
		}
	}
	return out
}

// Markdown is the table of settings that the README shows.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| setting | default | what it is |\n|---|---|---|\n")
	for _, f := range fields() {
		def := "none"
		if f.Default != "" {
			def = "`" + f.Default + "`"
		}
		fmt.Fprintf(&b, "| `%s`, `%s` | %s | %s |\n", f.Flag, f.Env, def, f.Help)
	}
	return b.String()
}
