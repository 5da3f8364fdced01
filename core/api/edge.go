package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/turn"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// edge is the handler behind New.
type edge struct {
	Config
	api       huma.API
	adapter   *route.Adapter
	generic   route.Table[generic]
	gate      *identity.Gate
	tickets   identity.Tickets // of sign-ins under way
	observer  *observer
	origin    *http.CrossOriginProtection
	wrong     []error                // what registration found
	taken     map[string]bool        // first segments below /t/{tenant} that are the core's own
	first     sync.Mutex             // one first administrator at a time
	trials    pace                   // trial messages, by organisation
	deciding  sync.Mutex             // one decision on a request for a module at a time
	uploading *turn.Turns[tenant.ID] // organisations that send a package
	visits    pace                   // of sign-ins at providers, by organisation and network address
	logouts   pace                   // of what providers say has ended, likewise
	letters   *identity.Attempts     // links asked for by e-mail
	sending   chan struct{}          // those under way
	claims    pace                   // enrolment codes of sites' devices, by network address
	pins      pace                   // PINs, by device
	forms     pace                   // of pages without JavaScript, by organisation and network address
}

// New makes the edge. It refuses a Config with a missing port, and any operation without an action.
func New(c Config) (http.Handler, error) {
	exactNames()
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	c.Tenants = cached(c.Tenants)
	table, err := generics()
	if err != nil {
		return nil, err
	}
	watcher, err := newObserver(c.Telemetry)
	if err != nil {
		return nil, err
	}
	e := &edge{
		Config: c, generic: table, observer: watcher, adapter: route.NewAdapter(),
		origin: http.NewCrossOriginProtection(), taken: map[string]bool{},
		trials: pace{most: mostTrials, while: trialWindow}, forms: pace{most: mostForms, while: formsWhile}, visits: pace{most: mostVisits, while: visitsWhile}, logouts: pace{most: mostLogouts, while: visitsWhile},
		uploading: turn.New[tenant.ID](1),
	}
	e.letters, e.sending = identity.NewLetters(c.Now), make(chan struct{}, sendAtOnce)
	e.claims, e.pins = pace{most: mostClaims, while: triesWhile}, pace{most: mostPINs, while: triesWhile}
	e.gate = identity.NewGate(c.Identities, c.Passwords, c.Now)
	e.tickets = identity.NewTickets(c.TicketKey)
	e.adapter.Refuse = e.refuse
	e.api = huma.NewAPI(humaConfig(e), e.adapter)
	return e, e.assemble()
}

// exactNames makes Huma tell "Name" from "name": else one of the two is checked and the other is kept. It is
// Huma's setting for the whole process.
var exactNames = sync.OnceFunc(func() { huma.ValidateStrictCasing = true })

// assemble registers every operation, and refuses what cannot be gated or reached.
func (e *edge) assemble() error {
	for _, resource := range resources() {
		resource(e)
	}
	if err := errors.Join(append(e.wrong, e.adapter.Err())...); err != nil {
		return fmt.Errorf("assemble the API: %w", err)
	}
	e.reserve()
	return e.describe()
}

// resources lists what registers operations: one file each.
func resources() []func(*edge) {
	return []func(*edge){
		(*edge).welcome, (*edge).firstSteps, (*edge).sessions, (*edge).factors, (*edge).passkeys, (*edge).providerEntry, (*edge).ownAccounts, (*edge).me, (*edge).moduleSteps, (*edge).notices, (*edge).ownData, (*edge).units, (*edge).closures, (*edge).unitImport, (*edge).people, (*edge).peopleImport, (*edge).directories, (*edge).devices,
		(*edge).grants, (*edge).groups, (*edge).invitations, (*edge).stays, (*edge).shares, (*edge).works, (*edge).support, (*edge).modules, (*edge).moduleRequests, (*edge).moduleDesk, (*edge).settings, (*edge).providers, (*edge).usage, (*edge).auditLog, (*edge).processing, (*edge).retention, (*edge).holds, (*edge).incidents, (*edge).consented, (*edge).why, (*edge).keys, (*edge).embedKeys,
		(*edge).mailbox, (*edge).tenants, (*edge).standings, (*edge).moving, (*edge).installation, (*edge).pages,
	}
}

// reserve notes the names below an organisation's address that are the core's own.
func (e *edge) reserve() {
	for _, entry := range e.adapter.Table().Entries() {
		rest, found := strings.CutPrefix(entry.Pattern, "/t/{tenant}/")
		if !found {
			continue
		}
		name, _, _ := strings.Cut(rest, "/")
		name, _, _ = strings.Cut(name, ":")
		e.taken[name] = true
	}
}

// ServeHTTP is the way of a request.
func (e *edge) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w := &reply{ResponseWriter: out}
	r = numbered(w, r)
	secured(w.Header(), e.overTLS(r))
	if slug, own := e.front(r); own {
		http.Redirect(w, r, "/o/"+slug+"/", http.StatusFound)
		return
	}
	r = e.hosted(r)
	what := &about{}
	at, isModule := e.belowModule(r.Context(), r.Method, r.URL.EscapedPath())
	if isModule {
		what = at.about()
	}
	e.watch(w, r, what, func(r *http.Request) {
		r, done, err := e.acceptable(w, r)
		switch {
		case done:
		case err != nil:
			e.refuse(w, r, err)
		case isModule:
			e.serveModule(w, r, at)
		default:
			e.serveCore(w, r)
			_, what.pattern, _ = strings.Cut(r.Pattern, " ")
		}
	})
}

// acceptable refuses a request by its address and origin, before anybody is asked who they are. One from a
// portal that shows a key goes on as a stranger's; done is true when it was a preflight.
func (e *edge) acceptable(w http.ResponseWriter, r *http.Request) (_ *http.Request, done bool, err error) {
	if err := wellFormed(r); err != nil {
		return r, false, err
	}
	through, done, err := e.embedded(w, r)
	if err != nil || done || through != r {
		return through, done, err
	}
	if strings.HasPrefix(r.URL.Path, "/w/") || strings.HasPrefix(r.URL.Path, "/g/") { // frames act for nobody
		return stranger(r), false, nil
	}
	if err := e.origin.Check(r); err != nil {
		return r, false, fault.New(fault.Denied, "cross-origin", "A page of another site may not do this here.").Because(err)
	}
	return r, false, nil
}

// serveCore answers with the core's own operations and pages.
func (e *edge) serveCore(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/setup" && wantsPage(r) {
		e.shell(w, r)
		return
	}
	if trimmed := trimSlash(r.URL.Path); trimmed != r.URL.Path {
		url := *r.URL
		url.Path, url.RawPath = trimmed, trimSlash(r.URL.RawPath)
		r.URL = &url
	}
	both := &raw{w: w}
	both.r = r.WithContext(context.WithValue(r.Context(), rawKey{}, both))
	e.adapter.ServeHTTP(w, both.r)
	r.Pattern = both.r.Pattern
}

// front reports whether a request asks for the first page of an organisation's own host name, and whose that is.
func (e *edge) front(r *http.Request) (slug string, own bool) {
	if e.Hosts == nil || r.URL.Path != "/" || r.Method != http.MethodGet {
		return "", false
	}
	return e.Hosts.Slug(r.Context(), r.Host)
}

// hosted puts the organisation that a custom host name stands for before the address.
func (e *edge) hosted(r *http.Request) *http.Request {
	if e.Hosts == nil {
		return r
	}
	slug, found := e.Hosts.Slug(r.Context(), r.Host)
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if !found || shared(name) || r.URL.Path == "/audit/key" || r.URL.Path == "/statements/key" {
		return r
	}
	moved := r.Clone(r.Context())
	moved.URL.Path, moved.URL.RawPath = "/t/"+slug+r.URL.Path, ""
	if r.URL.RawPath != "" {
		moved.URL.RawPath = "/t/" + slug + r.URL.RawPath
	}
	return moved
}

// shared reports whether an address is the same on every host: pages, files, and what concerns no organisation.
func shared(name string) bool {
	return slices.Contains([]string{"", "t", "o", "p", "w", "embed.js", "assets", "docs", "problems", "openapi.json", "setup", "welcome", "healthz", "readyz", "metrics", "tenants", "departures"}, name)
}

// refuse answers what is not a success, outside Huma's handlers.
func (e *edge) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if p := problemOf(err); p.Status == http.StatusInternalServerError && !hungUp(r.Context(), err) {
		e.Logger.ErrorContext(r.Context(), "a request failed", "request_id", requestID(r.Context()), "error", err)
	}
	writeProblem(w, r, err)
}

// hungUp reports whether all that went wrong is that the caller no longer waits for the answer.
func hungUp(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

// raw is the request as net/http gave it, for what Huma's context does not say.
type raw struct {
	r *http.Request
	w http.ResponseWriter
}

type rawKey struct{}

func requestOf(ctx context.Context) (*http.Request, http.ResponseWriter) {
	both, _ := ctx.Value(rawKey{}).(*raw)
	return both.r, both.w
}

func humaConfig(e *edge) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Ribambelle", Version: e.Version,
				Description: "Quality of care, together: the core's own resources. Errors are problem documents (RFC 9457).",
			},
			Tags: tags(),
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "Set by sign-in."},
					"key":     {Type: "http", Scheme: "bearer", BearerFormat: "rbk_…", Description: "A service key."},
				},
			},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat(), "json": jsonFormat()},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{e.transform},
	}
}
