package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type privacyRequest struct {
	ID     string     `json:"id"`
	Person string     `json:"person_id"`
	Name   string     `json:"name" doc:"Of who asked; empty once they were erased."`
	Note   string     `json:"note"`
	Asked  time.Time  `json:"asked_at"`
	Until  time.Time  `json:"until" doc:"The term that the law sets for the answer."`
	State  string     `json:"state" enum:"open,late,done,refused"`
	Done   *time.Time `json:"done_at,omitempty"`
	Reason string     `json:"reason,omitempty" doc:"Why it was refused."`
}

type privacyRequestsOut struct {
	Requests []privacyRequest `json:"requests" doc:"The newest first."`
}

type askErasure struct {
	Note string `json:"note,omitempty" maxLength:"1000" doc:"What the privacy officer should know."`
}

type refuseErasure struct {
	Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"Why, for who asked."`
}

func (e *edge) erasureRequests() {
	const all = "/t/{tenant}/privacy/requests"
	register(e, operation{
		id: "me-erasure", method: http.MethodPost, path: "/t/{tenant}/me/held:erase", action: "core:me.erasure", access: signedIn, status: http.StatusCreated,
		summary: "Ask the privacy officer to erase what is held about me here", example: askErasure{"Je quitte la crèche en juin."},
	}, e.askErasure)
	register(e, operation{
		id: "privacy-request-list", method: http.MethodGet, path: all, action: "core:privacy.read", summary: "What people ask about their own data, and until when they have an answer",
	}, e.listRequests)
	register(e, operation{
		id: "privacy-request-refuse", method: http.MethodPost, path: all + "/{id}:refuse", action: "core:request.answer",
		summary: "Say why what somebody asks for is not done; erasing the person is the other answer", example: refuseErasure{"La loi nous oblige à garder les attestations six ans."},
	}, e.refuseErasure)
}

func (e *edge) requestOut(t tenant.Tenant, r privacy.Request, p identity.Person) privacyRequest {
	out := privacyRequest{ID: r.ID, Person: r.Person, Name: p.Name, Note: r.Note, Asked: r.Asked, Until: r.Until(privacy.LawOf(t.Country)), State: "open", Done: r.Done, Reason: r.Reason}
	switch {
	case r.Reason != "":
		out.State = "refused"
	case r.Done != nil:
		out.State = "done"
	case e.clock().After(out.Until):
		out.State = "late"
	}
	return out
}

func (e *edge) askErasure(ctx context.Context, c *call, in *struct {
	InTenant
	Body askErasure
},
) (*body[privacyRequest], error) {
	p, err := e.Roll.Person(ctx, c.Principal.Home, c.Principal.ID)
	if err != nil {
		return nil, err
	}
	all, err := e.Privacy.Requests(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(all, func(r privacy.Request) bool { return r.Person == p.ID && r.Done == nil }) {
		return nil, fault.New(fault.Conflict, "request-open", "You have asked for this already, and will have an answer.")
	}
	r := privacy.Request{ID: uuid.Must(uuid.NewV7()).String(), Person: p.ID, Note: strings.TrimSpace(in.Body.Note), Asked: e.clock()}
	if err := e.putRequest(ctx, c, "core:me.erasure", r); err != nil {
		return nil, err
	}
	out := e.requestOut(c.Tenant, r, p)
	day := out.Until.In(c.Tenant.Location())
	until := map[string]string{"fr": day.Format("02/01/2006"), "en": day.Format("2 January 2006")}
	officers, err := e.officers(ctx, c.Tenant.ID)
	for _, officer := range officers {
		e.inform(ctx, c, officer, notice.ErasureAsked, "privacy/requests", map[string]map[string]string{"day": until})
	}
	e.inform(ctx, c, p.ID, notice.ErasureReceived, "held", map[string]map[string]string{"day": until})
	return ok(out), err
}

// officers are those who answer for privacy, or the administrators where nobody does.
func (e *edge) officers(ctx context.Context, t tenant.ID) (people []string, err error) {
	grants, err := e.Roll.Grants(ctx, t)
	for _, role := range []string{identity.PrivacyOfficer, identity.Administrator} {
		if people = holding(grants, role); len(people) > 0 {
			break
		}
	}
	return people, err
}

// holding are those who hold a role by these grants.
func holding(grants []identity.Grant, role string) (people []string) {
	for _, g := range grants {
		if g.Role == role && !slices.Contains(people, g.Principal) {
			people = append(people, g.Principal)
		}
	}
	return people
}

// inform tells somebody what the core has to say. The desk shows the request all the same where that fails.
func (e *edge) inform(ctx context.Context, c *call, to, kind, link string, values map[string]map[string]string) {
	item := outbox.Item{ID: uuid.Must(uuid.NewV7()).String(), Tenant: c.Tenant.ID, Kind: outbox.Notice, Name: notice.Core, Subject: to}
	if err := e.NoticeDesk.Take(ctx, item, store.Notice{To: to, Kind: kind, Link: link, Values: values}); err != nil {
		e.Logger.WarnContext(ctx, "somebody could not be told", "request_id", c.Request, "kind", kind, "error", err)
	}
}

func (e *edge) putRequest(ctx context.Context, c *call, action string, r privacy.Request) error {
	return e.change(ctx, c, action, "privacy-request/"+r.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		_, err := tx.Tenants(0).Privacy().PutRequest(ctx, r)
		return err
	})
}

func (e *edge) listRequests(ctx context.Context, c *call, _ *InTenant) (*body[privacyRequestsOut], error) {
	all, err := e.Privacy.Requests(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := privacyRequestsOut{Requests: []privacyRequest{}}
	for _, r := range all {
		p, err := e.asker(ctx, c, r)
		if err != nil {
			return nil, err
		}
		out.Requests = append(out.Requests, e.requestOut(c.Tenant, r, p))
	}
	return ok(out), nil
}

// asker is who asked; without a name once they are gone.
func (e *edge) asker(ctx context.Context, c *call, r privacy.Request) (identity.Person, error) {
	held, err := e.grantsOf(ctx, c.Tenant.ID, r.Person)
	if err != nil {
		return identity.Person{}, err
	}
	p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, held, r.Person)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return identity.Person{ID: r.Person}, nil
	}
	return p, err
}

func (e *edge) refuseErasure(ctx context.Context, c *call, in *struct {
	WithID
	Body refuseErasure
},
) (*body[privacyRequest], error) {
	all, err := e.Privacy.Requests(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(r privacy.Request) bool { return r.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("request")
	}
	r, reason, now := all[i], strings.TrimSpace(in.Body.Reason), e.clock()
	switch {
	case reason == "":
		return nil, fault.InvalidRule("/reason", fault.Required, "", "a reason")
	case r.Done != nil:
		return nil, fault.New(fault.Conflict, "request-answered", "This request has its answer.")
	}
	r.Done, r.Reason, r.By = &now, reason, c.Principal.ID
	if err := e.putRequest(ctx, c, "core:request.answer", r); err != nil {
		return nil, err
	}
	e.inform(ctx, c, r.Person, notice.ErasureRefused, "held", map[string]map[string]string{"reason": {"fr": reason}})
	p, err := e.asker(ctx, c, r)
	return ok(e.requestOut(c.Tenant, r, p)), err
}

// answerErasure notes that what an erased person asked for is done, and forgets what they wrote.
func (e *edge) answerErasure(ctx context.Context, c *call, person string) error {
	all, err := e.Privacy.Requests(ctx, c.Tenant.ID)
	if err != nil {
		return err
	}
	now := e.clock()
	for _, r := range all {
		if r.Person != person {
			continue
		}
		r.Note = ""
		if r.Done == nil {
			r.Done, r.By = &now, c.Principal.ID
		}
		if err := e.putRequest(ctx, c, "core:request.answer", r); err != nil {
			return err
		}
	}
	return nil
}
