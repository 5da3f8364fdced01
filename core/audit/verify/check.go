package verify

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/rfc6962"
)

// checker walks through the sections of an export: leaves, their signed head, their entries.
type checker struct {
	key    key
	old    *head
	oldMet bool // the tree was compared with the old head
	line   int
	origin string

	tree    *compact.Range
	heads   int
	root    []byte   // of the newest head
	section uint64   // index of the first entry of this section
	sealed  [][]byte // leaf hashes of this section
	signed  bool     // a head vouches for them
	met     uint64   // entries seen that are right
	wrong   *mismatch
}

func newChecker(k key) *checker {
	factory := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	return &checker{key: k, tree: factory.NewEmptyRange(0), signed: true}
}

// begin takes the first line.
func (c *checker) begin(l logLine) error {
	if l.Version != 1 {
		return &Malformed{c.line, fmt.Sprintf("version %d of the export is unknown", l.Version)}
	}
	if c.old != nil && c.old.origin != l.Origin {
		return &Malformed{c.line, fmt.Sprintf("this is the log %q, the old checkpoint is of %q", l.Origin, c.old.origin)}
	}
	c.origin = l.Origin
	return c.meetOld()
}

// leaves takes hashes that the next head must cover.
func (c *checker) leaves(l leavesLine) error {
	if c.signed {
		if err := c.finish(); err != nil {
			return err
		}
		c.section, c.sealed, c.signed = c.tree.End(), nil, false
	}
	if l.From != c.tree.End() {
		return c.bad(Unsigned, c.tree.End(), "the leaf hashes from %d on are missing", c.tree.End())
	}
	for _, hash := range l.Hashes {
		if len(hash) != rfc6962.DefaultHasher.Size() {
			return &Malformed{c.line, "a leaf hash is not 32 bytes"}
		}
		if err := c.tree.Append(hash, nil); err != nil {
			return fmt.Errorf("grow the tree: %w", err)
		}
		if err := c.meetOld(); err != nil {
			return err
		}
	}
	c.sealed = append(c.sealed, l.Hashes...)
	return nil
}

// checkpoint takes a head, which must be signed and be that of the hashes so far.
func (c *checker) checkpoint(l checkpointLine) error {
	if c.signed {
		return c.bad(Unsigned, c.tree.End(), "a checkpoint stands without the leaf hashes that it covers")
	}
	signed, err := c.open([]byte(l.Note))
	if err != nil {
		return c.bad(Unsigned, c.section, "its checkpoint does not verify: %v", err)
	}
	if signed.origin != c.origin {
		return c.bad(Unsigned, c.section, "its checkpoint is of another log, %q", signed.origin)
	}
	if signed.size != l.Size || signed.size != c.tree.End() {
		return c.bad(Unsigned, c.section, "its checkpoint covers %d entries, the hashes are of %d", signed.size, c.tree.End())
	}
	if root, err := c.tree.GetRootHash(nil); err != nil || !bytes.Equal(root, signed.root) {
		return c.bad(Unsigned, c.section, "the leaf hashes are not those that were signed; an entry of this section and its hash were changed")
	}
	c.heads, c.root, c.signed = c.heads+1, signed.root, true
	return nil
}

// entry takes an entry, which must be the one that was sealed in this place. After the first that is not,
// the rest of its section only helps to say what happened.
func (c *checker) entry(l entryLine) error {
	if !c.signed || c.heads == 0 {
		return c.bad(Unsigned, c.met, "no checkpoint covers it")
	}
	hash := rfc6962.DefaultHasher.HashLeaf(l.leaf())
	if c.wrong != nil {
		c.wrong.weigh(hash)
		return nil
	}
	here := c.met
	if here >= c.tree.End() {
		return c.exact(Inserted, here, "the signed log has %d entries at this point, and this is one more", c.tree.End())
	}
	expected := c.sealed[here-c.section]
	if !bytes.Equal(hash, expected) {
		c.wrong = &mismatch{index: here, line: c.line, expected: expected, found: c.find(hash), action: l.Action, id: l.ID}
		return nil
	}
	if l.Index != here {
		return c.exact(Edited, here, "its index says %d", l.Index)
	}
	c.met++
	return nil
}

// find returns where in this section a hash was sealed; -1 if nowhere.
func (c *checker) find(hash []byte) int64 {
	for i, sealed := range c.sealed {
		if bytes.Equal(sealed, hash) {
			return int64(c.section) + int64(i)
		}
	}
	return -1
}

// finish ends a section: every sealed entry must have come.
func (c *checker) finish() error {
	if c.wrong != nil {
		return c.wrong.verdict()
	}
	if c.met < c.tree.End() {
		return c.exact(Deleted, c.met, "it was sealed, and is missing here")
	}
	return nil
}

// end takes the end of the file.
func (c *checker) end() error {
	if !c.signed {
		return &Tampered{int64(c.section), int64(c.tree.End()) - 1, 0, Unsigned, "the file ends before the checkpoint that covers them"}
	}
	c.line = 0
	if err := c.finish(); err != nil {
		return err
	}
	if c.old != nil && !c.oldMet {
		return c.exact(Truncated, c.tree.End(), "the old checkpoint covers %d entries, this log has %d", c.old.size, c.tree.End())
	}
	return nil
}

// meetOld compares the tree with the old head at the size it had then.
func (c *checker) meetOld() error {
	if c.old == nil || c.oldMet || c.tree.End() != c.old.size {
		return nil
	}
	root, err := c.tree.GetRootHash(nil)
	if err != nil {
		return fmt.Errorf("compute the root of %d entries: %w", c.old.size, err)
	}
	if c.old.size > 0 && !bytes.Equal(root, c.old.root) {
		return &Tampered{
			0, int64(c.old.size) - 1, c.line, Forked,
			fmt.Sprintf("the first %d entries are not those that the old checkpoint covers", c.old.size),
		}
	}
	c.oldMet = true
	return nil
}

// bad is about a whole section, because no hash vouched for says which entry it is.
func (c *checker) bad(kind Kind, first uint64, detail string, args ...any) error {
	last := max(int64(c.tree.End())-1, int64(first))
	return &Tampered{int64(first), last, c.line, kind, fmt.Sprintf(detail, args...)}
}

// exact is about one entry.
func (c *checker) exact(kind Kind, index uint64, detail string, args ...any) error {
	return &Tampered{int64(index), int64(index), c.line, kind, fmt.Sprintf(detail, args...)}
}

func (c *checker) report() Report {
	r := Report{
		Origin: c.origin, Size: int64(c.tree.End()), Checkpoints: c.heads,
		Root:      base64.StdEncoding.EncodeToString(c.root),
		Checked:   []string{"edited", "deleted", "inserted", "reordered", "unsigned"},
		Unchecked: []string{},
	}
	if c.old != nil {
		r.Checked = append(r.Checked, "truncated", "forked")
	} else {
		r.Unchecked = append(r.Unchecked, "truncated", "forked")
	}
	return r
}
