package api

import (
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// pace lets something happen so many times in a while, for each who does it. Each node counts its own; nothing of it
// is written anywhere.
type pace struct {
	most  int
	while time.Duration

	mu   sync.Mutex
	seen map[string][]time.Time
}

// most who are watched at once. What is then forgotten only ever helps somebody with fifty thousand addresses.
const mostPaced = 50_000

// wait is how long who has to wait; 0 lets it happen, and counts it.
func (p *pace) wait(who string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil || len(p.seen) >= mostPaced {
		p.seen = map[string][]time.Time{}
	}
	recent := slices.DeleteFunc(p.seen[who], func(at time.Time) bool { return now.Sub(at) >= p.while })
	if len(recent) >= p.most {
		p.seen[who] = recent
		return p.while - now.Sub(recent[0])
	}
	p.seen[who] = append(recent, now)
	return 0
}

// The pace of forms of pages without JavaScript, by network address: what a family or an office sends, and no crowd.
// Scripts pay for each form with work of their machine; these cannot.
const (
	mostForms  = 15
	formsWhile = 10 * time.Minute
)

// tooManyForms is the code of the refusal.
const tooManyForms = "forms-paused"

// paced refuses a form of a plain page beyond the pace of its sender's address.
func (e *edge) paced(r *http.Request, s served, at target) error {
	if r.Method != http.MethodPost || !s.module.plain(at.own.Path) {
		return nil
	}
	wait := e.forms.wait(s.Tenant.Slug+" "+neighbourhood(e.address(r)), e.Now())
	if wait <= 0 {
		return nil
	}
	f := fault.New(fault.Exhausted, tooManyForms, "Enough forms from this address for now. Wait a little, then send it again.")
	f.RetryAfter = wait
	return f
}

// plain reports whether a path is that of a page without JavaScript.
func (m plugin) plain(path string) bool {
	for _, w := range m.Widgets {
		if w.Plain != "" && w.Plain == path {
			return true
		}
	}
	return false
}

// neighbourhood is what an address stands for: one line has a whole /64 of them.
func neighbourhood(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Is4() {
		return address
	}
	if prefix, err := a.WithZone("").Prefix(64); err == nil {
		return prefix.String()
	}
	return address
}
