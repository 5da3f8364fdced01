package api

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// relayReason is why somebody holds a role that another handed over, where nobody said more.
const relayReason = "handed over"

type handOver struct {
	WithID
	Body struct {
		To     string `json:"to" maxLength:"64" doc:"The id of whoever takes over."`
		Reason string `json:"reason,omitempty" maxLength:"300"`
		Keep   bool   `json:"keep,omitempty" doc:"The one who leaves keeps their access, without roles; otherwise it is suspended."`
	}
}

type handedOver struct {
	Given   []grantOut `json:"given" doc:"Roles that changed hands."`
	Already []grantOut `json:"already" doc:"Roles that the one who takes over held as far already; they were only taken away."`
	Groups  []string   `json:"groups" doc:"Groups in which the one who takes over has their place now, by name."`
}

func (e *edge) relay() {
	register(e, operation{
		id: "person-hand-over", method: http.MethodPost, path: "/t/{tenant}/people/{id}:hand-over", action: "core:person.hand-over",
		summary: "Hand all roles of somebody who leaves to somebody else, in one act",
		example: map[string]any{"to": "0198c0de-0000-7000-8000-000000000000", "reason": "Départ en retraite"},
	}, e.handOver)
}

// handOver moves the roles of one person to another, each where it holds and as long as it would have held, and their places in
// groups.
func (e *edge) handOver(ctx context.Context, c *call, in *handOver) (*body[handedOver], error) {
	leaves, err := e.Roll.Person(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	if err := e.mayTakeOver(ctx, c, leaves, in); err != nil {
		return nil, err
	}
	all, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	joined, err := e.groupsOf(ctx, c.Tenant.ID, leaves.ID)
	if err != nil {
		return nil, err
	}
	given, already := passOn(all, leaves.ID, in.Body.To, strings.TrimSpace(in.Body.Reason))
	err = e.change(ctx, c, "core:person.hand-over", "person/"+leaves.ID+";to="+in.Body.To, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		if err := takePlaces(ctx, tx, joined, leaves.ID, in.Body.To); err != nil {
			return err
		}
		return move(ctx, tx, all, leaves, given, in.Body.Keep)
	})
	if err != nil {
		return nil, err
	}
	out := handedOver{Groups: []string{}}
	for _, g := range joined {
		out.Groups = append(out.Groups, g.Name)
	}
	if out.Given, err = e.grantsOut(ctx, c.Tenant.ID, given); err != nil {
		return nil, err
	}
	out.Already, err = e.grantsOut(ctx, c.Tenant.ID, already)
	return ok(out), err
}

// mayTakeOver refuses a successor who could do nothing with the roles.
func (e *edge) mayTakeOver(ctx context.Context, c *call, leaves identity.Person, in *handOver) error {
	if in.Body.To == leaves.ID {
		return fault.InvalidRule("/to", fault.Choice, "", "somebody else")
	}
	if leaves.ID == c.Principal.ID && !in.Body.Keep {
		return fault.New(fault.Conflict, "own-account", "You cannot suspend your own account.")
	}
	to, err := e.Roll.Person(ctx, c.Tenant.ID, in.Body.To)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound:
		return fault.InvalidRule("/to", fault.Absent, "", "there is no such person here")
	case err != nil:
		return err
	case to.Suspended:
		return fault.InvalidRule("/to", fault.Choice, "", "somebody whose access is not suspended")
	}
	return nil
}

// takePlaces puts the successor into the leaver's groups in their place: what they hold through these goes on with the group.
func takePlaces(ctx context.Context, tx audit.Tx, joined []identity.Group, leaver, successor string) error {
	for _, g := range joined {
		if err := tx.Access().Groups().Members(ctx, g, []string{successor}, []string{leaver}); err != nil {
			return err
		}
	}
	return nil
}

// passOn is what a successor is to be given of the grants that somebody holds, and what they have already.
func passOn(all []identity.Grant, from, to, reason string) (given, already []identity.Grant) {
	if reason == "" {
		reason = relayReason
	}
	for _, g := range all {
		if g.Principal != from || g.Group != "" {
			continue
		}
		covers := func(own identity.Grant) bool {
			lasts := own.Expires == nil || g.Expires != nil && !own.Expires.Before(*g.Expires)
			return own.Principal == to && own.Group == "" && own.Role == g.Role && strings.HasPrefix(g.Path, own.Path) && lasts
		}
		if slices.ContainsFunc(all, covers) {
			already = append(already, g)
			continue
		}
		g.ID, g.Principal, g.Reason = uuid.Must(uuid.NewV7()).String(), to, reason
		given = append(given, g)
	}
	return given, already
}

// move gives the successor theirs first, so that at no moment nobody holds a role.
func move(ctx context.Context, tx audit.Tx, all []identity.Grant, leaves identity.Person, given []identity.Grant, keep bool) error {
	for _, g := range given {
		if err := tx.Access().PutGrant(ctx, g); err != nil {
			return err
		}
	}
	for _, g := range all {
		if g.Principal != leaves.ID || g.Group != "" {
			continue
		}
		if err := tx.Access().RemoveGrant(ctx, g.ID); err != nil {
			return err
		}
	}
	if keep {
		return nil
	}
	leaves.Suspended = true
	if _, err := tx.People().Put(ctx, leaves); err != nil {
		return err
	}
	return tx.People().EndSessions(ctx, leaves.ID, "")
}
