package api

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type subscriptionOut struct {
	ID        string             `json:"id"`
	State     string             `json:"state" enum:"live,ended,withdrawn,closed" doc:"withdrawn: its publisher publishes it no more; closed: its publisher is closed for now, or has left."`
	Publisher *organisationBrief `json:"publisher,omitempty" doc:"Absent once it has left."`
	Name      string             `json:"name" doc:"Of the publisher, as it was last."`
	workSource
	Title    sdk.Text        `json:"title"`
	Since    time.Time       `json:"since"`
	Ended    *time.Time      `json:"ended_at,omitempty"`
	Taken    []sharing.Taken `json:"taken" doc:"What was taken over, the newest first."`
	Proposal *proposalOut    `json:"proposal,omitempty" doc:"A version that waits for a decision."`
}

type proposalOut struct {
	sharing.Version
	Replaces string `json:"replaces,omitempty" doc:"Id of the record that it takes the place of; absent: it comes beside what is there, which stays as it is."`
}

type subscriptionsOut struct {
	Subscriptions []subscriptionOut `json:"subscriptions" doc:"The newest first."`
}

type previewOut struct {
	Version  sharing.Version `json:"version"`
	Document json.RawMessage `json:"document,omitempty" doc:"What would be taken over; absent for a module."`
}

type decideVersion struct {
	WithID
	Body struct {
		Version string `json:"version" maxLength:"64" doc:"Id of the version that was looked at."`
	}
}

func (e *edge) subscriptions() {
	all := "/t/{tenant}/subscriptions"
	one := all + "/{id}"
	example := map[string]any{"version": "0198c0de-0000-7000-8000-000000000000"}
	register(e, operation{
		id: "subscription-list", method: http.MethodGet, path: all, action: "core:subscription.list",
		summary: "What the organisation follows of others, what it took over, and what it is proposed",
	}, e.listSubscriptions)
	register(e, operation{
		id: "subscription-create", method: http.MethodPost, path: all, action: "core:subscription.create", status: http.StatusCreated,
		summary: "Subscribe to what another organisation publishes, by its code", example: shareCode{"grandir-compte.…"},
	}, e.subscribe)
	register(e, operation{
		id: "subscription-preview", method: http.MethodGet, path: one + "/proposal", action: "core:subscription.list",
		summary: "The version that is proposed, to be looked at before it is decided on",
	}, e.previewVersion)
	register(e, operation{
		id: "subscription-take", method: http.MethodPost, path: one + ":take", action: "core:subscription.take",
		summary: "Take over the version that is proposed, as a record of one's own, or as a request for a module. What is under way keeps its version",
		example: example,
	}, e.takeVersion)
	register(e, operation{
		id: "subscription-set-aside", method: http.MethodPost, path: one + ":set-aside", action: "core:subscription.take",
		summary: "Set aside the version that is proposed", example: example,
	}, e.setAside)
	register(e, operation{
		id: "subscription-end", method: http.MethodPost, path: one + ":end", action: "core:subscription.end",
		summary: "Follow something no more; what was taken over stays",
	}, e.unsubscribe)
}

func (e *edge) listSubscriptions(ctx context.Context, c *call, _ *InTenant) (*body[subscriptionsOut], error) {
	all, err := e.Works.Subscriptions(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := subscriptionsOut{Subscriptions: []subscriptionOut{}}
	for _, s := range all {
		line, err := e.subscriptionOut(ctx, c, s)
		if err != nil {
			return nil, err
		}
		out.Subscriptions = append(out.Subscriptions, line)
	}
	return ok(out), nil
}

func (e *edge) subscriptionOut(ctx context.Context, c *call, s sharing.Subscription) (subscriptionOut, error) {
	out := subscriptionOut{
		ID: s.ID, State: "live", Name: s.Name, workSource: e.sourceOf(c.Tenant.ID, s.Module, s.Collection), Title: s.Title,
		Since: s.Since, Ended: s.Ended, Taken: slices.Clone(list(s.Taken)),
	}
	slices.Reverse(out.Taken)
	publisher, w, err := e.followed(ctx, c, s)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return out, err
	}
	if !publisher.ID.IsZero() {
		out.Publisher, out.Name = &organisationBrief{publisher.Slug, publisher.Name}, publisher.Name
	}
	switch {
	case s.Ended != nil:
		out.State = "ended"
	case err != nil:
		out.State = "closed"
	case w.Withdrawn != nil:
		out.State = "withdrawn"
	}
	if out.State != "live" {
		return out, nil
	}
	v, proposed := s.Proposed(w)
	if proposed {
		out.Proposal = &proposalOut{Version: v}
		out.Proposal.Replaces, err = e.replaced(ctx, c, s)
	}
	return out, err
}

// followed is the work that a subscription is of, where its publisher is open and knows of it; not_found otherwise.
func (e *edge) followed(ctx context.Context, c *call, s sharing.Subscription) (tenant.Tenant, sharing.Work, error) {
	gone := fault.Missing("work")
	if s.Publisher.IsZero() {
		return tenant.Tenant{}, sharing.Work{}, gone
	}
	publisher, err := e.Tenants.ByID(ctx, s.Publisher)
	if err != nil {
		return tenant.Tenant{}, sharing.Work{}, err
	}
	w, err := e.Works.Work(ctx, publisher.ID, s.ID)
	if err == nil && (!publisher.Standing.Open() || !w.FollowedBy(c.Tenant.ID)) {
		err = gone
	}
	return publisher, w, err
}

// subscribe keeps this organisation's side first: should the publisher's fail to follow, the same code serves again.
func (e *edge) subscribe(ctx context.Context, c *call, in *struct {
	InTenant
	Body shareCode
},
) (*body[subscriptionOut], error) {
	publisher, w, err := e.coded(ctx, c, in.Body.Code)
	if err != nil {
		return nil, err
	}
	own, err := e.Works.Subscription(ctx, c.Tenant.ID, w.ID)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		own = sharing.Subscription{ID: w.ID, Module: w.Module, Collection: w.Collection}
	case err != nil:
		return nil, err
	}
	if own.Rev == 0 || own.Ended != nil {
		own.Publisher, own.Name, own.Title, own.Since, own.By, own.Ended = publisher.ID, publisher.Name, w.Newest().Title, e.clock(), c.actor(), nil
		if err := e.putSubscription(ctx, c, "core:subscription.create", own, ""); err != nil {
			return nil, err
		}
	}
	if !w.FollowedBy(c.Tenant.ID) {
		if len(w.Followers) >= sharing.MostFollowers {
			return nil, fault.New(fault.Exhausted, "works-many", "At most %d organisations follow one work.", sharing.MostFollowers)
		}
		err := e.tellPublisher(ctx, c, publisher, "core:subscription.create", w.ID, func(ctx context.Context, x sharing.WorkWriter) error {
			return x.PutFollower(ctx, w.ID, sharing.Follower{Tenant: c.Tenant.ID, Since: own.Since})
		})
		if err != nil {
			return nil, err
		}
	}
	return e.subscriptionNow(ctx, c, own.ID)
}

// coded finds the work of a code. A code that is wrong or serves no more is refused with the same words as one of an
// organisation that does not exist.
func (e *edge) coded(ctx context.Context, c *call, code string) (tenant.Tenant, sharing.Work, error) {
	wrong := fault.New(fault.Invalid, "work-code-not-valid", "This code is not valid, or what it was for is published no more.")
	slug, secret, ok := sharing.ReadCode(code)
	if !ok {
		return tenant.Tenant{}, sharing.Work{}, wrong
	}
	publisher, err := e.Tenants.BySlug(ctx, slug)
	if fault.KindOf(err) == fault.NotFound || err == nil && (!publisher.Standing.Open() || publisher.ID == c.Tenant.ID) {
		return tenant.Tenant{}, sharing.Work{}, wrong
	}
	all, failed := e.Works.Works(ctx, publisher.ID)
	if err := cmp.Or(err, failed); err != nil {
		return tenant.Tenant{}, sharing.Work{}, err
	}
	i := slices.IndexFunc(all, func(w sharing.Work) bool {
		return w.Withdrawn == nil && subtle.ConstantTimeCompare([]byte(w.Code), []byte(secret)) == 1
	})
	if i < 0 {
		return tenant.Tenant{}, sharing.Work{}, wrong
	}
	return publisher, all[i], nil
}

func (e *edge) putSubscription(ctx context.Context, c *call, action string, s sharing.Subscription, version string) error {
	resource := "subscription/" + s.ID
	if version != "" {
		resource += "/" + version
	}
	return e.change(ctx, c, action, resource, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Keys().Works().PutSubscription(ctx, s)
	})
}

// tellPublisher changes who follows a work, with an entry in its publisher's log.
func (e *edge) tellPublisher(ctx context.Context, c *call, publisher tenant.Tenant, action, work string, do func(context.Context, sharing.WorkWriter) error) error {
	return e.change(ctx, c.through(work, publisher), action, "work/"+work, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return do(ctx, tx.Keys().Works())
	})
}

func (e *edge) subscriptionNow(ctx context.Context, c *call, id string) (*body[subscriptionOut], error) {
	s, err := e.Works.Subscription(ctx, c.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	line, err := e.subscriptionOut(ctx, c, s)
	return ok(line), err
}

// proposal is a subscription with the version that it is proposed.
type proposal struct {
	sharing.Subscription
	publisher tenant.Tenant
	work      sharing.Work
	version   sharing.Version
}

// proposed finds what is proposed; where a version is named, it must be that one still.
func (e *edge) proposed(ctx context.Context, c *call, id, version string) (p proposal, err error) {
	if p.Subscription, err = e.Works.Subscription(ctx, c.Tenant.ID, id); err != nil {
		return p, err
	}
	p.publisher, p.work, err = e.followed(ctx, c, p.Subscription)
	if fault.KindOf(err) == fault.NotFound {
		return p, sharing.ErrNotProposed()
	}
	if err != nil {
		return p, err
	}
	v, is := p.Proposed(p.work)
	if !is || version != "" && v.ID != version {
		return p, sharing.ErrNotProposed()
	}
	p.version = v
	return p, nil
}

func (e *edge) previewVersion(ctx context.Context, c *call, in *WithID) (*body[previewOut], error) {
	p, err := e.proposed(ctx, c, in.ID, "")
	if err != nil {
		return nil, err
	}
	doc, err := e.Works.Document(ctx, p.publisher.ID, p.version.ID)
	if err != nil {
		return nil, err
	}
	return ok(previewOut{p.version, doc}), nil
}

func (e *edge) setAside(ctx context.Context, c *call, in *decideVersion) (*body[subscriptionOut], error) {
	p, err := e.proposed(ctx, c, in.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	p.Aside = p.version.ID
	if err := e.putSubscription(ctx, c, "core:subscription.set-aside", p.Subscription, p.version.Label); err != nil {
		return nil, err
	}
	return e.subscriptionNow(ctx, c, p.ID)
}

// takeVersion makes what is proposed the organisation's own, then notes it here and in the publisher's log.
func (e *edge) takeVersion(ctx context.Context, c *call, in *decideVersion) (*body[subscriptionOut], error) {
	p, err := e.proposed(ctx, c, in.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	taken := sharing.Taken{Version: p.version.ID, Label: p.version.Label, Licence: p.version.Licence, At: e.clock(), By: c.actor()}
	if p.Collection == "" {
		err = e.askForWork(ctx, c, p)
	} else {
		taken.Record, taken.Rev, err = e.adopt(ctx, c, p)
	}
	if err != nil {
		return nil, err
	}
	p.Taken, p.Title, p.Name = append(slices.Clone(p.Taken), taken), p.version.Title, p.publisher.Name
	if err := e.putSubscription(ctx, c, "core:subscription.take", p.Subscription, p.version.Label); err != nil {
		return nil, err
	}
	there := c.through(p.ID, p.publisher)
	err = e.change(ctx, there, "core:subscription.take", "work/"+p.ID+"/"+p.version.Label, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	if err != nil {
		return nil, err
	}
	return e.subscriptionNow(ctx, c, p.ID)
}

// adopt writes a version as the caller writes any record, and returns what it has become.
func (e *edge) adopt(ctx context.Context, c *call, p proposal) (record string, rev int64, err error) {
	if _, err := e.moduleOn(ctx, c.Tenant.ID, p.Module); err != nil {
		return "", 0, fault.New(fault.Conflict, "work-module-off", "Turn the module on first: what is proposed is for it.")
	}
	m, err := e.adoption(ctx, c, p)
	if err != nil {
		return "", 0, err
	}
	view := e.Records.View(c.as(p.Module))
	receipt, err := view.Commit(ctx, store.Commit{Mutations: []store.Mutation{m}})
	if errors.Is(err, store.Exists()) { // taken before, and not noted
		there, err := view.Get(ctx, p.Collection, m.ID)
		return there.ID, there.Rev, err
	}
	if err != nil {
		return "", 0, err
	}
	return receipt.Records[0].ID, receipt.Records[0].Rev, nil
}

// adoption is the write that takes a version over: in the place of the one that was taken over before, where nobody has changed
// that and versions replace each other, else beside what is there. A new record has the version's id, so that taking the same
// again makes no second one.
func (e *edge) adoption(ctx context.Context, c *call, p proposal) (store.Mutation, error) {
	doc, err := e.Works.Document(ctx, p.publisher.ID, p.version.ID)
	if err != nil {
		return store.Mutation{}, err
	}
	before, err := e.replaced(ctx, c, p.Subscription)
	if err != nil {
		return store.Mutation{}, err
	}
	if before == "" {
		return store.Mutation{Verb: store.Create, Collection: p.Collection, ID: p.version.ID, Doc: doc}, nil
	}
	last, _ := p.Last()
	kept, err := e.kept(ctx, c, p, before, doc)
	return store.Mutation{Verb: store.Update, Collection: p.Collection, ID: before, Rev: last.Rev, Doc: kept}, err
}

// replaced is the record that a version would take the place of; empty where it comes beside what is there.
func (e *edge) replaced(ctx context.Context, c *call, s sharing.Subscription) (string, error) {
	last, is := s.Last()
	if !is || !e.numbered(c.Tenant.ID, s) {
		return "", nil
	}
	there, err := e.Records.View(c.as(s.Module)).Get(ctx, s.Collection, last.Record)
	if kind := fault.KindOf(err); kind == fault.NotFound || kind == fault.Denied {
		return "", nil
	}
	if err != nil || there.Rev != last.Rev {
		return "", err
	}
	return last.Record, nil
}

// numbered reports whether versions of a work replace each other, as they do where its records do not tell them apart.
func (e *edge) numbered(t tenant.ID, s sharing.Subscription) bool {
	m, err := e.installed(s.Module, t)
	if err != nil {
		return false
	}
	p, may := m.Publishable(s.Collection)
	return may && p.Version == ""
}

// kept is a document with what does not travel as the record has it here.
func (e *edge) kept(ctx context.Context, c *call, p proposal, record string, doc []byte) ([]byte, error) {
	m, err := e.installed(p.Module, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	own, err := e.Records.View(c.as(p.Module)).Get(ctx, p.Collection, record)
	if err != nil {
		return nil, err
	}
	ours, theirs := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if err := errors.Join(json.Unmarshal(own.Doc, &ours), json.Unmarshal(doc, &theirs)); err != nil {
		return nil, fmt.Errorf("reading what is taken over: %w", err)
	}
	what, _ := m.Publishable(p.Collection)
	for _, name := range what.Stays {
		if value, has := ours[name]; has {
			theirs[name] = value
		}
	}
	return json.Marshal(theirs)
}

// askForWork asks the operator for a module that another organisation publishes. One that is there at that version needs no asking.
func (e *edge) askForWork(ctx context.Context, c *call, p proposal) error {
	if m, err := e.installed(p.Module, c.Tenant.ID); err == nil && m.Version == p.version.Label {
		return nil
	}
	if err := e.allow(ctx, c, "core:module.ask", authz.Document{"unit_path": tenant.Root}); err != nil {
		return err
	}
	r := e.newRequest(c, fmt.Sprintf("%s %s, publié par %s sous licence %s.", p.version.Title["fr"], p.version.Label, p.publisher.Name, p.version.Licence))
	r.Module = p.Module
	_, err := e.addRequest(ctx, c, r, nil)
	return err
}

func (e *edge) unsubscribe(ctx context.Context, c *call, in *WithID) (*body[subscriptionOut], error) {
	own, err := e.Works.Subscription(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	if own.Ended == nil {
		now := e.clock()
		own.Ended = &now
		if err := e.putSubscription(ctx, c, "core:subscription.end", own, ""); err != nil {
			return nil, err
		}
	}
	publisher, w, err := e.followed(ctx, c, own)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, err
	}
	if w.FollowedBy(c.Tenant.ID) {
		err := e.tellPublisher(ctx, c, publisher, "core:subscription.end", w.ID, func(ctx context.Context, x sharing.WorkWriter) error {
			return x.RemoveFollower(ctx, w.ID, c.Tenant.ID)
		})
		if err != nil {
			return nil, err
		}
	}
	return e.subscriptionNow(ctx, c, own.ID)
}
