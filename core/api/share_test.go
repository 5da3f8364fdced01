package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// partners are two organisations with a share under way, the third has nothing to do with it.
type partners struct {
	*town
	giver, reader, stranger session
	site, other             string // units of the giver
	closed, open, elsewhere string // visits of the giver
}

func newPartners(t *testing.T, change ...func(*api.Config)) *partners {
	x := populated(t, change...)
	x.organisation("nantes", "admin", identity.Administrator, identity.Coordinator)
	p := &partners{town: x, giver: x.as("bordeaux", "admin"), reader: x.as("lyon", "admin"), stranger: x.as("nantes", "admin")}
	root := p.giver.unit("bordeaux", "Ville", "")
	p.site, p.other = p.giver.unit("bordeaux", "Les Lilas", root), p.giver.unit("bordeaux", "Les Roses", root)
	visit := func(title, unit, state string) string {
		a := p.giver.do("POST", "/t/bordeaux/visits/visits", map[string]any{"title": title, "unit": unit, "state": state})
		a.want(t, http.StatusCreated, "")
		var made struct{ ID string }
		a.into(t, &made)
		return made.ID
	}
	p.closed, p.open, p.elsewhere = visit("Visite de mai", p.site, "closed"), visit("Visite de juin", p.site, "open"), visit("Visite des Roses", p.other, "closed")
	return p
}

type offer struct {
	Share struct{ ID, State string }
	Code  string
}

func (p *partners) offer(what string, change map[string]any) offer {
	p.t.Helper()
	now := time.Now()
	if p.config.Now != nil {
		now = p.config.Now()
	}
	body := map[string]any{
		"to": "lyon", "module": "visits", "what": what, "units": []string{p.site}, "purpose": "Bilan annuel", "expires": now.AddDate(0, 3, 0),
	}
	for name, value := range change {
		body[name] = value
	}
	a := p.giver.do("POST", "/t/bordeaux/shares", body)
	a.want(p.t, http.StatusCreated, "")
	var made offer
	a.into(p.t, &made)
	return made
}

// agreed is an offer that the reader took and accepted.
func (p *partners) agreed(what string, units ...string) string {
	p.t.Helper()
	if units == nil {
		units = []string{p.site}
	}
	made := p.offer(what, map[string]any{"units": units})
	p.reader.do("POST", "/t/lyon/shares:take", map[string]string{"code": made.Code}).want(p.t, http.StatusCreated, "")
	p.reader.do("POST", "/t/lyon/shares/"+made.Share.ID+":accept", nil).want(p.t, http.StatusOK, "")
	return made.Share.ID
}

func TestAShareOpensNothingButItsScope(t *testing.T) {
	t.Parallel()
	p := newPartners(t)
	id := p.agreed("figures")
	at := "/t/lyon/shares/" + id + "/records"
	var listed struct {
		Records []struct {
			ID     string
			Fields map[string]any
		}
	}
	a := p.reader.do("GET", at, nil)
	a.want(t, http.StatusOK, "")
	if a.into(t, &listed); len(listed.Records) != 1 || listed.Records[0].ID != p.closed || len(listed.Records[0].Fields) != 1 {
		t.Fatalf("the reader is told of %s", a.body)
	}
	a = p.reader.do("GET", at+"/"+p.closed, nil)
	a.want(t, http.StatusOK, "")
	if text := string(a.body); !strings.Contains(text, `"n":12`) || strings.Contains(text, "site:1") || strings.Contains(text, "secret") {
		t.Errorf("the report tells %s", text)
	}
	if last := p.modules.called[len(p.modules.called)-1]; last.Principal.Kind != identity.Share || len(last.Principal.Grants) > 0 {
		t.Errorf("the module was called for %+v", last.Principal)
	}
	for what, path := range map[string]string{
		"one that is not closed":       at + "/" + p.open,
		"another unit's":               at + "/" + p.elsewhere,
		"the record itself":            "/t/bordeaux/visits/visits/" + p.closed,
		"the figures at the giver's":   "/t/bordeaux/visits/visits/" + p.closed + ":figures",
		"the list at the giver's":      "/t/bordeaux/visits/visits",
		"the share, by another":        "/t/nantes/shares/" + id + "/records",
		"the share, at the giver's":    "/t/bordeaux/shares/" + id + "/records",
		"the record, by another share": "/t/lyon/shares/" + p.closed + "/records/" + p.closed,
		"something that is not there":  at + "/0198c0de-0000-7000-8000-000000000000",
	} {
		asks := p.reader
		if strings.HasPrefix(path, "/t/nantes/") {
			asks = p.stranger
		}
		if a := asks.do("GET", path, nil); a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d %s", what, a.StatusCode, a.body)
		}
	}
	// The control: what the scope keeps away is there, and is told where it was agreed to.
	whole := p.agreed("figures", p.site, p.other)
	p.reader.do("GET", "/t/lyon/shares/"+whole+"/records/"+p.elsewhere, nil).want(t, http.StatusOK, "")
	// Records that carry no figures: the fields that were declared, on the units that were agreed to.
	titles := p.agreed("visits")
	a = p.reader.do("GET", "/t/lyon/shares/"+titles+"/records", nil)
	a.want(t, http.StatusOK, "")
	if a.into(t, &listed); len(listed.Records) != 2 || strings.Contains(string(a.body), "Roses") || strings.Contains(string(a.body), "closed") {
		t.Errorf("the records tell %s", a.body)
	}
	p.reader.do("GET", "/t/lyon/shares/"+titles+"/records/"+p.closed, nil).want(t, http.StatusNotFound, "record-not-found")
	// The giver's own rule refuses all the same, and the explanation names the share.
	why := map[string]any{"person_id": id, "action": "visits:visit.read", "record": map[string]string{"module": "visits", "collection": "visits", "id": p.closed}}
	a = p.giver.do("POST", "/t/bordeaux/why", why)
	a.want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), `"rule":"core/share"`) || !strings.Contains(string(a.body), `"allow":true`) {
		t.Errorf("why: %s", a.body)
	}
	why["action"] = "visits:visits.delete"
	if a = p.giver.do("POST", "/t/bordeaux/why", why); !strings.Contains(string(a.body), `"allow":false`) {
		t.Errorf("why another action: %s", a.body)
	}
}

func TestAShareStopsAtOnce(t *testing.T) {
	t.Parallel()
	now := time.Now()
	p := newPartners(t, func(c *api.Config) { c.Now = func() time.Time { return now } })
	second, err := api.New(p.config) // another node over the same database
	must(t, err)
	nodes := []http.Handler{p.handler, second}
	reads := func(id string) (statuses [2]int) {
		for i, node := range nodes {
			asks := p.reader
			other := *p.town
			other.handler = node
			asks.town = &other
			statuses[i] = asks.do("GET", "/t/lyon/shares/"+id+"/records/"+p.closed, nil).StatusCode
		}
		return statuses
	}
	mustRead := func(id string, want int, when string) {
		t.Helper()
		if got := reads(id); got != [2]int{want, want} {
			t.Errorf("%s: the two nodes answer %v, want %d", when, got, want)
		}
	}
	offered := p.offer("figures", nil)
	mustRead(offered.Share.ID, http.StatusNotFound, "before the offer is taken")
	p.reader.do("POST", "/t/lyon/shares:take", map[string]string{"code": offered.Code}).want(t, http.StatusCreated, "")
	mustRead(offered.Share.ID, http.StatusForbidden, "before it is accepted")
	p.reader.do("POST", "/t/lyon/shares/"+offered.Share.ID+":accept", nil).want(t, http.StatusOK, "")
	mustRead(offered.Share.ID, http.StatusOK, "once accepted")
	p.giver.do("POST", "/t/bordeaux/shares/"+offered.Share.ID+":end", nil).want(t, http.StatusOK, "")
	mustRead(offered.Share.ID, http.StatusForbidden, "after the giver ended it")
	p.reader.do("POST", "/t/lyon/shares/"+offered.Share.ID+":accept", nil).want(t, http.StatusConflict, "share-decided")

	given := p.agreed("figures")
	mustRead(given, http.StatusOK, "the control")
	p.reader.do("POST", "/t/lyon/shares/"+given+":end", nil).want(t, http.StatusOK, "")
	mustRead(given, http.StatusForbidden, "after the reader ended it")

	expiring := p.agreed("figures")
	now = now.AddDate(0, 3, 1)
	p.giver, p.reader = p.as("bordeaux", "admin"), p.as("lyon", "admin")
	mustRead(expiring, http.StatusForbidden, "after its day")

	resting := p.agreed("figures")
	mustRead(resting, http.StatusOK, "the control")
	suspend := func(reason string) {
		o, err := p.db.Directory().BySlug(t.Context(), "bordeaux")
		must(t, err)
		if reason != "" {
			o, err = o.Suspend(reason, now)
			must(t, err)
		} else {
			o.Standing = tenant.Standing{}
		}
		must(t, p.db.Book().Change(t.Context(), o.ID, nil, func(ctx context.Context, tx audit.Tx) error { return tx.Tenants(0).Put(ctx, o) }))
	}
	suspend("Contrat à renouveler.")
	mustRead(resting, http.StatusForbidden, "while the giver is closed")
	suspend("")
	mustRead(resting, http.StatusOK, "once it is open again")
	p.giver.do("POST", "/t/bordeaux/modules/visits:disable", map[string]any{"confirm": true}).want(t, http.StatusOK, "")
	mustRead(resting, http.StatusForbidden, "while the giver has the module off")
}

// TestAnOfferThatWaitsIsTold has the administrators hear of it who did not take it themselves: once, however often its code is tried, and
// nobody else, wherever.
func TestAnOfferThatWaitsIsTold(t *testing.T) {
	t.Parallel()
	p := newPartners(t)
	other, coordinator := p.reader.invite("lyon", "core:administrator", ""), p.reader.invite("lyon", "core:coordinator", "")
	below := p.reader.invite("lyon", "core:administrator", p.reader.unit("lyon", "Sud", ""))
	made := p.offer("figures", nil)
	for range 2 {
		p.reader.do("POST", "/t/lyon/shares:take", map[string]string{"code": made.Code})
	}
	told := func(s session, slug string) (of []string) {
		var list toldPage
		s.do("GET", "/t/"+slug+"/me/notices", nil).into(t, &list)
		for _, n := range list.Notices {
			of = append(of, n.Subject["fr"]+" "+n.Link)
		}
		return of
	}
	if got := told(other, "lyon"); len(got) != 1 || got[0] != "Un partage attend votre réponse : Ville de bordeaux settings/shares" {
		t.Errorf("the other administrator is told %q", got)
	}
	for who, got := range map[string][]string{
		"who took it": told(p.reader, "lyon"), "a coordinator": told(coordinator, "lyon"), "of one place": told(below, "lyon"), "the giver": told(p.giver, "bordeaux"), "a stranger": told(p.stranger, "nantes"),
	} {
		if len(got) != 0 {
			t.Errorf("%s is told %q", who, got)
		}
	}
}

func TestAnOfferTellsNobodyWhoIsThere(t *testing.T) {
	t.Parallel()
	p := newPartners(t)
	p.offer("figures", map[string]any{"to": "nulle-part"})
	made := p.offer("figures", nil)
	for what, try := range map[string]struct {
		who  session
		slug string
		code string
	}{
		"for somebody else":          {p.stranger, "nantes", made.Code},
		"of oneself":                 {p.giver, "bordeaux", made.Code},
		"guessed":                    {p.reader, "lyon", "bordeaux.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
		"of an organisation unknown": {p.reader, "lyon", "nulle-part.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
		"of no form":                 {p.reader, "lyon", "bordeaux"},
	} {
		a := try.who.do("POST", "/t/"+try.slug+"/shares:take", map[string]string{"code": try.code})
		if a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(string(a.body), "share-code-not-valid") {
			t.Errorf("%s: %d %s", what, a.StatusCode, a.body)
		}
	}
	p.reader.do("POST", "/t/lyon/shares:take", map[string]string{"code": made.Code}).want(t, http.StatusCreated, "")
	p.reader.do("POST", "/t/lyon/shares:take", map[string]string{"code": made.Code}).want(t, http.StatusUnprocessableEntity, "share-code-not-valid")
	p.reader.do("POST", "/t/lyon/shares/"+made.Share.ID+":decline", nil).want(t, http.StatusOK, "")
	if a := p.giver.do("GET", "/t/bordeaux/shares", nil); !strings.Contains(string(a.body), `"state":"declined"`) {
		t.Errorf("the giver sees %s", a.body)
	}
	for field, change := range map[string]map[string]any{
		"/to": {"to": "bordeaux"}, "/what": {"what": "answers"}, "/module": {"module": "portrait"}, "/purpose": {"purpose": " "},
		"/expires": {"expires": time.Now().AddDate(2, 0, 0)}, "/units/0": {"units": []string{"0198c0de-0000-7000-8000-000000000000"}},
	} {
		body := map[string]any{"to": "lyon", "module": "visits", "what": "figures", "purpose": "x", "expires": time.Now().AddDate(0, 1, 0)}
		for k, v := range change {
			body[k] = v
		}
		a := p.giver.do("POST", "/t/bordeaux/shares", body)
		if got := a.pointers(t); a.StatusCode != http.StatusUnprocessableEntity || len(got) != 1 || got[0] != field {
			t.Errorf("%s: %d, %v", field, a.StatusCode, got)
		}
	}
}

func TestBothLogsKnowOfAShare(t *testing.T) {
	t.Parallel()
	p := newPartners(t)
	id := p.agreed("figures")
	p.reader.do("GET", "/t/lyon/shares/"+id+"/records/"+p.closed, nil).want(t, http.StatusOK, "")
	p.giver.do("POST", "/t/bordeaux/shares/"+id+":end", nil).want(t, http.StatusOK, "")
	who := p.people["lyon/admin"]
	for slug, want := range map[string]string{
		"bordeaux": "core:share.end core:share.read core:share.accept core:share.take core:share.offer",
		"lyon":     "core:share.end core:share.accept core:share.take",
	} {
		asks := map[string]session{"bordeaux": p.giver, "lyon": p.reader}[slug]
		a := asks.do("GET", "/t/"+slug+"/audit?resource=share/"+id, nil)
		a.want(t, http.StatusOK, "")
		var log struct {
			Entries []struct{ Action, Principal, Behalf string }
		}
		a.into(t, &log)
		var actions []string
		for _, e := range log.Entries {
			actions = append(actions, e.Action)
			if e.Action == "core:share.read" && (e.Principal != "share:"+id || e.Behalf != "person:"+who.ID+"@lyon") {
				t.Errorf("the read was by %s for %s", e.Principal, e.Behalf)
			}
		}
		if got := strings.Join(actions, " "); got != want {
			t.Errorf("the log of %s: %s", slug, got)
		}
		if slug == "bordeaux" && strings.Contains(string(a.body), who.Name) {
			t.Error("the giver's log names a person of the other organisation")
		}
	}
}
