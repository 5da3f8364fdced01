package api

import (
	"context"
	"encoding/json"
	"errors"
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
	"github.com/ribambelle/ribambelle/sdk/store"
)

// mostCandidates is how many records of a collection are listed as ready to be published.
const mostCandidates = 200

// workSource is where works come from: a collection of a module, or the module itself.
type workSource struct {
	Module          string   `json:"module"`
	ModuleTitle     sdk.Text `json:"module_title"`
	Collection      string   `json:"collection,omitempty" doc:"Absent: the module itself."`
	CollectionTitle sdk.Text `json:"collection_title,omitempty"`
}

// candidate is something that may be published now.
type candidate struct {
	workSource
	Record  string   `json:"record,omitempty"`
	Title   sdk.Text `json:"title"`
	Version string   `json:"version,omitempty" doc:"Absent: versions are numbered."`
	Licence string   `json:"licence,omitempty" doc:"As it says itself; a module does not."`
}

type newWork struct {
	Module     string `json:"module" maxLength:"40"`
	Collection string `json:"collection,omitempty" maxLength:"60" doc:"Absent: the module itself, where this organisation brought it."`
	Record     string `json:"record,omitempty" maxLength:"64" doc:"Id of a record of the collection."`
	Licence    string `json:"licence,omitempty" maxLength:"200" doc:"For a module; records say it themselves." example:"CC BY 4.0"`
	Note       string `json:"note,omitempty" maxLength:"1000" doc:"What is new, for those who follow."`
}

type workOut struct {
	ID string `json:"id"`
	workSource
	Title     sdk.Text          `json:"title"`
	Code      string            `json:"code" doc:"Passed on to other organisations, which subscribe with it. It serves as long as the work is published."`
	Versions  []sharing.Version `json:"versions" doc:"The newest first."`
	Followers []followerOut     `json:"followers"`
	Withdrawn *time.Time        `json:"withdrawn_at,omitempty"`
}

type followerOut struct {
	Organisation organisationBrief `json:"organisation"`
	Since        time.Time         `json:"since"`
}

type worksOut struct {
	Works      []workOut   `json:"works" doc:"The newest first."`
	Candidates []candidate `json:"candidates" doc:"What may be published now."`
}

func (e *edge) works() {
	all := "/t/{tenant}/works"
	register(e, operation{
		id: "work-list", method: http.MethodGet, path: all, action: "core:work.list",
		summary: "What the organisation publishes for others to take over, and what it may publish",
	}, e.listWorks)
	register(e, operation{
		id: "work-publish", method: http.MethodPost, path: all, action: "core:work.publish", status: http.StatusCreated,
		summary: "Publish something that the organisation has written, or its next version, under its licence",
		example: newWork{Module: "toolbox", Collection: "tools", Record: "0198c0de-0000-7000-8000-000000000000", Note: "Une étape de plus."},
	}, e.publishWork)
	register(e, operation{
		id: "work-withdraw", method: http.MethodPost, path: all + "/{id}:withdraw", action: "core:work.withdraw",
		summary: "Publish something no more: nobody is proposed any of it; what was taken over stays",
	}, e.withdrawWork)
	e.subscriptions()
}

func (e *edge) listWorks(ctx context.Context, c *call, _ *InTenant) (*body[worksOut], error) {
	all, err := e.Works.Works(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := worksOut{Works: []workOut{}}
	for _, w := range all {
		line, err := e.workOut(ctx, c, w)
		if err != nil {
			return nil, err
		}
		out.Works = append(out.Works, line)
	}
	out.Candidates, err = e.candidates(ctx, c)
	return ok(out), err
}

func (e *edge) workOut(ctx context.Context, c *call, w sharing.Work) (workOut, error) {
	versions := slices.Clone(w.Versions)
	slices.Reverse(versions)
	out := workOut{
		ID: w.ID, workSource: e.sourceOf(c.Tenant.ID, w.Module, w.Collection), Title: w.Newest().Title, Code: sharing.CodeOf(c.Tenant.Slug, w.Code),
		Versions: versions, Followers: []followerOut{}, Withdrawn: w.Withdrawn,
	}
	for _, f := range w.Followers {
		other, err := e.Tenants.ByID(ctx, f.Tenant)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return out, err
		}
		out.Followers = append(out.Followers, followerOut{organisationBrief{other.Slug, other.Name}, f.Since})
	}
	return out, nil
}

// sourceOf names where a work comes from, as its module calls it now; where that is gone, the names stay.
func (e *edge) sourceOf(t tenant.ID, name, collection string) workSource {
	out := workSource{Module: name, ModuleTitle: titles(name, name), Collection: collection}
	m, err := e.installed(name, t)
	if err != nil {
		return out
	}
	out.ModuleTitle = inWords(m.Title)
	if schema, has := m.Collection(collection); has {
		out.CollectionTitle = inWords(schema.Title)
	}
	return out
}

// candidates are the records that the caller may read and publish, and the modules that the organisation brought.
func (e *edge) candidates(ctx context.Context, c *call) ([]candidate, error) {
	all := []candidate{}
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range on {
		for _, p := range m.Publishes {
			page, err := e.Records.View(c.as(m.Name)).List(ctx, p.Collection, store.Query{Filter: p.Filter, Size: mostCandidates})
			if fault.KindOf(err) == fault.Denied || fault.KindOf(err) == fault.NotFound {
				continue // not theirs to read
			}
			if err != nil {
				return nil, err
			}
			source := e.sourceOf(c.Tenant.ID, m.Name, p.Collection)
			for _, r := range page.Records {
				draft, err := drafted(p, r)
				if err != nil {
					return nil, err
				}
				all = append(all, candidate{source, r.ID, draft.Title, draft.Label, draft.Licence})
			}
		}
	}
	brought, err := e.brought(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range brought {
		all = append(all, candidate{workSource: e.sourceOf(c.Tenant.ID, m.Name, ""), Title: inWords(m.Title), Version: m.Version})
	}
	return all, nil
}

// brought are the modules that were installed because the organisation sent the package.
func (e *edge) brought(ctx context.Context, t tenant.ID) ([]plugin, error) {
	asked, err := e.Requests.Of(ctx, t, listedAsks)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(e.plugins(t), func(m plugin) bool {
		return m.bundled || !slices.ContainsFunc(asked, func(r tenant.ModuleRequest) bool {
			return r.State == tenant.RequestApproved && r.Package != "" && r.Module == m.Name
		})
	}), nil
}

// draft is a version that is about to be published, the line that it belongs to, and the document that travels.
type draft struct {
	sharing.Version
	line string
	doc  []byte
}

// drafted is what a version of a record would say of itself.
func drafted(p sdk.Publishable, r store.Record) (draft, error) {
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(r.Doc, &fields); err != nil {
		return draft{}, fmt.Errorf("reading a record to publish: %w", err)
	}
	d := draft{line: r.ID, Version: sharing.Version{Record: r.ID, Title: wordsIn(fields[p.Title]), Licence: textIn(fields[p.Licence]), Label: textIn(fields[p.Version])}}
	if len(p.Line) > 0 {
		parts := []string{}
		for _, name := range p.Line {
			parts = append(parts, textIn(fields[name]))
		}
		d.line = strings.Join(parts, "/")
	}
	for _, name := range p.Stays {
		delete(fields, name)
	}
	var err error
	d.doc, err = json.Marshal(fields)
	return d, err
}

// textIn is a field's text; empty where it is none.
func textIn(raw json.RawMessage) (text string) {
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return strings.TrimSpace(text)
}

// wordsIn is a field's text by language; text alone is the same in all.
func wordsIn(raw json.RawMessage) sdk.Text {
	var words sdk.Text
	if json.Unmarshal(raw, &words) == nil && len(words) > 0 {
		return words
	}
	text := textIn(raw)
	return titles(text, text)
}

func (e *edge) publishWork(ctx context.Context, c *call, in *struct {
	InTenant
	Body newWork
},
) (*body[workOut], error) {
	d, err := e.toPublish(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	if d.Licence == "" {
		return nil, fault.InvalidRule("/licence", fault.Required, "", "the licence under which others may use it")
	}
	d.ID, d.Note, d.At, d.By = uuid.Must(uuid.NewV7()).String(), strings.TrimSpace(in.Body.Note), e.clock(), c.actor()
	w, err := e.lineOf(ctx, c, in.Body, d)
	if err != nil {
		return nil, err
	}
	err = e.change(ctx, c, "core:work.publish", "work/"+w.ID+"/"+w.Newest().Label, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Cover(d.doc)
		return errors.Join(tx.Keys().Works().PutWork(ctx, w), tx.Keys().Works().AddDocument(ctx, d.ID, d.doc))
	})
	if err != nil {
		return nil, err
	}
	e.tellFollowers(ctx, c, w)
	line, err := e.workOut(ctx, c, w)
	return ok(line), err
}

// tellFollowers tells the administrators of those who follow a work of its newest version. Their home page shows it all the same where
// that fails.
func (e *edge) tellFollowers(ctx context.Context, c *call, w sharing.Work) {
	v := w.Newest()
	told := store.Notice{
		Roles: []string{identity.Administrator}, Kind: notice.WorkProposed, Link: "settings/works",
		Values: map[string]map[string]string{"name": sdk.Same(c.Tenant.Name), "title": v.Title, "label": sdk.Same(v.Label)},
	}
	for _, f := range w.Followers {
		if err := e.NoticeDesk.Tell(ctx, f.Tenant, told); err != nil {
			e.Logger.WarnContext(ctx, "a follower could not be told", "request_id", c.Request, "work", w.ID, "error", err)
		}
	}
}

// toPublish is the version that a request is about: of a record that may be published and that the caller may read, or of a
// module that the organisation brought.
func (e *edge) toPublish(ctx context.Context, c *call, in newWork) (draft, error) {
	if in.Collection == "" {
		brought, err := e.brought(ctx, c.Tenant.ID)
		i := slices.IndexFunc(brought, func(m plugin) bool { return m.Name == in.Module })
		if err == nil && i < 0 {
			err = fault.InvalidRule("/module", fault.Absent, "", "a module that this organisation brought")
		}
		if err != nil {
			return draft{}, err
		}
		m := brought[i]
		return draft{line: m.Name, Version: sharing.Version{Title: inWords(m.Title), Licence: strings.TrimSpace(in.Licence), Label: m.Version}}, nil
	}
	m, err := e.moduleOn(ctx, c.Tenant.ID, in.Module)
	if err != nil {
		return draft{}, err
	}
	p, may := m.Publishable(in.Collection)
	if !may {
		return draft{}, fault.InvalidRule("/collection", fault.Absent, "", "the module lets nothing of that be published")
	}
	page, err := e.Records.View(c.as(m.Name)).List(ctx, p.Collection, store.Query{Filter: narrowed(p.Filter, in.Record), Size: 1})
	if err != nil {
		return draft{}, err
	}
	if len(page.Records) == 0 {
		return draft{}, fault.InvalidRule("/record", fault.Absent, "", "there is no such record, or it cannot be published yet")
	}
	return drafted(p, page.Records[0])
}

// narrowed is a filter that one record alone can fit.
func narrowed(filter, id string) string {
	one := fmt.Sprintf("id = %q", id)
	if filter == "" {
		return one
	}
	return "(" + filter + ") AND " + one
}

// lineOf is the work that a version belongs to, with the version: one that is published already, or a new one.
func (e *edge) lineOf(ctx context.Context, c *call, in newWork, d draft) (sharing.Work, error) {
	all, err := e.Works.Works(ctx, c.Tenant.ID)
	if err != nil {
		return sharing.Work{}, err
	}
	i := slices.IndexFunc(all, func(w sharing.Work) bool {
		return w.Withdrawn == nil && w.Module == in.Module && w.Collection == in.Collection && w.Line == d.line
	})
	if i < 0 {
		if len(all) >= sharing.MostWorks {
			return sharing.Work{}, fault.New(fault.Exhausted, "works-many", "An organisation publishes at most %d works.", sharing.MostWorks)
		}
		secret, _ := identity.NewToken()
		w := sharing.Work{ID: uuid.Must(uuid.NewV7()).String(), Module: in.Module, Collection: in.Collection, Line: d.line, Code: secret}
		return e.withVersion(ctx, c, w, d)
	}
	if len(all[i].Versions) >= sharing.MostVersions {
		return sharing.Work{}, fault.New(fault.Exhausted, "works-many", "A work has at most %d versions: withdraw it and publish it anew.", sharing.MostVersions)
	}
	return e.withVersion(ctx, c, all[i], d)
}

// withVersion adds a version to a work, unless it is there already: under its label, or word for word.
func (e *edge) withVersion(ctx context.Context, c *call, w sharing.Work, d draft) (sharing.Work, error) {
	published := fault.New(fault.Conflict, "version-published", "This version is published already. Change it, or make a new version, and publish that.")
	if d.Label != "" && slices.ContainsFunc(w.Versions, func(v sharing.Version) bool { return v.Label == d.Label }) {
		return w, published
	}
	if d.Label == "" {
		d.Label = fmt.Sprint(len(w.Versions) + 1)
		if len(w.Versions) > 0 {
			before, err := e.Works.Document(ctx, c.Tenant.ID, w.Newest().ID)
			if err != nil {
				return w, err
			}
			if string(before) == string(d.doc) {
				return w, published
			}
		}
	}
	w.Versions = append(slices.Clone(w.Versions), d.Version)
	w.Versions[len(w.Versions)-1].Label = d.Label
	return w, nil
}

func (e *edge) withdrawWork(ctx context.Context, c *call, in *WithID) (*body[workOut], error) {
	w, err := e.Works.Work(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	if w.Withdrawn == nil {
		now := e.clock()
		w.Withdrawn = &now
		err = e.change(ctx, c, "core:work.withdraw", "work/"+w.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
			return tx.Keys().Works().PutWork(ctx, w)
		})
	}
	if err != nil {
		return nil, err
	}
	line, err := e.workOut(ctx, c, w)
	return ok(line), err
}
