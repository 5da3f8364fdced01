package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

type moduleRemove struct {
	Release string `arg:"" placeholder:"NAME@VERSION" help:"The release: shelf@1.0.0."`
	Records string `required:"" enum:"keep,export,purge" placeholder:"WHAT" help:"What becomes of the module's records, in all organisations: keep leaves them in the database, export writes them to --to and then deletes them, purge deletes them for good."`
	To      string `type:"path" placeholder:"FOLDER" help:"Where an export goes: a folder that is new or empty."`
	remote
}

// Run removes the release.
func (c *moduleRemove) Run(ctx context.Context, console *console) error {
	name, version, err := releaseNamed(c.Release)
	if err != nil {
		return err
	}
	if (c.Records == "export") != (c.To != "") {
		return fault.New(fault.Invalid, "wrong-usage", "--records export needs --to FOLDER, and nothing else does")
	}
	var answer struct {
		Exported int      `json:"exported"`
		Purged   []string `json:"purged"`
	}
	body := map[string]any{"name": name, "version": version, "data": c.Records, "folder": c.To}
	if err := c.ask(ctx, "POST", "/modules:remove", body, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		fmt.Fprintf(console.out, "%s %s is removed.\n", name, version)
		if c.Records == "export" {
			fmt.Fprintf(console.out, "%d records are in %s.\n", answer.Exported, c.To)
		}
		if len(answer.Purged) > 0 {
			fmt.Fprintf(console.out, "Its records were deleted in %d organisations.\n", len(answer.Purged))
		}
		return nil
	})
}

// releaseNamed reads NAME@VERSION.
func releaseNamed(text string) (name, version string, err error) {
	name, version, ok := strings.Cut(text, "@")
	if !ok {
		return "", "", fault.New(fault.Invalid, "release-name", "%s names no release: write NAME@VERSION, as in shelf@1.0.0", text)
	}
	return name, version, nil
}
