package api

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// deskPage is how many requests an operator's list shows at a time.
const deskPage = 50

// Incoming is a package on its way in.
type Incoming struct {
	Body io.Reader
	For  tenant.ID // who sends it
	Most int64     // bytes
}

// deskRequest is a request as operators see it.
type deskRequest struct {
	ModuleRequest
	Tenant string `json:"tenant" doc:"Short name of the organisation that asks."`
	Name   string `json:"tenant_name"`
}

type deskOut struct {
	Requests []deskRequest `json:"requests"`
	Next     string        `json:"next,omitempty" doc:"Give it as before, for those that are older."`
}

type deskList struct {
	State  string `query:"state" enum:"waiting,decided" default:"waiting"`
	Before string `query:"before" maxLength:"64" doc:"From the page before."`
}

// OnDesk is the address of a request, whoever asked.
type OnDesk struct {
	ID string `path:"id" maxLength:"64" doc:"Its id."`
}

// approval is what an operator accepts.
type approval struct {
	Accept []string `json:"accept" maxItems:"4" uniqueItems:"true" doc:"What the request's study needs, each by name: unsigned, older, publisher, shared."`
	Module string   `json:"module,omitempty" maxLength:"30" doc:"For a request in words: the installed module that the organisation is offered."`
}

type approveRequest struct {
	OnDesk
	Body approval
}

type refusal struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"Shown to whoever asked."`
}

type refuseRequest struct {
	OnDesk
	Body refusal
}

// moduleOffer says who may have the newest release of a module.
type moduleOffer struct {
	Name   string   `json:"name" maxLength:"30"`
	Tenant string   `json:"tenant,omitempty" maxLength:"40" doc:"The organisation; none offers it to all."`
	Accept []string `json:"accept,omitempty" maxItems:"2" uniqueItems:"true" doc:"older, publisher: where it would take the place of another release."`
}

type offerModule struct{ Body moduleOffer }

type reviveModule struct {
	Body struct {
		Name string `json:"name" maxLength:"30"`
	}
}

func (e *edge) moduleDesk() {
	const all, one = "/module-requests", "/module-requests/{id}"
	register(e, operation{
		id: "module-desk-list", method: http.MethodGet, path: all, action: "core:module.review", system: true,
		summary: "What organisations ask to be installed, newest first; for operators",
	}, e.listDesk)
	register(e, operation{
		id: "module-desk-read", method: http.MethodGet, path: one, action: "core:module.review", system: true,
		summary: "One request, and what its package says; for operators",
	}, e.readDesk)
	register(e, operation{
		id: "module-desk-approve", method: http.MethodPost, path: one + ":approve", action: "core:module.approve", system: true,
		summary: "Install what an organisation has asked for, and offer it to that organisation; for an operator in person",
		example: approval{Accept: []string{"unsigned"}},
	}, e.approveRequest)
	register(e, operation{
		id: "module-desk-refuse", method: http.MethodPost, path: one + ":refuse", action: "core:module.refuse", system: true,
		summary: "Refuse a request, with a reason that is shown to who asked; for an operator in person",
		example: refusal{"Nous ne connaissons pas cet éditeur."},
	}, e.refuseRequest)
	register(e, operation{
		id: "module-offer", method: http.MethodPost, path: "/modules:offer", action: "core:module.offer", system: true,
		summary: "Offer the newest release of a module to one more organisation, or to all; for an operator in person",
		example: moduleOffer{Name: "visits"},
	}, e.offerModule)
	register(e, operation{
		id: "module-revive", method: http.MethodPost, path: "/modules:revive", action: "core:module.revive", system: true,
		status: http.StatusNoContent, summary: "Start a module again that failed too often; for operators", example: map[string]any{"name": "visits"},
	}, e.reviveModule)
}

// inPerson refuses programs: what is decided here runs on the machine.
func inPerson(ctx context.Context, c *call) error {
	if isPrivate(ctx) || c.Principal.Kind == identity.Human {
		return nil
	}
	return fault.New(fault.Denied, "people-only", "An operator decides this in person, signed in to the console, or on the server's own machine: no service key does.")
}

func (e *edge) listDesk(ctx context.Context, _ *call, in *deskList) (*body[deskOut], error) {
	found, err := e.Requests.Everywhere(ctx, in.State != "decided", in.Before, deskPage)
	if err != nil {
		return nil, err
	}
	out := deskOut{Requests: []deskRequest{}}
	for _, r := range found {
		line, err := e.deskLine(ctx, r)
		if err != nil {
			return nil, err
		}
		out.Requests = append(out.Requests, line)
	}
	if len(found) == deskPage {
		out.Next = found[deskPage-1].ID
	}
	return ok(out), nil
}

func (e *edge) readDesk(ctx context.Context, _ *call, in *OnDesk) (*body[deskRequest], error) {
	r, err := e.onDesk(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	line, err := e.deskLine(ctx, r)
	return ok(line), err
}

// onDesk finds a request of any organisation.
func (e *edge) onDesk(ctx context.Context, id string) (tenant.ModuleRequest, error) {
	whose, err := e.Requests.Asker(ctx, id)
	if err != nil {
		return tenant.ModuleRequest{}, err
	}
	return e.Requests.One(ctx, whose, id)
}

func (e *edge) deskLine(ctx context.Context, r tenant.ModuleRequest) (deskRequest, error) {
	line, err := e.requestLine(ctx, r)
	if err != nil {
		return deskRequest{}, err
	}
	whose, err := e.Tenants.ByID(ctx, r.Tenant)
	return deskRequest{line, whose.Slug, whose.Name}, err
}

// approveRequest installs first: a request is approved once its module is there. The same approval again is no harm.
func (e *edge) approveRequest(ctx context.Context, c *call, in *approveRequest) (*body[deskRequest], error) {
	if err := inPerson(ctx, c); err != nil {
		return nil, err
	}
	terms, err := termsOf(in.Body.Accept)
	if err != nil {
		return nil, err
	}
	e.deciding.Lock()
	defer e.deciding.Unlock()
	r, err := e.undecided(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	terms.For = r.Tenant
	kept := context.WithoutCancel(ctx) // who goes away has decided all the same
	release, err := e.grantRequest(kept, r, in.Body, terms)
	if err != nil {
		return nil, err
	}
	r.State, r.Module = tenant.RequestApproved, release.Name
	return e.decided(kept, c, r, "core:module.approve", releaseResource(release)+accepted(in.Body.Accept))
}

// accepted names in the log what was accepted.
func accepted(terms []string) string {
	if len(terms) == 0 {
		return ""
	}
	return ";accepted=" + strings.Join(slices.Sorted(slices.Values(terms)), ",")
}

// undecided finds a request that waits.
func (e *edge) undecided(ctx context.Context, id string) (tenant.ModuleRequest, error) {
	if e.Desk == nil {
		return tenant.ModuleRequest{}, fault.New(fault.Unsupported, "not-supported", "This server installs no modules while it runs.")
	}
	r, err := e.onDesk(ctx, id)
	if err != nil {
		return r, err
	}
	return r, e.waits(r)
}

// waits refuses a request that has come to its end, whether or not that was noted.
func (e *edge) waits(r tenant.ModuleRequest) error {
	if state := r.StateAt(e.Now()); state != tenant.RequestWaiting {
		return fault.New(fault.Conflict, "module-request-decided", "This request waits no more: it is %s.", state)
	}
	return nil
}

// grantRequest gives an organisation what it asked for: its package, or a module that is installed.
func (e *edge) grantRequest(ctx context.Context, r tenant.ModuleRequest, in approval, terms module.Terms) (module.Release, error) {
	switch {
	case r.Package != "" && in.Module != "":
		return module.Release{}, fault.InvalidField("/module", "a request with a package is approved as it is")
	case r.Package != "":
		return e.Desk.Approve(ctx, uploadOf(r), terms)
	case in.Module == "":
		return module.Release{}, fault.InvalidRule("/module", fault.Required, "", "the installed module that the organisation is to be offered: it has asked in words")
	}
	return e.Desk.Offer(ctx, in.Module, terms)
}

func termsOf(accept []string) (terms module.Terms, err error) {
	for _, name := range accept {
		switch name {
		case "unsigned":
			terms.Unsigned = true
		case "older":
			terms.Older = true
		case "publisher":
			terms.Publisher = true
		case "shared":
			terms.Shared = true
		default:
			return terms, fault.InvalidField("/accept", "there is no %q to be accepted", name)
		}
	}
	return terms, nil
}

func (e *edge) refuseRequest(ctx context.Context, c *call, in *refuseRequest) (*body[deskRequest], error) {
	if err := inPerson(ctx, c); err != nil {
		return nil, err
	}
	reason := strings.TrimSpace(in.Body.Reason)
	if reason == "" {
		return nil, fault.InvalidRule("/reason", fault.Required, "", "why: whoever asked will read it")
	}
	e.deciding.Lock()
	defer e.deciding.Unlock()
	r, err := e.undecided(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	r.State, r.Reason = tenant.RequestRefused, reason
	return e.decided(ctx, c, r, "core:module.refuse", "module-request/"+r.ID)
}

// decided notes a decision where it belongs: with the organisation that asked, in one transaction, and in the operators' log.
func (e *edge) decided(ctx context.Context, c *call, r tenant.ModuleRequest, action, what string) (*body[deskRequest], error) {
	r.Decider = c.actor()
	entry := c.entry(action, "module-request/"+r.ID)
	entry.Tenant = r.Tenant
	entry.Cover([]byte(what + "\x00" + r.Reason))
	err := e.Book.Change(ctx, r.Tenant, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(0).Requests().Settle(ctx, r)
	})
	if err != nil {
		return nil, err
	}
	if err := e.change(ctx, c, action, what, func(context.Context, audit.Tx, *audit.Entry) error { return nil }); err != nil {
		return nil, err
	}
	e.discard(ctx, r)
	now, err := e.Requests.One(ctx, r.Tenant, r.ID)
	if err != nil {
		return nil, err
	}
	line, err := e.deskLine(ctx, now)
	return ok(line), err
}

// offerModule widens who may have a module.
func (e *edge) offerModule(ctx context.Context, c *call, in *offerModule) (*body[moduleOffer], error) {
	if err := inPerson(ctx, c); err != nil {
		return nil, err
	}
	if e.Desk == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server changes no modules while it runs.")
	}
	terms, err := termsOf(in.Body.Accept)
	if err != nil {
		return nil, err
	}
	to := "all"
	if in.Body.Tenant != "" {
		t, err := e.Tenants.BySlug(ctx, in.Body.Tenant)
		if err != nil {
			return nil, err
		}
		terms.For, to = t.ID, t.Slug
	}
	release, err := e.Desk.Offer(context.WithoutCancel(ctx), in.Body.Name, terms)
	if err != nil {
		return nil, err
	}
	what := releaseResource(release) + ";to=" + to + accepted(in.Body.Accept)
	err = e.change(ctx, c, "core:module.offer", what, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	return ok(in.Body), err
}

// reviveModule takes a module out of quarantine.
func (e *edge) reviveModule(ctx context.Context, c *call, in *reviveModule) (*none, error) {
	reviver, able := e.Modules.(interface{ Revive(name string) error })
	if !able {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server changes no modules while it runs.")
	}
	if err := reviver.Revive(in.Body.Name); err != nil {
		return nil, err
	}
	return &none{}, e.change(ctx, c, "core:module.revive", "module/"+in.Body.Name, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
}
