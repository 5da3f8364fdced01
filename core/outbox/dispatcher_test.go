package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var (
	lilas    = tenant.Trusted("0198a000-0000-7000-8000-000000000001")
	tilleuls = tenant.Trusted("0198a000-0000-7000-8000-000000000002")
)

// diary notes what was delivered, when.
type diary struct {
	mu    sync.Mutex
	begun time.Time
	lines []string
}

func (d *diary) write(item outbox.Item) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf("%v %s%s", time.Since(d.begun).Round(time.Second), item.Consumer, item.Name))
}

func (d *diary) read() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lines)
}

// run starts a dispatcher over m and returns what stops it.
func run(t *testing.T, m *memory, c outbox.Config) (stop func()) {
	t.Helper()
	c.Queue, c.Random = m, func() float64 { return 0 }
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- outbox.New(c).Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func job(id, consumer string) outbox.Item {
	return outbox.Item{ID: id, Tenant: lilas, Kind: outbox.Job, Consumer: consumer, Name: ":" + id}
}

func event(id, consumer string) outbox.Item {
	return outbox.Item{ID: id, Tenant: lilas, Kind: outbox.Event, Consumer: consumer, Name: ":" + id}
}

func TestFailuresComeBackLaterAndEndInTheGraveyard(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := &memory{}, &diary{begun: time.Now()}
		_ = m.Add(t.Context(), job("flaky", "a"), job("forbidden", "b"), job("hopeless", "c"), job("patient", "d"), job("panics", "e"))
		tries := map[string]int{}
		stop := run(t, m, outbox.Config{Attempts: 4, Deliver: map[outbox.Kind]outbox.Deliver{
			outbox.Job: func(_ context.Context, item outbox.Item) error {
				d.write(item)
				d.mu.Lock()
				tries[item.ID]++
				first := tries[item.ID] == 1
				d.mu.Unlock()
				switch item.ID {
				case "forbidden":
					return fault.New(fault.Denied, "denied", "The module may no longer do this.")
				case "hopeless":
					return errors.New("out of order")
				case "panics":
					panic("unexpected")
				case "patient":
					if first {
						return &fault.Error{Kind: fault.Exhausted, Code: "slow-down", RetryAfter: 20 * time.Second}
					}
				case "flaky":
					if first {
						return errors.New("try again")
					}
				}
				return nil
			},
		}})
		time.Sleep(time.Minute)
		stop()
		got := d.read()
		slices.Sort(got)
		want := []string{
			"0s a:flaky", "0s b:forbidden", "0s c:hopeless", "0s d:patient", "0s e:panics", "14s c:hopeless", "14s e:panics",
			"20s d:patient", "2s a:flaky", "2s c:hopeless", "2s e:panics", "6s c:hopeless", "6s e:panics",
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("deliveries (-want +got):\n%s", diff)
		}
		buried := map[string]string{
			"forbidden": "The module may no longer do this.", "hopeless": "out of order", "panics": "the delivery panicked",
		}
		if diff := cmp.Diff(buried, m.buried); diff != "" {
			t.Errorf("given up, and why (-want +got):\n%s", diff)
		}
		if left := m.waiting(); len(left) > 0 {
			t.Errorf("still waiting: %v", left)
		}
	})
}

// An event reaches each module that hears it, in order, even when one of them fails for a while.
func TestEventsFanOutInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := &memory{}, &diary{begun: time.Now()}
		ids := []string{"0198a000-0001-7000-8000-00000000000f", "0198a000-0002-7000-8000-000000000001", "0198a000-0003-7000-8000-000000000007"}
		for n, id := range ids {
			e := event(id, "")
			e.Name, e.At = fmt.Sprintf(":%d", n), time.Now()
			_ = m.Add(t.Context(), e)
		}
		failed := false
		stop := run(t, m, outbox.Config{
			Listeners: func(_ context.Context, of tenant.ID, name string) ([]string, error) {
				if of != lilas {
					t.Errorf("asked who hears in tenant %s", of)
				}
				return map[string][]string{":0": {"cap", "journey"}, ":1": {"cap", "journey"}, ":2": {"cap"}}[name], nil
			},
			Deliver: map[outbox.Kind]outbox.Deliver{outbox.Event: func(_ context.Context, item outbox.Item) error {
				if item.Consumer == "cap" && item.Name == ":0" && !failed {
					failed = true
					return errors.New("starting")
				}
				d.write(item)
				return nil
			}},
		})
		time.Sleep(10 * time.Second)
		stop()
		heard := map[string][]string{}
		for _, line := range d.read() {
			var at, what string
			fmt.Sscan(line, &at, &what)
			who, n, _ := cut(what)
			heard[who] = append(heard[who], at+n)
		}
		want := map[string][]string{"cap": {"2s:0", "2s:1", "2s:2"}, "journey": {"0s:0", "0s:1"}}
		if diff := cmp.Diff(want, heard); diff != "" {
			t.Errorf("heard (-want +got):\n%s", diff)
		}
	})
}

func cut(what string) (string, string, bool) {
	for i, c := range what {
		if c == ':' {
			return what[:i], what[i:], true
		}
	}
	return what, "", false
}

func TestOneSlowConsumerDoesNotKeepOthersWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := &memory{}, &diary{begun: time.Now()}
		_ = m.Add(t.Context(), job("1", "slow"), job("2", "slow"), job("3", "quick"), job("4", "quick"))
		other := job("5", "slow")
		other.Tenant = tilleuls
		_ = m.Add(t.Context(), other)
		stop := run(t, m, outbox.Config{Deliver: map[outbox.Kind]outbox.Deliver{
			outbox.Job: func(ctx context.Context, item outbox.Item) error {
				if item.Consumer == "slow" && item.Tenant == lilas {
					<-ctx.Done() // hangs until its time is over
				}
				d.write(item)
				return ctx.Err()
			},
		}})
		time.Sleep(time.Second)
		if got := d.read(); len(got) != 3 {
			t.Errorf("after a second: %v, want the three that nothing hinders", got)
		}
		stop()
	})
}

// A stop lets what is under way finish, gives back the rest uncounted, and cuts what goes on for too long.
func TestStopIsGraceful(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		_ = m.Add(t.Context(), job("finishes", "a"), job("waits", "a"), job("hangs", "b"))
		started := time.Now()
		stop := run(t, m, outbox.Config{Timeout: 50 * time.Second, Deliver: map[outbox.Kind]outbox.Deliver{
			outbox.Job: func(ctx context.Context, item outbox.Item) error {
				if item.ID == "hangs" {
					<-ctx.Done()
					return ctx.Err()
				}
				time.Sleep(5 * time.Second)
				return ctx.Err()
			},
		}})
		time.Sleep(time.Second)
		stop()
		if took := time.Since(started); took != 11*time.Second {
			t.Errorf("the stop took until %v; want 10 s of grace after the first second", took)
		}
		if diff := cmp.Diff([]string{"waits", "hangs"}, m.waiting()); diff != "" {
			t.Errorf("given back (-want +got):\n%s", diff)
		}
		for _, r := range m.rows {
			if r.Attempts != 0 || r.until.After(time.Now()) {
				t.Errorf("%s was given back as %+v; want it free, no try counted", r.ID, r)
			}
		}
	})
}

// Every tick runs once, whatever the number of nodes.
func TestSchedulesRunOnceAcrossNodes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, d := &memory{}, &diary{begun: time.Now()}
		c := outbox.Config{
			Schedules: func(context.Context) ([]outbox.Schedule, error) {
				return []outbox.Schedule{
					{Tenant: lilas, Consumer: "portrait", Name: ":close", Every: 10 * time.Minute},
					{Tenant: tilleuls, Consumer: "portrait", Name: ":close", Every: 10 * time.Minute},
				}, nil
			},
			Deliver: map[outbox.Kind]outbox.Deliver{outbox.Job: func(_ context.Context, item outbox.Item) error {
				item.Name += " " + item.Tenant.String()[35:]
				d.write(item)
				return nil
			}},
		}
		stopA, stopB := run(t, m, c), run(t, m, c)
		time.Sleep(25 * time.Minute)
		stopA()
		time.Sleep(10 * time.Minute)
		stopB()
		stopC := run(t, m, c) // a restart finds the next run waiting and does not add another
		time.Sleep(6 * time.Minute)
		stopC()
		var want []string
		for _, at := range []string{"10m0s", "20m0s", "30m0s", "40m0s"} {
			want = append(want, at+" portrait:close 1", at+" portrait:close 2")
		}
		got := d.read()
		for i, line := range got { // a tick is seen within the second
			var at time.Duration
			var rest string
			if n, err := fmt.Sscan(line, &rest); n == 1 && err == nil {
				at, _ = time.ParseDuration(rest)
			}
			got[i] = at.Truncate(time.Minute).String() + line[len(rest):]
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("runs (-want +got):\n%s", diff)
		}
	})
}

func TestAnItemOfAnUnknownKindEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		_ = m.Add(t.Context(), job("1", "a"))
		stop := run(t, m, outbox.Config{})
		time.Sleep(time.Second)
		stop()
		if m.buried["1"] == "" {
			t.Errorf("waiting %v, buried %v; want it given up with a reason", m.waiting(), m.buried)
		}
	})
	if err := outbox.New(outbox.Config{}).Run(t.Context()); err == nil {
		t.Error("a dispatcher without a queue runs")
	}
}
