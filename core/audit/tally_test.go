package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
)

func counts(m *memory) (counts []int) {
	for _, e := range m.book(lilas).loose {
		counts = append(counts, e.Count)
	}
	return counts
}

func TestThrottleCountsAFlood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		throttle := audit.NewThrottle(m, nil)
		denied := audit.Entry{Tenant: lilas, Action: "core:sign-in", Outcome: audit.Failed, Principal: "visitor", Rule: "none"}
		for n := range 500 {
			denied.Request = fmt.Sprint(n)
			if err := throttle.Note(t.Context(), "192.0.2.0/24", denied); err != nil {
				t.Fatal(err)
			}
		}
		one := []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
		if diff := cmp.Diff(one, counts(m)); diff != "" {
			t.Errorf("in the same minute (-want +got):\n%s", diff)
		}
		if err := throttle.Note(t.Context(), "198.51.100.0/24", denied); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := throttle.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(append(one, 1, 490), counts(m)); diff != "" {
			t.Errorf("a minute later (-want +got):\n%s", diff)
		}
		last := m.book(lilas).loose[11]
		if last.Action != denied.Action || last.Principal != "visitor" || last.Request != "" {
			t.Errorf("the count's entry keeps what is common, and no request: %+v", last)
		}
	})
}

func TestReadsAreDurableFirstAndCountedAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		reads := audit.NewReads(m, nil)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- reads.Run(ctx) }()
		for _, who := range []string{"person:1", "person:2", "person:1", "person:1"} {
			read := audit.Entry{Tenant: lilas, Action: "visits:visit.get", Principal: who, Outcome: audit.Done}
			if err := reads.Note(ctx, "visits /niort/", read); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]int{1, 1}, counts(m)); diff != "" {
			t.Errorf("at once (-want +got):\n%s", diff)
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{1, 1, 2}, counts(m)); diff != "" {
			t.Errorf("after the stop (-want +got):\n%s", diff)
		}
	})
}

func TestReadsAreRefusedWhileTheyCannotBeWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		reads := audit.NewReads(m, nil)
		note := func() error { return reads.Note(t.Context(), "s", audit.Entry{Tenant: lilas, Action: "a"}) }
		full := errors.New("disk full")
		m.fail = full
		for range 2 {
			if err := note(); !errors.Is(err, full) {
				t.Errorf("a read that no entry stands for: %v, want the cause", err)
			}
		}
		m.fail = nil
		if err := errors.Join(note(), note(), note()); err != nil {
			t.Fatal(err)
		}
		m.fail = full
		time.Sleep(time.Minute)
		if err := reads.Flush(t.Context()); !errors.Is(err, full) {
			t.Errorf("flush: %v, want the cause", err)
		}
		m.fail = nil
		if err := reads.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{1, 2}, counts(m)); diff != "" {
			t.Errorf("once the disk has room (-want +got):\n%s", diff)
		}
	})
}
