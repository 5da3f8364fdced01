// Package verify checks an exported audit log offline: that every entry is the one that was sealed, in its
// place, under heads that the installation's key signed.
//
// It shares no code with what writes the log: another Merkle tree, another reader of signed notes, another
// writer of leaves.
// So a mistake on one side shows on the other.
//
// Goals: name the first bad entry and how it is bad; say what was not checked. Non-goals: reading a
// database, judging what entries mean. The functions keep no state and may be used concurrently.
package verify

import (
	"bytes"
	"fmt"
	"io"
)

// Report is what holds for a log in which nothing is wrong.
type Report struct {
	Origin      string   `json:"origin"`
	Size        int64    `json:"size"`        // entries covered by a signed head
	Root        string   `json:"root"`        // of the newest head, base64
	Checkpoints int      `json:"checkpoints"` // heads checked
	Checked     []string `json:"checked"`
	Unchecked   []string `json:"unchecked"` // what this run could not tell
}

// Tampered is the error of a log that is not what was sealed.
type Tampered struct {
	First  int64  `json:"first"`          // index of the first bad entry; -1 when it is not about one
	Last   int64  `json:"last"`           // last entry that it may be, when the file does not say which
	Line   int    `json:"line,omitempty"` // of the file; 0 at its end
	Kind   Kind   `json:"kind"`           // how it is bad
	Detail string `json:"detail"`         // in a sentence
}

// Kind is how a log is bad.
type Kind string

// The kinds of tampering.
const (
	Edited    Kind = "edited"    // an entry's content is not what was sealed
	Deleted   Kind = "deleted"   // an entry is missing
	Inserted  Kind = "inserted"  // an entry is there that was never sealed
	Reordered Kind = "reordered" // an entry stands elsewhere
	Unsigned  Kind = "unsigned"  // a head is not signed by the key, or does not fit the hashes under it
	Truncated Kind = "truncated" // the log is shorter than it once was
	Forked    Kind = "forked"    // the log is not a continuation of what it once was
)

// Error says what is wrong, where.
func (t *Tampered) Error() string {
	where := "the log"
	switch {
	case t.First >= 0 && t.Last > t.First:
		where = fmt.Sprintf("one of the entries %d to %d", t.First, t.Last)
	case t.First >= 0:
		where = fmt.Sprintf("entry %d", t.First)
	}
	if t.Line > 0 {
		where += fmt.Sprintf(" (line %d)", t.Line)
	}
	return fmt.Sprintf("%s: %s: %s", where, t.Kind, t.Detail)
}

// Malformed is the error of a file that is not an export at all, or breaks off in the middle of a line.
type Malformed struct {
	Line   int    `json:"line"`
	Detail string `json:"detail"`
}

// Error says what cannot be read, where.
func (m *Malformed) Error() string { return fmt.Sprintf("line %d: %s", m.Line, m.Detail) }

// File checks an export against the verifier key ("name+hash+base64"). old, where given, is a checkpoint (a
// signed note of the same log) that was kept outside the machine: with it a log that was cut short or
// rewritten as a whole is found too. The error is *Tampered, *Malformed, or one of reading r, key or old.
func File(r io.Reader, key string, old []byte) (Report, error) {
	verifier, err := parseKey(key)
	if err != nil {
		return Report{}, fmt.Errorf("read the verifier key: %w", err)
	}
	c := newChecker(verifier)
	if len(bytes.TrimSpace(old)) > 0 {
		head, err := c.open(old)
		if err != nil {
			return Report{}, fmt.Errorf("read the old checkpoint: %w", err)
		}
		c.old = &head
	}
	if err := scan(r, c); err != nil {
		return Report{}, err
	}
	if err := c.end(); err != nil {
		return Report{}, err
	}
	return c.report(), nil
}
