//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// watcher is the hostile module that looks at writes of the one of most rows. What it does to a write is written in it.
const watcher = "watcher"

// watching is what it asks for.
const watching = "hook:" + plug + "/treasures"

// guards are the attacks by a module that looks at the writes of another before they are made.
func guards() []row {
	return []row{
		{name: "writes of another module, seen and refused without consent", times: 10, try: uninvited},
		{name: "writes of another organisation, seen and refused", times: 10, try: abroad},
		{name: "writes of another module, altered", times: 10, try: altering},
		{name: "writes of another module, held up", times: 1, try: holding},
	}
}

// watched installs the watcher and has it on in both organisations. Whether each agrees to what it asks for is told.
func (s *stage) watched(ctx context.Context, thief, victim bool) error {
	for _, o := range []*organisation{s.thief, s.victim} {
		if !s.has(watcher) {
			if err := s.install(ctx, watcher); err != nil {
				return err
			}
			s.on = append(s.on, watcher)
		}
		if err := errors.Join(o.agree(ctx, true), o.turnOn(ctx, watcher)); err != nil {
			return err
		}
	}
	if err := errors.Join(s.thief.agree(ctx, thief), s.victim.agree(ctx, victim)); err != nil {
		return err
	}
	_, err := s.thief.order(ctx, watcher+"/guards/seen", attack.Order{}) // it is awake
	return err
}

// agree agrees to what the watcher asks for, or does so no longer.
func (o *organisation) agree(ctx context.Context, yes bool) error {
	what := map[bool]string{true: "consent", false: "withdraw"}[yes]
	return o.must(ctx, http.MethodPost, o.path("/modules/"+watcher+":consent"), map[string][]string{what: {watching}}, nil)
}

// write keeps a treasure with a word that nothing else has, and tells what it became.
func (o *organisation) write(ctx context.Context, word string) (got reply, whole string, err error) {
	whole = fmt.Sprintf("%s-%d", word, time.Now().UnixNano())
	got, err = o.ask(ctx, http.MethodPost, o.path("/"+plug+"/treasures"), map[string]string{"word": whole})
	return got, whole, err
}

// meddled counts whether the watcher of the thief has seen a write of an organisation, or refused one.
func (s *stage) meddled(ctx context.Context, o *organisation, times int) (all attack.Report, err error) {
	for range times {
		_, word, err := o.write(ctx, "look")
		if err != nil {
			return all, err
		}
		seen, err := s.thief.order(ctx, watcher+"/guards/seen", attack.Order{Word: word})
		if err != nil {
			return all, err
		}
		all.Count(seen.Hits > 0, fmt.Sprintf("%d were seen", seen.Hits))
		got, _, err := o.write(ctx, "refuse")
		if err != nil {
			return all, err
		}
		all.Count(got.status >= http.StatusBadRequest, fmt.Sprintf("%d %.200s", got.status, got.body))
	}
	return all, nil
}

// uninvited writes where the watcher is on, and what it asks for was withdrawn.
func uninvited(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	if err := s.watched(ctx, false, false); err != nil {
		return all, err
	}
	return s.meddled(ctx, s.thief, times)
}

// abroad writes in the organisation that has not agreed, while the other has.
func abroad(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	if err := s.watched(ctx, true, false); err != nil {
		return all, err
	}
	return s.meddled(ctx, s.victim, times)
}

// altering writes what a guard, who may refuse, answers with something else.
func altering(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	if err := s.watched(ctx, true, false); err != nil {
		return all, err
	}
	for range times {
		got, word, err := s.thief.write(ctx, "alter")
		if err != nil {
			return all, err
		}
		all.Count(got.status < http.StatusBadRequest && !strings.Contains(string(got.body), word), fmt.Sprintf("%d %.200s", got.status, got.body))
	}
	return all, nil
}

// heldUp is how long nobody waits for a guard: it may take a fifth of a second, and would take twenty.
const heldUp = 10 * time.Second

// holding writes what a guard does not answer about.
func holding(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	if err := s.watched(ctx, true, false); err != nil {
		return all, err
	}
	for range times {
		began := time.Now()
		got, _, err := s.thief.write(ctx, "hang")
		if err != nil {
			return all, err
		}
		all.Count(time.Since(began) > heldUp, fmt.Sprintf("%d %.200s", got.status, got.body))
	}
	return all, s.thief.agree(ctx, false)
}
