package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type entryOut struct {
	ID        string    `json:"id"`
	At        time.Time `json:"at"`
	Principal string    `json:"principal"`
	Name      string    `json:"principal_name,omitempty" doc:"As it is now; the log itself holds no name."`
	Behalf    string    `json:"behalf,omitempty"`
	Action    string    `json:"action"`
	Resource  string    `json:"resource,omitempty"`
	UnitPath  string    `json:"unit_path,omitempty"`
	Outcome   string    `json:"outcome" enum:"done,denied,failed"`
	Rule      string    `json:"rule,omitempty"`
	Count     int       `json:"count"`
	Request   string    `json:"request_id,omitempty"`
}

type entriesOut struct {
	Entries []entryOut `json:"entries"`
	Next    string     `json:"next_page_token,omitempty"`
}

type listEntries struct {
	InTenant
	Principal string `query:"principal" maxLength:"120" example:"person:0198c0de-0000-7000-8000-000000000000"`
	Action    string `query:"action" maxLength:"120" doc:"Begins with." example:"portrait:"`
	Resource  string `query:"resource" maxLength:"200" doc:"Begins with."`
	Outcome   string `query:"outcome" enum:"done,denied,failed"`
	Size      int    `query:"page_size" minimum:"1" maximum:"500" default:"50"`
	Token     string `query:"page_token" maxLength:"200"`
}

type plainText struct {
	Type string `header:"Content-Type"`
	Body []byte
}

func (e *edge) auditLog() {
	register(e, operation{
		id: "audit-list", method: http.MethodGet, path: "/t/{tenant}/audit", action: "core:audit.read",
		summary: "Who did what, newest first",
	}, e.listEntries)
	register(e, operation{
		id: "audit-export", method: http.MethodGet, path: "/t/{tenant}/audit:export", action: "core:audit.export",
		summary: "The sealed log as a file for `ribambelle audit verify`",
	}, e.exportLog)
	register(e, operation{
		id: "audit-former", method: http.MethodGet, path: "/t/{tenant}/audit/former", action: "core:audit.read",
		summary: "The logs that the organisation had in other installations, with the keys that verify them",
	}, e.listFormer)
	register(e, operation{
		id: "audit-checkpoint", method: http.MethodGet, path: "/t/{tenant}/audit/checkpoint", action: "core:audit.read",
		summary: "The newest signed head of the log",
	}, e.checkpoint)
	register(e, operation{
		id: "audit-key", method: http.MethodGet, path: "/audit/key", action: "core:audit.key", access: anybody,
		summary: "The key that verifies checkpoints",
	}, e.auditKey)
	register(e, operation{
		id: "statement-key", method: http.MethodGet, path: "/statements/key", action: "core:statement.key", access: anybody,
		summary: "The key that verifies what modules have signed: certificates",
	}, e.statementKey)
}

func (e *edge) listEntries(ctx context.Context, c *call, in *listEntries) (*body[entriesOut], error) {
	entries, next, err := e.Reader.Entries(ctx, c.Tenant.ID, audit.Query{
		Principal: in.Principal, Action: in.Action, Resource: in.Resource, Outcome: audit.Outcome(in.Outcome), Before: in.Token, Size: in.Size,
	})
	if err != nil {
		return nil, err
	}
	names, err := e.names(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := entriesOut{Entries: []entryOut{}, Next: next}
	for _, x := range entries {
		person, _, _ := strings.Cut(x.Principal, identity.OnDevice)
		out.Entries = append(out.Entries, entryOut{
			ID: x.ID, At: x.At, Principal: x.Principal, Name: names[person], Behalf: x.Behalf, Action: x.Action, Resource: x.Resource,
			UnitPath: x.Unit, Outcome: string(x.Outcome), Rule: x.Rule, Count: x.Count, Request: x.Request,
		})
	}
	return ok(out), nil
}

// names maps principals, as the log names them, to the names of people, and of those of other organisations who hold something here.
func (e *edge) names(ctx context.Context, t tenant.ID) (map[string]string, error) {
	people, err := e.Roll.People(ctx, t)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(people))
	for _, p := range people {
		names[string(identity.Human)+":"+p.ID] = p.Name
	}
	grants, err := e.Roll.Grants(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		if g.Home.IsZero() {
			continue
		}
		p, err := e.Roll.Person(ctx, g.Home, g.Principal)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		names[string(identity.Human)+":"+g.Principal] = p.Name
	}
	return names, nil
}

// stream is an answer written piece by piece.
type stream struct {
	Body func(huma.Context)
}

type exportLog struct {
	InTenant
	Former string `query:"former" maxLength:"36" doc:"Id of a log from another installation, instead of the one here."`
}

func (e *edge) exportLog(ctx context.Context, c *call, in *exportLog) (*stream, error) {
	if err := e.former(ctx, c.Tenant.ID, in.Former); err != nil {
		return nil, err
	}
	entry := c.entry("core:audit.export", "")
	entry.At = e.clock()
	if err := e.Log.Append(ctx, *entry); err != nil {
		return nil, fmt.Errorf("note the export: %w", err)
	}
	return &stream{func(h huma.Context) {
		_, w := requestOf(h.Context())
		lasting(w)
		h.SetHeader("Content-Type", "application/x-ndjson")
		h.SetHeader("Content-Disposition", `attachment; filename="audit-`+c.Tenant.Slug+`.ndjson"`)
		if err := e.writeLog(h.Context(), h.BodyWriter(), c.Tenant.ID, in.Former); err != nil {
			e.Logger.ErrorContext(ctx, "the export of the log ended early", "request_id", c.Request, "error", err)
		}
	}}, nil
}

func (e *edge) checkpoint(ctx context.Context, c *call, _ *InTenant) (*plainText, error) {
	last, err := e.Log.Last(ctx, c.Tenant.ID)
	switch {
	case err != nil && fault.KindOf(err) == fault.NotFound, err == nil && len(last.Note) == 0:
		return nil, fault.New(fault.NotFound, "checkpoint-not-found", "Nothing is sealed yet. Try again in a second.")
	case err != nil:
		return nil, err
	}
	return &plainText{"text/plain; charset=utf-8", last.Note}, nil
}

func (e *edge) statementKey(context.Context, *call, *struct{}) (*plainText, error) {
	return &plainText{"text/plain; charset=utf-8", []byte(strings.TrimSpace(e.StatementKey) + "\n")}, nil
}

func (e *edge) auditKey(context.Context, *call, *struct{}) (*plainText, error) {
	if e.AuditKey == "" {
		return nil, fault.New(fault.Unsupported, "no-audit-key", "This server does not sign its log.")
	}
	return &plainText{"text/plain; charset=utf-8", []byte(strings.TrimSpace(e.AuditKey) + "\n")}, nil
}
