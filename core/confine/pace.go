package confine

import (
	"runtime"
	"time"
)

// pace holds a process to its share of the processors over time: it saves up what it does not use, computes at full
// speed as long as that lasts, and stands still for the rest.
type pace struct {
	share       float64       // processors; 0 for all
	saved, most time.Duration // of processor time
	computed    time.Duration // at the last look
	looked      time.Time
}

// newPace makes the pace of a process that begins now, with all saved up that it may save.
func newPace(l Limits) *pace { return &pace{share: l.CPU, saved: l.Burst, most: l.Burst} }

// look says how long a process must stand still that has computed for so long since it began.
func (p *pace) look(now time.Time, computed time.Duration) time.Duration {
	if p.share == 0 {
		return 0
	}
	if !p.looked.IsZero() {
		p.saved += time.Duration(float64(now.Sub(p.looked)) * p.share)
	}
	p.saved = min(p.most, p.saved-(computed-p.computed))
	p.looked, p.computed = now, computed
	if p.saved >= 0 {
		return 0
	}
	return time.Duration(float64(-p.saved) / p.share)
}

// shortestRun is how long a process runs at least between two times that it stands still. It is short, so that those are
// short too: who waits for it learns of them as slowness.
const shortestRun = 10 * time.Millisecond

// next is when to look again: before all processors together can have used up what is saved.
func (p *pace) next() time.Duration {
	if p.share == 0 {
		return longestLook
	}
	return max(shortestRun, p.saved/time.Duration(runtime.NumCPU()))
}
