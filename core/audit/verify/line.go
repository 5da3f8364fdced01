package verify

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// longest is the longest line that is read: 4096 hashes take a twentieth of it.
const longest = 4 << 20

type logLine struct {
	Type    string `json:"type"`
	Version int    `json:"version"`
	Origin  string `json:"origin"`
}

type leavesLine struct {
	Type   string   `json:"type"`
	From   uint64   `json:"from"`
	Hashes [][]byte `json:"hashes"`
}

type checkpointLine struct {
	Type string `json:"type"`
	Size uint64 `json:"size"`
	Note string `json:"note"`
}

type entryLine struct {
	Type      string `json:"type"`
	Index     uint64 `json:"index"`
	ID        string `json:"id"`
	Tenant    string `json:"tenant"`
	At        string `json:"at"`
	Principal string `json:"principal"`
	Behalf    string `json:"behalf"`
	Action    string `json:"action"`
	Resource  string `json:"resource"`
	Unit      string `json:"unit"`
	Outcome   string `json:"outcome"`
	Rule      string `json:"rule"`
	Count     int    `json:"count"`
	Digest    []byte `json:"digest"`
	Request   string `json:"request"`
}

// leaf writes the canonical bytes of an entry: fourteen netstrings, the version first.
func (e entryLine) leaf() []byte {
	var b bytes.Buffer
	for _, text := range []string{
		"ribambelle-audit-1", e.ID, e.Tenant, e.At, e.Principal, e.Behalf, e.Action, e.Resource, e.Unit,
		e.Outcome, e.Rule, fmt.Sprint(e.Count), string(e.Digest), e.Request,
	} {
		fmt.Fprintf(&b, "%d:%s,", len(text), text)
	}
	return b.Bytes()
}

// scan reads the lines of an export and hands each to the checker.
func scan(r io.Reader, c *checker) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), longest)
	for lines.Scan() {
		c.line++
		if err := c.take(lines.Bytes()); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return &Malformed{c.line + 1, "the line is longer than any that is exported"}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the log: %w", err)
	}
	if c.line == 0 {
		return &Malformed{0, "the file is empty"}
	}
	return nil
}

// take reads one line by its type.
func (c *checker) take(text []byte) error {
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return &Malformed{c.line, "this is not a line of an exported log: " + err.Error()}
	}
	if (c.line == 1) != (kind.Type == "log") {
		return &Malformed{c.line, "an exported log begins with one line of type \"log\", and has no other"}
	}
	switch kind.Type {
	case "log":
		return parse(c, text, c.begin)
	case "leaves":
		return parse(c, text, c.leaves)
	case "checkpoint":
		return parse(c, text, c.checkpoint)
	case "entry":
		return parse(c, text, c.entry)
	default:
		return &Malformed{c.line, fmt.Sprintf("a line of type %q is unknown", kind.Type)}
	}
}

// parse reads a line strictly and hands it on.
func parse[L any](c *checker, text []byte, do func(L) error) error {
	var line L
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&line); err != nil {
		return &Malformed{c.line, err.Error()}
	}
	return do(line)
}
