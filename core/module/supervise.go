package module

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// run keeps the module's process alive until ctx ends.
//
//	starting → ready → (died) → starting …
//	         ↘ failed → back-off → starting …, after too many → quarantined → (revived) → starting
//	ctx ends, or nobody calls for long: draining → stopped
func (s *supervised) run(ctx context.Context) {
	var once sync.Once
	tried := func() { once.Do(func() { close(s.tried) }) }
	defer tried()
	failures := 0
	for ctx.Err() == nil {
		s.become(Starting, nil, "")
		began := s.host.config.Clock.Now()
		err := s.live(ctx, tried)
		if ctx.Err() != nil || errors.Is(err, errIdle) {
			break
		}
		if s.host.config.Clock.Now().Sub(began) >= s.host.config.Limits.Steady {
			failures = 0
		}
		failures++
		s.become(Starting, nil, err.Error()) // who waits for the first try is told why it failed
		tried()
		if !s.recover(ctx, failures, err) {
			break
		}
		s.mu.Lock()
		s.restarts++
		s.mu.Unlock()
	}
	s.become(Stopped, nil, "")
}

// errIdle ends a process that nobody calls.
var errIdle = errors.New("nobody has called the module for a while")

// live starts a process and returns when it has ended, for whatever reason.
func (s *supervised) live(ctx context.Context, ready func()) error {
	if s.edition.release.Declared() {
		return s.stand(ctx, ready)
	}
	b, done, err := s.edition.borrow()
	if err != nil {
		return err
	}
	defer done()
	if err := s.host.vouched(b.signed); err != nil {
		return err
	}
	if err := s.host.sharable(s.edition.release); err != nil {
		return err
	}
	p, err := s.host.launch(ctx, s.edition.release.Name, b, s.host.trust(s.edition.release))
	if err != nil {
		return err
	}
	defer p.kill()
	s.become(Ready, p, "")
	s.host.config.Logger.InfoContext(ctx, "a module is ready", "module", s.edition.release.Name, "version", s.edition.release.Version)
	ready()
	err = s.watch(ctx, p, b.signed)
	if ctx.Err() != nil || errors.Is(err, errIdle) {
		s.become(Draining, nil, "")
		s.drain(ctx, p)
		return err
	}
	s.become(Starting, nil, err.Error())
	s.host.config.Logger.ErrorContext(ctx, "a module ended", "module", s.edition.release.Name, "error", err, "last_words", p.tail.String())
	return err
}

// stand is the life of a place without a process: ready at once, until ctx ends or the release must not serve any longer. One
// that nobody signed is all in the catalogue, and looks at nothing else.
func (s *supervised) stand(ctx context.Context, ready func()) error {
	var by *signed
	if s.edition.release.Publisher != "" {
		b, err := s.host.program(s.edition.release)
		if err != nil {
			return err
		}
		by = b.signed
	}
	for first := true; ; first = false {
		if err := s.host.vouched(by); err != nil {
			return err
		}
		if first {
			s.become(Ready, nil, "")
			ready()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.host.config.Clock.After(s.host.config.Limits.CheckEvery):
		}
	}
}

// watch returns when the process has exited, does not answer any more, is not needed, must not run any longer, or ctx
// ends.
func (s *supervised) watch(ctx context.Context, p *process, by *signed) error {
	misses := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.child.Load().gone:
			return p.child.Load().end()
		case <-s.host.config.Clock.After(s.host.config.Limits.CheckEvery):
		}
		if s.idle() {
			s.edition.leave(s)
			return errIdle
		}
		if err := s.host.vouched(by); err != nil {
			return err
		}
		if err := s.check(ctx, p); err == nil {
			misses = 0
			continue
		}
		misses++
		if misses > 1 {
			return errors.New("the process does not answer")
		}
	}
}

// check asks the process whether it can work. Two in a row must fail, so that a slow moment kills nothing.
func (s *supervised) check(ctx context.Context, p *process) error {
	ctx, cancel := context.WithTimeout(ctx, s.host.config.Limits.CheckTime)
	defer cancel()
	return p.Check(ctx)
}

// drain lets calls under way end. ctx has ended already: what remains is its values.
func (s *supervised) drain(ctx context.Context, p *process) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.host.config.Limits.DrainTime)
	defer cancel()
	s.emptied(ctx)
	if err := p.Drain(ctx); err != nil {
		s.host.config.Logger.WarnContext(ctx, "a module did not end its calls in time", "module", s.edition.release.Name, "error", err)
	}
}

// recover waits before the next start: a back-off, or in quarantine until somebody asks. It is false when
// there is none.
func (s *supervised) recover(ctx context.Context, failures int, err error) bool {
	trouble := err.Error()
	// Its program was changed, or this machine gives too little: trying again helps nobody.
	final := fault.KindOf(err) == fault.Denied || fault.KindOf(err) == fault.Unsupported
	if failures >= s.host.config.Limits.Failures || final {
		s.become(Quarantined, nil, trouble)
		s.host.config.Logger.LogAttrs(ctx, slog.LevelError, "a module is in quarantine",
			slog.String("module", s.edition.release.Name), slog.String("error", trouble), slog.Int("failures", failures))
		select {
		case <-s.revive:
			return true
		case <-ctx.Done():
			return false
		}
	}
	select {
	case <-s.host.config.Clock.After(backOff(s.host.config.Limits, failures, rand.Float64())):
		return true
	case <-s.revive:
		return true
	case <-ctx.Done():
		return false
	}
}

// backOff doubles with each failure, up to the limit; chance in [0, 1) takes up to a quarter away, so that
// modules that fell together do not rise together.
func backOff(l Limits, failures int, chance float64) time.Duration {
	wait := l.BackOff
	for range failures - 1 {
		wait = min(2*wait, l.MaxBackOff)
	}
	return wait - time.Duration(float64(wait)*chance/4)
}
