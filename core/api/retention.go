package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// shownDue is how many records of a rule a plan names.
const shownDue = 20

type retentionIn struct {
	InTenant
	On string `query:"on" format:"date" doc:"What would go on that day; default today." example:"2027-01-01"`
}

// retentionOut says what retention would do on a day: it changes nothing.
type retentionOut struct {
	On    string          `json:"on"`
	Rules []retentionRule `json:"rules" doc:"One for each collection whose module says how long its records are kept."`
}

type retentionRule struct {
	Module     string       `json:"module"`
	Collection string       `json:"collection"`
	Title      sdk.Text     `json:"title"`
	Keep       store.Period `json:"keep" doc:"How long, as an ISO 8601 duration." example:"P2Y"`
	Own        store.Period `json:"own" doc:"How long where the organisation has chosen nothing."`
	Least      store.Period `json:"least" doc:"The shortest that the organisation may choose."`
	Most       store.Period `json:"most" doc:"The longest that the organisation may choose."`
	Since      string       `json:"since,omitempty" doc:"The field that the time counts from; left out, it counts from the last change."`
	SinceTitle sdk.Text     `json:"since_title,omitempty"`
	Then       string       `json:"then" enum:"erase,anonymise" doc:"What happens: the record goes, or all that is about people in it."`
	Due        int          `json:"due" doc:"How many records would go."`
	Held       int          `json:"held" doc:"How many a legal hold keeps."`
	Records    []dueRecord  `json:"records" doc:"The first ones of them."`
}

type dueRecord struct {
	ID   string `json:"id"`
	Due  string `json:"due" doc:"When its time was over."`
	Held string `json:"held,omitempty" doc:"The reason of the hold that keeps it."`
}

type keepFor struct {
	Keep store.Period `json:"keep" maxLength:"20" doc:"An ISO 8601 duration in years, months, weeks or days; empty: as the module says." example:"P3Y"`
}

func (e *edge) retention() {
	register(e, operation{
		id: "retention-plan", method: http.MethodGet, path: "/t/{tenant}/privacy/retention", action: "core:privacy.read",
		summary: "What is let go of, when and under which rule; nothing changes",
	}, e.planRetention)
	register(e, operation{
		id: "retention-choose", method: http.MethodPut, path: "/t/{tenant}/privacy/retention/{module}/{collection}", action: "core:retention.update",
		summary: "Keep the records of a collection for another time, within what its module allows", example: keepFor{"P3Y"},
	}, e.chooseRetention)
}

func (e *edge) planRetention(ctx context.Context, c *call, in *retentionIn) (*body[retentionOut], error) {
	at := e.clock()
	if in.On != "" {
		day, err := time.Parse(time.DateOnly, in.On)
		if err != nil {
			return nil, fault.InvalidField("/on", "must be a day such as 2027-01-01")
		}
		at = day.AddDate(0, 0, 1).Add(-time.Millisecond)
	}
	out := retentionOut{On: at.Format(time.DateOnly), Rules: []retentionRule{}}
	for _, r := range e.Records.Rules(c.Tenant.ID, c.Tenant.Settings.Retention) {
		told := ruleOut(r)
		err := e.Records.Overdue(ctx, c.Tenant.ID, r, at, told.count)
		if err != nil {
			return nil, err
		}
		out.Rules = append(out.Rules, told)
	}
	return ok(out), nil
}

func ruleOut(r record.Rule) retentionRule {
	out := retentionRule{
		Module: r.Module, Collection: r.Schema.Collection, Title: inWords(r.Schema.Title), Keep: r.Keep, Own: r.Own, Least: r.Least, Most: r.Most,
		Then: then(r), Records: []dueRecord{},
	}
	if r.Dated() {
		out.Since, out.SinceTitle = r.Field.Name, fieldTitle(r.Schema, r.Field.Name)
	}
	return out
}

// then is what becomes of records whose time is over.
func then(r record.Rule) string {
	if r.Anonymise {
		return "anonymise"
	}
	return "erase"
}

func (r *retentionRule) count(d record.Due) {
	if d.Held == "" {
		r.Due++
	} else {
		r.Held++
	}
	if len(r.Records) < shownDue {
		r.Records = append(r.Records, dueRecord{d.ID, d.At.Format(time.DateOnly), d.Held})
	}
}

func (e *edge) chooseRetention(ctx context.Context, c *call, in *struct {
	InTenant
	Module     string `path:"module" maxLength:"40"`
	Collection string `path:"collection" maxLength:"60"`
	Body       keepFor
},
) (*body[retentionRule], error) {
	name := in.Module + "/" + in.Collection
	rules := e.Records.Rules(c.Tenant.ID, nil)
	i := slices.IndexFunc(rules, func(r record.Rule) bool { return r.Name() == name })
	if i < 0 {
		return nil, fault.Missing("collection")
	}
	if keep := in.Body.Keep; keep != "" && !rules[i].Allows(keep) {
		return nil, fault.InvalidRule("/keep", "period-bounds", string(rules[i].Least+" "+rules[i].Most), "a duration from %s to %s", rules[i].Least, rules[i].Most)
	}
	changed := c.Tenant
	changed.Settings.Retention = maps.Clone(table(changed.Settings.Retention))
	if changed.Settings.Retention[name] = string(in.Body.Keep); in.Body.Keep == "" {
		delete(changed.Settings.Retention, name)
	}
	err := e.change(ctx, c, "core:retention.update", name, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(c.Tenant.Version).Put(ctx, changed)
	})
	if err != nil {
		return nil, err
	}
	chosen := e.Records.Rules(c.Tenant.ID, changed.Settings.Retention)
	return ok(ruleOut(chosen[i])), nil
}
