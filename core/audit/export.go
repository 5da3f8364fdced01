package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Source is what an export reads.
type Source struct {
	Log         Log
	Reader      Reader
	Checkpoints Checkpoints // default: Log or Reader, where one of them has them
}

// Checkpoints gives every checkpoint kept, not only the newest. With it the export is cut into small
// sections, and a changed hash is named to within the second of its sealing.
type Checkpoints interface {
	// Checkpoints calls deliver for each checkpoint, the smallest tree first.
	Checkpoints(ctx context.Context, t tenant.ID, deliver func(Checkpoint) error) error
}

// Export writes one tenant's sealed log as `ribambelle audit verify` reads it: NDJSON, each line one object
// that says its type.
//
//	{"type":"log","version":1,"origin":"ribambelle/audit/…"}        once, first
//	{"type":"leaves","from":0,"hashes":["…",…]}                     leaf hashes as they were sealed, base64
//	{"type":"checkpoint","size":2,"note":"…"}                       the signed head that covers them
//	{"type":"entry","index":0,"id":"…","tenant":"…","at":"…",…}     the entries of that section, in order
//
// A section is its leaves, its checkpoint, then its entries: so a reader holds hashes that a signature
// vouches for before it meets the entry, and can say which entry is not the one that was sealed.
// Salts stay behind. Entries not sealed yet are not part of it.
func Export(ctx context.Context, w io.Writer, source Source, t tenant.ID) error {
	heads, err := heads(ctx, source, t)
	if err != nil {
		return err
	}
	x := &exporter{out: bufio.NewWriter(w), source: source, tenant: t, heads: heads}
	if err := x.line(headLine{"log", 1, Origin(t)}); err != nil {
		return err
	}
	if len(heads) > 0 {
		if err := source.Reader.Sealed(ctx, t, func(index int64, e Entry) error { return x.entry(ctx, index, e) }); err != nil {
			return fmt.Errorf("export sealed entries: %w", err)
		}
	}
	// Sections that no entry opened: their entries are missing, which the reader of the file must see.
	for len(x.heads) > 0 {
		if err := x.section(ctx); err != nil {
			return err
		}
	}
	return x.out.Flush()
}

func (s Source) checkpoints() Checkpoints {
	for _, candidate := range []any{s.Checkpoints, s.Log, s.Reader} {
		if c, ok := candidate.(Checkpoints); ok && c != nil {
			return c
		}
	}
	return nil
}

// heads returns the checkpoints that cut the export into sections.
func heads(ctx context.Context, source Source, t tenant.ID) ([]Checkpoint, error) {
	last, err := source.Log.Last(ctx, t)
	if missing(err) || (err == nil && last.Size == 0) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the last checkpoint: %w", err)
	}
	all := source.checkpoints()
	if all == nil {
		return []Checkpoint{last}, nil
	}
	var heads []Checkpoint
	err = all.Checkpoints(ctx, t, func(c Checkpoint) error {
		if c.Size <= last.Size {
			heads = append(heads, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	if len(heads) == 0 || heads[len(heads)-1].Size != last.Size {
		heads = append(heads, last)
	}
	return heads, nil
}

// exporter writes lines.
type exporter struct {
	out    *bufio.Writer
	source Source
	tenant tenant.ID
	heads  []Checkpoint // of sections not begun yet
	size   int64        // of the tree under the sections begun
}

type headLine struct {
	Type    string `json:"type"`
	Version int    `json:"version"`
	Origin  string `json:"origin"`
}

type leavesLine struct {
	Type   string      `json:"type"`
	From   int64       `json:"from"`
	Hashes []tlog.Hash `json:"hashes"`
}

type checkpointLine struct {
	Type string `json:"type"`
	Size int64  `json:"size"`
	Note string `json:"note"`
}

type entryLine struct {
	Type      string `json:"type"`
	Index     int64  `json:"index"`
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

// entry writes one entry, and before it the head of its section.
func (x *exporter) entry(ctx context.Context, index int64, e Entry) error {
	for len(x.heads) > 0 && index >= x.size {
		if err := x.section(ctx); err != nil {
			return err
		}
	}
	if index >= x.size {
		return nil // sealed since this export began
	}
	return x.line(entryLine{
		"entry", index, valid(e.ID), e.Tenant.String(), e.time(), valid(e.Principal), valid(e.Behalf),
		valid(e.Action), valid(e.Resource), valid(e.Unit), string(e.Outcome), valid(e.Rule), e.count(),
		e.Digest, valid(e.Request),
	})
}

// section writes the leaves and the checkpoint of the next section.
func (x *exporter) section(ctx context.Context) error {
	head := x.heads[0]
	x.heads = x.heads[1:]
	for x.size < head.Size {
		to := min(x.size+chunk, head.Size)
		stored, err := x.source.Reader.Hashes(ctx, x.tenant, x.size, to)
		if err != nil {
			return fmt.Errorf("export leaf hashes from %d: %w", x.size, err)
		}
		leaves := leavesLine{"leaves", x.size, make([]tlog.Hash, len(stored))}
		for i, h := range stored {
			leaves.Hashes[i] = h
		}
		if err := x.line(leaves); err != nil {
			return err
		}
		x.size = to
	}
	return x.line(checkpointLine{"checkpoint", head.Size, string(head.Note)})
}

func (x *exporter) line(value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write an export line: %w", err)
	}
	x.out.Write(append(text, '\n')) //nolint:errcheck // kept by the buffer until Flush
	return nil
}
