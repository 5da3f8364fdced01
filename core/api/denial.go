package api

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// deny notes a refusal in the audit log and returns it. What cannot be noted is not answered as a refusal.
func (e *edge) deny(ctx context.Context, c *call, action, rule string, doc authz.Document) error {
	e.observer.decided(ctx, action, "denied")
	entry := c.entry(action, "")
	entry.Outcome, entry.Rule = audit.Denied, rule
	if path, ok := doc["unit_path"].(string); ok {
		entry.Unit = path
	}
	if err := e.Denials.Note(ctx, c.origin(), *entry); err != nil {
		return fmt.Errorf("note a refusal: %w", err)
	}
	if !c.known() {
		return fault.New(fault.Unauthenticated, "sign-in-needed", "Sign in first.")
	}
	return fault.New(fault.Denied, "denied", "Your roles do not allow this here.")
}

// failed notes a failed sign-in.
func (e *edge) failed(ctx context.Context, c *call) error {
	entry := c.entry("core:sign-in", "")
	entry.Outcome = audit.Failed
	if err := e.Denials.Note(ctx, c.origin(), *entry); err != nil {
		return fmt.Errorf("note a failed sign-in: %w", err)
	}
	return nil
}

// origin is what refusals are counted by: the principal, or the address of a stranger. It is not stored.
func (c *call) origin() string {
	if c.known() {
		return c.actor()
	}
	return c.source
}
