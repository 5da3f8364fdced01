package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// mostActs is how many lines of the log, the newest, a preview decides again.
const mostActs = 1000

// PolicyChecker is an Authorizer that can try a policy before it goes live.
type PolicyChecker interface {
	Check(ctx context.Context, p authz.Policy) error
	// Trying decides by a policy that is not live, and keeps nothing of it.
	Trying(p authz.Policy) (authz.Authorizer, error)
}

type tryOverlay struct {
	InTenant
	Body overlayFields
}

type overlayFields struct {
	Overlay      string               `json:"overlay,omitempty" maxLength:"20000" doc:"Rego, package rb.overlay; it can only deny further."`
	Expectations []tenant.Expectation `json:"expectations,omitempty" maxItems:"100"`
}

type overlayTrial struct {
	Acts    int           `json:"acts" doc:"How many different acts of the log were decided again, as people stand today."`
	Since   *time.Time    `json:"since,omitempty" doc:"The oldest of them."`
	Changed []changedAct  `json:"changed" doc:"Those that would be decided otherwise, the newest first."`
	Failed  []failedTrial `json:"failed" doc:"Examples that would not hold."`
}

// changedAct is an act of the log that a policy would decide otherwise.
type changedAct struct {
	Principal string    `json:"principal"`
	Name      string    `json:"principal_name,omitempty"`
	Action    string    `json:"action"`
	Resource  string    `json:"resource,omitempty"`
	UnitPath  string    `json:"unit_path,omitempty"`
	Times     int       `json:"times"`
	Last      time.Time `json:"last_at"`
	Allow     bool      `json:"allow" doc:"What would be decided."`
}

type failedTrial struct {
	Index int    `json:"index" doc:"Of the example, from 0."`
	Allow bool   `json:"allow" doc:"What is decided instead."`
	Rule  string `json:"rule" doc:"By which rule."`
}

func (e *edge) overlay() {
	register(e, operation{
		id: "overlay-preview", method: http.MethodPost, path: "/t/{tenant}/settings/overlay:preview", action: "core:settings.update",
		summary: "What the organisation's own policy would change: recent acts decided again, and its examples; nothing is written",
		example: overlayFields{Overlay: "package rb.overlay\n\ndeny if input.action == \"portrait:wave.open\"\n"},
	}, e.previewOverlay)
}

func (e *edge) previewOverlay(ctx context.Context, c *call, in *tryOverlay) (*body[overlayTrial], error) {
	after, err := e.trying(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	out := overlayTrial{Changed: []changedAct{}}
	if out.Failed, err = e.failing(ctx, c, after, in.Body.Expectations); err != nil {
		return nil, err
	}
	acts, err := e.recentActs(ctx, c)
	if err != nil {
		return nil, err
	}
	out.Acts = len(acts)
	for _, a := range acts {
		if out.Since == nil || a.first.Before(*out.Since) {
			out.Since = &a.first
		}
		was, err := e.Authorizer.Decide(ctx, a.question)
		if err != nil {
			return nil, err
		}
		will, err := after.Decide(ctx, a.question)
		if err != nil {
			return nil, err
		}
		if was.Allow != will.Allow {
			a.told.Allow = will.Allow
			out.Changed = append(out.Changed, a.told)
		}
	}
	return ok(out), nil
}

// trying is an authorizer by an overlay that is not live. Invalid where it cannot go live.
func (e *edge) trying(ctx context.Context, c *call, f overlayFields) (authz.Authorizer, error) {
	checker, able := e.Authorizer.(PolicyChecker)
	if !able {
		return e.Authorizer, nil
	}
	policy, err := e.Policies.Policy(ctx, c.Tenant.ID, c.Tenant.Version)
	if err != nil {
		return nil, err
	}
	policy.Overlay = f.Overlay
	if err := checker.Check(ctx, policy); err != nil {
		return nil, err
	}
	return checker.Trying(policy)
}

// checkOverlay tries the tenant's own policy, and its examples, before it goes live.
func (e *edge) checkOverlay(ctx context.Context, c *call, changed tenant.Tenant) error {
	now, next := c.Tenant.Settings, changed.Settings
	if next.Overlay == now.Overlay && slices.Equal(next.Expectations, now.Expectations) {
		return nil
	}
	after, err := e.trying(ctx, c, overlayFields{Overlay: next.Overlay})
	if err != nil {
		return err
	}
	failed, err := e.failing(ctx, c, after, next.Expectations)
	if err != nil || len(failed) == 0 {
		return err
	}
	refusal := fault.New(fault.Invalid, "invalid-input", "The input is not valid.")
	for _, f := range failed {
		refusal.Fields = append(refusal.Fields, fault.Field{
			Pointer: fmt.Sprintf("/expectations/%d", f.Index), Rule: "expectation", Message: "this example does not hold: " + f.Rule + " decides otherwise",
		})
	}
	return refusal
}

// failing tells which examples a policy decides otherwise.
func (e *edge) failing(ctx context.Context, c *call, by authz.Authorizer, all []tenant.Expectation) ([]failedTrial, error) {
	failed := []failedTrial{}
	if len(all) == 0 {
		return failed, nil
	}
	units, err := e.Units.Units(ctx, c.Tenant.ID, tenant.Root)
	if err != nil {
		return nil, err
	}
	known := newUnitNames(units).units
	for i, x := range all {
		q, err := e.exampleOf(c, x, known, fmt.Sprintf("/expectations/%d", i))
		if err != nil {
			return nil, err
		}
		found, err := by.Decide(ctx, q)
		if err != nil {
			return nil, err
		}
		if found.Allow != x.Allow {
			failed = append(failed, failedTrial{i, found.Allow, found.Rule})
		}
	}
	return failed, nil
}

// exampleOf is the question that an example asks, of somebody who holds nothing but its role.
func (e *edge) exampleOf(c *call, x tenant.Expectation, units map[string]tenant.Unit, at string) (authz.Question, error) {
	if err := e.checkAction(c, at+"/action", x.Action); err != nil {
		return authz.Question{}, err
	}
	if !slices.ContainsFunc(rolesOf(e.plugins(c.Tenant.ID)), func(r sdk.Role) bool { return r.Name == x.Role }) {
		return authz.Question{}, fault.InvalidRule(at+"/role", fault.Absent, "", "there is no role %q", x.Role)
	}
	held := identity.Grant{Role: x.Role, Path: tenant.Root}
	q := c.question(x.Action)
	if x.Unit != "" {
		unit, known := units[x.Unit]
		if !known {
			return authz.Question{}, fault.InvalidRule(at+"/unit", fault.Absent, "", "there is no unit with the key %q", x.Unit)
		}
		held.Unit, held.Path, q.Record = unit.ID, unit.Path, unitDoc(unit)
	}
	q.Principal = identity.Principal{Kind: identity.Human, ID: "example", Home: c.Tenant.ID, Grants: []identity.Grant{held}}
	return q, nil
}

// recentAct is something that was asked, once or several times.
type recentAct struct {
	question authz.Question
	told     changedAct
	first    time.Time
}

// recentActs reads from the log what people and programs asked to do, as a question of today: what somebody holds now, about the
// thing as it is now.
func (e *edge) recentActs(ctx context.Context, c *call) ([]*recentAct, error) {
	names, err := e.names(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	var acts []*recentAct
	seen, people := map[string]*recentAct{}, map[string]*identity.Principal{}
	query := audit.Query{Size: 500}
	for read := 0; read < mostActs; {
		entries, next, err := e.Reader.Entries(ctx, c.Tenant.ID, query)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			key := strings.Join([]string{entry.Principal, entry.Action, entry.Resource, entry.Unit}, " ")
			act, known := seen[key]
			if !known {
				if act, err = e.actOf(ctx, c, entry, people); err != nil {
					return nil, err
				}
				if seen[key] = act; act != nil {
					act.told.Name = names[string(act.question.Principal.Kind)+":"+act.question.Principal.ID]
					acts = append(acts, act)
				}
			}
			if act != nil {
				act.told.Times += entry.Count
				act.first = entry.At
			}
		}
		read += len(entries)
		if query.Before = next; next == "" {
			break
		}
	}
	return acts, nil
}

// actOf is the question behind a line of the log; nil where nobody is left to ask it.
func (e *edge) actOf(ctx context.Context, c *call, entry audit.Entry, people map[string]*identity.Principal) (*recentAct, error) {
	principal, _, _ := strings.Cut(entry.Principal, identity.OnDevice)
	kind, id, _ := strings.Cut(principal, ":")
	if entry.Outcome == audit.Failed || kind != string(identity.Human) && kind != string(identity.Service) {
		return nil, nil
	}
	who, asked := people[id]
	if !asked {
		found, err := e.principalOf(ctx, c, id)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return nil, err
		}
		if err == nil {
			who = &found
		}
		people[id] = who
	}
	if who == nil {
		return nil, nil
	}
	doc, err := e.thingOf(ctx, c, entry)
	q := c.question(entry.Action)
	q.Principal, q.Record = *who, doc
	return &recentAct{question: q, told: changedAct{
		Principal: entry.Principal, Action: entry.Action, Resource: entry.Resource, UnitPath: entry.Unit, Last: entry.At,
	}}, err
}

// thingOf is what a line of the log is about, as policies see it; where it is gone, its place.
func (e *edge) thingOf(ctx context.Context, c *call, entry audit.Entry) (authz.Document, error) {
	place := authz.Document{"unit_path": entry.Unit}
	if entry.Unit == "" {
		place = nil
	}
	parts := strings.Split(entry.Resource, "/")
	if len(parts) != 3 {
		return place, nil
	}
	doc, err := e.whyAbout(ctx, c, whyQuestion{Record: &recordRef{parts[0], parts[1], parts[2]}})
	if fault.KindOf(err) == fault.Invalid {
		return place, nil
	}
	return doc, err
}
