package sdk

import (
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Transaction holds what a call stages. It travels with the answer and is committed as a whole before the
// caller sees it; a call that fails commits nothing.
type Transaction struct {
	host wire.Host

	mu      sync.Mutex
	ids     []string
	closed  bool // streaming: nothing can be staged
	staged  []staged
	events  []store.Event
	jobs    []store.Job
	tallies []store.Tally
	mails   []store.Mail
	notices []store.Notice
	refused error
}

// staged is a mutation with the record as it will be.
type staged struct {
	store.Mutation
	record store.Record
}

// newIDs is how many further ids are asked for at once.
const newIDs = 64

// Tx returns the transaction of the call. Outside a call it takes nothing and says so when used.
func Tx(ctx context.Context) *Transaction {
	if current := callOf(ctx); current != nil {
		return current.tx
	}
	return &Transaction{closed: true}
}

// Emit stages an event: other modules hear it after the commit.
func (t *Transaction) Emit(e store.Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open() == nil {
		t.events = append(t.events, e)
	}
}

// Enqueue stages a job of this module.
func (t *Transaction) Enqueue(j store.Job) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open() == nil {
		t.jobs = append(t.jobs, j)
	}
}

// Mail stages a message: it is queued with the changes of this call, or not at all.
func (t *Transaction) Mail(m Message) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open() == nil {
		t.mails = append(t.mails, m)
	}
}

// Notify stages a notice to somebody of the organisation, or to whoever holds a role, of a kind that the manifest declares: it is
// told with the changes of this call, or not at all.
func (t *Transaction) Notify(n Notice) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open() == nil {
		t.notices = append(t.notices, n)
	}
}

// Tally stages a count of an anonymous collection's records for the audit, where their collecting ends.
func (t *Transaction) Tally(count store.Tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open() == nil {
		t.tallies = append(t.tallies, count)
	}
}

// open refuses to stage in a stream; the refusal is kept, so that the call cannot end well.
func (t *Transaction) open() error {
	if t.closed {
		t.refused = fault.New(fault.Unsupported, "stream-stages-nothing",
			"A streaming operation stages nothing: use sdk.Store(ctx).Commit.")
	}
	return t.refused
}

// create stages a new record under an id that the core issued.
func (t *Transaction) create(ctx context.Context, collection string, kind store.Kind, doc json.RawMessage) (store.Record, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.open(); err != nil {
		return store.Record{}, err
	}
	record := store.Record{Doc: doc}
	if kind != store.Anonymous {
		id, err := t.id(ctx)
		if err != nil {
			return store.Record{}, err
		}
		record.ID, record.Rev = id, 1
	}
	t.staged = append(t.staged, staged{
		Mutation: store.Mutation{Verb: store.Create, Collection: collection, ID: record.ID, Doc: doc},
		record:   record,
	})
	return record, nil
}

// id takes the next id of the block.
func (t *Transaction) id(ctx context.Context) (string, error) {
	if len(t.ids) == 0 {
		more, err := t.host.NewIDs(ctx, newIDs)
		if err != nil {
			return "", err
		}
		t.ids = more
	}
	if len(t.ids) == 0 {
		return "", fault.New(fault.Internal, "no-ids", "The core issued no ids.")
	}
	id := t.ids[0]
	t.ids = t.ids[1:]
	return id, nil
}

// update stages a document and returns the revision that it will have. A record changed twice in one call
// is one mutation under the first precondition.
func (t *Transaction) update(collection string, r store.Record) (int64, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.open(); err != nil {
		return 0, err
	}
	at := t.find(collection, r.ID)
	if at < 0 {
		made := staged{Mutation: store.Mutation{Verb: store.Update, Collection: collection, ID: r.ID, Rev: r.Rev, Doc: r.Doc}, record: r}
		made.record.Rev = r.Rev + 1
		t.staged = append(t.staged, made)
		return made.record.Rev, nil
	}
	earlier := &t.staged[at]
	if earlier.Verb == store.Delete {
		return 0, fault.Missing("record")
	}
	if r.Rev != 0 && r.Rev != earlier.record.Rev {
		return 0, store.Changed()
	}
	earlier.Doc, earlier.record.Doc = r.Doc, r.Doc
	return earlier.record.Rev, nil
}

// remove stages a deletion.
func (t *Transaction) remove(collection, id string, rev int64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.open(); err != nil {
		return err
	}
	gone := staged{Mutation: store.Mutation{Verb: store.Delete, Collection: collection, ID: id, Rev: rev}, record: store.Record{ID: id}}
	at := t.find(collection, id)
	if at < 0 {
		t.staged = append(t.staged, gone)
		return nil
	}
	earlier := t.staged[at]
	switch {
	case earlier.Verb == store.Delete:
		return fault.Missing("record")
	case rev != 0 && rev != earlier.record.Rev:
		return store.Changed()
	case earlier.Verb == store.Create:
		t.staged = slices.Delete(t.staged, at, at+1)
		return nil
	}
	gone.Rev = earlier.Rev
	t.staged[at] = gone
	return nil
}

// look returns a staged record; one without a document is deleted.
func (t *Transaction) look(collection, id string) (store.Record, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.find(collection, id)
	if at < 0 {
		return store.Record{}, false
	}
	return t.staged[at].record, true
}

func (t *Transaction) find(collection, id string) int {
	if id == "" {
		return -1
	}
	return slices.IndexFunc(t.staged, func(s staged) bool { return s.Collection == collection && s.ID == id })
}

// commit is what travels, and the refusal that the call must end with.
func (t *Transaction) commit() (store.Commit, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := store.Commit{Events: t.events, Jobs: t.jobs, Tallies: t.tallies, Mails: t.mails, Notices: t.notices}
	for _, s := range t.staged {
		c.Mutations = append(c.Mutations, s.Mutation)
	}
	return c, t.refused
}
