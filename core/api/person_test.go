package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/identity"
)

type personAnswer struct {
	ID, Name, Login string
	Rev             int64
	Suspended       bool
	Grants          []struct{ ID, Role string }
}

// who finds a person by role.
func (s session) who(slug, role string) personAnswer {
	s.t.Helper()
	var list struct{ People []personAnswer }
	s.do("GET", "/t/"+slug+"/people", nil).into(s.t, &list)
	for _, p := range list.People {
		for _, g := range p.Grants {
			if g.Role == role {
				return p
			}
		}
	}
	s.t.Fatalf("nobody is %s: %+v", role, list)
	return personAnswer{}
}

func TestSuspendedPersonIsOutAtOnceAndRenewedOneChoosesAPassword(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	director := admin.invite("bordeaux", identity.Director, "")
	p := admin.who("bordeaux", identity.Director)
	one := "/t/bordeaux/people/" + p.ID
	director.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
	admin.do("POST", one+":suspend", nil).want(t, 200, "")
	director.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
	admin.do("POST", one+":resume", nil).want(t, 200, "")
	me := admin.who("bordeaux", identity.Administrator)
	admin.do("POST", "/t/bordeaux/people/"+me.ID+":suspend", nil).want(t, 409, "own-account")

	var renewed struct{ Code string }
	a := admin.do("POST", one+":renew", nil)
	a.want(t, 201, "")
	a.into(t, &renewed)
	var look struct {
		Renews bool
		Login  string
		Title  map[string]string `json:"role_title"`
	}
	lost := renewed.Code
	admin.do("POST", one+":renew", nil).into(t, &renewed)
	x.stranger().do("POST", "/t/bordeaux/invitations:look", map[string]any{"token": lost}).want(t, 404, "invitation-not-valid")
	x.stranger().do("POST", "/t/bordeaux/invitations:look", map[string]any{"token": renewed.Code}).into(t, &look)
	if !look.Renews || look.Login != p.Login || look.Title != nil {
		t.Errorf("look %+v", look)
	}
	x.stranger().do("POST", "/t/bordeaux/invitations:accept", map[string]any{"token": renewed.Code, "password": "encore une phrase", "language": "fr"}).want(t, 200, "")
	x.stranger().do("POST", "/t/bordeaux/sign-in", map[string]any{"login": p.Login, "password": "encore une phrase"}).want(t, 200, "")
	x.stranger().do("POST", "/t/bordeaux/sign-in", map[string]any{"login": p.Login, "password": password}).want(t, 401, "sign-in-failed")
}

func TestRevokedInvitationOpensNothing(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	var made struct {
		Code       string
		Invitation struct{ ID, State string }
	}
	admin.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "D", "role": identity.Director}).into(t, &made)
	admin.do("POST", "/t/bordeaux/invitations/"+made.Invitation.ID+":revoke", nil).want(t, 204, "")
	x.stranger().do("POST", "/t/bordeaux/invitations:look", map[string]any{"token": made.Code}).want(t, 404, "invitation-not-valid")
	admin.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "D", "role": identity.Operator}).want(t, 422, "invalid-input")
	admin.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "D", "role": "core:king"}).want(t, 422, "invalid-input")
}

func TestErasureAsksForTheNameAndTheLogStaysWithoutIt(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	director := admin.invite("bordeaux", identity.Director, "")
	p := admin.who("bordeaux", identity.Director)
	one := "/t/bordeaux/people/" + p.ID
	a := admin.do("GET", one+":export", nil)
	a.want(t, 200, "")
	if !strings.Contains(string(a.body), p.Login) || !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("export %s", a.body)
	}
	admin.do("POST", one+":erase", map[string]any{"confirm": "somebody else"}).want(t, 422, "invalid-input")
	admin.do("POST", one+":erase", map[string]any{"confirm": p.Name}).want(t, 200, "")
	director.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
	admin.do("GET", one+":export", nil).want(t, 404, "person-not-found")
	log := admin.do("GET", "/t/bordeaux/audit?page_size=500", nil)
	if strings.Contains(string(log.body), p.Login) || strings.Contains(string(log.body), p.Name) || !strings.Contains(string(log.body), p.ID) {
		t.Errorf("the log names an erased person, or forgot what was done: %s", log.body)
	}
}

func TestLastAdministratorStays(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	me := admin.who("bordeaux", identity.Administrator)
	for _, g := range me.Grants {
		if g.Role == identity.Administrator {
			admin.do("DELETE", "/t/bordeaux/grants/"+g.ID, nil).want(t, 409, "last-administrator")
		}
	}
	officer := admin.invite("bordeaux", identity.PrivacyOfficer, "")
	erase := func(p personAnswer) answer {
		return officer.do("POST", "/t/bordeaux/people/"+p.ID+":erase", map[string]any{"confirm": p.Name})
	}
	erase(me).want(t, 409, "last-administrator")
	second := admin.invite("bordeaux", identity.Administrator, "")
	second.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
	erase(me).want(t, 200, "")
}

func TestServiceKeyDoesWhatItsScopesSayUntilItIsRevoked(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	expires := time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	ask := func(change map[string]any) answer {
		body := map[string]any{"name": "export", "scopes": []string{"core:unit.read"}, "role": identity.Coordinator, "expires": expires}
		for k, v := range change {
			body[k] = v
		}
		return admin.do("POST", "/t/bordeaux/keys", body)
	}
	ask(map[string]any{"expires": "2020-01-01T00:00:00Z"}).want(t, 422, "invalid-input")
	ask(map[string]any{"scopes": []string{"core:unit.read", "core:nonsense"}}).want(t, 422, "invalid-input")
	var made struct {
		Secret string
		Key    struct{ ID, Hint string }
	}
	a := ask(nil)
	a.want(t, 201, "")
	a.into(t, &made)
	if !identity.IsKey(made.Secret) || !strings.HasSuffix(made.Secret, made.Key.Hint) {
		t.Errorf("key %+v", made)
	}
	key := session{town: x, key: made.Secret}
	key.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
	key.do("POST", "/t/bordeaux/units", map[string]any{"name": "x", "kind": "territory"}).want(t, 403, "denied")
	key.do("GET", "/t/lyon/units", nil).want(t, 404, "organisation-not-found")
	if a := admin.do("GET", "/t/bordeaux/keys", nil); !strings.Contains(string(a.body), `"used_at"`) {
		t.Errorf("the list does not say that the key is in use: %s", a.body)
	}
	noted := admin.do("GET", "/t/bordeaux/audit?action=core:key.use", nil)
	if n := strings.Count(string(noted.body), `"action":"core:key.use"`); n != 1 {
		t.Errorf("three uses are noted %d times: %s", n, noted.body)
	}
	admin.do("DELETE", "/t/bordeaux/keys/"+made.Key.ID, nil).want(t, 204, "")
	key.do("GET", "/t/bordeaux/units", nil).want(t, 401, "key-not-valid")
	listed := admin.do("GET", "/t/bordeaux/keys", nil)
	if strings.Contains(string(listed.body), made.Secret) {
		t.Error("the secret is shown again")
	}
	var all struct {
		Keys []struct{ Grants []struct{ Role string } }
	}
	listed.into(t, &all)
	if len(all.Keys) != 1 || len(all.Keys[0].Grants) != 1 || all.Keys[0].Grants[0].Role != identity.Coordinator {
		t.Errorf("the list does not say what the key may do: %s", listed.body)
	}
}

func TestWhyExplainsADenial(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	admin.invite("bordeaux", identity.Director, north)
	p := admin.who("bordeaux", identity.Director)
	var why struct {
		Allow   bool
		Needs   []string
		Reasons []string
	}
	ask := func(action, unit string) answer {
		return admin.do("POST", "/t/bordeaux/why", map[string]any{"person_id": p.ID, "action": action, "unit_id": unit})
	}
	ask("core:unit.update", north).into(t, &why)
	if !why.Allow {
		t.Errorf("why %+v", why)
	}
	ask("core:unit.move", north).into(t, &why)
	if why.Allow || !strings.Contains(strings.Join(why.Needs, " "), identity.Coordinator) || len(why.Reasons) == 0 {
		t.Errorf("why %+v", why)
	}
	ask("core:no.such", north).want(t, 422, "invalid-input")
	admin.do("POST", "/t/bordeaux/why", map[string]any{"person_id": x.people["lyon/admin"].ID, "action": "core:unit.read"}).want(t, 422, "invalid-input")
}

func TestSettingsAreCheckedAndKeepTheirRevision(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	a := admin.do("GET", "/t/bordeaux/settings", nil)
	var settings map[string]any
	a.into(t, &settings)
	for _, name := range []string{"slug", "template", "managed"} {
		delete(settings, name)
	}
	with := func(name string, value any) map[string]any {
		changed := map[string]any{}
		text, err := json.Marshal(settings)
		must(t, err)
		must(t, json.Unmarshal(text, &changed))
		changed[name] = value
		return changed
	}
	for pointer, body := range map[string]map[string]any{
		"/zone": with("zone", "Mars/Olympus"), "/languages": with("languages", []string{"tlh"}),
		"/kinds/0": with("kinds", []map[string]any{{"name": "péniche", "class": "boat", "title": map[string]string{"fr": "Péniche"}}}),
		"/overlay": with("overlay", "package rb.overlay\nallow if http.send({})"),
	} {
		a := admin.do("PUT", "/t/bordeaux/settings", body)
		a.want(t, 422, map[bool]string{true: "policy-invalid", false: "invalid-input"}[pointer == "/overlay"])
		if got := a.pointers(t); len(got) == 0 || got[0] != pointer {
			t.Errorf("want a pointer to %s: %s", pointer, a.body)
		}
	}
	kinds := []map[string]any{{"name": "peniche", "class": "site", "title": map[string]string{"fr": "Péniche"}}}
	admin.do("PUT", "/t/bordeaux/settings", with("kinds", kinds), "If-Match", a.Header.Get("ETag")).want(t, 200, "")
	admin.do("PUT", "/t/bordeaux/settings", with("name", "X"), "If-Match", a.Header.Get("ETag")).want(t, 412, "revision-moved")
	admin.do("POST", "/t/bordeaux/units", map[string]any{"name": "L'Escale", "kind": "peniche"}).want(t, 201, "")
	gone := admin.do("PUT", "/t/bordeaux/settings", with("kinds", []any{}))
	gone.want(t, 422, "invalid-input")
	if !strings.Contains(string(gone.body), `"rule":"kind-in-use","limit":"L'Escale"`) {
		t.Errorf("a kind that a unit has: %s", gone.body)
	}
	admin.do("PUT", "/t/bordeaux/settings", with("kinds", append(kinds, kinds[0]))).want(t, 422, "invalid-input")
	if a := admin.do("GET", "/t/bordeaux/kinds", nil); !strings.Contains(string(a.body), "peniche") {
		t.Errorf("kinds %s", a.body)
	}
}

func TestOperatorsPlanAndApplyFiles(t *testing.T) {
	t.Parallel()
	x := populated(t)
	operator, admin := x.as("system", "operator"), x.as("bordeaux", "admin")
	admin.do("GET", "/tenants", nil).want(t, 404, "organisation-not-found")
	if a := operator.do("GET", "/tenants", nil); !strings.Contains(string(a.body), "bordeaux") {
		t.Errorf("tenants %s", a.body)
	}
	bad := map[string]any{"files": map[string]string{"x/tenant.yaml": "slug: x\nnme: X\n"}}
	a := operator.do("POST", "/tenants:plan", bad)
	a.want(t, 422, "manifest-invalid")
	if !strings.Contains(string(a.body), "x/tenant.yaml:") {
		t.Errorf("no file and line: %s", a.body)
	}
	private := session{town: x}
	handler := x.handler
	x.handler = api.Private(handler)
	private.do("GET", "/tenants", nil).want(t, 200, "")
	private.do("GET", "/t/bordeaux/people", nil).want(t, 200, "")
}

func TestAFileLocksWhatItNamesAndNothingBeside(t *testing.T) {
	t.Parallel()
	x := populated(t)
	x.handler = api.Private(x.handler)
	private := session{town: x}
	file := "slug: pessac\nname: Pessac\ncountry: FR\nwording: fr-FR\nlanguages: [fr]\ntemplate: municipality\nzone: Europe/Paris\n" +
		"officer: {name: Délégué, email: donnees@pessac.example}\n" +
		"settings:\n  words: {'fr:sites.menu': Nos lieux}\n  brand: {primary: '#1f5f8b'}\n  mail: {sender: Pessac}\n"
	private.do("POST", "/tenants:apply", map[string]any{"files": map[string]string{"pessac/tenant.yaml": file}}).want(t, 200, "")

	var settings map[string]any
	private.do("GET", "/t/pessac/settings", nil).into(t, &settings)
	locks := fmt.Sprint(settings["managed"])
	for _, name := range []string{"slug", "template", "managed"} {
		delete(settings, name)
	}
	for _, pointer := range []string{"/words/fr:sites.menu", "/brand/primary", "/mail/sender", "/zone"} {
		if !strings.Contains(locks, pointer+" ") && !strings.Contains(locks, pointer+"]") {
			t.Errorf("no lock on %s: %s", pointer, locks)
		}
	}
	settings["words"] = map[string]string{"fr:sites.menu": "Nos lieux", "fr:people.menu": "L'équipe"}
	settings["brand"] = map[string]string{"primary": "#1f5f8b", "action": "#B93E26"}
	settings["mail"] = map[string]string{"sender": "Pessac", "reply_to": "bonjour@pessac.example"}
	private.do("PUT", "/t/pessac/settings", settings).want(t, 200, "")
	settings["brand"] = map[string]string{"primary": "#1f5f8b", "action": "#F2B544"}
	faint := private.do("PUT", "/t/pessac/settings", settings)
	faint.want(t, 422, "invalid-input")
	if got := faint.pointers(t); len(got) != 1 || got[0] != "/brand/action" {
		t.Errorf("a colour that cannot be read is refused at %v", got)
	}
	settings["brand"] = map[string]string{"primary": "#1f5f8b", "action": "#B93E26"}
	settings["words"] = map[string]string{"fr:sites.menu": "Les crèches", "fr:people.menu": "L'équipe"}
	a := private.do("PUT", "/t/pessac/settings", settings)
	a.want(t, 422, "managed-by-file")
	if got := a.pointers(t); len(got) != 1 || got[0] != "/words/fr:sites.menu" {
		t.Errorf("refused at %v", got)
	}
	if a := private.do("GET", "/t/pessac/mail", nil); a.StatusCode == 200 && !strings.Contains(string(a.body), `"managed":["/sender"]`) {
		t.Errorf("mail %s", a.body)
	}
}
