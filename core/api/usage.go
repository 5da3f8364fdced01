package api

import (
	"context"
	"net/http"
)

type usageLine struct {
	Module string            `json:"module,omitempty"`
	Title  map[string]string `json:"title,omitempty"`
	Used   int64             `json:"used" doc:"Bytes."`
	Limit  int64             `json:"limit,omitempty" doc:"The most that may be kept, in bytes; absent: no limit."`
}

type usageOut struct {
	Modules []usageLine `json:"modules" doc:"Records of each module that the organisation has, or had."`
	Files   usageLine   `json:"files" doc:"Images of all modules together."`
}

func (e *edge) usage() {
	register(e, operation{
		id: "usage-get", method: http.MethodGet, path: "/t/{tenant}/usage", action: "core:usage.read",
		summary: "How much room the organisation's data take, and how much they may",
	}, e.readUsage)
}

func (e *edge) readUsage(ctx context.Context, c *call, _ *InTenant) (*body[usageOut], error) {
	all, err := e.Records.Usage(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := usageOut{Modules: []usageLine{}}
	for _, u := range all {
		line := usageLine{Module: u.Module, Used: u.Used, Limit: u.Room}
		if m, found := e.Modules.Module(u.Module, c.Tenant.ID); found {
			line.Title = m.Manifest.Title
		}
		if _, err := c.on(u.Module); err == nil || u.Used > 0 {
			out.Modules = append(out.Modules, line)
		}
	}
	if e.Files != nil {
		if out.Files.Used, out.Files.Limit, err = e.Files.Usage(c.Tenant.ID); err != nil {
			return nil, err
		}
	}
	return ok(out), nil
}
