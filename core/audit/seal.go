package audit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Config says how to seal. Only Log and Signer have no default.
type Config struct {
	Log    Log              // where entries wait and seals are kept
	Hashes Hashes           // where leaf hashes are read back at first use; default: Log, when it has them
	Signer note.Signer      // the installation's audit key
	Clock  func() time.Time // default time.Now
	Every  time.Duration    // how often tenants with new entries are looked for; default 1 s
	Batch  int              // entries sealed under one checkpoint, at most; default 2048
	Logger *slog.Logger     // default: nothing is logged
}

// Hashes reads leaf hashes back; every Reader does.
type Hashes interface {
	// Hashes returns the stored leaf hashes [from, to) of the tree.
	Hashes(ctx context.Context, t tenant.ID, from, to int64) ([][32]byte, error)
}

// Sealer moves entries into the Merkle tree of their tenant and signs its head. Of each tree it keeps the
// right edge only. Several nodes may each run one: of two that seal the same tenant at once, Log lets one win.
type Sealer struct {
	config  Config
	mu      sync.Mutex // one round at a time in this process; guards what follows
	edges   map[tenant.ID]*edge
	failing map[tenant.ID]bool
}

// NewSealer makes a sealer; Run starts it.
func NewSealer(c Config) *Sealer {
	if c.Hashes == nil {
		c.Hashes, _ = c.Log.(Hashes)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Every <= 0 {
		c.Every = time.Second
	}
	if c.Batch <= 0 {
		c.Batch = 2048
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return &Sealer{config: c, edges: map[tenant.ID]*edge{}, failing: map[tenant.ID]bool{}}
}

// lastRound is how long sealing may go on after Run was told to stop.
const lastRound = 5 * time.Second

// Run seals until ctx ends, then once more, so that a clean stop leaves nothing unsealed.
// One tenant's trouble is logged and does not keep the others waiting.
func (s *Sealer) Run(ctx context.Context) error {
	tick := time.NewTicker(s.config.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastRound)
			defer cancel()
			return s.round(last)
		case <-tick.C:
			if err := s.round(ctx); err != nil && ctx.Err() == nil {
				s.config.Logger.ErrorContext(ctx, "audit: cannot list tenants with unsealed entries", "error", err)
			}
		}
	}
}

// round seals every tenant that has new entries.
func (s *Sealer) round(ctx context.Context) error {
	dirty, err := s.config.Log.Dirty(ctx)
	if err != nil {
		return fmt.Errorf("list tenants to seal: %w", err)
	}
	for _, t := range dirty {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := s.Seal(ctx, t)
		s.tell(ctx, t, err)
	}
	return nil
}

// tell logs when a tenant's sealing begins to fail and when it works again, not every second between.
func (s *Sealer) tell(ctx context.Context, t tenant.ID, err error) {
	if ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	before := s.failing[t]
	s.failing[t] = err != nil
	s.mu.Unlock()
	switch {
	case err != nil && !before:
		s.config.Logger.ErrorContext(ctx, "audit: sealing fails", "tenant", t.String(), "error", err)
	case err == nil && before:
		s.config.Logger.InfoContext(ctx, "audit: sealing works again", "tenant", t.String())
	}
}

// Seal seals all that waits in one tenant now and returns the newest checkpoint, the zero one where the
// log has never had an entry. When another node was faster, its checkpoint is returned.
func (s *Sealer) Seal(ctx context.Context, t tenant.ID) (Checkpoint, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		last, more, err := s.batch(ctx, t)
		if err != nil && fault.KindOf(err) == fault.Conflict {
			return s.config.Log.Last(ctx, t)
		}
		if err != nil || !more {
			return last, err
		}
	}
}

// batch seals up to Batch entries under one checkpoint; more says that there may be others.
func (s *Sealer) batch(ctx context.Context, t tenant.ID) (last Checkpoint, more bool, err error) {
	last, err = s.config.Log.Last(ctx, t)
	if err != nil && !missing(err) {
		return last, false, fmt.Errorf("read the last checkpoint: %w", err)
	}
	head, err := s.catchUp(ctx, t, last)
	if err != nil {
		return last, false, err
	}
	entries, err := s.config.Log.Unsealed(ctx, t, s.config.Batch)
	if err != nil {
		return last, false, fmt.Errorf("read unsealed entries: %w", err)
	}
	if len(entries) == 0 {
		return last, false, nil
	}
	from, head := head.size, head.clone()
	hashes := make([][32]byte, len(entries))
	for i, e := range entries {
		if e.Tenant != t {
			return last, false, fmt.Errorf("entry %s came from another tenant's log", e.ID)
		}
		hashes[i] = tlog.RecordHash(e.Leaf())
		head.grow(hashes[i])
	}
	c, err := sign(t, head, s.config.Clock(), s.config.Signer)
	if err != nil {
		return last, false, err
	}
	if err := s.config.Log.Seal(ctx, from, entries, hashes, c); err != nil {
		return last, false, fmt.Errorf("store a seal of %d entries: %w", len(entries), err)
	}
	s.edges[t] = head
	return c, len(entries) == s.config.Batch, nil
}

// ErrBroken means that the stored hashes no longer give the signed root: somebody changed them. Sealing
// stops for that tenant, because going on would sign the change.
var ErrBroken = errors.New("the stored hashes do not give the root of the last checkpoint: " +
	"the audit log was changed behind our back; nothing more is sealed until it is restored")

// catchUp returns the edge of the tree under the last checkpoint, reading only hashes not seen yet.
func (s *Sealer) catchUp(ctx context.Context, t tenant.ID, last Checkpoint) (*edge, error) {
	head := s.edges[t]
	if head == nil || head.size > last.Size {
		head = &edge{}
	}
	if s.config.Hashes == nil { // said at the first seal, not after the first restart
		return nil, errors.New("audit: Config.Hashes is not set, and Log cannot read leaf hashes back")
	}
	head = head.clone()
	for head.size < last.Size {
		to := min(head.size+chunk, last.Size)
		hashes, err := s.config.Hashes.Hashes(ctx, t, head.size, to)
		if err != nil {
			return nil, fmt.Errorf("read leaf hashes from %d: %w", head.size, err)
		}
		if int64(len(hashes)) != to-head.size {
			return nil, ErrBroken
		}
		for _, h := range hashes {
			head.grow(h)
		}
	}
	if last.Size > 0 && head.root() != last.Root {
		return nil, ErrBroken
	}
	s.edges[t] = head
	return head, nil
}

// chunk is how many leaf hashes are read or written at once.
const chunk = 4096

// missing reports whether err only says that there is no checkpoint yet.
func missing(err error) bool { return err != nil && fault.KindOf(err) == fault.NotFound }
