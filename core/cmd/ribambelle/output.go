package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/ribambelle/ribambelle/core/audit/verify"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// show prints value as JSON, or the text that text prints.
func (c *console) show(value any, text func() error) error {
	if !c.json {
		return text()
	}
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// table prints rows in aligned columns.
func (c *console) table(rows [][]string) error {
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, cell)
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// keep writes a file that only its owner reads, and says so; "-" is the terminal.
func (c *console) keep(path string, content []byte) error {
	if filepath.Base(path) == "-" {
		_, err := c.out.Write(content)
		return err
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fault.New(fault.Invalid, "file-unwritable", "cannot write %s: %v", path, cause(err))
	}
	return c.show(map[string]any{"file": path, "bytes": len(content)}, func() error {
		_, err := fmt.Fprintf(c.out, "Written to %s (%d bytes, for its owner only).\n", path, len(content))
		return err
	})
}

// unreadable says that a file that a person named cannot be read.
func unreadable(path string, err error) error {
	return fault.New(fault.Invalid, "file-unreadable", "cannot read %s: %v", path, cause(err))
}

// cause is what the system said, without the path that the message has already.
func cause(err error) error {
	var about *fs.PathError
	if errors.As(err, &about) {
		return about.Err
	}
	return err
}

// fail prints what went wrong: one line, and one more for each wrong place. As JSON it is one object.
func (c *console) fail(err error) {
	f := fault.From(err)
	if c.json {
		said := map[string]any{"code": f.Code, "detail": reason(err), "errors": append([]fault.Field{}, f.Fields...)}
		var bad *verify.Tampered
		if errors.As(err, &bad) {
			said["code"], said["found"] = "tampered", bad
		}
		_ = json.NewEncoder(c.err).Encode(said)
		return
	}
	fmt.Fprintln(c.err, "ribambelle:", reason(err))
	for _, field := range f.Fields {
		where := field.Pointer + ": "
		if where == ": " || strings.HasPrefix(where, "/files/") || where == "/files: " {
			where = "" // the message names file and line
		}
		fmt.Fprintf(c.err, "  %s%s\n", where, field.Message)
	}
}

// reason is an error's text without its fields, which have lines of their own.
func reason(err error) string {
	f := fault.From(err)
	text := err.Error()
	for _, field := range f.Fields {
		text = strings.Replace(text, fmt.Sprintf(" (%s: %s)", field.Pointer, field.Message), "", 1)
	}
	return text
}
