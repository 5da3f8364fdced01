package verify

import (
	"bytes"
	"fmt"
)

// mismatch is the first entry that is not the one that was sealed in its place.
type mismatch struct {
	index    uint64
	line     int
	expected []byte // the hash that was sealed there
	found    int64  // where what stands there was sealed; -1 nowhere in the section
	action   string
	id       string

	followed bool // another entry came after it
	shifted  bool // and that one is the one expected
	later    bool // the one expected comes at some point
}

// weigh takes an entry that comes after.
func (m *mismatch) weigh(hash []byte) {
	same := bytes.Equal(hash, m.expected)
	m.shifted = m.shifted || (same && !m.followed)
	m.later = m.later || same
	m.followed = true
}

// verdict says what happened, once the section has been read.
func (m *mismatch) verdict() error {
	kind, detail := Edited, fmt.Sprintf("its content is not what was sealed (action %q, id %q)", m.action, m.id)
	switch {
	case m.found > int64(m.index) && m.later:
		kind, detail = Reordered, fmt.Sprintf("entry %d stands in its place, and it comes after", m.found)
	case m.found > int64(m.index):
		kind, detail = Deleted, fmt.Sprintf("entry %d stands in its place, and it is missing", m.found)
	case m.found >= 0:
		kind, detail = Inserted, fmt.Sprintf("a copy of entry %d stands before it", m.found)
	case m.shifted:
		kind, detail = Inserted, fmt.Sprintf("an entry that was never sealed stands before it (action %q, id %q)", m.action, m.id)
	}
	return &Tampered{int64(m.index), int64(m.index), m.line, kind, detail}
}
