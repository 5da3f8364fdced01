package audit

import "golang.org/x/mod/sumdb/tlog"

// edge is the right edge of a Merkle tree: the roots of its complete subtrees, the largest first.
// It is all that appending needs: at most one hash for each bit of the size.
type edge struct {
	size  int64
	peaks []tlog.Hash
}

// grow appends a leaf by its hash.
func (e *edge) grow(leaf tlog.Hash) {
	for size := e.size; size&1 == 1; size >>= 1 {
		last := len(e.peaks) - 1
		leaf = tlog.NodeHash(e.peaks[last], leaf)
		e.peaks = e.peaks[:last]
	}
	e.peaks = append(e.peaks, leaf)
	e.size++
}

// root returns the tree's root; that of an empty tree is SHA-256 of nothing (RFC 6962, 2.1).
func (e *edge) root() tlog.Hash {
	if e.size == 0 {
		root, _ := tlog.TreeHash(0, nil) // reads nothing, so it cannot fail
		return root
	}
	root := e.peaks[len(e.peaks)-1]
	for i := len(e.peaks) - 2; i >= 0; i-- {
		root = tlog.NodeHash(e.peaks[i], root)
	}
	return root
}

// clone returns a copy that grows apart.
func (e *edge) clone() *edge {
	return &edge{size: e.size, peaks: append([]tlog.Hash(nil), e.peaks...)}
}
