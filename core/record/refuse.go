package record

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// refusal is what the audit keeps of a no: which action, by which rule, in which unit where that is known.
type refusal struct{ action, rule, unit string }

// refuse notes a refusal, then tells it. What cannot be noted is not answered as a refusal.
func (v *View) refuse(ctx context.Context, c *collection, r refusal) error {
	if v.keeper.config.Denials != nil {
		e := v.entry(c, r.action, "")
		e.Outcome, e.Rule, e.Unit = audit.Denied, r.rule, r.unit
		if err := v.keeper.config.Denials.Note(ctx, v.caller.source(), e); err != nil {
			return fmt.Errorf("noting a refusal: %w", err)
		}
	}
	return fault.New(fault.Denied, "denied", "Your roles do not allow this here.")
}
