package rego_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// town is a source of policies that a test changes as an administrator would.
type town struct {
	policy atomic.Pointer[authz.Policy]
	asked  atomic.Int64
}

func (s *town) Policy(context.Context, tenant.ID, int64) (authz.Policy, error) {
	s.asked.Add(1)
	return *s.policy.Load(), nil
}

func (s *town) set(p authz.Policy) { s.policy.Store(&p) }

var lyon = tenant.Trusted("0198a000-0000-7000-8000-000000000001")

const portraitRego = `package rb.module.portrait

include if {
	input.principal.kind == "visitor"
	input.action == "portrait:answer.submit"
}

include if {
	input.action == "portrait:note.update"
	input.record.owner_id == input.principal.id
}

mask contains "phone" if not "core:coordinator" in {g.role | some g in input.principal.grants}
`

func roles() map[string][]string {
	return map[string][]string{
		"portrait:wave.open": {identity.Coordinator, identity.Director},
		"portrait:wave.read": {identity.Coordinator, identity.Director},
	}
}

func portraitPolicy(overlay string) authz.Policy {
	return authz.Policy{
		Version: 1, Roles: roles(), Overlay: overlay,
		Modules: []authz.ModulePolicy{{Module: "portrait", Rego: portraitRego}},
	}
}

func open(t *testing.T, p authz.Policy, change ...func(*rego.Config)) (*rego.Authorizer, *town) {
	t.Helper()
	source := &town{}
	source.set(p)
	config := rego.Config{Policies: source, Clock: func() time.Time { return noon }, Timeout: 5 * time.Second}
	for _, c := range change {
		c(&config)
	}
	a, err := rego.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return a, source
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func person(id string, grants ...identity.Grant) identity.Principal {
	return identity.Principal{Kind: identity.Human, ID: id, Home: lyon, Grants: grants}
}

func grant(role, path string) identity.Grant { return identity.Grant{Role: role, Path: path} }

func ask(p identity.Principal, action string, d authz.Document) authz.Question {
	return authz.Question{Tenant: lyon, Version: 1, Principal: p, Action: action, Record: d}
}

func at(path string) authz.Document { return authz.Document{"id": "r1", "unit_path": path} }
