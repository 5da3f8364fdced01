//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// handles are the attacks on what stands between the organisations inside the server.
func handles() []row {
	return []row{
		{name: "a forged handle", times: 3, try: repeated("handles/forged", attack.Order{})},
		{name: "a guessed handle", times: 1_000_000, try: guessed},
		{name: "a handle of a call before", times: 20, try: replayed},
		{name: "a handle after the answer", times: 5, try: finished},
		{name: "a handle of another process, under way", times: 20, try: foreign},
		{name: "a handle kept for another organisation's call", times: 20, try: kept},
		{name: "another organisation named in every field", times: 1, try: named},
		{name: "hosts inside and outside, through the server", times: 5, try: repeated("handles/outside", attack.Order{})},
		{name: "hosts inside and outside, from jobs and events", times: 3, try: errands},
		{name: "names of another organisation's people", times: 5, try: strangers},
		{name: "another organisation's record in what an answer stages", times: 10, try: staged},
	}
}

// repeated gives one order to the hostile module again and again.
func repeated(what string, told attack.Order) func(context.Context, *stage, int) (attack.Report, error) {
	return func(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
		for range times {
			r, err := s.thief.order(ctx, plug+"/"+what, told)
			if err != nil {
				return all, err
			}
			all.Add(r)
		}
		return all, nil
	}
}

// guessed draws handles at random, some thousands a call. The control needs no more than a few.
func guessed(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	const each = 20_000
	for left := max(times, 2000); left > 0; left -= each {
		r, err := s.thief.order(ctx, plug+"/handles/guessed", attack.Order{Amount: min(left, each)})
		if err != nil {
			return all, err
		}
		all.Add(r)
	}
	return all, nil
}

// errands lets the module go by itself, by a job and by an event, where it may not go when it is asked.
func errands(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		for _, way := range []string{"job", "event"} {
			if _, err := s.thief.order(ctx, plug+"/handles/"+way, attack.Order{}); err != nil {
				return all, err
			}
			r, err := s.tells(ctx)
			if err != nil {
				return all, fmt.Errorf("a %s: %w", way, err)
			}
			all.Add(r)
		}
	}
	return all, nil
}

func replayed(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		if _, err := s.thief.order(ctx, plug+"/handles/keep", attack.Order{}); err != nil {
			return all, err
		}
		r, err := s.thief.order(ctx, plug+"/handles/kept", attack.Order{Amount: 1})
		if err != nil {
			return all, err
		}
		all.Add(r)
	}
	return all, nil
}

func finished(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		if _, err := s.thief.order(ctx, plug+"/handles/finish", attack.Order{}); err != nil {
			return all, err
		}
		r, err := s.tells(ctx)
		if err != nil {
			return all, err
		}
		all.Add(r)
	}
	return all, nil
}

// tells waits until the module has done what it does after an answer.
func (s *stage) tells(ctx context.Context) (attack.Report, error) {
	for range 100 {
		r, err := s.thief.order(ctx, plug+"/handles/told", attack.Order{})
		if err != nil || r.Attempts > 0 {
			return r, err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return attack.Report{}, errors.New("the module does not tell what it did after its answer")
}

// foreign hands the handle of a call that is under way in one organisation to the process of the other.
func foreign(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		held := make(chan error, 1)
		go func() {
			_, err := s.victim.order(ctx, plug+"/handles/hold", attack.Order{})
			held <- err
		}()
		living, err := s.shown(ctx)
		if err != nil {
			return all, err
		}
		r, err := s.thief.order(ctx, plug+"/handles/foreign", attack.Order{Handle: living, Word: s.victim.word})
		if err != nil {
			return all, err
		}
		all.Add(r)
		if _, err := s.victim.order(ctx, plug+"/handles/release", attack.Order{}); err != nil {
			return all, err
		}
		if err := <-held; err != nil {
			return all, err
		}
	}
	return all, nil
}

// shown is the handle of the call that is held in the victim's process.
func (s *stage) shown(ctx context.Context) ([]byte, error) {
	for range 100 {
		r, err := s.victim.order(ctx, plug+"/handles/show", attack.Order{})
		if err != nil || len(r.Handle) > 0 {
			return r.Handle, err
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, errors.New("no call is held")
}

// kept lets the module keep a handle of one organisation and use it in a call of the other.
func kept(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		if _, err := s.victim.order(ctx, plug+"/handles/keep", attack.Order{}); err != nil {
			return all, err
		}
		r, err := s.thief.order(ctx, plug+"/handles/kept", attack.Order{Word: s.victim.word})
		if err != nil {
			return all, err
		}
		all.Add(r)
	}
	return all, nil
}

// named asks for the other organisation's things by every name that they have.
func named(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	told := attack.Order{Word: s.victim.word, Record: s.victim.record, Unit: s.victim.unit, Slug: s.victim.slug}
	all, err = repeated("names/asked", told)(ctx, s, times)
	if err != nil {
		return all, err
	}
	return all, s.robbed(ctx, &all)
}

// staged lets answers carry changes of the other organisation's record.
func staged(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		for _, amount := range []int{0, 1} { // update, delete
			got, err := s.thief.ask(ctx, "POST", s.thief.path("/"+plug+"/names/staged"), attack.Order{Record: s.victim.record, Amount: amount})
			if err != nil {
				return all, err
			}
			all.Count(got.status < http.StatusBadRequest, fmt.Sprintf("%d %.200s", got.status, got.body))
		}
	}
	return all, s.robbed(ctx, &all)
}

// robbed counts a hit where the other organisation's treasure is not as it was, and puts it back.
func (s *stage) robbed(ctx context.Context, all *attack.Report) error {
	got, err := s.victim.ask(ctx, "GET", s.victim.path("/"+plug+"/treasures/"+s.victim.record), nil)
	if err != nil {
		return err
	}
	if strings.Contains(string(got.body), s.victim.word) {
		return nil
	}
	all.Hits++
	return s.victim.plant(ctx, plug)
}

// strangers asks for the name of the other organisation's administrator.
func strangers(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	var me struct{ Person struct{ ID string } }
	got, err := s.victim.ask(ctx, http.MethodGet, s.victim.path("/me"), nil)
	if err == nil {
		err = json.Unmarshal(got.body, &me)
	}
	if err != nil || me.Person.ID == "" {
		return all, fmt.Errorf("finding somebody of the other organisation: %w in %s", err, got.body)
	}
	return repeated("handles/people", attack.Order{Record: me.Person.ID})(ctx, s, times)
}
