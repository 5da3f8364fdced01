package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// shareableOut is something that the organisation may offer to another.
type shareableOut struct {
	Module      string   `json:"module"`
	ModuleTitle sdk.Text `json:"module_title"`
	What        string   `json:"what"`
	Title       sdk.Text `json:"title"`
	Help        sdk.Text `json:"help" doc:"What the other one reads of it, and what never."`
	Mode        string   `json:"mode" enum:"aggregate,records" doc:"aggregate: figures that have passed the statistics gate, and nothing else."`
	Fields      []told   `json:"fields" doc:"What is told of each record, in this order."`
}

// told is a field that a share tells, and what it is called.
type told struct {
	Name  string   `json:"name"`
	Title sdk.Text `json:"title"`
}

type newShare struct {
	To      string    `json:"to" minLength:"1" maxLength:"253" doc:"The organisation that may take the offer, by its short name or host name. Whether there is one by that name is not told." example:"reseau-des-villes"`
	Module  string    `json:"module" maxLength:"40"`
	What    string    `json:"what" maxLength:"40" doc:"The name of what the module lets be shared."`
	Units   []string  `json:"units,omitempty" maxItems:"100" doc:"Ids of units, each with all below it; none: the whole organisation."`
	Purpose string    `json:"purpose" minLength:"1" maxLength:"500" doc:"What it serves for, as both organisations read it."`
	Expires time.Time `json:"expires" doc:"At most 366 days from now."`
}

type shareOut struct {
	ID    string             `json:"id"`
	Side  string             `json:"side" enum:"given,received"`
	State string             `json:"state" enum:"offered,live,declined,ended,expired"`
	Other *organisationBrief `json:"other,omitempty" doc:"The other organisation, once it has taken the offer."`
	To    string             `json:"to" doc:"Whom it was offered to, as it was typed."`
	shareableOut
	Units    []sharing.Place `json:"units" doc:"Each with all below it; none: the whole organisation."`
	Purpose  string          `json:"purpose"`
	Expires  time.Time       `json:"expires"`
	Offered  time.Time       `json:"offered_at"`
	Taken    *time.Time      `json:"taken_at,omitempty"`
	Accepted *time.Time      `json:"accepted_at,omitempty"`
	Declined *time.Time      `json:"declined_at,omitempty"`
	Ended    *time.Time      `json:"ended_at,omitempty"`
	EndedBy  string          `json:"ended_by,omitempty" enum:"given,received" doc:"Which side ended it."`
}

type sharesOut struct {
	Shares    []shareOut     `json:"shares" doc:"The newest first."`
	Offerable []shareableOut `json:"offerable" doc:"What the modules that are on let be shared."`
}

type offeredOut struct {
	Share shareOut `json:"share"`
	Code  string   `json:"code" doc:"Passed on to the other organisation by other means; good once, for it alone. Shown once."`
}

type shareCode struct {
	Code string `json:"code" minLength:"1" maxLength:"200" example:"niort.…"`
}

func (e *edge) shares() {
	all := "/t/{tenant}/shares"
	register(e, operation{
		id: "share-list", method: http.MethodGet, path: all, action: "core:share.list",
		summary: "What is shared with other organisations and by them, and what can be offered",
	}, e.listShares)
	register(e, operation{
		id: "share-offer", secret: true, method: http.MethodPost, path: all, action: "core:share.offer", status: http.StatusCreated,
		summary: "Offer another organisation to read something, for a purpose and until a day",
		example: newShare{To: "reseau-des-villes", Module: "portrait", What: "network", Purpose: "Bilan annuel du réseau"},
	}, e.offerShare)
	register(e, operation{
		id: "share-take", method: http.MethodPost, path: all + ":take", action: "core:share.accept", status: http.StatusCreated,
		summary: "Take the offer that a one-time code names, to read what it is of and decide", example: shareCode{"niort.…"},
	}, e.takeShare)
	register(e, operation{
		id: "share-accept", method: http.MethodPost, path: all + "/{id}:accept", action: "core:share.accept",
		summary: "Accept an offer: what it is of can be read from now on",
	}, e.acceptShare)
	register(e, operation{
		id: "share-decline", method: http.MethodPost, path: all + "/{id}:decline", action: "core:share.accept",
		summary: "Decline an offer",
	}, e.declineShare)
	register(e, operation{
		id: "share-end", method: http.MethodPost, path: all + "/{id}:end", action: "core:share.end",
		summary: "End a share at once, from either side",
	}, e.endShare)
	e.sharedReads()
}

func (e *edge) listShares(ctx context.Context, c *call, _ *InTenant) (*body[sharesOut], error) {
	all, err := e.Shares.Shares(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := sharesOut{Shares: []shareOut{}, Offerable: []shareableOut{}}
	for _, s := range all {
		line, err := e.shareOut(ctx, c, s)
		if err != nil {
			return nil, err
		}
		out.Shares = append(out.Shares, line)
	}
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	for _, m := range on {
		for _, what := range m.Shares {
			out.Offerable = append(out.Offerable, shareableOf(m, what))
		}
	}
	return ok(out), err
}

func shareableOf(m plugin, what sdk.Shareable) shareableOut {
	mode := "records"
	if what.Aggregate() {
		mode = "aggregate"
	}
	return shareableOut{m.Name, inWords(m.Title), what.Name, inWords(what.Title), inWords(what.Help), mode, toldOf(m, what)}
}

// toldOf are the fields that are told, by the titles of their schema.
func toldOf(m plugin, what sdk.Shareable) []told {
	schema, _ := m.Collection(what.Collection)
	all := []told{}
	for _, name := range what.Fields {
		title := fieldTitle(schema, name)
		if len(title) == 0 {
			title = titles(name, name)
		}
		all = append(all, told{name, title})
	}
	return all
}

// shareOut tells a copy. What its module calls what is shared is the giver's; where that is gone, the names stay.
func (e *edge) shareOut(ctx context.Context, c *call, s sharing.Share) (shareOut, error) {
	out := shareOut{
		ID: s.ID, Side: string(s.Side), State: s.State(e.Now()), To: s.To, Units: list(s.Units), Purpose: s.Purpose, Expires: s.Expires,
		Offered: s.Offered, Taken: s.Taken, Accepted: s.Accepted, Declined: s.Declined, Ended: s.Ended, EndedBy: string(s.EndedBy),
		shareableOut: shareableOut{Module: s.Module, ModuleTitle: titles(s.Module, s.Module), What: s.What, Title: titles(s.What, s.What), Help: sdk.Text{}, Fields: []told{}},
	}
	giver := c.Tenant.ID
	if !s.Other.IsZero() {
		other, err := e.Tenants.ByID(ctx, s.Other)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return out, err
		}
		if err == nil {
			out.Other = &organisationBrief{other.Slug, other.Name}
		}
	}
	if s.Side == sharing.Received {
		giver = s.Other
	}
	if m, err := e.installed(s.Module, giver); err == nil {
		if what, declared := m.Shareable(s.What); declared {
			out.shareableOut = shareableOf(m, what)
		}
	}
	return out, nil
}

func (e *edge) offerShare(ctx context.Context, c *call, in *struct {
	InTenant
	Body newShare
},
) (*body[offeredOut], error) {
	s := sharing.Share{
		ID: uuid.Must(uuid.NewV7()).String(), Side: sharing.Given, To: strings.ToLower(strings.TrimSpace(in.Body.To)), Module: in.Body.Module, What: in.Body.What,
		Purpose: strings.TrimSpace(in.Body.Purpose), Expires: in.Body.Expires.UTC().Truncate(time.Millisecond), Offered: e.clock(), By: c.actor(),
	}
	if err := e.checkOffer(ctx, c, s); err != nil {
		return nil, err
	}
	for i, id := range in.Body.Units {
		unit, _, err := e.place(ctx, c, id, fmt.Sprintf("/units/%d", i))
		if err != nil {
			return nil, err
		}
		s.Units = append(s.Units, sharing.Place{ID: unit.ID, Name: unit.Name})
	}
	secret, hash := identity.NewToken()
	s.Code = hash
	if err := e.putShare(ctx, c, "core:share.offer", s); err != nil {
		return nil, err
	}
	line, err := e.shareOut(ctx, c, s)
	return ok(offeredOut{line, sharing.CodeOf(c.Tenant.Slug, secret)}), err
}

// checkOffer refuses an offer of what is not there, of a day too far, or to oneself.
func (e *edge) checkOffer(ctx context.Context, c *call, s sharing.Share) error {
	m, err := e.moduleOn(ctx, c.Tenant.ID, s.Module)
	if err != nil {
		return err
	}
	if _, declared := m.Shareable(s.What); !declared {
		return fault.InvalidRule("/what", fault.Absent, "", "the module lets no such thing be shared")
	}
	switch last := e.Now().AddDate(0, 0, sharing.Longest); {
	case s.To == "":
		return fault.InvalidRule("/to", fault.Required, "", "the organisation that may take the offer")
	case e.meantFor(ctx, s, c.Tenant):
		return fault.InvalidRule("/to", fault.Choice, "", "another organisation")
	case s.Purpose == "":
		return fault.InvalidRule("/purpose", fault.Required, "", "what it serves for")
	case !s.Expires.After(e.Now()):
		return fault.InvalidRule("/expires", fault.NotAhead, "", "a time to come")
	case s.Expires.After(last):
		return fault.InvalidRule("/expires", "share-longest", fmt.Sprint(sharing.Longest), "at most %d days from now", sharing.Longest)
	}
	return nil
}

// meantFor reports whether an offer names an organisation, by its short name or a host name of its own.
func (e *edge) meantFor(ctx context.Context, s sharing.Share, t tenant.Tenant) bool {
	if s.To == t.Slug {
		return true
	}
	if e.Hosts == nil {
		return false
	}
	slug, found := e.Hosts.Slug(ctx, s.To)
	return found && slug == t.Slug
}

// takeShare keeps this organisation's copy first: should the giver's fail to follow, the same code serves again.
func (e *edge) takeShare(ctx context.Context, c *call, in *struct {
	InTenant
	Body shareCode
},
) (*body[shareOut], error) {
	giver, given, err := e.offered(ctx, c, in.Body.Code)
	if err != nil {
		return nil, err
	}
	now := e.clock()
	given.Taken = &now
	own, err := e.Shares.Share(ctx, c.Tenant.ID, given.ID)
	if fault.KindOf(err) == fault.NotFound {
		own = given.Copy(giver.ID)
		if err = e.putShare(ctx, c, "core:share.take", own); err == nil {
			e.tellOffered(ctx, c, giver, own)
		}
	}
	if err != nil {
		return nil, err
	}
	given.Other, given.Code = c.Tenant.ID, nil
	if err := e.putShare(ctx, c.through(given.ID, giver), "core:share.take", given); err != nil {
		return nil, err
	}
	line, err := e.shareOut(ctx, c, own)
	return ok(line), err
}

// tellOffered tells the other administrators that an offer waits for an answer. Their home page shows it all the same where that
// fails.
func (e *edge) tellOffered(ctx context.Context, c *call, giver tenant.Tenant, s sharing.Share) {
	grants, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		e.Logger.WarnContext(ctx, "nobody could be told of an offer", "request_id", c.Request, "share", s.ID, "error", err)
		return
	}
	lead := slices.DeleteFunc(grants, func(g identity.Grant) bool {
		return g.Path != tenant.Root || g.Support || g.Principal == c.Principal.ID
	})
	for _, person := range holding(lead, identity.Administrator) {
		e.inform(ctx, c, person, notice.ShareOffered, "settings/shares", map[string]map[string]string{"name": sdk.Same(giver.Name), "purpose": sdk.Same(s.Purpose)})
	}
}

// offered finds the offer of a code. A code that is wrong, used, too late or for somebody else is refused with the same
// words as one of an organisation that does not exist.
func (e *edge) offered(ctx context.Context, c *call, code string) (tenant.Tenant, sharing.Share, error) {
	wrong := fault.New(fault.Invalid, "share-code-not-valid", "This code is not valid: it was used, is too old, or is not for this organisation.")
	slug, secret, ok := sharing.ReadCode(code)
	if !ok {
		return tenant.Tenant{}, sharing.Share{}, wrong
	}
	giver, err := e.Tenants.BySlug(ctx, slug)
	if fault.KindOf(err) == fault.NotFound || err == nil && (!giver.Standing.Open() || giver.ID == c.Tenant.ID) {
		return tenant.Tenant{}, sharing.Share{}, wrong
	}
	if err != nil {
		return tenant.Tenant{}, sharing.Share{}, err
	}
	all, err := e.Shares.Shares(ctx, giver.ID)
	if err != nil {
		return tenant.Tenant{}, sharing.Share{}, err
	}
	hash := identity.HashToken(secret)
	i := slices.IndexFunc(all, func(s sharing.Share) bool { return s.Fits(hash, e.Now()) && e.meantFor(ctx, s, c.Tenant) })
	if i < 0 {
		return tenant.Tenant{}, sharing.Share{}, wrong
	}
	return giver, all[i], nil
}

func (e *edge) acceptShare(ctx context.Context, c *call, in *WithID) (*body[shareOut], error) {
	return e.decide(ctx, c, "core:share.accept", in.ID, sharing.Live, func(s *sharing.Share, now time.Time) bool {
		if s.Accepted != nil {
			return false
		}
		s.Accepted = &now
		return true
	})
}

func (e *edge) declineShare(ctx context.Context, c *call, in *WithID) (*body[shareOut], error) {
	return e.decide(ctx, c, "core:share.decline", in.ID, sharing.Declined, func(s *sharing.Share, now time.Time) bool {
		if s.Declined != nil {
			return false
		}
		s.Declined = &now
		return true
	})
}

// decide is the receiver's answer to an offer, which makes it what made says; given once more, it is brought to the giver
// where it had not arrived.
func (e *edge) decide(ctx context.Context, c *call, action, id, made string, change func(*sharing.Share, time.Time) bool) (*body[shareOut], error) {
	own, err := e.Shares.Share(ctx, c.Tenant.ID, id)
	if err != nil {
		return nil, err
	}
	if state := own.State(e.Now()); own.Side != sharing.Received || state != sharing.Offered && state != made {
		return nil, fault.New(fault.Conflict, "share-decided", "This offer waits for no answer any more.")
	}
	return e.agree(ctx, c, action, own, change)
}

func (e *edge) endShare(ctx context.Context, c *call, in *WithID) (*body[shareOut], error) {
	own, err := e.Shares.Share(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	return e.agree(ctx, c, "core:share.end", own, func(s *sharing.Share, now time.Time) bool {
		if s.Ended != nil {
			return false
		}
		s.Ended, s.EndedBy, s.Code = &now, own.Side, nil
		return true
	})
}

// agree changes both copies, the organisation's own first: what it ends is over with that, whatever becomes of the other.
func (e *edge) agree(ctx context.Context, c *call, action string, own sharing.Share, change func(*sharing.Share, time.Time) bool) (*body[shareOut], error) {
	if change(&own, e.clock()) {
		if err := e.putShare(ctx, c, action, own); err != nil {
			return nil, err
		}
	}
	if err := e.bring(ctx, c, action, own, change); err != nil {
		return nil, err
	}
	line, err := e.shareOut(ctx, c, own)
	return ok(line), err
}

// bring makes a change to the other organisation's copy, where it has one still.
func (e *edge) bring(ctx context.Context, c *call, action string, own sharing.Share, change func(*sharing.Share, time.Time) bool) error {
	if own.Other.IsZero() {
		return nil
	}
	other, err := e.Tenants.ByID(ctx, own.Other)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	theirs, failed := e.Shares.Share(ctx, own.Other, own.ID)
	if fault.KindOf(failed) == fault.NotFound {
		return nil
	}
	if err := cmp.Or(err, failed); err != nil {
		return err
	}
	if theirs.Other != c.Tenant.ID || !change(&theirs, e.clock()) {
		return nil
	}
	return e.putShare(ctx, c.through(own.ID, other), action, theirs)
}

func (e *edge) putShare(ctx context.Context, c *call, action string, s sharing.Share) error {
	return e.change(ctx, c, action, "share/"+s.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		_, err := tx.Keys().Shares().PutShare(ctx, s)
		return err
	})
}

// through is the call as one of a share in the other organisation: the log there names the share, and on whose behalf,
// by id and organisation.
func (c *call) through(id string, t tenant.Tenant) *call {
	there := c.in(t)
	there.Principal = identity.Principal{
		Kind: identity.Share, ID: id, Home: c.Tenant.ID, Language: c.Principal.Language, Behalf: c.actor() + "@" + c.Tenant.Slug,
	}
	return there
}
