package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// mostSupport is how long an organisation may let its operators in at most.
const mostSupport = 72

type newSupport struct {
	Reason string `json:"reason" minLength:"1" maxLength:"300" doc:"Why; it stands in the log and on the helper's screen."`
	Hours  int    `json:"hours" minimum:"1" maximum:"72" doc:"From now on."`
}

// supportOut tells somebody that they are here to help, and until when.
type supportOut struct {
	Until  time.Time `json:"until"`
	Reason string    `json:"reason"`
}

func (e *edge) support() {
	register(e, operation{
		id: "support-open", secret: true, method: http.MethodPost, path: "/t/{tenant}/support", action: "core:support.open",
		summary: "Let whoever runs the server in as an administrator, for some hours, by a one-time link", status: http.StatusCreated,
		example: newSupport{"Un rapport ne s’ouvre plus", 4},
	}, e.openSupport)
}

func (e *edge) openSupport(ctx context.Context, c *call, in *struct {
	InTenant
	Body newSupport
},
) (*body[invited], error) {
	reason := strings.TrimSpace(in.Body.Reason)
	if reason == "" {
		return nil, fault.InvalidRule("/reason", fault.Required, "", "a reason")
	}
	if c.Tenant.Slug == tenant.SystemSlug {
		return nil, errSupport()
	}
	until := e.clock().Add(time.Duration(in.Body.Hours) * time.Hour)
	return e.invite(ctx, c, "core:support.open", identity.Invitation{
		Name: "Assistance", Role: identity.Administrator, Until: &until, Reason: reason, Support: true,
	}, mostSupport/24)
}

// errSupport refuses a link of support to all but operators, who take it with the account that they have.
func errSupport() error {
	return fault.New(fault.Conflict, "support-only", "This link is for whoever runs the server: they open it while they are signed in.")
}

// helps reports whether the caller is one of those who run the server.
func (e *edge) helps(ctx context.Context, c *call) (bool, error) {
	home, err := e.Tenants.ByID(ctx, c.Principal.Home)
	return home.Slug == tenant.SystemSlug && c.fromElsewhere(), err
}

// asSupport makes what a helper does stand in the log with the one on whose word they are here.
func (c *call) asSupport() {
	for _, g := range c.Principal.Grants {
		if g.Support {
			c.Principal.Behalf = g.By
		}
	}
}

// supportOf tells until when a helper may stay who holds these grants, and why; nil for others.
func supportOf(grants []identity.Grant) *supportOut {
	for _, g := range grants {
		if g.Support && g.Expires != nil {
			return &supportOut{*g.Expires, g.Reason}
		}
	}
	return nil
}
