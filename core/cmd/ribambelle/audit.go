package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/audit/verify"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type auditCommand struct {
	Verify     auditVerify     `cmd:"" help:"Verify a log file, offline: finds edits, deletions, insertions, reordering; with an old checkpoint also truncation and forks."`
	Export     auditExport     `cmd:"" help:"Write an organisation's log to a file."`
	Former     auditFormer     `cmd:"" help:"List the logs that an organisation had in other installations, with the keys that verify them."`
	Checkpoint auditCheckpoint `cmd:"" help:"Print an organisation's newest signed checkpoint, to be kept elsewhere."`
	Key        auditKey        `cmd:"" help:"Print the key that verifies this installation's logs."`
}

type auditVerify struct {
	File       string `arg:"" type:"path" help:"The log, from audit export."`
	Key        string `required:"" placeholder:"KEY" help:"The verifier key, or a file that holds it."`
	Checkpoint string `type:"path" placeholder:"FILE" help:"An older checkpoint of the same log."`
}

// Run verifies without any server.
func (c *auditVerify) Run(console *console) error {
	log, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer log.Close()
	var old []byte
	if c.Checkpoint != "" {
		if old, err = os.ReadFile(c.Checkpoint); err != nil {
			return unreadable(c.Checkpoint, err)
		}
	}
	report, err := verify.File(log, keyText(c.Key), old)
	var bad *verify.Tampered
	switch {
	case errors.As(err, &bad):
		return bad
	case err != nil:
		return fault.New(fault.Invalid, "unreadable-log", "%s cannot be verified: %v", c.File, err)
	}
	return console.show(report, func() error {
		fmt.Fprintf(console.out, "%s: %d entries under %d signed checkpoints, all as they were sealed.\n", report.Origin, report.Size, report.Checkpoints)
		fmt.Fprintf(console.out, "None is %s.\n", strings.Join(report.Checked, ", "))
		if len(report.Unchecked) > 0 {
			fmt.Fprintf(console.out, "Not checked, for want of an older checkpoint (--checkpoint): %s.\n", strings.Join(report.Unchecked, ", "))
		}
		return nil
	})
}

// keyText reads the key from a file when it names one.
func keyText(key string) string {
	if content, err := os.ReadFile(key); err == nil {
		return string(bytes.TrimSpace(content))
	}
	return key
}

type auditExport struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	File   string `arg:"" type:"path" help:"Where to write; - for the terminal."`
	Former string `placeholder:"ID" help:"A log from another installation, from audit former."`
	remote
}

// Run writes the log.
func (c *auditExport) Run(ctx context.Context, console *console) error {
	path := "/t/" + url.PathEscape(c.Tenant) + "/audit:export"
	if c.Former != "" {
		path += "?former=" + url.QueryEscape(c.Former)
	}
	content, err := c.text(ctx, path)
	if err != nil {
		return err
	}
	return console.keep(c.File, content)
}

type auditFormer struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// Run prints the logs.
func (c *auditFormer) Run(ctx context.Context, console *console) error {
	var answer struct {
		Logs []struct {
			ID      string    `json:"id"`
			Origin  string    `json:"origin"`
			Entries int64     `json:"entries"`
			Key     string    `json:"key"`
			Closed  time.Time `json:"closed_at"`
		} `json:"logs"`
	}
	if err := c.ask(ctx, "GET", "/t/"+url.PathEscape(c.Tenant)+"/audit/former", nil, &answer); err != nil {
		return err
	}
	return console.show(answer, func() error {
		rows := [][]string{{"ID", "CLOSED", "ENTRIES", "KEY"}}
		for _, l := range answer.Logs {
			rows = append(rows, []string{l.ID, l.Closed.Format(time.RFC3339), strconv.FormatInt(l.Entries, 10), l.Key})
		}
		return console.table(rows)
	})
}

type auditCheckpoint struct {
	Tenant string `required:"" placeholder:"SLUG" help:"The organisation's slug."`
	remote
}

// Run prints the checkpoint.
func (c *auditCheckpoint) Run(ctx context.Context, console *console) error {
	return c.print(ctx, console, "/t/"+url.PathEscape(c.Tenant)+"/audit/checkpoint", "checkpoint")
}

type auditKey struct{ remote }

// Run prints the key.
func (c *auditKey) Run(ctx context.Context, console *console) error {
	return c.print(ctx, console, "/audit/key", "key")
}

// print prints a text as it is: it is for keeping. As JSON it is the member of that name.
func (r remote) print(ctx context.Context, console *console, path, name string) error {
	content, err := r.text(ctx, path)
	if err != nil {
		return err
	}
	return console.show(map[string]string{name: string(content)}, func() error {
		_, err := console.out.Write(content)
		return err
	})
}

func (r remote) text(ctx context.Context, path string) ([]byte, error) {
	server, err := r.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer server.close()
	return server.raw(ctx, "GET", path, nil)
}
