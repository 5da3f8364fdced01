package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// visits makes one visit in each unit of a town, and the same in the other.
func (w *world) visits(in town) map[string]store.Record {
	made := map[string]store.Record{}
	for name, id := range map[string]string{"north": in.north.ID, "inner": in.inner.ID, "south": in.south.ID} {
		made[name] = w.create(in.coordinator(), "visits", fmt.Sprintf(`{"title":%q,"site":%q,"places":5,"host":"h","phone":"07 %s"}`, name, id, name))
	}
	made["root"] = w.create(in.coordinator(), "visits", `{"title":"root","places":5}`)
	return made
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func TestOfWhatCallersDoNotSeeNothingExists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	made := w.visits(w.a)
	w.visits(w.b)
	director := w.a.as(identity.Director, w.a.north.Path)
	v := w.keeper.View(director)
	for name, seen := range map[string]bool{"north": true, "inner": true, "south": false, "root": false} {
		_, err := v.Get(t.Context(), "visits", made[name].ID)
		if seen && err != nil {
			t.Errorf("get %s: %v", name, err)
		}
		if !seen {
			wantKind(t, "get "+name, err, fault.NotFound)
		}
		for _, m := range []store.Mutation{
			{Verb: store.Update, Collection: "visits", ID: made[name].ID, Doc: []byte(`{"title":"x","site":"` + w.a.north.ID + `"}`)},
			{Verb: store.Delete, Collection: "visits", ID: made[name].ID},
		} {
			if seen && m.Verb == store.Update {
				continue
			}
			want := fault.NotFound
			if seen {
				want = fault.Denied // seen, and not to be deleted by a director
			}
			_, err := w.commit(director, m)
			wantKind(t, string(m.Verb)+" "+name, err, want)
		}
	}
	p, err := v.List(t.Context(), "visits", store.Query{Order: "title"})
	if err != nil || len(p.Records) != 2 {
		t.Errorf("list: %d records, %v", len(p.Records), err)
	}
	p, err = v.List(t.Context(), "visits", store.Query{Search: "south"})
	if err != nil || len(p.Records) != 0 {
		t.Errorf("search: %d records, %v", len(p.Records), err)
	}
	groups, err := v.Aggregate(t.Context(), "visits", store.Aggregation{Measure: []store.Measure{{Op: store.Count}}})
	if err != nil || groups[0].N != 2 {
		t.Errorf("count: %+v, %v", groups, err)
	}
}

func TestWritesAreDecidedOnOldAndNew(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	director := w.a.as(identity.Director, w.a.north.Path)
	own := w.create(director, "visits", `{"title":"mine","site":"`+w.a.north.ID+`"}`)
	for what, m := range map[string]store.Mutation{
		"create elsewhere":  {Verb: store.Create, Doc: []byte(`{"title":"x","site":"` + w.a.south.ID + `"}`)},
		"create at root":    {Verb: store.Create, Doc: []byte(`{"title":"x"}`)},
		"move out of reach": {Verb: store.Update, ID: own.ID, Doc: []byte(`{"title":"x","site":"` + w.a.south.ID + `"}`)},
	} {
		m.Collection = "visits"
		_, err := w.commit(director, m)
		wantKind(t, what, err, fault.Denied)
	}
	_, err := w.commit(w.a.as(identity.Educator, w.a.north.Path), store.Mutation{Verb: store.Update, Collection: "visits", ID: own.ID, Doc: []byte(`{"title":"x"}`)})
	wantKind(t, "update by one who may only read", err, fault.Denied)
	south := w.create(w.a.coordinator(), "visits", `{"title":"theirs","site":"`+w.a.south.ID+`"}`)
	reader := w.a.as(identity.Educator, "/")
	reader.Principal.Grants = append(reader.Principal.Grants, identity.Grant{Role: identity.Director, Path: w.a.north.Path})
	_, err = w.commit(reader, store.Mutation{Verb: store.Update, Collection: "visits", ID: south.ID, Doc: []byte(`{"title":"x","site":"` + w.a.north.ID + `"}`)})
	wantKind(t, "pulling what may only be read into reach", err, fault.Denied)
	operation := w.a.as(identity.Educator, "/")
	operation.Action = "test:visit.finish"
	if _, err := w.commit(operation, store.Mutation{Verb: store.Update, Collection: "visits", ID: own.ID, Doc: []byte(`{"title":"done"}`)}); err != nil {
		t.Errorf("an operation's own action decides about its writes: %v", err)
	}
	nobody := w.a.coordinator()
	nobody.Principal = identity.Principal{Kind: identity.Visitor}
	_, err = w.keeper.View(nobody).List(t.Context(), "visits", store.Query{})
	wantKind(t, "a list by one who may read nothing", err, fault.Denied)
	_, err = w.keeper.View(nobody).Get(t.Context(), "visits", own.ID)
	wantKind(t, "a get by one who may read nothing", err, fault.NotFound)
}

// TestRefusalsAreCounted lets somebody be refused in each way a view refuses: ten entries one by one, then one
// with a count; another's refusals and another town's stand apart.
func TestRefusalsAreCounted(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		var denials *audit.Tally
		w := newWorld(t, config(d), func(c *record.Config) {
			denials = audit.NewThrottle(c.Log, c.Clock)
			c.Denials = denials
		})
		educator, stranger := w.a.as(identity.Educator, "/"), w.a.coordinator()
		stranger.Principal, stranger.Source = identity.Principal{Kind: identity.Visitor}, "192.0.2.0/24"
		create := store.Mutation{Verb: store.Create, Collection: "visits", Doc: []byte(`{"title":"x"}`)}
		for range 25 {
			_, err := w.commit(educator, create)
			wantKind(t, "a create by one who may only read", err, fault.Denied)
		}
		_, err := w.commit(w.b.as(identity.Educator, "/"), create)
		wantKind(t, "the same in the other town", err, fault.Denied)
		_, err = w.keeper.View(stranger).List(t.Context(), "visits", store.Query{})
		wantKind(t, "a list by one who may read nothing", err, fault.Denied)
		_, err = w.keeper.View(stranger).Aggregate(t.Context(), "visits", store.Aggregation{Measure: []store.Measure{{Op: store.Count}}})
		wantKind(t, "a count by one who may read nothing", err, fault.Denied)
		if diff := cmp.Diff([]int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, w.refused(w.a, "test:visits.create")); diff != "" {
			t.Errorf("at once (-want +got):\n%s", diff)
		}
		w.clock.advance(time.Minute)
		if err := denials.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 15}, w.refused(w.a, "test:visits.create")); diff != "" {
			t.Errorf("after the minute (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]int{1, 1}, w.refused(w.a, "test:visits.read")); diff != "" {
			t.Errorf("reads (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]int{1}, w.refused(w.b, "test:visits.create")); diff != "" {
			t.Errorf("in the other town (-want +got):\n%s", diff)
		}
		if text := fmt.Sprint(w.entries(w.a)); strings.Contains(text, "192.0.2.0") {
			t.Errorf("an address was stored: %s", text)
		}
	})
}

// refused are the counts of a town's refusals of an action, oldest first.
func (w *world) refused(in town, action string) (counts []int) {
	w.Helper()
	for _, e := range w.entries(in) {
		if e.Action == action && e.Outcome == audit.Denied {
			counts = append(counts, e.Count)
		}
	}
	return counts
}

func TestMasksWithholdFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	made := w.create(w.a.coordinator(), "contacts", `{"person":"p","phone":"07 11","note":"old"}`)
	educator := w.a.as(identity.Educator, "/")
	v := w.keeper.View(educator)
	got, err := v.Get(t.Context(), "contacts", made.ID)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(got.Doc), "07") || !cmp.Equal(got.Masked, []string{"phone"}) {
		t.Errorf("withheld: %v in %s", got.Masked, got.Doc)
	}
	for pointer, q := range map[string]store.Query{"/filter": {Filter: `phone = "07 11"`}, "/order_by": {Order: "phone"}} {
		_, err := v.List(t.Context(), "contacts", q)
		var f *fault.Error
		if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Pointer != pointer {
			t.Errorf("a query over a withheld field: %v, want a complaint at %s", err, pointer)
		}
	}
	_, err = v.Aggregate(t.Context(), "contacts", store.Aggregation{GroupBy: []string{"phone"}, Measure: []store.Measure{{Op: store.Count}}})
	wantKind(t, "a group by a withheld field", err, fault.Invalid)
	_, err = w.commit(educator, store.Mutation{Verb: store.Update, Collection: "contacts", ID: made.ID, Doc: []byte(`{"person":"p","phone":"x"}`)})
	wantKind(t, "a change of a withheld field", err, fault.Invalid)
	receipt, err := w.commit(educator, store.Mutation{Verb: store.Update, Collection: "contacts", ID: made.ID, Doc: []byte(`{"person":"p","note":"new"}`)})
	if err != nil || strings.Contains(string(receipt.Records[0].Doc), "07") {
		t.Errorf("an update beside a withheld field: %+v, %v", receipt.Records, err)
	}
	whole, err := w.keeper.View(w.a.coordinator()).Get(t.Context(), "contacts", made.ID)
	if err != nil || !strings.Contains(string(whole.Doc), `"phone":"07 11"`) || !strings.Contains(string(whole.Doc), `"note":"new"`) {
		t.Errorf("afterwards: %s, %v", whole.Doc, err)
	}
}

func TestCollectionsOutOfReach(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	foreign := w.a.coordinator()
	foreign.Module = "other"
	thing := w.create(foreign, "things", `{"title":"t"}`)
	caller := w.a.coordinator()
	with := caller
	with.Needs = []string{"other/things", "other/tokens"}
	if _, err := w.keeper.View(with).Get(t.Context(), "other/things", thing.ID); err != nil {
		t.Errorf("a consented need: %v", err)
	}
	module := w.a.itself()
	module.Module, module.Needs = "other", []string{"test/answers", "test/tokens"}
	for what, c := range map[string]struct {
		caller     record.Caller
		collection string
	}{
		"another module's, without consent":         {caller, "other/things"},
		"internal, as a caller":                     {caller, "tokens"},
		"anonymous, as a caller":                    {caller, "answers"},
		"another module's internal, even with need": {module, "test/tokens"},
		"another module's anonymous, with need":     {module, "test/answers"},
	} {
		v := w.keeper.View(c.caller)
		_, err := v.List(t.Context(), c.collection, store.Query{})
		wantKind(t, what, err, fault.NotFound)
		_, err = v.Schema(c.collection)
		wantKind(t, what+", schema", err, fault.NotFound)
		_, err = w.commit(c.caller, store.Mutation{Verb: store.Create, Collection: c.collection, Doc: []byte(`{"value":1}`)})
		wantKind(t, what+", write", err, fault.NotFound)
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	c := w.a.coordinator()
	made := w.create(c, "visits", `{"title":"a","site":"`+w.a.south.ID+`"}`)
	w.change(w.a, func(u *unitChange) {
		closed := w.clock.Now()
		u.unit.Closed = &closed
	}, w.a.south)
	c.Version = 2 // whatever changes the tree raises the tenant's version, and so retires what was kept
	_, err := w.commit(c, store.Mutation{Verb: store.Create, Collection: "visits", Doc: []byte(`{"title":"b","site":"` + w.a.south.ID + `"}`)})
	wantKind(t, "a new record in a closed unit", err, fault.Invalid)
	if _, err := w.commit(c, store.Mutation{Verb: store.Update, Collection: "visits", ID: made.ID, Doc: []byte(`{"title":"c","site":"` + w.a.south.ID + `"}`)}); err != nil {
		t.Errorf("a change of a record that a closed unit keeps: %v", err)
	}
	_, err = w.commit(c, store.Mutation{Verb: store.Create, Collection: "visits", Doc: []byte(`{"title":"b","site":"` + w.b.south.ID + `"}`)})
	wantKind(t, "a record in the other town's unit", err, fault.Invalid)
}

func TestAuditOfChangesAndReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	c := w.a.coordinator()
	made := w.create(c, "contacts", `{"person":"p","phone":"07 11","site":"`+w.a.north.ID+`"}`)
	if _, err := w.commit(c, store.Mutation{Verb: store.Update, Collection: "contacts", ID: made.ID, Doc: []byte(`{"person":"p","phone":"07 22"}`)}); err != nil {
		t.Fatal(err)
	}
	_, err := w.commit(c, store.Mutation{Verb: store.Update, Collection: "contacts", ID: made.ID, Rev: 1, Doc: []byte(`{}`)})
	wantKind(t, "an old revision", err, fault.Conflict)
	v := w.keeper.View(c)
	for range 3 {
		if _, err := v.Get(t.Context(), "contacts", made.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.keeper.View(w.a.as(identity.Educator, "/")).Get(t.Context(), "contacts", made.ID); err != nil {
		t.Fatal(err) // sees nothing personal: no entry
	}
	type line struct {
		Action, Resource, Unit string
		Count                  int
		Covered                bool
	}
	var got []line
	for _, e := range w.entries(w.a) {
		got = append(got, line{e.Action, e.Resource, e.Unit, e.Count, e.Covers([]byte(`{"person":"p","phone":"07 22"}`)) || len(e.Digest) > 0})
		if e.Principal != c.Who() || e.Request != "req-1" || e.Outcome != audit.Done || !strings.HasPrefix(e.Rule, "core") && e.Digest != nil {
			t.Errorf("entry: %+v", e)
		}
	}
	want := []line{
		{"test:contacts.create", "test/contacts/" + made.ID, w.a.north.Path, 1, true},
		{"test:contacts.update", "test/contacts/" + made.ID, "/", 1, true},
		{"test:contacts.read", "test/contacts", "/", 1, false}, // the first of three; the rest comes with the minute's end
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
	if others := w.entries(w.b); len(others) > 0 {
		t.Errorf("the other town's audit: %+v", others)
	}
}

func TestWatchAcrossUnits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t), func(c *record.Config) { c.WatchPoll = time.Hour })
	made := w.visits(w.a)
	stop := errors.New("enough")
	var told []string
	director := w.keeper.View(w.a.as(identity.Director, w.a.north.Path))
	if _, err := w.commit(w.a.coordinator(), store.Mutation{Verb: store.Update, Collection: "visits", ID: made["inner"].ID, Doc: []byte(`{"title":"moved"}`)}); err != nil {
		t.Fatal(err)
	}
	end := w.create(w.a.coordinator(), "visits", `{"title":"end","site":"`+w.a.north.ID+`"}`)
	err := director.Watch(t.Context(), "visits", "0", func(c store.Change) error {
		told = append(told, c.Record.ID)
		if c.Record.ID == end.ID {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{made["north"].ID, end.ID}, told); diff != "" {
		t.Errorf("what a director of the north is told (-want +got):\n%s", diff)
	}
}

func TestIdsSayNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	v7, v4 := uuid.Must(uuid.NewV7()).String(), uuid.NewString()
	for what, c := range map[string]struct {
		caller record.Caller
		m      store.Mutation
	}{
		"no id at all":                {w.a.coordinator(), store.Mutation{Collection: "visits", ID: "x", Doc: []byte(`{"title":"a"}`)}},
		"capitals":                    {w.a.coordinator(), store.Mutation{Collection: "visits", ID: strings.ToUpper(v7), Doc: []byte(`{"title":"a"}`)}},
		"a random id where order is":  {w.a.coordinator(), store.Mutation{Collection: "visits", ID: v4, Doc: []byte(`{"title":"a"}`)}},
		"a time in an anonymous one ": {w.a.itself(), store.Mutation{Collection: "answers", ID: v7, Doc: []byte(`{"value":1}`)}},
	} {
		c.m.Verb = store.Create
		_, err := w.commit(c.caller, c.m)
		wantKind(t, what, err, fault.Invalid)
	}
}

// TestFiltersByUnit filters by the field that names the unit, which is answered from the units' paths.
func TestFiltersByUnit(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		w := newWorld(t, config(d))
		w.visits(w.a)
		w.visits(w.b)
		north, south := w.a.north.ID, w.a.south.ID
		list := func(c record.Caller, filter string) string {
			page, err := w.keeper.View(c).List(t.Context(), "visits", store.Query{Filter: filter})
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, r := range page.Records {
				var doc struct{ Title string }
				if err := json.Unmarshal(r.Doc, &doc); err != nil {
					t.Fatal(err)
				}
				titles = append(titles, doc.Title)
			}
			slices.Sort(titles)
			return strings.Join(titles, " ")
		}
		all, director := w.a.coordinator(), w.a.as(identity.Director, w.a.north.Path)
		for _, c := range []struct {
			as           record.Caller
			filter, want string
		}{
			{all, fmt.Sprintf("site = %q", north), "north"},
			{all, fmt.Sprintf("site = %q OR site = %q", north, south), "north south"},
			{all, fmt.Sprintf("NOT site = %q", north), "inner root south"},
			{all, fmt.Sprintf("site != %q", north), "inner south"},
			{all, fmt.Sprintf("site = %q AND places > 5", north), ""},
			{all, fmt.Sprintf("site = %q", w.b.north.ID), ""},
			{all, `site = "nowhere"`, ""},
			{all, `NOT site = "nowhere"`, "inner north root south"},
			{all, `site = ""`, ""},
			{director, fmt.Sprintf("site = %q", north), "north"},
			{director, fmt.Sprintf("site = %q", south), ""},
		} {
			if got := list(c.as, c.filter); got != c.want {
				t.Errorf("%s as %s: %q, want %q", c.filter, c.as.Principal.ID, got, c.want)
			}
		}
		w.change(w.a, func(c *unitChange) { c.unit.Key = "nord" }, w.a.north)
		all.Version++
		if got := list(all, fmt.Sprintf("site = %q", north)); got != "north" {
			t.Errorf("after the unit has moved: %q", got)
		}
	})
}
