package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/ribambelle/ribambelle/core/tenant"
)

type welcomeOut struct {
	Version       string             `json:"version"`
	SetupOpen     bool               `json:"setup_open"`
	Demo          bool               `json:"demo"`
	Organisations []DemoOrganisation `json:"organisations" doc:"Accounts to try; only in a demonstration."`
}

type healthOut struct {
	Status  string            `json:"status" enum:"ok,trouble"`
	Trouble map[string]string `json:"trouble,omitempty" doc:"What is wrong, by part."`
}

type healthAnswer struct {
	Status int
	Body   healthOut
}

func (e *edge) welcome() {
	register(e, operation{
		id: "welcome", method: http.MethodGet, path: "/welcome", action: "core:welcome", access: anybody,
		summary: "What the first page needs to know",
	}, e.readWelcome)
	register(e, operation{
		id: "healthz", method: http.MethodGet, path: "/healthz", action: "core:health", access: anybody,
		summary: "The process is alive",
	}, e.alive)
	register(e, operation{
		id: "readyz", method: http.MethodGet, path: "/readyz", action: "core:health", access: anybody,
		summary: "The process can serve; says what is wrong otherwise",
	}, e.ready)
}

func (e *edge) readWelcome(ctx context.Context, _ *call, _ *struct{}) (*body[welcomeOut], error) {
	open, err := e.setupOpen(ctx)
	if err != nil {
		return nil, err
	}
	out := welcomeOut{Version: e.Version, SetupOpen: open, Demo: e.Demo != nil, Organisations: []DemoOrganisation{}}
	if e.Demo != nil {
		if out.Organisations, err = e.Demo(ctx); err != nil {
			return nil, err
		}
		out.Organisations = list(out.Organisations)
	}
	return ok(out), nil
}

func (e *edge) alive(context.Context, *call, *struct{}) (*body[healthOut], error) {
	return ok(healthOut{Status: "ok"}), nil
}

// ready says what is wrong: of the parts that the health check knows, and of each module.
func (e *edge) ready(ctx context.Context, _ *call, _ *struct{}) (*healthAnswer, error) {
	trouble := map[string]string{}
	if e.Health != nil {
		for part, text := range e.Health.Trouble(ctx) {
			trouble[part] = text
		}
	}
	serious := len(trouble) > 0
	for _, m := range e.plugins(tenant.ID{}) {
		if m.trouble != "" {
			trouble["module "+strconv.Quote(m.Name)] = m.trouble
		}
	}
	switch {
	case serious:
		return &healthAnswer{http.StatusServiceUnavailable, healthOut{"trouble", trouble}}, nil
	case len(trouble) > 0:
		return &healthAnswer{http.StatusOK, healthOut{"trouble", trouble}}, nil
	}
	return &healthAnswer{http.StatusOK, healthOut{Status: "ok"}}, nil
}
