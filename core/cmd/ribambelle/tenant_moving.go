package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/ribambelle/ribambelle/core/archive"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// summaryTrailer comes after a file and says what it holds.
const summaryTrailer = "Ribambelle-Summary"

type tenantExport struct {
	named
	To             string   `required:"" type:"path" placeholder:"FILE" help:"Where the file goes; it must not be there yet."`
	Recipient      []string `xor:"lock" required:"" placeholder:"age1…" help:"Key of age that can open it; may be said more than once."`
	PassphraseFile string   `xor:"lock" required:"" type:"path" placeholder:"FILE" help:"Or a file that holds the passphrase that opens it."`
	remote
}

// Run writes an organisation's file. One that does not come to its end is removed.
func (c *tenantExport) Run(ctx context.Context, console *console) error {
	lock := map[string]any{"recipients": c.Recipient}
	if c.PassphraseFile != "" {
		passphrase, err := line(c.PassphraseFile)
		if err != nil {
			return err
		}
		lock = map[string]any{"passphrase": passphrase}
	}
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	encoded, err := json.Marshal(lock)
	if err != nil {
		return fmt.Errorf("writing the request: %w", err)
	}
	answer, err := server.send(ctx, "POST", c.path("export"), "application/json", strings.NewReader(string(encoded)))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	size, err := fill(c.To, answer.Body)
	if err != nil {
		return err
	}
	var summary archive.Summary
	if err := json.Unmarshal([]byte(answer.Trailer.Get(summaryTrailer)), &summary); err != nil {
		_ = os.Remove(c.To) // the failure is told
		return fault.New(fault.Unavailable, "not-finished", "the export of %s broke off; nothing was kept", c.Slug)
	}
	return console.show(map[string]any{"file": c.To, "size": size, "holds": summary}, func() error {
		fmt.Fprintf(console.out, "%s is in %s, encrypted: %s; %d bytes.\n", c.Slug, c.To, holds(summary), size)
		return console.left(summary)
	})
}

// fill writes a new file that only its owner reads, onto the disk, or leaves none.
func fill(path string, content io.Reader) (size int64, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, fault.New(fault.Invalid, "file-unwritable", "cannot write %s: %v", path, cause(err))
	}
	size, err = io.Copy(file, content)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return size, errors.Join(fault.New(fault.Unavailable, "not-finished", "%s broke off, and was removed", path).Because(err), os.Remove(path))
	}
	return size, nil
}

type tenantImport struct {
	File           string `arg:"" type:"path" help:"The file, from tenant export."`
	Identity       string `xor:"key" required:"" type:"path" placeholder:"FILE" help:"File of age-keygen with the key that opens it."`
	PassphraseFile string `xor:"key" required:"" type:"path" placeholder:"FILE" help:"Or a file that holds the passphrase."`
	As             string `placeholder:"SLUG" help:"Take it in as a new organisation of this short name, beside the one that it was made from."`
	remote
}

// Run takes an organisation in. The key stays here: the server is given what it opens.
func (c *tenantImport) Run(ctx context.Context, console *console) error {
	key, err := c.key()
	if err != nil {
		return err
	}
	file, err := os.Open(c.File)
	if err != nil {
		return unreadable(c.File, err)
	}
	defer file.Close()
	opened, err := key.Open(file)
	if err != nil {
		return err
	}
	server, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer server.close()
	path := "/tenants:import"
	if c.As != "" {
		path += "?as=" + url.QueryEscape(c.As)
	}
	content := &told{r: opened}
	answer, err := server.send(ctx, "POST", path, "application/octet-stream", content)
	if content.err != nil { // what the file is like says more than that the sending broke off
		return content.err
	}
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var summary archive.Summary
	if err := json.NewDecoder(answer.Body).Decode(&summary); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return console.show(summary, func() error {
		fmt.Fprintf(console.out, "%s is here: %s.\n", summary.Organisation.Slug, holds(summary))
		return console.left(summary)
	})
}

func (c *tenantImport) key() (archive.Key, error) {
	if c.PassphraseFile != "" {
		passphrase, err := line(c.PassphraseFile)
		if err != nil {
			return archive.Key{}, err
		}
		return archive.KeyFor(passphrase)
	}
	text, err := os.ReadFile(c.Identity)
	if err != nil {
		return archive.Key{}, unreadable(c.Identity, err)
	}
	return archive.KeyIn(text)
}

// told remembers what went wrong in reading.
type told struct {
	r   io.Reader
	err error
}

func (t *told) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		t.err = err
	}
	return n, err
}

// line is the first line of a file.
func line(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", unreadable(path, err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(first, "\r"), nil
}

// holds says what a file holds, in a line.
func holds(s archive.Summary) string {
	return fmt.Sprintf("%d records, %d people, %d units, %d images, %d lines of the log",
		s.Records, s.People, s.Units, s.Images, s.LogLines)
}

// stays says what is not in a file, by its name there.
var stays = map[string]string{
	"sessions":        "people are to sign in anew",
	"foreign-rights":  "rights of people from other organisations, to be given anew",
	"waiting-mail":    "messages wait to be sent, and are sent from where they wait",
	"waiting-work":    "events and jobs wait, and are done where they wait",
	"module-requests": "requests for modules wait for the operator who was asked",
	"service-keys":    "keys of programs, to be made anew",
	"unknown-records": "records of modules that are not installed",
	"lost-images":     "images that records name are not there",
}

// left prints what stayed behind.
func (c *console) left(s archive.Summary) error {
	if len(s.Left) == 0 {
		return nil
	}
	fmt.Fprintln(c.out, "Not in it:")
	for _, l := range s.Left {
		names := ""
		if len(l.Names) > 0 {
			names = ": " + strings.Join(l.Names, ", ")
		}
		fmt.Fprintf(c.out, "  %d %s%s\n", l.N, stays[l.What], names)
	}
	return nil
}
