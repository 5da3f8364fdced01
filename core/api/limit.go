package api

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
)

// tellLimits says on an answer how many tries to sign in are left, for the account and for the network address, and when
// they are given back (draft-ietf-httpapi-ratelimit-headers). It says the same of accounts that do not exist.
func (e *edge) tellLimits(ctx context.Context, c *call, login string) {
	limits(ctx, e.gate.Left(c.Tenant.ID, login, c.source))
}

func limits(ctx context.Context, all []identity.Allowance) {
	var policy, left []string
	for _, a := range all {
		policy = append(policy, fmt.Sprintf("%q;q=%d;w=%d", a.Of, a.Most, int(a.Window.Seconds())))
		left = append(left, fmt.Sprintf("%q;r=%d;t=%d", a.Of, a.Left, int(math.Ceil(a.End.Seconds()))))
	}
	_, w := requestOf(ctx)
	w.Header().Set("RateLimit-Policy", strings.Join(policy, ", "))
	w.Header().Set("RateLimit", strings.Join(left, ", "))
}
