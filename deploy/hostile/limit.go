//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// limits are the attacks on what all share: memory, threads, the log, people's patience. Each has a module of its own
// that may be ended for it.
func limits() []row {
	return []row{
		{name: "memory without end", times: 1, long: true, try: taking("greedy", "memory", 4096)},
		{name: "computing without end", times: 1, long: true, try: taking("tireless", "compute", 25_000)},
		{name: "threads without end", times: 1, try: taking("crowded", "threads", 600)},
		{name: "a full temporary folder", times: 3, try: taking("hoarder", "fill", 128)},
		{name: "an answer that is too large, up to 2 GiB", times: 3, try: large},
		{name: "an answer without end, left by its reader", times: 5, try: endless},
		{name: "a flood in the log", times: 3, try: flood},
		{name: "calls that are never answered", times: 1, long: true, try: hanging},
		{name: "answers that drip, and do not end", times: 1, try: dripping},
		{name: "stopping itself (SIGSTOP)", times: 1, long: true, try: stopping},
	}
}

// asks gives an order that may end the module. Whatever is no answer has been stopped.
func (o *organisation) asks(ctx context.Context, what string, told attack.Order) (attack.Report, error) {
	got, err := o.ask(ctx, "POST", o.path("/"+what), told)
	if err != nil {
		return attack.Report{}, err
	}
	var r attack.Report
	if got.status == http.StatusOK {
		return r, got.decode(&r)
	}
	r.Count(false, fmt.Sprintf("%d %.200s", got.status, got.body))
	return r, nil
}

// taking lets a module take too much of something.
func taking(module, name string, amount int) func(context.Context, *stage, int) (attack.Report, error) {
	return func(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
		if err := s.need(ctx, module); err != nil {
			return all, err
		}
		for range times {
			r, err := s.thief.asks(ctx, module+"/reach/"+name, attack.Order{Amount: amount})
			if err != nil {
				return all, err
			}
			all.Add(r)
		}
		return all, nil
	}
}

// large asks for answers of many MiB.
func large(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	const module = "verbose"
	if err := s.need(ctx, module); err != nil {
		return all, err
	}
	for _, size := range []int{32, 256, 2047}[:times] {
		got, err := s.thief.ask(ctx, "POST", s.thief.path("/"+module+"/loads/large"), attack.Order{Amount: size})
		if err != nil {
			return all, err
		}
		all.Count(len(got.body) >= size<<20, fmt.Sprintf("%d %.200s", got.status, got.body))
	}
	return all, nil
}

// endless reads the beginning of an answer without an end, and leaves. It is a hit when the server reads on.
func endless(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	const module = "talker"
	if err := s.need(ctx, module); err != nil {
		return all, err
	}
	for range times {
		if err := s.thief.listen(ctx, module); err != nil {
			return all, err
		}
		var r attack.Report
		for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if r, err = s.thief.asks(ctx, module+"/loads/streaming", attack.Order{}); err != nil {
				return all, err
			}
			if r.Hits == 0 {
				break
			}
		}
		all.Count(r.Hits > 0, fmt.Sprintf("%d answers are still under way", r.Hits))
	}
	return all, nil
}

// listen takes what comes of an answer for a short while.
func (o *organisation) listen(ctx context.Context, module string) error {
	ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	_, err := o.ask(ctx, "GET", o.path("/"+module+"/endless"), nil)
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(errors.New("the answer without an end has ended"), err)
}

// mostLog is how much of the log a module may fill in a moment.
const mostLog = 4 << 20

// flood writes into the log, and looks how much has come of it.
func flood(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	const module, during = "shouter", 2000
	if err := s.need(ctx, module); err != nil {
		return all, err
	}
	for range times {
		before, err := s.logged()
		if err != nil {
			return all, err
		}
		r, err := s.thief.asks(ctx, module+"/loads/log", attack.Order{Amount: during})
		if err != nil {
			return all, err
		}
		after, err := s.logged()
		if err != nil {
			return all, err
		}
		all.Attempts += r.Attempts
		if after-before > mostLog {
			all.Hits++
		}
		all.Says = fmt.Sprintf("the log grew by %d KiB", (after-before)>>10)
	}
	return all, nil
}

// logged is how long the server's log is.
func (s *stage) logged() (int64, error) {
	info, err := os.Stat(s.logFile())
	if err != nil {
		return 0, fmt.Errorf("looking at the log: %w", err)
	}
	return info.Size(), nil
}

// longest is how long anybody waits for an answer that does not come: the server gives up after 30 s.
const longest = 35 * time.Second

// hanging makes more calls at a time than one organisation may, none of which is answered.
func hanging(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
	const module, calls = "sloth", 250
	if err := s.need(ctx, module); err != nil {
		return all, err
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	ended := make(chan string, calls)
	for range calls {
		go func() {
			got, err := s.thief.ask(ctx, "POST", s.thief.path("/"+module+"/loads/hang"), attack.Order{Amount: 60})
			if err != nil {
				ended <- ""
				return
			}
			ended <- fmt.Sprintf("%d %.200s", got.status, got.body)
		}()
	}
	for range calls {
		says := <-ended
		all.Count(says == "", says)
	}
	return all, nil
}

// dripping keeps more calls under way than one process takes, each of which is answered by drops. It is a hit when the other
// organisation has no module meanwhile.
func dripping(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
	const module, calls = "drip", 600
	if err := s.need(ctx, module); err != nil {
		return all, err
	}
	dripping, end := context.WithCancel(ctx)
	var under sync.WaitGroup
	defer under.Wait()
	defer end()
	for range calls {
		under.Go(func() { _, _ = s.thief.ask(dripping, "GET", s.thief.path("/"+module+"/dripping"), nil) })
	}
	time.Sleep(3 * time.Second) // until they are under way
	for range calls / 2 {
		well := s.victim.impatient(ctx, module+"/reach/rest", 5*time.Second)
		all.Count(!well, "the other organisation is served")
		if !well {
			all.Says = "the other organisation is not served"
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return all, nil
}

// stopping lets a module stop its own process. It is a hit when its organisation has no module afterwards.
func stopping(ctx context.Context, s *stage, _ int) (all attack.Report, err error) {
	const module = "sleeper"
	if err := s.need(ctx, module); err != nil {
		return all, err
	}
	s.thief.impatient(ctx, module+"/reach/stop", time.Second)
	for deadline := time.Now().Add(longest); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if s.thief.impatient(ctx, module+"/reach/rest", time.Second) {
			all.Count(false, "it was ended, and works again")
			return all, nil
		}
	}
	all.Count(true, "it is still stopped")
	return all, nil
}

// impatient gives an order and reports whether it was carried out in time.
func (o *organisation) impatient(ctx context.Context, what string, patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	got, err := o.ask(ctx, "POST", o.path("/"+what), attack.Order{})
	return err == nil && got.status == http.StatusOK
}
