package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// firstStep is what a module proposes to those who begin with it.
type firstStep struct {
	Module string   `json:"module"`
	Title  sdk.Text `json:"title"`
	Help   sdk.Text `json:"help"`
	Path   string   `json:"path" doc:"Where it is done, within the module's pages; empty for its first page."`
	Done   bool     `json:"done"`
}

type firstStepsOut struct {
	Steps []firstStep `json:"steps"`
}

func (e *edge) moduleSteps() {
	register(e, operation{
		id: "first-steps", method: http.MethodGet, path: "/t/{tenant}/me/first-steps", action: "core:me.read", access: signedIn, field: true,
		summary: "The first steps of the modules that are on, for whoever may take them",
	}, e.listFirstSteps)
}

func (e *edge) listFirstSteps(ctx context.Context, c *call, _ *InTenant) (*body[firstStepsOut], error) {
	on, err := e.modulesOn(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := firstStepsOut{Steps: []firstStep{}}
	for _, m := range on {
		for _, declared := range m.FirstSteps {
			filter, err := e.Authorizer.Filter(ctx, c.question(declared.Action))
			if err != nil {
				return nil, err
			}
			if !filter.Reaches(c.Principal) {
				continue
			}
			done, err := e.begun(ctx, c, m, declared)
			if err != nil {
				return nil, err
			}
			out.Steps = append(out.Steps, firstStep{m.Name, declared.Title, table(declared.Help), declared.Path, done})
		}
	}
	return ok(out), nil
}

// begun asks the module's own records, whether or not the caller may see them: only yes or no is told.
func (e *edge) begun(ctx context.Context, c *call, m plugin, s sdk.FirstStep) (bool, error) {
	page, err := e.Records.View(c.asModule(m.Name)).List(ctx, s.Collection, store.Query{Filter: s.Filter, Size: 1})
	return len(page.Records) > 0, err
}
