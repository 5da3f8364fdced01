// Package decision measures one decision beside cedar-go: the same rules, tree, people and questions, in one run.
//
// Rules: a coordinator may open a wave anywhere, a director on 20 sites of theirs, people may read their own.
// BenchmarkHit asks what was asked before, BenchmarkMiss asks for the first time (policy ready, verdict not),
// BenchmarkCedar asks cedar-go with its entities built beforehand. Both must answer what is expected.
//
// Goals: figures that compare. Non-goals: correctness beyond that, which core/authz/rego and deploy/differential hold.
package decision

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cedar-policy/cedar-go"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

const sitesOfDirector = 20

// question is one case, for both engines.
type question struct {
	name   string
	person identity.Principal
	action string
	record authz.Document
	want   bool
}

func site(i int) string { return fmt.Sprintf("/city/site%02d/", i) }

func questions() []question {
	var sites []identity.Grant
	for i := range sitesOfDirector {
		sites = append(sites, identity.Grant{Role: identity.Director, Path: site(i)})
	}
	coordinator := identity.Principal{Kind: identity.Human, ID: "coordinator", Grants: []identity.Grant{{Role: identity.Coordinator, Path: "/"}}}
	director := identity.Principal{Kind: identity.Human, ID: "director", Grants: sites}
	educator := identity.Principal{Kind: identity.Human, ID: "educator"}
	return []question{
		{"coordinator", coordinator, "portrait:wave.open", authz.Document{"unit_path": site(40)}, true},
		{"director", director, "portrait:wave.open", authz.Document{"unit_path": site(19)}, true},
		{"director denied", director, "portrait:wave.open", authz.Document{"unit_path": site(40)}, false},
		{"own", educator, "portrait:wave.read", authz.Document{"unit_path": site(3), "owner_id": "educator"}, true},
	}
}

type policies struct{}

func (policies) Policy(context.Context, tenant.ID, int64) (authz.Policy, error) {
	may := []string{identity.Coordinator, identity.Director}
	return authz.Policy{Version: 1, Roles: map[string][]string{"portrait:wave.open": may, "portrait:wave.read": may}}, nil
}

func (q question) ask(id string) authz.Question {
	p := q.person
	p.ID += id
	return authz.Question{
		Tenant: tenant.Trusted("0198a000-0000-7000-8000-000000000001"), Version: 1,
		Principal: p, Action: q.action, Record: q.record,
	}
}

func ours(b *testing.B) *rego.Authorizer {
	b.Helper()
	a, err := rego.New(rego.Config{Policies: policies{}, CacheSize: 1000, Timeout: time.Second})
	if err != nil {
		b.Fatal(err)
	}
	return a
}

func BenchmarkHit(b *testing.B) {
	for _, q := range questions() {
		b.Run(q.name, func(b *testing.B) {
			a, asked := ours(b), q.ask("")
			b.ReportAllocs()
			for b.Loop() {
				if d, err := a.Decide(b.Context(), asked); err != nil || d.Allow != q.want {
					b.Fatalf("%+v, %v", d, err)
				}
			}
		})
	}
}

func BenchmarkMiss(b *testing.B) {
	for _, q := range questions() {
		b.Run(q.name, func(b *testing.B) {
			a := ours(b)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if q.name == "own" && i > 0 { // another person owns another record
					q.record = authz.Document{"owner_id": fmt.Sprint("educator", i)}
				}
				if d, err := a.Decide(b.Context(), q.ask(fmt.Sprint(i))); err != nil || i > 0 && d.Allow != q.want {
					b.Fatalf("%+v, %v", d, err)
				}
			}
		})
	}
}

const cedarRules = `
permit (principal in Role::"coordinator", action == Action::"portrait:wave.open", resource);
permit (principal, action == Action::"portrait:wave.open", resource) when { resource in principal.sites };
permit (principal, action == Action::"portrait:wave.read", resource) when { resource has owner && resource.owner == principal };
`

// cedarTown is the same tree and people as entities.
func cedarTown(b *testing.B) (*cedar.PolicySet, cedar.EntityMap) {
	b.Helper()
	rules, err := cedar.NewPolicySetFromBytes("rules.cedar", []byte(cedarRules))
	if err != nil {
		b.Fatal(err)
	}
	uid := func(kind, id string) cedar.EntityUID {
		return cedar.NewEntityUID(cedar.EntityType(kind), cedar.String(id))
	}
	entities := cedar.EntityMap{}
	add := func(id cedar.EntityUID, attributes cedar.RecordMap, parents ...cedar.EntityUID) {
		entities[id] = cedar.Entity{UID: id, Parents: cedar.NewEntityUIDSet(parents...), Attributes: cedar.NewRecord(attributes)}
	}
	var sites []cedar.Value
	for i := range 41 {
		add(uid("Unit", site(i)), nil, uid("Unit", "/city/"))
		record := uid("Wave", site(i))
		add(record, cedar.RecordMap{"owner": uid("User", "educator")}, uid("Unit", site(i)))
		if i < sitesOfDirector {
			sites = append(sites, uid("Unit", site(i)))
		}
	}
	none := cedar.RecordMap{"sites": cedar.NewSet()}
	add(uid("User", "coordinator"), none, uid("Role", "coordinator"))
	add(uid("User", "director"), cedar.RecordMap{"sites": cedar.NewSet(sites...)})
	add(uid("User", "educator"), none)
	return rules, entities
}

func BenchmarkCedar(b *testing.B) {
	rules, entities := cedarTown(b)
	for _, q := range questions() {
		b.Run(q.name, func(b *testing.B) {
			request := cedar.Request{
				Principal: cedar.NewEntityUID("User", cedar.String(q.person.ID)),
				Action:    cedar.NewEntityUID("Action", cedar.String(q.action)),
				Resource:  cedar.NewEntityUID("Wave", cedar.String(q.record["unit_path"].(string))),
			}
			b.ReportAllocs()
			for b.Loop() {
				if d, _ := cedar.Authorize(rules, entities, request); bool(d) != q.want {
					b.Fatalf("%v", d)
				}
			}
		})
	}
}
