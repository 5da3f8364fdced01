package sqlstore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// deskIn is the desk of a world, with one module that tells of two things; letters fails for an address.
func (w *world) deskIn(fails string) *notice.Desk {
	words := func(text string) sdk.Text { return sdk.Text{"fr": text, "en": text} }
	kinds := []sdk.NoticeKind{
		{Name: "moved", Title: words("Déplacée"), Subject: words("Séance {number}"), Text: words("La séance {number} est déplacée.")},
		{Name: "law", Title: words("Loi"), Subject: words("Loi"), Text: words("La loi."), Required: words("la loi le demande")},
	}
	return notice.NewDesk(notice.Config{
		Tenants: w.Directory(), Tree: w.Tree(), Roll: w.Roll(), Holdings: w.Holdings(), Store: w.Notices(), Keeper: w.Notices(), URL: "https://r.test", Key: []byte("key"), Now: w.clock.Now,
		Kinds: func(context.Context, tenant.ID, string) ([]sdk.NoticeKind, error) { return kinds, nil },
		Opens: func(_ context.Context, _ tenant.Tenant, who identity.Principal, _, _ string) (bool, error) {
			return len(who.Grants) != 1 || who.Grants[0].Role != identity.Educator, nil
		},
		Seal: func(_ tenant.ID, _ string, n store.Notice) ([]byte, error) { return json.Marshal(n) },
		Letters: func(_ tenant.ID, m store.Mail) ([]byte, error) {
			if m.To == fails {
				return nil, errors.New("the machine stops here")
			}
			return json.Marshal(m)
		},
	})
}

func (w *world) told(desk *notice.Desk, id tenantID, person, kind string, number int) error {
	item := outbox.Item{ID: fmt.Sprintf("0198a000-0000-7000-8000-%012d", number), Tenant: id, Kind: outbox.Notice, Name: "visits", Subject: person}
	return desk.Take(w.t.Context(), item, store.Notice{To: person, Kind: kind, Link: "/s", Values: map[string]map[string]string{"number": {"fr": fmt.Sprint(number)}}})
}

// letters are the messages that are due now, taken off the queue, and when the jobs among the rest are.
func (w *world) letters() (all []store.Mail) {
	w.t.Helper()
	items, err := w.Queue().Lease(w.t.Context(), 100, time.Minute)
	check(w.t, err)
	for _, i := range items {
		if i.Kind == outbox.Mail {
			var m store.Mail
			check(w.t, json.Unmarshal(i.Data, &m))
			all = append(all, m)
		}
		check(w.t, w.Queue().Done(w.t.Context(), i))
	}
	return all
}

func (w *world) choose(id tenantID, person, kind, way string) {
	w.change(id, func(ctx context.Context, tx audit.Tx) error {
		return tx.People().Notices().Choose(ctx, []notice.Choice{{Person: person, Module: "visits", Kind: kind, Way: way}})
	})
}

func TestEachNoticeReachesItsReaderOnceAsTheyChose(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana, bob, out := w.person(tenantA, "ana"), w.person(tenantA, "bob"), w.person(tenantB, "ana")
		bob.Email = ""
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { _, err := tx.People().Put(ctx, bob); return err })
		desk := w.deskIn("")
		for range 2 { // at least once
			check(t, w.told(desk, tenantA, ana.ID, "moved", 1))
			check(t, w.told(desk, tenantA, bob.ID, "moved", 2))
			check(t, w.told(desk, tenantA, out.ID, "moved", 3)) // somebody of elsewhere is nobody here
		}
		sent := w.letters()
		if len(sent) != 1 || sent[0].To != "ana@example.org" || sent[0].Subject != "Séance 1" || !strings.Contains(sent[0].Text, "https://r.test/o/aubervilliers/modules/visits/s") {
			t.Fatalf("sent %+v", sent)
		}
		w.choose(tenantA, ana.ID, "moved", sdk.NoticeNone)
		w.choose(tenantA, ana.ID, "law", sdk.NoticeNone)
		check(t, w.told(desk, tenantA, ana.ID, "moved", 4))
		check(t, w.told(desk, tenantA, ana.ID, "law", 5))
		if sent := w.letters(); len(sent) != 1 || sent[0].Subject != "Loi" || sent[0].Unsubscribe != "" {
			t.Errorf("switched off, but for what cannot be: %+v", sent)
		}
		_, token, _ := strings.Cut(sent[0].Unsubscribe, "/notices/leave/")
		if l, ok := notice.NewPasses([]byte("key")).Read(tenantA, token); !ok || l != (notice.Leave{Person: ana.ID, Module: "visits", Kind: "moved"}) {
			t.Errorf("the link ends %+v, %v", l, ok)
		}
		for what, token := range map[string]string{"another's": "x" + token, "cut": token[:len(token)-1], "none": ""} {
			if _, ok := notice.NewPasses([]byte("key")).Read(tenantA, token); ok {
				t.Errorf("a token that is %s is taken", what)
			}
		}
		if _, ok := notice.NewPasses([]byte("key")).Read(tenantB, token); ok {
			t.Error("a token ends messages of another organisation")
		}
		of := func(id tenantID, person string) (numbers []string) {
			all, err := w.Notices().Of(t.Context(), id, person, "", 10)
			check(t, err)
			for _, n := range all {
				numbers = append(numbers, strings.TrimLeft(n.ID[24:], "0"))
			}
			return numbers
		}
		if got := fmt.Sprint(of(tenantA, ana.ID), of(tenantA, bob.ID), of(tenantB, ana.ID), of(tenantB, out.ID)); got != "[5 4 1] [2] [] []" {
			t.Errorf("lists %s", got)
		}
		waits, err := w.Notices().Waiting(t.Context(), tenantA, []string{bob.ID})
		check(t, err)
		if len(waits) != 1 || waits[0].Way != sdk.NoticeNone {
			t.Errorf("for paper: %+v", waits)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
			return tx.People().Notices().MarkRead(ctx, bob.ID, []string{waits[0].ID, of(tenantA, ana.ID)[0]})
		})
		if n, err := w.Notices().Unread(t.Context(), tenantA, ana.ID); err != nil || n != 3 {
			t.Errorf("somebody read another's: %d, %v", n, err)
		}
		check(t, w.Queue().Add(t.Context(), outbox.Item{ID: "w", Tenant: tenantA, Kind: outbox.Notice, Subject: ana.ID}))
		if n, err := w.Notices().Erase(t.Context(), tenantA, ana.ID); err != nil || n != 4 || len(of(tenantA, ana.ID)) > 0 {
			t.Errorf("erased %d, %v", n, err)
		}
		w.clock.advance(8 * 31 * 24 * time.Hour)
		check(t, w.Notices().Drop(t.Context(), tenantA, w.clock.Now().AddDate(0, -notice.Keep, 0), []string{bob.ID}))
		if got := len(of(tenantA, bob.ID)); got != 1 {
			t.Errorf("what a hold keeps: %d", got)
		}
		check(t, w.Notices().Drop(t.Context(), tenantA, w.clock.Now().AddDate(0, -notice.Keep, 0), nil))
		if got := len(of(tenantA, bob.ID)); got != 0 {
			t.Errorf("left after its time: %d", got)
		}
	})
}

// Two nodes write the week's messages at once, one of them dies in the middle, and everybody has one message with their own.
func TestTheWeeksMessageIsWrittenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		desk, people := w.deskIn(""), map[string]string{}
		for _, login := range []string{"ana", "bob", "cleo"} {
			people[login] = w.person(tenantA, login).ID
			w.choose(tenantA, people[login], "moved", sdk.NoticeWeekly)
		}
		for i, login := range []string{"ana", "bob", "cleo", "ana", "bob"} {
			check(t, w.told(desk, tenantA, people[login], "moved", 10+i))
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
			return tx.People().Notices().MarkRead(ctx, people["bob"], []string{"0198a000-0000-7000-8000-000000000011"})
		})
		w.choose(tenantA, people["cleo"], "moved", sdk.NoticeNone) // meanwhile
		check(t, desk.Week(t.Context(), tenantA))
		if sent := w.letters(); len(sent) > 0 {
			t.Fatalf("before the day: %+v", sent)
		}
		w.clock.advance(time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC).Sub(w.clock.Now())) // Monday, 7 h in Paris
		if err := w.deskIn("bob@example.org").Week(t.Context(), tenantA); err == nil && people["ana"] != "" {
			t.Error("the node that dies did not")
		}
		var nodes sync.WaitGroup
		for range 4 {
			nodes.Go(func() {
				if err := w.deskIn("").Week(t.Context(), tenantA); err != nil {
					t.Errorf("a node: %v", err)
				}
			})
		}
		nodes.Wait()
		sent := w.letters()
		slices.SortFunc(sent, func(a, b store.Mail) int { return strings.Compare(a.To, b.To) })
		if len(sent) != 2 || sent[0].To != "ana@example.org" || sent[1].To != "bob@example.org" {
			t.Fatalf("sent %+v", sent)
		}
		if text := sent[0].Text; !strings.Contains(text, "Séance 10") || !strings.Contains(text, "Séance 13") || strings.Contains(text, "Séance 11") {
			t.Errorf("to Ana: %s", text)
		}
		if text := sent[1].Text; strings.Contains(text, "Séance 11") || !strings.Contains(text, "Séance 14") {
			t.Errorf("to Bob, who has read one: %s", text)
		}
	})
}
