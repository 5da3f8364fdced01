package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// wish is a request for a module as who asks, or who decides, sees it.
type wish struct {
	ID, State, By, Words, Module, Version, Reason, Tenant string
	Study                                                 *struct {
		Signature, Publisher string
		Needs                []string
		Grants               []struct{ Name string }
	}
}

// operated is a server with its operator signed in, and the packages of a publisher.
type operated struct {
	press
	operator *visitor
}

// operating invites an operator by the command, who makes an account; and packs what others will ask for.
func operating(t *testing.T, p *platform) operated {
	t.Helper()
	o := operated{press: press{p, t.TempDir()}}
	said := o.does(t, 0, "/o/system/join#", "person", "invite", "Ariane", "--tenant", "system", "--role", "core:operator")
	_, token, _ := strings.Cut(strings.TrimSpace(said), "#")
	o.operator = visit(t, p.url)
	o.operator.want(http.StatusOK, "POST", "/t/system/invitations:accept", map[string]any{
		"token": token, "name": "Ariane", "login": "ariane", "password": "une phrase bien longue", "language": "fr",
	}, nil)
	o.does(t, 0, "", "module", "keygen", "outils.example.org", "--to", "outils.key")
	for _, edition := range []string{"1", "2", "3"} {
		o.does(t, 0, "", "module", "pack", shelf(t, edition), "--to", o.folder)
	}
	for _, edition := range []string{"1", "3"} {
		o.does(t, 0, "", "module", "sign", "shelf-"+edition+".0.0.rmod", "--key", "outils.key")
	}
	return o
}

func (o operated) content(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(o.path(name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (p *portrait) send(status int, content []byte, words string) (made wish) {
	p.t.Helper()
	got := p.do("POST", p.url("/module-requests:upload?words="+words), content, "Content-Type", "application/octet-stream")
	if err := json.Unmarshal(got.body, &made); got.status != status || err != nil {
		p.t.Fatalf("uploading: %d, want %d\n%s", got.status, status, got.body)
	}
	return made
}

func (p *portrait) wishes() []wish {
	p.t.Helper()
	var list struct{ Requests []wish }
	p.want(http.StatusOK, "GET", p.url("/module-requests"), nil, &list)
	return list.Requests
}

func (p *portrait) has(module string) bool {
	p.t.Helper()
	var list struct{ Modules []struct{ Name string } }
	p.want(http.StatusOK, "GET", p.url("/modules"), nil, &list)
	return slices.ContainsFunc(list.Modules, func(m struct{ Name string }) bool { return m.Name == module })
}

// TestAModuleIsAskedFor follows what an organisation asks for to the operator and back.
func TestAModuleIsAskedFor(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, p *platform, _ *letterbox) {
		o := operating(t, p)
		us, others := &portrait{visitor: visit(t, p.url), tenant: municipality}, &portrait{visitor: visit(t, p.url), tenant: network}
		us.signIn(municipality, "core:administrator")
		others.signIn(network, "core:administrator")
		first := us.send(http.StatusCreated, o.content(t, "shelf-3.0.0.rmod"), "pour%20la%20biblioth%C3%A8que")
		if first.State != "waiting" || first.Module != "shelf" || first.Study == nil || first.Study.Signature != "unknown" || len(first.Study.Grants) != 2 || first.Words != "pour la bibliothèque" {
			t.Errorf("uploaded: %+v %+v", first, first.Study)
		}
		o.nobodyElse(t, us, others, first)
		one := "/module-requests/" + first.ID
		o.operator.problem(http.StatusForbidden, "package-untrusted", "POST", one+":approve", map[string]any{"accept": []string{"unsigned", "publisher"}})
		o.does(t, 0, "is trusted", "module", "publisher", "trust", "outils.key.pub")
		var seen wish
		o.operator.want(http.StatusOK, "GET", one, nil, &seen)
		if seen.Tenant != municipality || seen.Study == nil || seen.Study.Publisher != "outils.example.org" || len(seen.Study.Needs) != 0 {
			t.Errorf("on the desk: %+v %+v", seen, seen.Study)
		}
		if us.has("shelf") {
			t.Error("the module is there before anybody approved it")
		}
		o.operator.want(http.StatusOK, "POST", one+":approve", map[string]any{"accept": []string{}}, &seen)
		if seen.State != "approved" || !us.has("shelf") || others.has("shelf") {
			t.Errorf("approved: %+v, seen by us %t, by others %t", seen, us.has("shelf"), others.has("shelf"))
		}
		o.operator.problem(http.StatusConflict, "module-request-decided", "POST", one+":refuse", map[string]any{"reason": "trop tard"})
		us.problem(http.StatusConflict, "module-request-decided", "POST", us.url("/module-requests/"+first.ID+":withdraw"), nil)
		us.problem(http.StatusConflict, "consent-needed", "POST", us.url("/modules/shelf:enable"), nil)
		us.want(http.StatusOK, "POST", us.url("/modules/shelf:consent"), map[string]any{"consent": []string{"mail", "read:toolbox/tools"}}, nil)
		us.turnOn("shelf")
		us.want(http.StatusOK, "GET", us.url("/shelf/books"), nil, nil)
		others.problem(http.StatusNotFound, "module-not-found", "POST", others.url("/modules/shelf:enable"), nil)
		others.problem(http.StatusNotFound, "route-not-found", "GET", others.url("/shelf/books"), nil)
		o.passedOn(t, us)
		o.inWords(t, others)
		o.unsigned(t, us, others)
		o.written(t, us)
	})
}

// nobodyElse may see a request, decide on it or take it away: the control is that its own people may, further on.
func (o operated) nobodyElse(t *testing.T, us, others *portrait, made wish) {
	t.Helper()
	if found := others.wishes(); len(found) != 0 {
		t.Errorf("the neighbour sees %+v", found)
	}
	others.problem(http.StatusNotFound, "module-request-not-found", "POST", others.url("/module-requests/"+made.ID+":withdraw"), nil)
	one := "/module-requests/" + made.ID
	for _, who := range []*visitor{us.visitor, others.visitor} {
		who.problem(http.StatusNotFound, "organisation-not-found", "GET", "/module-requests", nil)
		who.problem(http.StatusNotFound, "organisation-not-found", "GET", one, nil)
		who.problem(http.StatusNotFound, "organisation-not-found", "POST", one+":approve", map[string]any{"accept": []string{}})
		who.problem(http.StatusNotFound, "organisation-not-found", "POST", one+":refuse", map[string]any{"reason": "non"})
		who.problem(http.StatusNotFound, "organisation-not-found", "POST", "/modules:offer", map[string]any{"name": "shelf"})
	}
	stranger := visit(t, o.url)
	stranger.problem(http.StatusUnauthorized, "sign-in-needed", "POST", one+":approve", map[string]any{"accept": []string{}})
	educator := &portrait{visitor: visit(t, o.url), tenant: us.tenant}
	educator.signIn(us.tenant, "core:educator")
	educator.problem(http.StatusForbidden, "denied", "POST", educator.url("/module-requests:upload"), o.content(t, "shelf-1.0.0.rmod"))
	for name, change := range map[string]func([]byte) []byte{
		"garbage": func([]byte) []byte { return []byte("#!/bin/sh\nexit 1\n") },
		"cut":     func(b []byte) []byte { return b[:len(b)/2] },
		"longer":  func(b []byte) []byte { return append(slices.Clone(b), "more"...) },
	} {
		if got := us.do("POST", us.url("/module-requests:upload"), change(o.content(t, "shelf-1.0.0.rmod"))); got.status != http.StatusUnprocessableEntity || !strings.Contains(string(got.body), "package-wrong") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	us.problem(http.StatusConflict, "module-request-waiting", "POST", us.url("/module-requests:upload"), o.content(t, "shelf-3.0.0.rmod"))
	if left, err := os.ReadDir(o.data + "/modules/asked"); err != nil || len(left) != 1 {
		t.Errorf("what was refused left something behind: %v, %v", left, err)
	}
}

// passedOn publishes a module that an organisation brought: who takes it over asks the operator for it.
func (o operated) passedOn(t *testing.T, us *portrait) {
	t.Helper()
	third := &portrait{visitor: visit(t, o.url), tenant: association}
	third.signIn(association, "core:administrator")
	us.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", us.url("/works"), map[string]string{"module": "shelf"})
	third.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", third.url("/works"), map[string]string{"module": "shelf", "licence": "Apache-2.0"})
	third.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", third.url("/works"), map[string]string{"module": "portrait", "licence": "Apache-2.0"})
	var made struct{ Code string }
	us.want(http.StatusCreated, "POST", us.url("/works"), map[string]string{"module": "shelf", "licence": "Apache-2.0"}, &made)
	us.problem(http.StatusConflict, "version-published", "POST", us.url("/works"), map[string]string{"module": "shelf", "licence": "Apache-2.0"})
	third.takes(third.follows(made.Code))
	asked := third.wishes()[0]
	if asked.State != "waiting" || asked.Module != "shelf" || !strings.Contains(asked.Words, "Apache-2.0") || third.has("shelf") {
		t.Errorf("taken over, it is asked for as %+v", asked)
	}
	o.operator.want(http.StatusOK, "POST", "/module-requests/"+asked.ID+":approve", map[string]any{"accept": []string{}, "module": "shelf"}, nil)
	if !third.has("shelf") {
		t.Error("what was taken over and offered is not there")
	}
}

// inWords asks without a package: the operator refuses with a reason, or offers what is installed. A program decides nothing.
func (o operated) inWords(t *testing.T, others *portrait) {
	t.Helper()
	ask := func(words string) (made wish) {
		t.Helper()
		others.want(http.StatusCreated, "POST", others.url("/module-requests"), map[string]any{"words": words, "module": "shelf"}, &made)
		return made
	}
	refused, granted, withdrawn := ask("Un <b>registre</b>"), ask("Celui de la ville"), ask("Rien")
	others.want(http.StatusOK, "POST", others.url("/module-requests/"+withdrawn.ID+":withdraw"), nil, nil)
	o.operator.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", "/module-requests/"+refused.ID+":refuse", map[string]any{"reason": "  "})
	o.does(t, 0, "Un <b>registre</b>", "module", "requests", refused.ID)
	o.does(t, 2, "--why", "module", "refuse", refused.ID)
	o.does(t, 0, "they read why", "module", "refuse", refused.ID, "--why", "Nous ne savons pas lequel")
	o.operator.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", "/module-requests/"+granted.ID+":approve", map[string]any{"accept": []string{}})
	var key struct{ Secret string }
	machine := visit(t, o.url)
	admin := o.does(t, 0, "#", "person", "invite", "Chef", "--tenant", "system", "--role", "core:administrator")
	_, token, _ := strings.Cut(strings.TrimSpace(admin), "#")
	machine.want(http.StatusOK, "POST", "/t/system/invitations:accept", map[string]any{"token": token, "name": "Chef", "login": "chef", "password": "une phrase bien longue", "language": "fr"}, nil)
	machine.problem(http.StatusForbidden, "denied", "POST", "/module-requests/"+granted.ID+":approve", map[string]any{"accept": []string{}, "module": "shelf"}) // an administrator is no operator
	machine.want(http.StatusCreated, "POST", "/t/system/keys", map[string]any{"name": "Machine", "scopes": []string{"core:module.approve", "core:module.review"}, "role": "core:operator", "expires": nextMonth()}, &key)
	program := visit(t, o.url)
	got := program.do("POST", "/module-requests/"+granted.ID+":approve", map[string]any{"accept": []string{}, "module": "shelf"}, "Authorization", "Bearer "+key.Secret)
	if got.status != http.StatusForbidden || !strings.Contains(string(got.body), "people-only") {
		t.Errorf("a service key approves: %d %s", got.status, got.body)
	}
	if got := program.do("GET", "/module-requests", nil, "Authorization", "Bearer "+key.Secret); got.status != http.StatusOK {
		t.Errorf("control: the key does not even see the list: %d %s", got.status, got.body)
	}
	o.does(t, 0, network, "module", "requests")
	o.does(t, 0, "is offered to "+network, "module", "approve", granted.ID, "--module", "shelf")
	if !others.has("shelf") {
		t.Error("what was offered is not there")
	}
	states := map[string]string{}
	for _, w := range others.wishes() {
		states[w.ID] = w.State + w.Reason
	}
	if states[refused.ID] != "refusedNous ne savons pas lequel" || states[granted.ID] != "approved" || states[withdrawn.ID] != "withdrawn" {
		t.Errorf("others see %v", states)
	}
}

// unsigned packages and others that need a word are installed with that word only, and the server starts them again.
func (o operated) unsigned(t *testing.T, us, others *portrait) {
	t.Helper()
	made := us.send(http.StatusCreated, o.content(t, "shelf-2.0.0.rmod"), "")
	if made.Study == nil || !slices.Equal(made.Study.Needs, []string{"unsigned", "older", "publisher"}) {
		t.Errorf("needs: %+v", made.Study)
	}
	one := "/module-requests/" + made.ID
	for _, c := range []struct {
		accept []string
		status int
		code   string
	}{
		{[]string{}, http.StatusForbidden, "package-unsigned"},
		{[]string{"unsigned"}, http.StatusConflict, "package-older"},
		{[]string{"unsigned", "older"}, http.StatusConflict, "package-publisher"},
		{[]string{"everything"}, http.StatusUnprocessableEntity, "invalid-input"},
	} {
		o.operator.problem(c.status, c.code, "POST", one+":approve", map[string]any{"accept": c.accept})
	}
	o.does(t, 2, "older", "module", "approve", made.ID, "--unsigned")
	o.does(t, 0, "is offered to "+municipality, "module", "approve", made.ID, "--unsigned", "--allow-older", "--change-publisher")
	if m := us.consenting("shelf"); m.Version != "2.0.0" {
		t.Errorf("we have %+v", m)
	}
	if m := others.consenting("shelf"); m.Version != "3.0.0" {
		t.Errorf("others have %+v", m)
	}
	o.kill()
	o.run()
	us.base, others.base, o.operator.base = o.url, o.url, o.url
	us.signIn(municipality, "core:administrator")
	others.signIn(network, "core:administrator")
	us.want(http.StatusOK, "GET", us.url("/shelf/edition"), nil, nil)
	if m := others.consenting("shelf"); m.Version != "3.0.0" {
		t.Errorf("after a start anew others have %+v", m)
	}
	o.does(t, 2, "say to whom", "module", "offer", "shelf")
	o.does(t, 2, "--allow-older", "module", "offer", "shelf", "--all")
	o.does(t, 0, "all organisations", "module", "offer", "shelf", "--all", "--allow-older", "--change-publisher")
	if m := others.consenting("shelf"); m.Version != "2.0.0" {
		t.Errorf("offered to all, others have %+v", m)
	}
}

// written is what the logs tell of it, on both sides.
func (o operated) written(t *testing.T, us *portrait) {
	t.Helper()
	for tenant, actions := range map[string][]string{
		municipality: {"core:module.ask", "core:module.approve"},
		network:      {"core:module.ask", "core:module.withdraw", "core:module.refuse", "core:module.approve"},
		"system":     {"core:module.approve", "core:module.refuse", "core:module.offer"},
	} {
		log := o.logged(t, tenant, actions)
		if strings.Contains(log, "registre") || strings.Contains(log, "Nous ne savons") {
			t.Errorf("the log of %s tells words", tenant)
		}
	}
	if us.wishes()[0].State != "approved" {
		t.Errorf("we see %+v", us.wishes()[0])
	}
}

// logged exports a log once it tells of these actions: what was done last is sealed within a second.
func (o operated) logged(t *testing.T, tenant string, actions []string) (log string) {
	t.Helper()
	told := func(action string) bool { return strings.Contains(log, `"`+action+`"`) }
	for deadline := time.Now().Add(30 * time.Second); ; {
		code, stdout, stderr := o.command("audit", "export", "--tenant", tenant, o.path("log-"+tenant+".ndjson"))
		if code != 0 {
			t.Fatalf("audit export: %s%s", stdout, stderr)
		}
		log = string(o.content(t, "log-"+tenant+".ndjson"))
		i := slices.IndexFunc(actions, func(action string) bool { return !told(action) })
		if i < 0 {
			return log
		}
		if time.Now().After(deadline) {
			t.Errorf("the log of %s does not tell of %s", tenant, actions[i])
			return log
		}
	}
}
