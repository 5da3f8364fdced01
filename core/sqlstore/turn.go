package sqlstore

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// turn is one caller's wait for the writer.
type turn struct {
	ctx    context.Context
	tenant tenant.ID
	rows   int
	do     work
	taken  atomic.Bool // by the writer, or by its caller who gave up
	done   chan struct{}
	err    error // set before done is closed
}

// take reports whether the caller of take is the one who decides what becomes of the turn.
func (t *turn) take() bool { return t.taken.CompareAndSwap(false, true) }

func (t *turn) end(err error) {
	t.err = err
	close(t.done)
}

// line is where turns wait: one queue for each tenant, served in rotation, so that a busy tenant delays
// others by one turn at most.
type line struct {
	mu       sync.Mutex
	waiting  map[tenant.ID][]*turn
	rotation []tenant.ID // tenants that wait, next first
	closed   bool
	wake     chan struct{} // holds one token when there may be turns
}

func newLine() *line {
	return &line{waiting: make(map[tenant.ID][]*turn), wake: make(chan struct{}, 1)}
}

var errClosing = fault.New(fault.Unavailable, "stopping", "The server is stopping.")

// join adds a turn.
func (l *line) join(t *turn) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return errClosing
	}
	if len(l.waiting[t.tenant]) == 0 {
		l.rotation = append(l.rotation, t.tenant)
	}
	l.waiting[t.tenant] = append(l.waiting[t.tenant], t)
	l.signal()
	return nil
}

// next takes the turns of one group: at least one when any waits, at most turns, and no more once they
// write so many rows.
func (l *line) next(turns, rows int) (group []*turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.rotation) > 0 && len(group) < turns {
		t := l.rotation[0]
		queue := l.waiting[t]
		if len(group) > 0 && queue[0].rows > rows {
			break
		}
		rows -= queue[0].rows
		if queue[0].take() {
			group = append(group, queue[0])
		}
		l.rotation = l.rotation[1:]
		if len(queue) == 1 {
			delete(l.waiting, t)
			continue
		}
		l.waiting[t] = queue[1:]
		l.rotation = append(l.rotation, t)
	}
	return group
}

// close refuses further turns; those that wait are still served.
func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.signal()
}

// over reports whether nothing waits and nothing can come.
func (l *line) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed && len(l.rotation) == 0
}

func (l *line) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
