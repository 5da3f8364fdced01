package rego_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

func allows(t *testing.T, a *rego.Authorizer, q authz.Question) bool {
	t.Helper()
	d, err := a.Decide(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return d.Allow
}

// TestGrantExpires moves the clock over a grant's end: what was cached a moment ago no longer counts.
func TestGrantExpires(t *testing.T) {
	t.Parallel()
	var now atomic.Pointer[time.Time]
	set := func(at time.Time) { now.Store(&at) }
	set(noon)
	a, _ := open(t, portraitPolicy(""), func(c *rego.Config) { c.Clock = func() time.Time { return *now.Load() } })
	end := noon.Add(time.Hour)
	adviser := person("p1", identity.Grant{Role: identity.Director, Path: "/lyon/", Expires: &end})
	q := ask(adviser, "portrait:wave.open", at("/lyon/"))
	for _, step := range []struct {
		at   time.Time
		want bool
	}{{noon, true}, {end.Add(-time.Nanosecond), true}, {end, false}, {end.Add(time.Hour), false}} {
		set(step.at)
		if got := allows(t, a, q); got != step.want {
			t.Errorf("at %v: %v, want %v", step.at, got, step.want)
		}
		f, err := a.Filter(t.Context(), q)
		if err != nil || f.IsNothing() == step.want {
			t.Errorf("at %v: filter %+v, %v", step.at, f, err)
		}
	}
}

// TestHoldingsAreNeverMixed asks as one principal with different holdings in turn, as when modules call on its
// behalf: each answer follows from what is held in that question.
func TestHoldingsAreNeverMixed(t *testing.T) {
	t.Parallel()
	a, _ := open(t, portraitPolicy(""))
	here, there := at("/lyon/"), at("/nice/")
	for range 3 {
		for _, c := range []struct {
			p    identity.Principal
			d    authz.Document
			want bool
		}{
			{person("p1", grant(identity.Director, "/lyon/")), here, true},
			{person("p1", grant(identity.Director, "/nice/")), here, false}, // same lengths on purpose
			{person("p1", grant(identity.Director, "/nice/")), there, true},
			{person("p1"), here, false},
			{person("p1", grant(identity.Educator, "/lyon/")), here, false},
			{person("p2", grant(identity.Director, "/lyon/")), here, true},
		} {
			if got := allows(t, a, ask(c.p, "portrait:wave.open", c.d)); got != c.want {
				t.Errorf("%s with %v about %v: %v, want %v", c.p.ID, c.p.Grants, c.d, got, c.want)
			}
		}
	}
}

// TestTenantsAreApart asks the same in two tenants whose policies differ, and in a tenant before and after
// its version moves.
func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	a, source := open(t, portraitPolicy(""))
	q := ask(person("p1", grant(identity.Director, "/lyon/")), "portrait:wave.open", at("/lyon/"))
	if !allows(t, a, q) {
		t.Fatal("a director cannot open a wave")
	}
	closed := portraitPolicy("package rb.overlay\ndeny if input.action == \"portrait:wave.open\"")
	source.set(closed)
	other := q
	other.Tenant = tenant.Trusted("0198a000-0000-7000-8000-000000000002")
	if allows(t, a, other) {
		t.Error("one tenant's verdict served another tenant")
	}
	if !allows(t, a, q) {
		t.Error("the policy of a version changed under it")
	}
	closed.Version = 2
	source.set(closed)
	q.Version = 2
	if allows(t, a, q) {
		t.Error("the version moved and the old verdict stayed")
	}
}

// TestBadPolicyNeverReplacesGood puts a broken overlay live behind Check's back: the old one goes on denying
// while the new roles count. Where there was no good one, nothing is decided.
func TestBadPolicyNeverReplacesGood(t *testing.T) {
	t.Parallel()
	a, source := open(t, portraitPolicy(closedOnSundays))
	director := person("p1", grant(identity.Director, "/lyon/"))
	closedSite := ask(director, "portrait:wave.open", at("/lyon/closed/x/"))
	openSite := ask(director, "portrait:wave.open", at("/lyon/lilas/"))
	if allows(t, a, closedSite) || !allows(t, a, openSite) {
		t.Fatal("the good overlay does not work")
	}
	broken := portraitPolicy("package rb.overlay\ndeny if {")
	broken.Version = 2
	source.set(broken)
	closedSite.Version, openSite.Version = 2, 2
	if allows(t, a, closedSite) {
		t.Error("a broken overlay undid the good one")
	}
	if !allows(t, a, openSite) {
		t.Error("a broken overlay stopped what the good one allows")
	}
	fresh, _ := open(t, broken)
	if d, err := fresh.Decide(t.Context(), openSite); err == nil || d.Allow {
		t.Errorf("with nothing but a broken policy: %+v, %v", d, err)
	}
}

func TestPoliciesBehindAreNotUsed(t *testing.T) {
	t.Parallel()
	a, _ := open(t, portraitPolicy(""))
	q := ask(person("p1", grant(identity.Director, "/lyon/")), "portrait:wave.open", at("/lyon/"))
	q.Version = 7
	if d, err := a.Decide(t.Context(), q); err == nil || d.Allow {
		t.Errorf("version 1 answered for version 7: %+v, %v", d, err)
	}
}

// TestManyAskAtOnce loads a tenant's policies once for all who ask.
func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	a, source := open(t, portraitPolicy(closedOnSundays))
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			d, err := a.Decide(t.Context(), ask(person("p1", grant(identity.Director, "/lyon/")), "portrait:wave.open", at("/lyon/")))
			if err != nil || !d.Allow {
				t.Errorf("Decide: %+v, %v", d, err)
			}
		})
	}
	group.Wait()
	if n := source.asked.Load(); n != 1 {
		t.Errorf("policies were read %d times", n)
	}
}

func TestHitsDoNotAllocate(t *testing.T) {
	a, _ := open(t, portraitPolicy(closedOnSundays))
	q := ask(person("p1", grant(identity.Director, "/lyon/"), grant(identity.Educator, "/nice/")), "portrait:wave.open", at("/lyon/"))
	if n := testing.AllocsPerRun(1000, func() {
		if d, err := a.Decide(t.Context(), q); err != nil || !d.Allow {
			t.Errorf("Decide: %+v, %v", d, err)
		}
	}); n != 0 {
		t.Errorf("a hit allocates %v times", n)
	}
}
