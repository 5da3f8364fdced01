package api

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (e *edge) writeLog(ctx context.Context, to io.Writer, t tenant.ID, former string) error {
	if former == "" {
		return audit.Export(ctx, to, audit.Source{Log: e.Log, Reader: e.Reader}, t)
	}
	return e.Former.Read(ctx, t, former, func(text []byte) error {
		_, err := to.Write(text)
		return err
	})
}

type formerOut struct {
	ID      string    `json:"id"`
	Origin  string    `json:"origin" doc:"As its checkpoints name it."`
	Entries int64     `json:"entries"`
	Key     string    `json:"key" doc:"That verifies it."`
	Closed  time.Time `json:"closed_at"`
}

type formersOut struct {
	Logs []formerOut `json:"logs"`
}

func (e *edge) listFormer(ctx context.Context, c *call, _ *InTenant) (*body[formersOut], error) {
	out := formersOut{Logs: []formerOut{}}
	if e.Former == nil {
		return ok(out), nil
	}
	all, err := e.Former.All(ctx, c.Tenant.ID)
	for _, f := range all {
		out.Logs = append(out.Logs, formerOut{f.ID, f.Origin, f.Size, f.Key, f.Closed})
	}
	return ok(out), err
}

// former refuses a former log that is not there, before anything is sent.
func (e *edge) former(ctx context.Context, t tenant.ID, id string) error {
	if id == "" {
		return nil
	}
	if e.Former == nil {
		return fault.Missing("former-log")
	}
	all, err := e.Former.All(ctx, t)
	if err == nil && !slices.ContainsFunc(all, func(f audit.Former) bool { return f.ID == id }) {
		err = fault.Missing("former-log")
	}
	return err
}
