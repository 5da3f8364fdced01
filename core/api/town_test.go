package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/identity/oidc"
	"github.com/ribambelle/ribambelle/core/identity/passkey"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const password = "une phrase bien longue"

// town is an installation on a new SQLite file with the real store, policies and records; only the process of
// a module is played.
type town struct {
	t       *testing.T
	db      *sqlstore.DB
	handler http.Handler
	config  api.Config
	modules *modules
	people  map[string]identity.Person // by login
}

// migrated is a database without rows, as a file: made once, and copied by every town.
var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "ribambelle-town-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	file := filepath.Join(folder, "town.db")
	db, err := sqlstore.Open(context.Background(), sqlstore.Config{DSN: "sqlite:" + file})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.Migrate(context.Background()), db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

func newTown(t *testing.T, change ...func(*api.Config)) *town {
	t.Helper()
	ctx := t.Context()
	empty, err := migrated()
	must(t, err)
	file := filepath.Join(t.TempDir(), "town.db")
	must(t, os.WriteFile(file, empty, 0o600))
	db, err := sqlstore.Open(ctx, sqlstore.Config{DSN: "sqlite:" + file})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	x := &town{t: t, db: db, modules: visits(), people: map[string]identity.Person{}}
	policies := policies{db.Directory(), db.Tree(), x.modules}
	authorizer, err := rego.New(rego.Config{Policies: policies, Timeout: 10 * time.Second}) // many towns share two cores here
	must(t, err)
	tables := func(tenant.ID) []record.Table {
		return []record.Table{{Module: "visits", Schema: x.modules.list[0].Manifest.Collections[0]}}
	}
	must(t, db.Installer().Install(ctx, tables(tenant.ID{})))
	x.config = api.Config{
		Version: "1.2.3", Tenants: db.Directory(), Units: db.Tree(), Closures: db.Closures(), Identities: db.Identity(), Roll: db.Roll(), Factors: db.Factors(), Passkeys: db.Passkeys(), Devices: db.Devices(), Groups: db.Groups(), Ceremonies: passkey.Ceremonies{}, Providers: db.Providers(), Parties: oidc.New(http.DefaultClient, time.Now), Secrets: turned{}, TicketKey: []byte("the key of tickets"), Sessions: db.Sessions(), Stays: db.Stays(), Embeds: db.Embeds(), Shares: db.Shares(), Works: db.Works(), SharedReads: audit.NewReads(db.Log(), nil),
		Book: db.Book(), Log: db.Log(), Reader: db.Entries(), Authorizer: authorizer, Policies: policies,
		Replays: db.Replays(), Requests: db.Requests(), Modules: x.modules, AuditKey: "town+00+key",
		Denials: audit.NewThrottle(db.Log(), nil), Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Privacy: db.Privacy(), Notices: db.Notices(), NoticeDesk: x.noticeDesk(),
		Records: record.New(record.Config{
			Rows: db.Rows(), Authorizer: authorizer, Tree: db.Tree(), Log: db.Log(), Installed: tables,
			Tables: func(_ tenant.ID, module string) ([]record.Table, bool) {
				return tables(tenant.ID{}), module == "visits"
			},
		}),
		Console: fstest.MapFS{"index.html": {Data: []byte("<!doctype html><title>console</title>")}, "assets/app.js": {Data: []byte("1")}},
	}
	x.config.Subjects = subjects{x.config.Records}
	for _, c := range change {
		c(&x.config)
	}
	x.handler, err = api.New(x.config)
	must(t, err)
	return x
}

// populated has two organisations that must never see each other, and the operators' one.
func populated(t *testing.T, change ...func(*api.Config)) *town {
	x := newTown(t, change...)
	x.organisation("system", "operator", identity.Operator)
	x.organisation("bordeaux", "admin", identity.Administrator, identity.Coordinator)
	x.organisation("lyon", "admin", identity.Administrator, identity.Coordinator)
	return x
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hashed is the password of everybody as it is kept: worked out once.
var hashed = sync.OnceValues(func() (string, error) { return identity.NewPasswords().Hash(context.Background(), password) })

// organisation makes a tenant with one person who holds roles at its root, and the module turned on.
func (x *town) organisation(slug, login string, roles ...string) {
	x.t.Helper()
	o := tenant.Tenant{
		ID: tenant.Trusted(uuid.Must(uuid.NewV7()).String()), Slug: slug, Name: "Ville de " + slug, Country: "FR", Wording: "fr-FR",
		Languages: []string{"fr", "en"}, Template: "municipality", Zone: "Europe/Paris",
	}
	hash, err := hashed()
	must(x.t, err)
	p := identity.Person{ID: uuid.Must(uuid.NewV7()).String(), Tenant: o.ID, Name: "Camille " + slug, Login: login, Language: "fr"}
	x.people[slug+"/"+login] = p
	err = x.db.Book().Change(x.t.Context(), o.ID, nil, func(ctx context.Context, tx audit.Tx) error {
		must(x.t, tx.Tenants(0).Put(ctx, o))
		_, err := tx.People().Put(ctx, p)
		must(x.t, err)
		must(x.t, tx.Access().Proofs().SetPassword(ctx, p.ID, hash))
		for _, role := range roles {
			must(x.t, tx.Access().PutGrant(ctx, identity.Grant{ID: uuid.Must(uuid.NewV7()).String(), Principal: p.ID, Role: role}))
		}
		return tx.Tenants(0).PutModule(ctx, tenant.Module{Name: "visits", On: slug != "system", Config: []byte("{}")})
	})
	must(x.t, err)
}

// answer is what came back.
type answer struct {
	*http.Response
	body []byte
}

func (a answer) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("the answer is not JSON: %v: %s", err, a.body)
	}
}

// session is somebody who asks: with a cookie, a key, or neither.
type session struct {
	*town
	cookie, key string
}

func (x *town) stranger() session { return session{town: x} }

// as signs in.
func (x *town) as(slug, login string) session {
	x.t.Helper()
	a := x.stranger().do("POST", "/t/"+slug+"/sign-in", map[string]string{"login": login, "password": password})
	a.want(x.t, http.StatusOK, "")
	return session{town: x, cookie: a.Header.Get("Set-Cookie")}
}

// do asks; a body that is not text is written as JSON; headers come in pairs.
func (s session) do(method, path string, body any, headers ...string) answer {
	s.t.Helper()
	var text []byte
	switch b := body.(type) {
	case nil:
	case []byte:
		text = b
	case string:
		text = []byte(b)
	default:
		var err error
		text, err = json.Marshal(body)
		must(s.t, err)
	}
	r := httptest.NewRequestWithContext(s.t.Context(), method, path, bytes.NewReader(text))
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.cookie != "" {
		value, _, _ := strings.Cut(s.cookie, ";")
		r.Header.Set("Cookie", value)
	}
	if s.key != "" {
		r.Header.Set("Authorization", "Bearer "+s.key)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	result := w.Result()
	read, err := io.ReadAll(result.Body)
	must(s.t, err)
	return answer{result, read}
}

// want checks status and, for a problem, its code and shape.
func (a answer) want(t *testing.T, status int, code string) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", a.StatusCode, status, a.body)
	}
	if code == "" {
		return
	}
	var p api.Problem
	a.into(t, &p)
	if p.Code != code || p.Type != "/problems/"+code || p.Status != status || p.Request == "" {
		t.Fatalf("problem %s, want code %s: %s", p.Code, code, a.body)
	}
	if kind := a.Header.Get("Content-Type"); kind != "application/problem+json" {
		t.Fatalf("content type %s", kind)
	}
	if a.Header.Get("X-Request-Id") != p.Request {
		t.Fatalf("the header names another request than the problem")
	}
}

// pointers lists where a problem says that the input is wrong.
func (a answer) pointers(t *testing.T) []string {
	t.Helper()
	var p api.Problem
	a.into(t, &p)
	var all []string
	for _, m := range p.Errors {
		all = append(all, m.Pointer)
	}
	return all
}

// unit adds a unit and returns its id.
func (s session) unit(slug, name, parent string) string {
	s.t.Helper()
	kind := "creche-collective"
	if parent == "" {
		kind = "territory"
	}
	a := s.do("POST", "/t/"+slug+"/units", map[string]any{"name": name, "kind": kind, "parent_id": parent, "headcount": 12})
	a.want(s.t, http.StatusCreated, "")
	var made struct{ ID string }
	a.into(s.t, &made)
	return made.ID
}

// policies puts the roles of the core and of the played module together.
type policies struct {
	tenants tenant.Directory
	tree    tenant.Tree
	modules *modules
}

func (p policies) Policy(ctx context.Context, id tenant.ID, _ int64) (authz.Policy, error) {
	o, err := p.tenants.ByID(ctx, id)
	if err != nil {
		return authz.Policy{}, err
	}
	policy := authz.Policy{Version: o.Version, Roles: map[string][]string{}, Field: map[string]bool{}, Overlay: o.Settings.Overlay}
	for _, a := range api.Actions() {
		policy.Roles[a.Name], policy.Field[a.Name] = a.Roles, a.Field
	}
	for _, installed := range p.modules.list {
		m := installed.Manifest
		own := authz.ModulePolicy{Module: m.Name, Rego: m.Policy}
		for _, a := range m.Actions {
			policy.Roles[a.Name], policy.Field[a.Name] = a.Roles, a.Field
			own.Actions = append(own.Actions, a.Name)
		}
		policy.Modules = append(policy.Modules, own)
	}
	particular, err := p.tree.Particular(ctx, id)
	policy.Turns = o.Turns(particular)
	return policy, err
}

// modules plays the host of one module, "visits".
type modules struct {
	list   []module.Installed
	table  route.Table[sdk.OperationDeclaration]
	called []module.Call
	asked  []*http.Request
}

type visitDoc struct {
	Title string `json:"title" maxLength:"80" rb:"searchable"`
	Unit  string `json:"unit,omitempty" rb:"unit"`
	State string `json:"state,omitempty" enum:"open,closed"`
}

func visits() *modules {
	schema, err := store.ParseSchema("visits", sdk.SchemaOf[visitDoc](),
		store.Schema{Kind: store.Ordinary, Version: 1, Title: map[string]string{"fr": "Visites", "en": "Visits"}})
	if err != nil {
		panic(err)
	}
	coordinator := []string{identity.Coordinator}
	own := []sdk.OperationDeclaration{
		{ID: "visit-close", Method: "POST", Path: "/visits/{id}:close", Action: "visits:visit.close", On: "id@visits"},
		{ID: "visit-figures", Method: "GET", Path: "/visits/{id}:figures", Action: "visits:visit.read", On: "id@visits", Published: true},
		{ID: "visit-answer", Method: "POST", Path: "/answers:submit", Action: "visits:answer.submit", Public: true},
		{ID: "visit-plain", Method: "GET", Path: "/plain", Action: "visits:answer.submit", Public: true},
		{ID: "visit-plain-send", Method: "POST", Path: "/plain", Action: "visits:answer.submit", Public: true},
	}
	m := &modules{list: []module.Installed{{
		Manifest: sdk.Manifest{
			Name: "visits", Version: "1.0.0", Title: sdk.Text{"fr": "Visites", "en": "Visits"}, Placement: "shared",
			Actions: []sdk.Action{
				{Name: "visits:visit.read", Roles: coordinator},
				{Name: "visits:visit.create", Roles: coordinator},
				{Name: "visits:visit.update", Roles: coordinator},
				{Name: "visits:visit.delete", Roles: coordinator},
				{Name: "visits:visits.read", Roles: coordinator, Field: true},
				{Name: "visits:visits.create", Roles: coordinator, Field: true},
				{Name: "visits:visits.update", Roles: coordinator},
				{Name: "visits:visits.delete", Roles: coordinator},
				{Name: "visits:visit.close", Roles: coordinator},
				{Name: "visits:answer.submit"},
			},
			Policy:      "package rb.module.visits\n\ninclude if input.action == \"visits:answer.submit\"\n",
			Config:      json.RawMessage(`{"type":"object","additionalProperties":false,"properties":{"days":{"type":"integer","minimum":1},"places":{"type":"array","items":{"type":"string"}}}}`),
			Widgets:     []sdk.Widget{{Element: "rb-visits-answer", Script: "visits.js", Page: "answer", Place: sdk.PlacePublic, Title: sdk.Text{"fr": "Répondre"}, Embed: true, Plain: "/plain"}},
			Collections: []store.Schema{schema}, Operations: own,
			UnderWay: []sdk.UnderWay{{Collection: "visits", Filter: `state = "open"`, Title: sdk.Text{"fr": "Visite en cours"}}},
			Shares: []sdk.Shareable{
				{
					Name: "figures", Collection: "visits", Filter: `state = "closed"`, Fields: []string{"title"}, Operation: "visit-figures",
					Title: sdk.Text{"fr": "Chiffres des visites", "en": "Figures of visits"}, Help: sdk.Text{"fr": "Des moyennes.", "en": "Means."},
					Header: []string{"kind"}, Cells: []string{"all"}, Together: &sdk.Together{Cell: "all", Tables: []string{"scores"}, Same: []string{"/kind"}},
				},
				{
					Name: "visits", Collection: "visits", Fields: []string{"title"},
					Title: sdk.Text{"fr": "Titres des visites", "en": "Titles of visits"}, Help: sdk.Text{"fr": "Leurs titres.", "en": "Their titles."},
				},
			},
			FirstSteps: []sdk.FirstStep{{
				Title: sdk.Text{"fr": "Noter une première visite", "en": "Note a first visit"}, Path: "/new",
				Action: "visits:visits.create", Collection: "visits", Filter: `state = "open"`,
			}},
			OpenAPI: json.RawMessage(`{"openapi":"3.1.0","paths":{"/visits/{id}:close":{"post":{"operationId":"visit-close","parameters":[{"in":"path","name":"id","required":true,"schema":{"type":"string"}}],"responses":{"200":{"description":"OK"}}}}},"components":{"schemas":{}}}`),
		},
		Release: module.Release{Digest: "abc123", Placement: "shared"}, State: module.Ready, Level: "full", Bundled: true,
	}}}
	for _, op := range own {
		if m.table, err = m.table.With(op.Method, op.Path, op); err != nil {
			panic(err)
		}
	}
	return m
}

func (m *modules) Modules(tenant.ID) []module.Installed { return slices.Clone(m.list) }

func (m *modules) Module(name string, _ tenant.ID) (module.Installed, bool) {
	i := slices.IndexFunc(m.list, func(one module.Installed) bool { return one.Manifest.Name == name })
	if i < 0 {
		return module.Installed{}, false
	}
	return m.list[i], true
}

func (m *modules) Route(_ tenant.ID, _, method, path string) (module.Route, error) {
	found, err := m.table.Match(method, path)
	switch {
	case err != nil:
		return module.Route{}, err
	case len(found.Allowed) > 0:
		return module.Route{}, fault.New(fault.Unsupported, "method-not-allowed", "not possible here")
	case !found.OK:
		return module.Route{}, fault.New(fault.NotFound, "route-not-found", "There is nothing at this address.")
	}
	return module.Route{OperationDeclaration: found.Value, Params: found.Params}, nil
}

func (m *modules) Serve(w http.ResponseWriter, r *http.Request, call module.Call) error {
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return fault.New(fault.Exhausted, "body-too-large", "too large").Because(err)
	}
	m.called = append(m.called, call)
	m.asked = append(m.asked, r)
	if r.URL.Path == "/plain" {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, err := fmt.Fprintf(w, "<p>%s %s</p>", r.Method, r.URL.RawQuery)
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if call.Route.Published {
		_, err := w.Write([]byte(published))
		return err
	}
	_, err := fmt.Fprintf(w, `{"operation":%q}`, call.Route.ID)
	return err
}

// published is what the played module's figures are, as the gate composes them.
const published = `{"kind":"round","secret":"of a site","publication":"p1","tables":{"scores":{"id":"p1","name":"scores","floor":5,"cells":[
	{"key":"all","n":12,"values":{"welcome":{"n":12,"value":3.5}}},{"key":"site:1","n":7,"values":{"welcome":{"n":7,"value":4}}}]}}}`

func (m *modules) Asset(_ context.Context, of, digest, name string) ([]byte, error) {
	files := map[string]string{"visits.js": "export {}", "page.html": "<script>1</script>"}
	if of != "visits" || digest != "abc123" || files[name] == "" {
		return nil, fault.Missing("file")
	}
	return []byte(files[name]), nil
}

// subjects has nothing about anybody.
type subjects struct{ records *record.Keeper }

func (s subjects) Export(ctx context.Context, c api.Caller, p identity.Person) (json.RawMessage, error) {
	held, err := s.records.Export(ctx, record.Caller{Tenant: c.Tenant.ID, Principal: c.Principal}, record.Subject{Names: []string{p.ID}})
	if err != nil || held == nil {
		return json.RawMessage(`[]`), err
	}
	return json.Marshal(held)
}

func (subjects) Erase(context.Context, api.Caller, identity.Person) (api.Erased, error) {
	return api.Erased{}, nil
}
