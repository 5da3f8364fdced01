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
	lettersOfAccount  = 3
	lettersOfAddress  = 20
	failureWindow     = 15 * time.Minute
	maxWatched        = 50_000
)

// Attempts counts failed sign-ins by account and by network address, and says when it is enough. A success
// forgets the account's failures and keeps the address's others. Each node counts its own: the limit is per process.
type Attempts struct {
	now              func() time.Time
	account, address int // how many are enough
	mu               sync.Mutex
	failed           map[string]failures
}

type failures struct {
	count int
	since time.Time
}

// NewAttempts returns an empty count; now is the clock.
func NewAttempts(now func() time.Time) *Attempts {
	return &Attempts{now: now, account: failuresOfAccount, address: failuresOfAddress, failed: make(map[string]failures)}
}

// NewLetters returns an empty count of links that were asked for by e-mail; of these, none is taken back.
func NewLetters(now func() time.Time) *Attempts {
	return &Attempts{now: now, account: lettersOfAccount, address: lettersOfAddress, failed: make(map[string]failures)}
}

// Begin refuses with Exhausted when the account or the address has failed too often lately. Else it counts a failure,
// which Succeeded or Undo take back: so guesses that come at the same moment are all counted.
func (a *Attempts) Begin(account, address string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	wait := max(a.wait("account "+account, a.account), a.wait("address "+address, a.address))
	if wait > 0 {
		e := fault.New(fault.Exhausted, "sign-in-paused", "Too many attempts. Wait a little, then try again.")
		e.RetryAfter = wait
		return e
	}
	a.sweep()
	for _, who := range []string{"account " + account, "address " + address} {
		f := a.failed[who]
		if f.count == 0 || a.now().Sub(f.since) >= failureWindow {
			f = failures{since: a.now()}
		}
		f.count++
		a.failed[who] = f
	}
	return nil
}

// Undo takes back what Begin counted: the try was no guess.
func (a *Attempts) Undo(account, address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.less("account " + account)
	a.less("address " + address)
}

// Forgive takes back what Begin counted for the address, and leaves the account's.
func (a *Attempts) Forgive(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.less("address " + address)
}

// Succeeded forgets the account's failures, and this try of the address.
func (a *Attempts) Succeeded(account, address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.failed, "account "+account)
	a.less("address " + address)
}

func (a *Attempts) less(who string) {
	f, found := a.failed[who]
	if f.count--; found && f.count > 0 {
		a.failed[who] = f
		return
	}
	delete(a.failed, who)
}

// Allowance is how many more failures somebody may have.
type Allowance struct {
	Of          string // "account", "address"
	Most, Left  int
	Window, End time.Duration // over how long they count, and when they are forgotten
}

// Left tells both allowances. It tells the same of an account that does not exist.
func (a *Attempts) Left(account, address string) []Allowance {
	a.mu.Lock()
	defer a.mu.Unlock()
	return []Allowance{
		a.allowance("account", account, a.account),
		a.allowance("address", address, a.address),
	}
}

func (a *Attempts) allowance(of, who string, most int) Allowance {
	left := Allowance{Of: of, Most: most, Left: most, Window: failureWindow, End: failureWindow}
	f, found := a.failed[of+" "+who]
	if since := a.now().Sub(f.since); found && since < failureWindow {
		left.Left, left.End = max(0, most-f.count), failureWindow-since
	}
	return left
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
