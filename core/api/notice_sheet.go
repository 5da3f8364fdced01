package api

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type sheetsIn struct {
	InTenant
	UnitID string `query:"unit_id" maxLength:"64" doc:"Empty: the whole organisation."`
	unit   tenant.Unit
}

func (in *sheetsIn) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.UnitID, "/unit_id")
	in.unit = unit
	return doc, err
}

// sheetsOut is what is to be handed to people on paper.
type sheetsOut struct {
	Unit   string     `json:"unit" doc:"Its name; empty: the whole organisation."`
	People []sheetOut `json:"people" doc:"Those without an e-mail address whom something waits for, by name."`
}

type sheetOut struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	Language string      `json:"language"`
	Notices  []noticeOut `json:"notices" doc:"The oldest first."`
}

type handed struct {
	UnitID string   `json:"unit_id,omitempty" maxLength:"64" doc:"Empty: the whole organisation."`
	Person string   `json:"person" maxLength:"64"`
	IDs    []string `json:"ids" minItems:"1" maxItems:"200" doc:"Of the notices that were on their sheet."`
}

type handSheet struct {
	InTenant
	Body handed
	unit tenant.Unit
}

func (in *handSheet) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
	in.unit = unit
	return doc, err
}

type changeWeek struct {
	InTenant
	Body tenant.Weekly
}

func (e *edge) noticeSheets() {
	register(e, operation{
		id: "notice-sheets", method: http.MethodGet, path: "/t/{tenant}/notices", action: "core:notice.hand",
		summary: "What waits for people without an e-mail address, to be handed to each on paper",
	}, e.readSheets)
	register(e, operation{
		id: "notice-hand", method: http.MethodPost, path: "/t/{tenant}/notices:hand", action: "core:notice.hand", status: http.StatusNoContent,
		summary: "A person was handed their sheet", example: handed{Person: "0198c0de-0000-7000-8000-00000000cafe", IDs: []string{"0198c0de-0000-7000-8000-00000000beef"}},
	}, e.handSheet)
	register(e, operation{
		id: "notice-week", method: http.MethodPut, path: "/t/{tenant}/notices/week", action: "core:settings.update",
		summary: "When the week's message goes out, where the organisation is", example: tenant.Weekly{Day: 1, Hour: 7},
	}, e.changeWeek)
}

func (e *edge) readSheets(ctx context.Context, c *call, in *sheetsIn) (*body[sheetsOut], error) {
	people, err := e.unmailed(ctx, c, in.unit)
	if err != nil {
		return nil, err
	}
	waiting, err := e.Notices.Waiting(ctx, c.Tenant.ID, slices.Collect(maps.Keys(people)))
	if err != nil {
		return nil, err
	}
	sheets := map[string]*sheetOut{}
	for _, n := range waiting {
		if sheets[n.Person] == nil {
			p := people[n.Person]
			sheets[n.Person] = &sheetOut{ID: p.ID, Name: p.Name, Language: p.Language}
		}
		sheets[n.Person].Notices = append(sheets[n.Person].Notices, noticeOf(n))
	}
	out := sheetsOut{Unit: in.unit.Name, People: []sheetOut{}}
	for _, s := range sheets {
		out.People = append(out.People, *s)
	}
	slices.SortFunc(out.People, func(a, b sheetOut) int { return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID)) })
	return ok(out), e.noteExport(ctx, c, "core:notice.print", len(out.People))
}

// unmailed are the people without an e-mail address all of whose roles lie in a unit: what others are told may be about elsewhere.
func (e *edge) unmailed(ctx context.Context, c *call, unit tenant.Unit) (map[string]identity.Person, error) {
	grants, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	within := map[string]bool{}
	for _, g := range grants {
		before, seen := within[g.Principal]
		within[g.Principal] = strings.HasPrefix(g.Path, unit.Path) && (before || !seen)
	}
	people := map[string]identity.Person{}
	for id, all := range within {
		if !all {
			continue
		}
		p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, grants, id)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if err == nil && p.Email == "" && !p.Suspended {
			people[id] = p
		}
	}
	return people, nil
}

func (e *edge) handSheet(ctx context.Context, c *call, in *handSheet) (*none, error) {
	people, err := e.unmailed(ctx, c, in.unit)
	if err != nil {
		return nil, err
	}
	if _, there := people[in.Body.Person]; !there {
		return nil, fault.Missing("person")
	}
	return &none{}, e.change(ctx, c, "core:notice.hand", "person/"+in.Body.Person, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.unit.Path
		return tx.People().Notices().MarkHanded(ctx, in.Body.Person, in.Body.IDs)
	})
}

func (e *edge) changeWeek(ctx context.Context, c *call, in *changeWeek) (*body[tenant.Weekly], error) {
	changed := c.Tenant
	changed.Settings.Weekly = in.Body
	err := e.change(ctx, c, "core:settings.update", "tenant/"+c.Tenant.Slug, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(c.Tenant.Version).Put(ctx, changed)
	})
	return ok(in.Body), err
}
