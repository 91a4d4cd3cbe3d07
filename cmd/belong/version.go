package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set when a release is built; else the commit stands for it.
var version = ""

type versionCommand struct{}

func (versionCommand) Run(std *streams) error {
	_, err := fmt.Fprintf(std.out, "belong %s %s/%s\n", programVersion(), runtime.GOOS, runtime.GOARCH)
	return err
}

func programVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version
}
