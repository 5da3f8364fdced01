package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// running is a flaw of jobs.
func running(run func(ctx context.Context, c wire.Call, j wire.Job, next func() (store.Commit, error)) (store.Commit, error)) flaw {
	return flaw{shell: func(s *shell) {
		s.run = func(ctx context.Context, c wire.Call, j wire.Job) (store.Commit, error, bool) {
			staged, err := run(ctx, c, j, func() (store.Commit, error) { return s.Module.Run(ctx, c, j) })
			return staged, err, true
		}
	}}
}

// failing is a job that fails inside when its organisation is so.
func failing(is func(visits, reminders int) bool) flaw {
	return running(func(ctx context.Context, c wire.Call, j wire.Job, next func() (store.Commit, error)) (store.Commit, error) {
		if j.Name != "remind" {
			return next()
		}
		visits, err := c.Internal.List(ctx, "visits", store.Query{})
		if err != nil {
			return store.Commit{}, err
		}
		votes, err := c.Internal.List(ctx, "votes", store.Query{Filter: "value = 99"})
		if err != nil {
			return store.Commit{}, err
		}
		if visits.Next == "" && is(len(visits.Records), len(votes.Records)) {
			return store.Commit{}, errInside
		}
		return next()
	})
}

// hearing is a flaw of what is heard.
func hearing(hear func(e wire.Event, next func() (store.Commit, error)) (store.Commit, error)) flaw {
	return flaw{shell: func(s *shell) {
		s.hear = func(ctx context.Context, c wire.Call, e wire.Event) (store.Commit, error, bool) {
			staged, err := hear(e, func() (store.Commit, error) { return s.Module.Hear(ctx, c, e) })
			return staged, err, true
		}
	}}
}

// hooking is a flaw of the before-hook.
func hooking(before func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error)) flaw {
	return flaw{shell: func(s *shell) {
		s.before = func(ctx context.Context, c wire.Call, change wire.Change) (json.RawMessage, error, bool) {
			doc, err := before(change, func() (json.RawMessage, error) { return s.Module.Before(ctx, c, change) })
			return doc, err, true
		}
	}}
}

func failingHook(is func(wire.Change) bool) flaw {
	return hooking(func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error) {
		if is(change) {
			return nil, errInside
		}
		return next()
	})
}

func odd(change wire.Change) bool { return bytes.Contains(change.New, []byte("of_another_version")) }

// own tells a write of the specimen's own from one of another module.
func own(change wire.Change) bool { return !strings.Contains(change.Collection, "/") }

func reacting() map[string]flaw {
	var told, shown atomic.Int64
	return map[string]flaw{
		"jobs/run":   failing(func(visits, _ int) bool { return visits > 0 }),
		"jobs/empty": failing(func(visits, _ int) bool { return visits == 0 }),
		"jobs/again": failing(func(_, reminders int) bool { return reminders > 0 }),
		"jobs/committed": running(func(_ context.Context, _ wire.Call, _ wire.Job, next func() (store.Commit, error)) (store.Commit, error) {
			staged, err := next()
			unsound(&staged)
			return staged, err
		}),
		"jobs/data": running(func(_ context.Context, _ wire.Call, j wire.Job, next func() (store.Commit, error)) (store.Commit, error) {
			if string(j.Data) == "not json" {
				os.Exit(3)
			}
			return next()
		}),
		"jobs/unknown": running(func(_ context.Context, _ wire.Call, j wire.Job, next func() (store.Commit, error)) (store.Commit, error) {
			if j.Name == "no-such-job" {
				return store.Commit{}, nil
			}
			return next()
		}),
		"hears/told": hearing(func(e wire.Event, next func() (store.Commit, error)) (store.Commit, error) {
			if string(e.Data) == "not json" {
				os.Exit(3)
			}
			return next()
		}),
		"hears/again": hearing(func(_ wire.Event, next func() (store.Commit, error)) (store.Commit, error) {
			if told.Add(1)%2 == 0 {
				return store.Commit{}, fault.New(fault.Conflict, "heard-already", "This was heard already.")
			}
			return next()
		}),
		"hears/committed": hearing(func(_ wire.Event, next func() (store.Commit, error)) (store.Commit, error) {
			staged, err := next()
			unsound(&staged)
			return staged, err
		}),
		"hears/other": hearing(func(e wire.Event, next func() (store.Commit, error)) (store.Commit, error) {
			if strings.HasPrefix(e.Type, "nobody.") {
				return store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: "votes", Doc: []byte(`{"value":1}`)}}}, nil
			}
			return next()
		}),
		"hooks/create": failingHook(func(c wire.Change) bool { return c.Verb == store.Create && c.Collection == "visits" }),
		"hooks/update": failingHook(func(c wire.Change) bool { return c.Verb == store.Update && !odd(c) && own(c) }),
		"hooks/delete": failingHook(func(c wire.Change) bool { return c.Verb == store.Delete && own(c) }),
		"hooks/odd":    failingHook(odd),
		"hooks/sound": hooking(func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error) {
			doc, err := next()
			return bytes.Replace(doc, []byte(`"status":"done"`), []byte(`"status":"dreamt"`), 1), err
		}),
		"hooks/same": hooking(func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error) {
			doc, err := next()
			return bytes.Replace(doc, []byte(`"note":"`), fmt.Appendf(nil, `"note":"%d `, shown.Add(1)), 1), err
		}),
		"hooks/swift": hooking(func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error) {
			if change.Verb == store.Create && own(change) {
				time.Sleep(220 * time.Millisecond)
			}
			return next()
		}),
		"hooks/none": hooking(func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error) {
			if change.Collection != "visits" && change.Collection != "x" && change.Collection != "portrait/waves" {
				return change.New, nil
			}
			return next()
		}),
		"guards/told": guarding(func(wire.Change) (json.RawMessage, error) {
			return nil, fault.New(fault.Unsupported, "no-such-hook", "There is none.")
		}),
		"guards/document": guarding(func(c wire.Change) (json.RawMessage, error) {
			return append(c.New, c.Old...), nil
		}),
		"guards/swift": guarding(func(wire.Change) (json.RawMessage, error) {
			time.Sleep(220 * time.Millisecond)
			return nil, nil
		}),
	}
}

// guarding answers otherwise where it is asked about what another module writes.
func guarding(answer func(wire.Change) (json.RawMessage, error)) flaw {
	return hooking(func(change wire.Change, next func() (json.RawMessage, error)) (json.RawMessage, error) {
		if change.Collection == "portrait/waves" {
			return answer(change)
		}
		return next()
	})
}
