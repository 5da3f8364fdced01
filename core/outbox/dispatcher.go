package outbox

import (
	"context"
	"sync"
	"time"
)

// Dispatcher leases items and carries them out: in order within a lane (tenant, kind, consumer), lanes side
// by side. Any number may run over one queue, on any number of nodes.
type Dispatcher struct {
	config Config
	wake   chan struct{}

	mu      sync.Mutex
	lanes   map[lane][]leased // waiting in memory, behind the one under way
	held    int               // items leased by this process and not ended yet
	hungry  bool              // the last lease took all that it asked for: there may be more
	stopped bool
	idle    chan struct{} // closed when stopped and nothing is held

	planned map[Schedule]time.Time // next run added, by schedule; Run's goroutine only
	asked   time.Time              // when Schedules was asked last
}

// lane is what is delivered in order.
type lane struct {
	tenant   string
	kind     Kind
	consumer string
}

// leased is an item and how long it is ours.
type leased struct {
	Item
	until time.Time
}

// New makes a dispatcher; Run starts it.
func New(c Config) *Dispatcher {
	c.fill()
	return &Dispatcher{
		config:  c,
		wake:    make(chan struct{}, 1),
		lanes:   map[lane][]leased{},
		idle:    make(chan struct{}),
		planned: map[Schedule]time.Time{},
	}
}

// Wake says that something was just added, so that Run does not wait for its next look. Never blocks.
func (d *Dispatcher) Wake() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends. Then it leases nothing more, lets deliveries under way finish within Grace,
// cuts those that do not, and gives back what it holds. It may be called once.
func (d *Dispatcher) Run(ctx context.Context) error {
	if err := d.config.validate(); err != nil {
		return err
	}
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	tick := time.NewTicker(d.config.Poll)
	defer tick.Stop()
	for {
		d.schedule(ctx)
		d.lease(ctx, work)
		select {
		case <-ctx.Done():
			d.stop(cut)
			return nil
		case <-d.wake:
		case <-tick.C:
		}
	}
}

// stop waits for what is under way.
func (d *Dispatcher) stop(cut context.CancelFunc) {
	d.mu.Lock()
	d.stopped = true
	idle := d.held == 0
	d.mu.Unlock()
	if idle {
		return
	}
	grace := time.NewTimer(d.config.Grace)
	defer grace.Stop()
	select {
	case <-d.idle:
	case <-grace.C:
		cut()
		<-d.idle
	}
}

// lease takes as many items as there is room for and puts them on their lanes.
func (d *Dispatcher) lease(ctx, work context.Context) {
	d.mu.Lock()
	room := d.config.Flight - d.held
	d.hungry = room <= 0
	d.mu.Unlock()
	if room <= 0 || ctx.Err() != nil {
		return
	}
	until := d.config.Clock().Add(d.config.Lease)
	items, err := d.config.Queue.Lease(ctx, room, d.config.Lease)
	if err != nil {
		if ctx.Err() == nil {
			d.config.Logger.ErrorContext(ctx, "outbox: cannot lease items", "error", err)
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hungry = len(items) == room
	d.held += len(items)
	for _, item := range items {
		on := lane{item.Tenant.String(), item.Kind, item.Consumer}
		waiting, busy := d.lanes[on]
		d.lanes[on] = append(waiting, leased{item, until})
		if !busy {
			go d.drain(work, on)
		}
	}
}

// drain carries out a lane's items one after the other until none is left.
func (d *Dispatcher) drain(ctx context.Context, on lane) {
	for {
		item, ok := d.next(on)
		if !ok {
			return
		}
		again := d.carry(ctx, item)
		rest := d.ended(on, !again.IsZero() && on.kind == Event)
		for _, behind := range rest {
			d.putOff(ctx, behind.Item, again, "waits for an earlier one")
			d.release(on)
		}
		d.release(on)
	}
}

// next takes the first of a lane; a lane with nothing left is closed.
func (d *Dispatcher) next(on lane) (leased, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting := d.lanes[on]
	if len(waiting) == 0 {
		delete(d.lanes, on)
		return leased{}, false
	}
	d.lanes[on] = waiting[1:]
	return waiting[0], true
}

// ended takes what waits behind a failed one off its lane, when order demands it.
func (d *Dispatcher) ended(on lane, failed bool) []leased {
	if !failed {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	rest := d.lanes[on]
	d.lanes[on] = nil
	return rest
}

// release counts an item as ended. An event may have kept others of its lane from being leased.
func (d *Dispatcher) release(on lane) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.held--
	if d.hungry || on.kind == Event {
		d.Wake()
	}
	if d.stopped && d.held == 0 {
		close(d.idle)
	}
}

func (d *Dispatcher) stopping() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stopped
}
