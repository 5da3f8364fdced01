package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// mostShared is how many records of a share are listed, and mostCompared how many reports are put beside each other.
const (
	mostShared   = 1000
	mostCompared = 20
)

type sharedRecord struct {
	ID     string                     `json:"id"`
	Fields map[string]json.RawMessage `json:"fields" doc:"What was declared to be told of it."`
}

type sharedRecords struct {
	Share   shareOut       `json:"share"`
	Records []sharedRecord `json:"records" doc:"At most 1000."`
}

type sharedReport struct {
	ShareID string            `json:"share_id"`
	From    organisationBrief `json:"from"`
	Title   sdk.Text          `json:"title" doc:"Of what is shared."`
	Record  sharedRecord      `json:"record"`
	sharing.Report
	Table string         `json:"table" doc:"The table that is shown first."`
	Names []sharing.Name `json:"names" doc:"Of its figures, in their order."`
}

type comparedOut struct {
	Reports  []sharedReport                   `json:"reports"`
	Together map[string]map[string]sdk.Figure `json:"together,omitempty" doc:"Means over all of them, by table and figure; what one withholds is withheld here. Absent where they are not of the same thing."`
}

type oneShared struct {
	WithID
	Record string `path:"record" maxLength:"64" doc:"Id of a record of the share."`
}

type compareShared struct {
	InTenant
	Of []string `query:"of" maxItems:"20" doc:"Reports, each as share/record, with commas between."`
}

func (e *edge) sharedReads() {
	one := "/t/{tenant}/shares/{id}/records"
	register(e, operation{
		id: "share-records", method: http.MethodGet, path: one, action: "core:share.read",
		summary: "What another organisation shares: its records, or those that there are figures of",
	}, e.listShared)
	register(e, operation{
		id: "share-report", method: http.MethodGet, path: one + "/{record}", action: "core:share.read",
		summary: "The figures that another organisation shares of one record, as the statistics gate lets them out",
	}, e.readShared)
	register(e, operation{
		id: "share-compare", method: http.MethodGet, path: "/t/{tenant}/shares:compare", action: "core:share.read",
		summary: "Reports of several organisations beside each other, and together where each tells its part",
	}, e.compareShared)
}

// lent is a share that is open, with the call that reads by it in the giver's organisation.
type lent struct {
	served
	share sharing.Share
	what  sdk.Shareable
}

// lent opens a share for a read. Both copies and the giver are read now: nothing of a former answer serves again.
func (e *edge) lent(ctx context.Context, c *call, id string) (lent, error) {
	received, err := e.Shares.Share(ctx, c.Tenant.ID, id)
	if err != nil {
		return lent{}, err
	}
	given, err := e.Shares.Share(ctx, received.Other, id)
	if received.Other.IsZero() || fault.KindOf(err) == fault.NotFound {
		return lent{}, sharing.ErrNotOpen()
	}
	if err != nil {
		return lent{}, err
	}
	giver, err := e.giverOf(ctx, received)
	if err != nil {
		return lent{}, err
	}
	if !sharing.Opens(given, received, giver.tenant.ID, c.Tenant.ID, e.Now()) {
		return lent{}, sharing.ErrNotOpen()
	}
	there := c.through(id, giver.tenant)
	there.states = giver.modules
	opened := lent{served: served{call: there}, share: given}
	return opened, e.confer(ctx, &opened)
}

// giverOf is the organisation that gives, as it is now, where it is open.
func (e *edge) giverOf(ctx context.Context, s sharing.Share) (known, error) {
	t, err := e.Tenants.ByID(ctx, s.Other)
	if err == nil {
		var giver known
		if giver, err = bySlug(ctx, e.Tenants, t.Slug); err == nil && giver.tenant.Standing.Open() {
			return giver, nil
		}
	}
	if err == nil || fault.KindOf(err) == fault.NotFound {
		return known{}, sharing.ErrNotOpen()
	}
	return known{}, err
}

// confer gives the call of a share what was agreed to, and no more: the actions of what is shared, on its units.
func (e *edge) confer(ctx context.Context, l *lent) (err error) {
	if l.state, err = l.on(l.share.Module); err != nil {
		return sharing.ErrNotOpen()
	}
	if l.module, err = e.installed(l.share.Module, l.Tenant.ID); err != nil {
		return sharing.ErrNotOpen()
	}
	what, declared := l.module.Shareable(l.share.What)
	if !declared {
		return sharing.ErrNotOpen()
	}
	l.what = what
	l.Principal.Scopes = actionsOfShare(l.module, what)
	l.Principal.Within, err = e.pathsOf(ctx, l.Tenant.ID, l.share.Units)
	return err
}

// actionsOfShare are what a share lets be done: its records read, and figures about them.
func actionsOfShare(m plugin, what sdk.Shareable) []string {
	actions := []string{m.Name + ":" + what.Collection + ".read"}
	if op, has := m.Operation(what.Operation); has {
		actions = append(actions, op.Action)
	}
	return actions
}

// pathsOf are where the units of a share are now. A unit that is no more opens nothing.
func (e *edge) pathsOf(ctx context.Context, t tenant.ID, units []sharing.Place) ([]string, error) {
	if len(units) == 0 {
		return []string{tenant.Root}, nil
	}
	paths := []string{}
	for _, u := range units {
		found, err := e.Units.Unit(ctx, t, u.ID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if err == nil {
			paths = append(paths, found.Path)
		}
	}
	return paths, nil
}

// shareNamed is who comes by a share that the organisation gives, as they would come in now; false where there is none.
func (e *edge) shareNamed(ctx context.Context, c *call, id string) (identity.Principal, bool, error) {
	given, err := e.Shares.Share(ctx, c.Tenant.ID, id)
	if fault.KindOf(err) == fault.NotFound || err == nil && given.Side != sharing.Given {
		return identity.Principal{}, false, nil
	}
	if err != nil {
		return identity.Principal{}, false, err
	}
	there := *c
	there.Principal = identity.Principal{Kind: identity.Share, ID: id, Home: given.Other, Suspended: given.State(e.Now()) != sharing.Live}
	l := lent{served: served{call: &there}, share: given}
	if err := e.confer(ctx, &l); err != nil && fault.From(err).Code != "share-not-open" {
		return identity.Principal{}, false, err
	}
	return l.Principal, true, nil
}

// readersOf names the organisations that read of an organisation's modules by shares that are live, by module.
func (e *edge) readersOf(ctx context.Context, t tenant.ID) (map[string][]string, error) {
	all, err := e.Shares.Shares(ctx, t)
	if err != nil {
		return nil, err
	}
	readers := map[string][]string{}
	for _, s := range all {
		if s.Side != sharing.Given || s.State(e.Now()) != sharing.Live {
			continue
		}
		reader, err := e.Tenants.ByID(ctx, s.Other)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if err == nil && !slices.Contains(readers[s.Module], reader.Name) {
			readers[s.Module] = append(readers[s.Module], reader.Name)
		}
	}
	return readers, nil
}

func (e *edge) listShared(ctx context.Context, c *call, in *WithID) (*body[sharedRecords], error) {
	l, err := e.lent(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	found, err := e.recordsOf(ctx, l)
	if err != nil {
		return nil, err
	}
	if err := e.noteShared(ctx, l, "", tenant.Root); err != nil {
		return nil, err
	}
	own, err := e.Shares.Share(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	out := sharedRecords{Records: []sharedRecord{}}
	for _, r := range found {
		told, err := l.told(r)
		if err != nil {
			return nil, err
		}
		out.Records = append(out.Records, told)
	}
	out.Share, err = e.shareOut(ctx, c, own)
	return ok(out), err
}

// recordsOf are the records that a share is of, by the giver's own data path.
func (e *edge) recordsOf(ctx context.Context, l lent) ([]store.Record, error) {
	page, err := e.Records.View(l.as(l.module.Name)).List(ctx, l.what.Collection, store.Query{Filter: l.what.Filter, Size: mostShared})
	return page.Records, err
}

// told is a record with nothing but the fields that were declared to be told.
func (l lent) told(r store.Record) (sharedRecord, error) {
	whole := map[string]json.RawMessage{}
	if err := json.Unmarshal(r.Doc, &whole); err != nil {
		return sharedRecord{}, fmt.Errorf("reading a shared record: %w", err)
	}
	out := sharedRecord{ID: r.ID, Fields: map[string]json.RawMessage{}}
	for _, name := range l.what.Fields {
		if value, has := whole[name]; has {
			out.Fields[name] = value
		}
	}
	return out, nil
}

// noteShared puts a read down in the giver's log before it is answered: the share, and who read, by organisation and id.
func (e *edge) noteShared(ctx context.Context, l lent, record, unit string) error {
	entry := l.entry("core:share.read", strings.TrimSuffix("share/"+l.share.ID+"/"+l.share.What+"/"+record, "/"))
	entry.Unit = unit
	if err := e.SharedReads.Note(ctx, entry.Resource+" "+entry.Behalf, *entry); err != nil {
		return fmt.Errorf("note what another organisation reads: %w", err)
	}
	return nil
}

func (e *edge) readShared(ctx context.Context, c *call, in *oneShared) (*body[sharedReport], error) {
	report, _, err := e.report(ctx, c, in.ID, in.Record)
	if err != nil {
		return nil, err
	}
	return ok(report), nil
}

// report reads the figures of one record that a share is of.
func (e *edge) report(ctx context.Context, c *call, id, record string) (sharedReport, lent, error) {
	l, err := e.lent(ctx, c, id)
	if err != nil {
		return sharedReport{}, l, err
	}
	found, err := e.recordsOf(ctx, l)
	if err != nil {
		return sharedReport{}, l, err
	}
	i := slices.IndexFunc(found, func(r store.Record) bool { return r.ID == record })
	if i < 0 || !l.what.Aggregate() {
		return sharedReport{}, l, fault.Missing("record")
	}
	if err := e.noteShared(ctx, l, record, found[i].Unit); err != nil {
		return sharedReport{}, l, err
	}
	out := sharedReport{ShareID: id, From: organisationBrief{l.Tenant.Slug, l.Tenant.Name}, Title: inWords(l.what.Title)}
	if out.Record, err = l.told(found[i]); err != nil {
		return out, l, err
	}
	answer, err := e.figures(ctx, l, record)
	if err != nil {
		return out, l, err
	}
	out.Report, err = sharing.Told(answer, l.what)
	out.Table, out.Names = l.what.Table, list(out.Called(l.what.Names))
	return out, l, err
}

// figures asks the giver's module what it publishes of a record, through the gate that everybody passes.
func (e *edge) figures(ctx context.Context, l lent, record string) (map[string]json.RawMessage, error) {
	op, _ := l.module.Operation(l.what.Operation)
	parameter, _, _ := strings.Cut(op.On, "@")
	path := strings.ReplaceAll(op.Path, "{"+parameter+"}", url.PathEscape(record))
	matched, err := e.Modules.Route(l.Tenant.ID, l.module.Name, http.MethodGet, path)
	if err != nil {
		return nil, err
	}
	doc, err := e.gated(ctx, l.served, matched)
	if err != nil {
		return nil, err
	}
	if err := e.allow(ctx, l.call, matched.Action, doc); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking for figures: %w", err)
	}
	answer := &page{header: http.Header{}}
	err = e.Modules.Serve(answer, r, module.Call{
		Tenant: l.Tenant, Principal: l.Principal, Module: l.module.Name, Route: matched, Config: object(l.state.Config), Request: l.Request,
	})
	if err != nil {
		return nil, err
	}
	told := map[string]json.RawMessage{}
	if answer.status != http.StatusOK || json.Unmarshal(answer.Bytes(), &told) != nil {
		return nil, fault.New(fault.Conflict, "share-no-figures", "There are no figures of this yet.")
	}
	return told, nil
}

func (e *edge) compareShared(ctx context.Context, c *call, in *compareShared) (*body[comparedOut], error) {
	if len(in.Of) == 0 || len(in.Of) > mostCompared {
		return nil, wrongParameter("of", fmt.Sprintf("1 to %d reports", mostCompared))
	}
	out := comparedOut{}
	var reports []sharing.Report
	var first lent
	for i, one := range in.Of {
		share, record, _ := strings.Cut(one, "/")
		report, l, err := e.report(ctx, c, share, record)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = l
		}
		if l.module.Name != first.module.Name || l.what.Name != first.what.Name || slices.Contains(in.Of[:i], one) {
			return nil, wrongParameter("of", "different reports of the same kind")
		}
		out.Reports, reports = append(out.Reports, report), append(reports, report.Report)
	}
	out.Together = sharing.Together(reports, first.what.Together)
	return ok(out), nil
}
