package turn_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ribambelle/ribambelle/core/turn"
)

// Each key has its turns and no others'; what was given back can be taken again, by many at once.
func TestTurns(t *testing.T) {
	t.Parallel()
	turns := turn.New[string](2)
	for i, given := range []bool{true, true, false} {
		if turns.Take("a") != given {
			t.Errorf("turn %d of two is given: %v", i+1, !given)
		}
	}
	if !turns.Take("b") {
		t.Error("one key takes the turns of another")
	}
	turns.End("a")
	if !turns.Take("a") {
		t.Error("a turn that ended is not free")
	}
	var now, most atomic.Int32
	var done sync.WaitGroup
	for range 50 {
		done.Go(func() {
			for !turns.Take("c") {
				runtime.Gosched()
			}
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			now.Add(-1)
			turns.End("c")
		})
	}
	done.Wait()
	if most.Load() > 2 {
		t.Errorf("%d turns at once", most.Load())
	}
}
