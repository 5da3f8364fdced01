// Package turn counts what each of many has under way at once, so that none of them takes all there is.
//
// Goals: one rule wherever the many share something: calls of a module, requests that leave, packages that come. Non-goals:
// waiting (who has too many is refused, and comes again) and what may be under way in all.
// Everything may be used concurrently.
package turn

import "sync"

// Turns are the turns of all keys. Make one with New.
type Turns[K comparable] struct {
	most int
	mu   sync.Mutex
	now  map[K]int
}

// New lets each key have so many turns at once.
func New[K comparable](most int) *Turns[K] { return &Turns[K]{most: most, now: map[K]int{}} }

// Take begins a turn, unless the key has too many. Who took one gives it back by End.
func (t *Turns[K]) Take(of K) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now[of] >= t.most {
		return false
	}
	t.now[of]++
	return true
}

// End ends a turn.
func (t *Turns[K]) End(of K) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now[of]--; t.now[of] == 0 {
		delete(t.now, of)
	}
}
