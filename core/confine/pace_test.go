package confine

import (
	"testing"
	"time"
)

// A process that computes without end has its burst, and then its share; after a rest it has what it saved.
func TestPace(t *testing.T) {
	const cores, share, burst = 4, 0.5, 2 * time.Second
	p := newPace(Limits{CPU: share, Burst: burst})
	now, computed := time.Unix(0, 0), time.Duration(0)
	run := func(busy bool, until time.Duration) (used time.Duration) {
		begun, end := computed, now.Add(until)
		for now.Before(end) {
			still := p.look(now, computed)
			now = now.Add(still)
			ran := min(longestLook, p.next())
			now = now.Add(ran)
			if busy {
				computed += cores * ran
			}
		}
		return computed - begun
	}
	for _, c := range []struct {
		busy  bool
		until time.Duration
		want  time.Duration
		why   string
	}{
		{true, time.Minute, burst + 30*time.Second, "the burst, then half a processor"},
		{true, time.Minute, 30 * time.Second, "half a processor"},
		{false, 2 * time.Second, 0, "a rest"},
		{true, time.Minute, time.Second + 30*time.Second, "what two seconds of rest saved, then half a processor"},
		{false, time.Hour, 0, "a long rest"},
		{true, time.Minute, burst + 30*time.Second, "no more than the burst"},
	} {
		if got, slack := run(c.busy, c.until), time.Second; got < c.want-slack || got > c.want+slack {
			t.Errorf("%s: it computed %s, want %s", c.why, got, c.want)
		}
	}
}

// Who has no share is never held.
func TestNoPace(t *testing.T) {
	p := newPace(Limits{}.withDefaults())
	if still := p.look(time.Unix(100, 0), time.Hour); still != 0 || p.next() != longestLook {
		t.Errorf("it stands still for %s, and is looked at after %s", still, p.next())
	}
}
