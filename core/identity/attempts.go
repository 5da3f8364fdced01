package identity

import (
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Limits of failed sign-ins. An account is slowed before an address, since a whole crèche may share one.
const (
	failuresOfAccount = 8
	failuresOfAddress = 40
	failureWindow     = 15 * time.Minute
	maxWatched        = 50_000
)

// Attempts counts failed sign-ins by account and by network address, and says when it is enough. A success
// forgets the account's failures and keeps the address's. Each node counts its own: the limit is per process.
type Attempts struct {
	now    func() time.Time
	mu     sync.Mutex
	failed map[string]failures
}

type failures struct {
	count int
	since time.Time
}

// NewAttempts returns an empty count; now is the clock.
func NewAttempts(now func() time.Time) *Attempts {
	return &Attempts{now: now, failed: make(map[string]failures)}
}

// Allow refuses with Exhausted when the account or the address has failed too often lately.
func (a *Attempts) Allow(account, address string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	wait := max(a.wait("account "+account, failuresOfAccount), a.wait("address "+address, failuresOfAddress))
	if wait <= 0 {
		return nil
	}
	e := fault.New(fault.Exhausted, "sign-in-paused", "Too many wrong attempts. Wait a little, then try again.")
	e.RetryAfter = wait
	return e
}

// Failed counts a failure.
func (a *Attempts) Failed(account, address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sweep()
	for _, who := range []string{"account " + account, "address " + address} {
		f := a.failed[who]
		if f.count == 0 || a.now().Sub(f.since) >= failureWindow {
			f = failures{since: a.now()}
		}
		f.count++
		a.failed[who] = f
	}
}

// Succeeded forgets the account's failures.
func (a *Attempts) Succeeded(account string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.failed, "account "+account)
}

func (a *Attempts) wait(who string, limit int) time.Duration {
	f, found := a.failed[who]
	if !found || f.count < limit {
		return 0
	}
	return failureWindow - a.now().Sub(f.since)
}

// sweep keeps the table bounded: what has expired goes first, then everything, which only ever helps a guesser
// who has fifty thousand names or addresses to spend.
func (a *Attempts) sweep() {
	if len(a.failed) < maxWatched {
		return
	}
	for who, f := range a.failed {
		if a.now().Sub(f.since) >= failureWindow {
			delete(a.failed, who)
		}
	}
	if len(a.failed) >= maxWatched {
		clear(a.failed)
	}
}
