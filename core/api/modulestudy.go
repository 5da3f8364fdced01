package api

import (
	"context"
	"strings"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// requestLine tells of a request; of its package only as long as it waits.
func (e *edge) requestLine(ctx context.Context, r tenant.ModuleRequest) (ModuleRequest, error) {
	state := r.StateAt(e.Now())
	out := ModuleRequest{
		ID: r.ID, State: string(state), Words: r.Words, Module: r.Module, Version: r.Version, Package: r.Package, Size: r.Size,
		Created: r.Created, Reason: r.Reason,
	}
	var err error
	if out.By, err = e.nameOf(ctx, r.Tenant, r.By); err != nil {
		return out, err
	}
	if !r.Decided.IsZero() {
		out.Decided = &r.Decided
	}
	if state != tenant.RequestWaiting {
		return out, nil
	}
	expires := r.Expires()
	out.Expires = &expires
	if r.Package == "" || e.Desk == nil {
		return out, nil
	}
	s, err := e.Desk.Study(ctx, uploadOf(r), r.Tenant)
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Invalid, fault.Denied, fault.Unsupported:
		out.Trouble = fault.From(err).Message
		return out, nil
	}
	if err == nil {
		out.Study = study(s)
	}
	return out, err
}

// nameOf is what a person is called whom the log names; who is none, or is gone, stays as the log names them.
func (e *edge) nameOf(ctx context.Context, t tenant.ID, principal string) (string, error) {
	id, isPerson := strings.CutPrefix(principal, "person:")
	if !isPerson {
		return principal, nil
	}
	p, err := e.Roll.Person(ctx, t, id)
	if fault.KindOf(err) == fault.NotFound {
		return principal, nil
	}
	return p.Name, err
}

func study(s module.Study) *studyOut {
	out := &studyOut{
		Title: orText(s.Title), Summary: orText(s.Summary), Platform: s.Platform, Digest: s.Digest, Placement: s.Placement, Level: s.Level,
		Signature: s.Signature, Said: s.Said, Publisher: s.Publisher, Key: s.Key, Grants: askedOf(s.Asks, nil), Needs: list(s.Needs),
		Adds: []string{}, Breaks: []string{}, Loses: []string{}, Warning: s.Warning, Declaration: s.Declaration, Program: s.Program,
	}
	if d := s.Difference; d != nil {
		out.Against, out.Adds, out.Breaks, out.Loses = d.Against, list(d.Added), list(d.Broken), list(d.Lost)
	}
	return out
}

func orText(t sdk.Text) sdk.Text {
	if t == nil {
		return sdk.Text{}
	}
	return t
}
