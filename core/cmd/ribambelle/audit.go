package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"

	"github.com/ribambelle/ribambelle/core/audit/verify"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type auditCommand struct {
	Verify     auditVerify     `cmd:"" help:"Verify a log file, offline: finds edits, deletions, insertions, reordering; with an old checkpoint also truncation and forks."`
	Export     auditExport     `cmd:"" help:"Write an organisation's log to a file."`
	Checkpoint auditCheckpoint `cmd:"" help:"Print an organisation's newest signed checkpoint, to be kept elsewhere."`
	Key        auditKey        `cmd:"" help:"Print the key that verifies this installation's logs."`
}

type auditVerify struct {
	File       string `arg:"" type:"existingfile" help:"The log, from audit export."`
	Key        string `required:"" help:"The verifier key, or a file that holds it."`
	Checkpoint string `type:"existingfile" help:"An older checkpoint of the same log."`
}

// Run verifies without any server.
func (c *auditVerify) Run(console *console) error {
	log, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer log.Close()
	var old []byte
	if c.Checkpoint != "" {
		if old, err = os.ReadFile(c.Checkpoint); err != nil {
			return err
		}
	}
	report, err := verify.File(log, keyText(c.Key), old)
	var bad *verify.Tampered
	switch {
	case errors.As(err, &bad):
		_ = console.show(bad, func() error { return nil })
		return bad
	case err != nil:
		return fault.New(fault.Invalid, "unreadable-log", "%s cannot be verified: %v", c.File, err)
	}
	return console.show(report, func() error {
		fmt.Fprintf(console.out, "%s: %d entries under %d signed checkpoints.\n", report.Origin, report.Size, report.Checkpoints)
		for _, line := range report.Checked {
			fmt.Fprintln(console.out, "checked:", line)
		}
		for _, line := range report.Unchecked {
			fmt.Fprintln(console.out, "not checked:", line)
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
	remote
	Tenant string `required:"" help:"The organisation's slug."`
	File   string `arg:"" type:"path" help:"Where to write."`
}

// Run writes the log.
func (c *auditExport) Run(ctx context.Context, console *console) error {
	content, err := c.text(ctx, "/t/"+url.PathEscape(c.Tenant)+"/audit:export")
	if err != nil {
		return err
	}
	return os.WriteFile(c.File, content, 0o600)
}

type auditCheckpoint struct {
	remote
	Tenant string `required:"" help:"The organisation's slug."`
}

// Run prints the checkpoint.
func (c *auditCheckpoint) Run(ctx context.Context, console *console) error {
	return c.print(ctx, console, "/t/"+url.PathEscape(c.Tenant)+"/audit/checkpoint")
}

type auditKey struct{ remote }

// Run prints the key.
func (c *auditKey) Run(ctx context.Context, console *console) error {
	return c.print(ctx, console, "/audit/key")
}

func (r remote) print(ctx context.Context, console *console, path string) error {
	content, err := r.text(ctx, path)
	if err != nil {
		return err
	}
	_, err = console.out.Write(content)
	return err
}

func (r remote) text(ctx context.Context, path string) ([]byte, error) {
	server, err := r.dial(ctx)
	if err != nil {
		return nil, err
	}
	defer server.close()
	return server.raw(ctx, "GET", path, nil)
}
