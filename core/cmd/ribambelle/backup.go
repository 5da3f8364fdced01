package main

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/core/server"
)

type backupCommand struct {
	Folder   string `arg:"" type:"path" help:"Where the copy goes: a folder that is new or empty."`
	WithKeys bool   `help:"Copy the keys too. Whoever holds both can read what is sealed and sign as this installation."`
	place
}

// Run copies the data folder.
func (c *backupCommand) Run(ctx context.Context, console *console) error {
	made, err := server.BackUp(ctx, c.config(), c.Folder, c.WithKeys)
	if err != nil {
		return err
	}
	return console.show(made, func() error {
		keys := "without its keys"
		if made.Keys {
			keys = "with its keys"
		}
		_, err := fmt.Fprintf(console.out, "Copied to %s, %s: the database and %d files, %d bytes.\n", made.Folder, keys, made.Files, made.Bytes)
		return err
	})
}
