//go:build linux

package main

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// work is what an organisation does meanwhile, and how long it waited for it.
type work struct {
	end  context.CancelFunc
	done sync.WaitGroup

	mu    sync.Mutex
	waits []wait
}

type wait struct {
	began time.Time
	took  time.Duration
	well  bool
}

// pause lies between two requests of one person.
const pause = 5 * time.Millisecond

// work lets two people read their records and call their module, until it is stopped.
func (o *organisation) work(ctx context.Context) *work {
	ctx, end := context.WithCancel(ctx)
	w := &work{end: end}
	for _, do := range []func() (reply, error){
		func() (reply, error) { return o.ask(ctx, "GET", o.path("/"+plug+"/treasures"), nil) },
		func() (reply, error) { return o.ask(ctx, "POST", o.path("/"+plug+"/reach/rest"), attack.Order{}) },
	} {
		w.done.Go(func() {
			for ctx.Err() == nil {
				began := time.Now()
				got, err := do()
				if ctx.Err() != nil {
					return
				}
				w.note(wait{began, time.Since(began), err == nil && got.status == http.StatusOK})
				time.Sleep(pause)
			}
		})
	}
	return w
}

func (w *work) note(one wait) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waits = append(w.waits, one)
}

func (w *work) stop() {
	w.end()
	w.done.Wait()
}

// slowest is how long all but one in a hundred requests took at most that were under way between two moments, and how
// many of them failed.
func (w *work) slowest(from, to time.Time) (p99 time.Duration, failed int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var took []time.Duration
	for _, one := range w.waits {
		if one.began.Add(one.took).Before(from) || one.began.After(to) {
			continue
		}
		took = append(took, one.took)
		if !one.well {
			failed++
		}
	}
	if len(took) == 0 {
		return 0, failed
	}
	slices.Sort(took)
	return took[len(took)*99/100], failed
}
