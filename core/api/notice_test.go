package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// noticeDesk is the desk of a town, for what its module declares.
func (x *town) noticeDesk() *notice.Desk {
	return notice.NewDesk(notice.Config{
		Tenants: x.db.Directory(), Tree: x.db.Tree(), Roll: x.db.Roll(), Holdings: x.db.Holdings(), Store: x.db.Notices(), Keeper: x.db.Notices(),
		URL: "https://ville.example", Key: []byte("key"), Now: time.Now,
		Opens: func(context.Context, tenant.Tenant, identity.Principal, string, string) (bool, error) {
			return true, nil
		},
		Seal: func(_ tenant.ID, _ string, n store.Notice) ([]byte, error) { return json.Marshal(n) },
		Kinds: func(_ context.Context, _ tenant.ID, name string) ([]sdk.NoticeKind, error) {
			if name == notice.Core {
				return notice.CoreKinds(), nil
			}
			return x.modules.list[0].Manifest.Notices, nil
		},
		Letters: func(_ tenant.ID, m store.Mail) ([]byte, error) { return json.Marshal(m) },
	})
}

// telling is a town whose module tells of two kinds of things.
func telling(t *testing.T) *town {
	t.Helper()
	x := populated(t)
	words := func(text string) sdk.Text { return sdk.Text{"fr": text, "en": text} }
	x.modules.list[0].Manifest.Notices = []sdk.NoticeKind{
		{Name: "moved", Title: words("Visite déplacée"), Subject: words("Visite {n}"), Text: words("La visite {n} est déplacée.")},
		{Name: "breach", Title: words("Incident"), Subject: words("Incident"), Text: words("Un incident."), Required: words("La loi le demande.")},
	}
	return x
}

// tell has somebody told something, and returns the message about it, where there is one.
func (x *town) tell(slug, person, kind, n string) (m store.Mail) {
	x.t.Helper()
	t, err := x.db.Directory().BySlug(x.t.Context(), slug)
	must(x.t, err)
	item := outbox.Item{ID: uuid.Must(uuid.NewV7()).String(), Tenant: t.ID, Kind: outbox.Notice, Name: "visits", Subject: person}
	must(x.t, x.config.NoticeDesk.(*notice.Desk).Take(x.t.Context(), item, store.Notice{To: person, Kind: kind, Values: map[string]map[string]string{"n": {"fr": n}}}))
	waiting, err := x.db.Queue().Lease(x.t.Context(), 10, time.Minute)
	must(x.t, err)
	for _, i := range waiting {
		if i.Kind == outbox.Mail {
			must(x.t, json.Unmarshal(i.Data, &m))
		}
	}
	return m
}

// mailed gives somebody an e-mail address, and returns who they are.
func (s session) mailed(slug string) string {
	s.t.Helper()
	me := s.self(slug)
	s.do("PUT", "/t/"+slug+"/people/"+me, map[string]any{"name": "Ana Roy", "email": "ana@example.org", "language": "fr"}).want(s.t, 200, "")
	return me
}

type toldPage struct {
	Notices []struct {
		ID, Module, Link string
		Subject          map[string]string
		Read             *time.Time `json:"read_at"`
	}
	Unread int
}

func TestMyNoticesAndMyChoices(t *testing.T) {
	t.Parallel()
	x := telling(t)
	admin, other := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	me := admin.mailed("bordeaux")
	if m := x.tell("bordeaux", me, "moved", "1"); m.Subject != "Visite 1" || !strings.HasPrefix(m.Unsubscribe, "https://ville.example/t/bordeaux/notices/leave/") {
		t.Fatalf("at once: %+v", m)
	}
	var list toldPage
	admin.do("GET", "/t/bordeaux/me/notices", nil).into(t, &list)
	if list.Unread != 1 || len(list.Notices) != 1 || list.Notices[0].Subject["fr"] != "Visite 1" || list.Notices[0].Link != "modules/visits" {
		t.Fatalf("the list: %+v", list)
	}
	admin.do("POST", "/t/bordeaux/me/notices:read", map[string]any{"ids": []string{list.Notices[0].ID}}).want(t, 204, "")
	admin.do("GET", "/t/bordeaux/me/notices", nil).into(t, &list)
	if list.Unread != 0 || list.Notices[0].Read == nil {
		t.Errorf("read: %+v", list)
	}
	choose := func(kind, way string) answer {
		return admin.do("PUT", "/t/bordeaux/me/notice-choices", map[string]any{"choices": []map[string]string{{"module": "visits", "kind": kind, "way": way}}})
	}
	choose("none", "now").want(t, 404, "notice-not-found")
	choose("moved", "often").want(t, 422, "")
	choose("breach", "none").want(t, 409, "notice-required")
	choose("moved", "none").want(t, 200, "")
	if m := x.tell("bordeaux", me, "moved", "2"); m.To != "" {
		t.Errorf("switched off: %+v", m)
	}
	if m := x.tell("bordeaux", me, "breach", ""); m.To == "" || m.Unsubscribe != "" || !strings.Contains(m.Text, "La loi le demande.") {
		t.Errorf("what cannot be: %+v", m)
	}
	other.do("GET", "/t/lyon/me/notices", nil).into(t, &list)
	if list.Unread != 0 || len(list.Notices) != 0 {
		t.Errorf("somebody else reads %+v", list)
	}
	x.stranger().do("GET", "/t/bordeaux/me/notices", nil).want(t, 401, "")
	var export struct {
		Account struct {
			Notices []any
			Choices []any `json:"notice_choices"`
		}
	}
	admin.do("GET", "/t/bordeaux/people/"+me+":export", nil).into(t, &export)
	if len(export.Account.Notices) != 3 || len(export.Account.Choices) != 1 {
		t.Errorf("the export: %+v", export)
	}
}

// TestARoleIsToldAtItsSite has those who hold a role at a site told, by their own lists: nobody of the site beside it, and nobody of
// another organisation, whatever names its sites have.
func TestARoleIsToldAtItsSite(t *testing.T) {
	t.Parallel()
	x := telling(t)
	admin, other := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	lilas, roses := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Les Roses", north)
	people := map[string]session{
		"here": admin.invite("bordeaux", "core:educator", lilas), "above": admin.invite("bordeaux", "core:educator", north),
		"beside": admin.invite("bordeaux", "core:educator", roses), "directs": admin.invite("bordeaux", "core:director", lilas), "left": admin.invite("bordeaux", "core:educator", lilas),
	}
	neighbour := other.invite("lyon", "core:educator", other.unit("lyon", "Les Lilas", ""))
	left := people["left"].self("bordeaux")
	admin.do("POST", "/t/bordeaux/people/"+left+":suspend", nil).want(t, 200, "")
	town, err := x.db.Directory().BySlug(t.Context(), "bordeaux")
	must(t, err)
	desk := x.config.NoticeDesk.(*notice.Desk)
	item := outbox.Item{ID: uuid.Must(uuid.NewV7()).String(), Tenant: town.ID, Kind: outbox.Notice, Name: "visits"}
	for range 2 {
		must(t, desk.Take(t.Context(), item, store.Notice{Roles: []string{identity.Educator}, Units: []string{lilas}, Kind: "moved"}))
		waiting, err := x.db.Queue().Lease(t.Context(), 10, time.Minute)
		must(t, err)
		for _, i := range waiting {
			var one store.Notice
			must(t, json.Unmarshal(i.Data, &one))
			must(t, desk.Take(t.Context(), i, one))
			must(t, x.db.Queue().Done(t.Context(), i))
		}
	}
	unread := func(s session, slug string) int {
		var list toldPage
		s.do("GET", "/t/"+slug+"/me/notices", nil).into(t, &list)
		return list.Unread
	}
	for who, want := range map[string]int{"here": 1, "above": 1, "beside": 0, "directs": 0} {
		if got := unread(people[who], "bordeaux"); got != want {
			t.Errorf("%s has %d notices, want %d", who, got, want)
		}
	}
	if unread(neighbour, "lyon") != 0 || unread(admin, "bordeaux") != 0 {
		t.Error("somebody without the role there was told")
	}
	if all, err := x.db.Notices().Of(t.Context(), town.ID, left, "", 10); err != nil || len(all) != 0 {
		t.Errorf("somebody who is suspended was told %+v, %v", all, err)
	}
}

// TestMessagesEndByOnePost tries what mail programs and scanners do with the address in a message.
func TestMessagesEndByOnePost(t *testing.T) {
	t.Parallel()
	x := telling(t)
	admin := x.as("bordeaux", "admin")
	me := admin.mailed("bordeaux")
	way := func() string {
		t.Helper()
		var out struct {
			Modules []struct{ Kinds []struct{ Name, Way string } }
		}
		admin.do("GET", "/t/bordeaux/me/notice-choices", nil).into(t, &out)
		return out.Modules[0].Kinds[0].Way
	}
	address := strings.TrimPrefix(x.tell("bordeaux", me, "moved", "1").Unsubscribe, "https://ville.example")
	_, token, _ := strings.Cut(address, "/notices/leave/")
	post := func(path, form string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		x.handler.ServeHTTP(w, r)
		return w
	}
	for what, opened := range map[string]answer{
		"a scanner that follows it":            x.stranger().do("GET", address, nil),
		"a scanner that looks at its head":     x.stranger().do("HEAD", address, nil),
		"a page that asks before it is agreed": x.stranger().do("POST", "/t/bordeaux/notices:leave", map[string]any{"token": token}),
	} {
		if opened.StatusCode >= 500 || way() != "now" {
			t.Errorf("%s: %d, then %s", what, opened.StatusCode, way())
		}
	}
	if to := x.stranger().do("GET", address, nil); to.StatusCode != 303 || to.Header.Get("Location") != "/o/bordeaux/leave#"+token {
		t.Errorf("a person is led to %q", to.Header.Get("Location"))
	}
	for what, try := range map[string][2]string{
		"no form": {address, ""}, "another form": {address, "List-Unsubscribe=No"}, "a token that was changed": {address + "x", "List-Unsubscribe=One-Click"},
		"another organisation": {strings.Replace(address, "bordeaux", "lyon", 1), "List-Unsubscribe=One-Click"},
	} {
		if w := post(try[0], try[1]); w.Code < 400 || w.Code >= 500 || way() != "now" {
			t.Errorf("%s: %d, then %s", what, w.Code, way())
		}
	}
	if w := post(address, "List-Unsubscribe=One-Click"); w.Code != 200 || way() != "none" {
		t.Fatalf("one POST: %d %s, then %s", w.Code, w.Body, way())
	}
	admin.do("PUT", "/t/bordeaux/me/notice-choices", map[string]any{"choices": []map[string]string{{"module": "visits", "kind": "moved", "way": "weekly"}}}).want(t, 200, "")
	var asked struct {
		Title map[string]string
		Ended bool
	}
	x.stranger().do("POST", "/t/bordeaux/notices:leave", map[string]any{"token": token, "confirmed": true}).into(t, &asked)
	if !asked.Ended || asked.Title["fr"] != "Visite déplacée" || way() != "none" {
		t.Errorf("a person agrees: %+v, then %s", asked, way())
	}
	x.stranger().do("POST", "/t/bordeaux/notices:leave", map[string]any{"token": "none"}).want(t, 404, "leave-unknown")
}

// TestPaperForThoseWithoutMail hands people what waits for them, and nobody what waits for another.
func TestPaperForThoseWithoutMail(t *testing.T) {
	t.Parallel()
	x := telling(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	lilas, cerisiers := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Les Cerisiers", north)
	director := admin.invite("bordeaux", "core:director", lilas)
	without := func(site string) string {
		t.Helper()
		s := admin.invite("bordeaux", "core:educator", site)
		return s.self("bordeaux")
	}
	here, there := without(lilas), without(cerisiers)
	for i, person := range []string{here, here, there, admin.self("bordeaux")} {
		x.tell("bordeaux", person, "moved", fmt.Sprint(i+1))
	}
	type sheets struct {
		Unit   string
		People []struct {
			ID, Name string
			Notices  []struct{ ID string }
		}
	}
	read := func(s session, unit string) (all sheets) {
		t.Helper()
		s.do("GET", "/t/bordeaux/notices?unit_id="+unit, nil).into(t, &all)
		return all
	}
	mine := read(director, lilas)
	if mine.Unit != "Les Lilas" || len(mine.People) != 1 || mine.People[0].ID != here || len(mine.People[0].Notices) != 2 {
		t.Fatalf("the sheets of a site: %+v", mine)
	}
	director.do("GET", "/t/bordeaux/notices?unit_id="+cerisiers, nil).want(t, 403, "denied")
	director.do("GET", "/t/bordeaux/notices", nil).want(t, 403, "denied")
	if all := read(admin, north); len(all.People) != 2 {
		t.Errorf("the sheets of a territory: %+v", all)
	}
	hand := func(person string) answer {
		return director.do("POST", "/t/bordeaux/notices:hand", map[string]any{"unit_id": lilas, "person": person, "ids": []string{mine.People[0].Notices[0].ID, mine.People[0].Notices[1].ID}})
	}
	hand(there).want(t, 404, "person-not-found")
	hand(here).want(t, 204, "")
	if again := read(director, lilas); len(again.People) != 0 {
		t.Errorf("after it was handed over: %+v", again)
	}
	admin.do("PUT", "/t/bordeaux/notices/week", map[string]any{"day": 5, "hour": 16}).want(t, 200, "")
	admin.do("PUT", "/t/bordeaux/notices/week", map[string]any{"day": 8, "hour": 16}).want(t, 422, "")
	director.do("PUT", "/t/bordeaux/notices/week", map[string]any{"day": 5, "hour": 16}).want(t, 403, "denied")
}
