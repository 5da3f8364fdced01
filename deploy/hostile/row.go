//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// row is an attack of the corpus. try makes it times times, against whichever server the stage is; its hits are leaks on
// one and show on the other that it is an attack.
type row struct {
	name  string
	times int  // in the whole corpus; once against the control, and in a brief run
	long  bool // in the whole corpus only
	kills bool // the server is killed on purpose: the other organisation cannot work meanwhile
	try   func(ctx context.Context, s *stage, times int) (attack.Report, error)
}

// rows are those that the plan asks for.
func (p plan) rows() (chosen []row, err error) {
	wanted, err := regexp.Compile(p.row)
	if err != nil {
		return nil, fmt.Errorf("choosing rows: %w", err)
	}
	for _, r := range corpus() {
		if wanted.MatchString(r.name) && (p.whole || !r.long) {
			chosen = append(chosen, r)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no row's name matches %q", p.row)
	}
	return chosen, nil
}

// untried stands for the hits against a control that there was not.
const untried = -1

// result is a line of the table.
type result struct {
	Attack   string        `json:"attack"`
	Attempts int           `json:"attempts"`     // against the shipped server
	Control  int           `json:"control_hits"` // of the same attempts against the control
	Leaks    int           `json:"leaks"`
	Before   time.Duration `json:"others_p99_before_ns"`
	During   time.Duration `json:"others_p99_during_ns"`
	Failed   int           `json:"others_failed"` // requests of the other organisation, meanwhile
	Says     string        `json:"says"`          // what the last attempt met
}

// fault is why a row does not stand; empty where it does.
func (r result) fault() string {
	switch {
	case r.Leaks > 0:
		return fmt.Sprintf("%d leaks", r.Leaks)
	case r.Attempts == 0:
		return "nothing was attempted"
	case r.Control == 0:
		return "the attack does not succeed with the defences off either: it proves nothing"
	case r.Failed > 0:
		return fmt.Sprintf("%d requests of the other organisation failed meanwhile", r.Failed)
	}
	return ""
}

// attackAll makes every attack against one server.
func attackAll(ctx context.Context, p plan, built programs, dir string, control bool, rows []row, results []result, say func(string)) error {
	program, name := built.core, "shipped"
	if control {
		program, name = built.open, "control"
	}
	g, err := newGround(ctx, p.user, p.cluster)
	if err != nil {
		return err
	}
	s, err := newStage(ctx, program, built.plug, p.root, filepath.Join(dir, name), g)
	if err != nil {
		return fmt.Errorf("the %s server: %w", name, err)
	}
	s.defended = !control
	defer s.end()
	for i, r := range rows {
		times := 1
		if p.whole && !control {
			times = r.times
		}
		say(fmt.Sprintf("%s: %s", name, r.name))
		if control {
			report, err := r.try(ctx, s, times)
			if err != nil {
				return fmt.Errorf("%s, against the control: %w", r.name, err)
			}
			if results[i].Control = report.Hits; report.Hits == 0 {
				say("no hit: " + report.Says)
			}
			continue
		}
		if err := results[i].measure(ctx, p, s, r, times); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	return nil
}

// measure makes an attack while the other organisation works.
func (r *result) measure(ctx context.Context, p plan, s *stage, attack row, times int) error {
	work := s.victim.work(ctx)
	time.Sleep(p.quiet)
	began := time.Now()
	report, err := attack.try(ctx, s, times)
	ended := time.Now()
	work.stop()
	if err != nil {
		return err
	}
	r.Attempts, r.Leaks, r.Says = report.Attempts, report.Hits, report.Says
	r.Before, _ = work.slowest(time.Time{}, began)
	r.During, r.Failed = work.slowest(began, ended)
	if attack.kills {
		r.Failed = 0
	}
	return nil
}
