package sqlstore_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// group makes a group with these members.
func (w *world) group(id tenantID, members ...string) (made identity.Group) {
	w.t.Helper()
	w.change(id, func(ctx context.Context, tx audit.Tx) (err error) {
		if made, err = tx.Access().Groups().Put(ctx, identity.Group{Name: "Équipe de l'été"}); err != nil {
			return err
		}
		return tx.Access().Groups().Members(ctx, made, members, nil)
	})
	return w.groupNow(id, made.ID)
}

// groupNow reads a group again.
func (w *world) groupNow(id tenantID, group string) identity.Group {
	w.t.Helper()
	all, err := w.Groups().Groups(w.t.Context(), id)
	check(w.t, err)
	i := slices.IndexFunc(all, func(g identity.Group) bool { return g.ID == group })
	if i < 0 {
		return identity.Group{}
	}
	return all[i]
}

// holds lists "person role path" of a tenant.
func (w *world) holds(id tenantID) (all []string) {
	w.t.Helper()
	grants, err := w.Roll().Grants(w.t.Context(), id)
	check(w.t, err)
	for _, g := range grants {
		all = append(all, g.Principal+" "+g.Role+" "+g.Path+" "+g.GroupName)
	}
	slices.Sort(all)
	return all
}

func TestGroups(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		north := w.unit(tenantA, tenant.Unit{Key: "nord", Name: "Nord"})
		site := w.unit(tenantA, tenant.Unit{Key: "lilas", Name: "Les Lilas", Parent: north.ID})
		ana, bob, far := w.person(tenantA, "ana"), w.person(tenantA, "bob"), w.person(tenantB, "far")
		g := w.group(tenantA, ana.ID)
		change := func(id tenantID, do func(ctx context.Context, x identity.GroupWriter) error) error {
			return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Access().Groups()) })
		}
		put := func(g identity.Group, in, out []string) func(context.Context, identity.GroupWriter) error {
			return func(ctx context.Context, x identity.GroupWriter) error { return x.Members(ctx, g, in, out) }
		}
		soon := w.clock.Now().Add(time.Hour)
		given := identity.Grant{ID: "g1", Principal: g.ID, Role: identity.Director, Unit: site.ID, Expires: &soon, Reason: "l'été"}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Access().PutGrant(ctx, given) })

		// A group that was given something meanwhile is not the one that was read.
		for what, err := range map[string]error{
			"as it was read":         change(tenantA, put(g, []string{bob.ID}, nil)),
			"removed as it was read": change(tenantA, func(ctx context.Context, x identity.GroupWriter) error { return x.Remove(ctx, g) }),
		} {
			if !is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		g = w.groupNow(tenantA, g.ID)
		for what, err := range map[string]error{
			"from elsewhere":         change(tenantB, put(g, []string{far.ID}, nil)),
			"somebody of elsewhere":  change(tenantA, put(g, []string{far.ID}, nil)),
			"removed from elsewhere": change(tenantB, func(ctx context.Context, x identity.GroupWriter) error { return x.Remove(ctx, g) }),
		} {
			if !is(err, fault.NotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		check(t, change(tenantA, put(g, []string{ana.ID, bob.ID}, nil)))
		g = w.groupNow(tenantA, g.ID)
		lilas := " core:director /nord/lilas/ Équipe de l'été"
		if want := []string{ana.ID + lilas, bob.ID + lilas}; !slices.Equal(w.holds(tenantA), slices.Sorted(slices.Values(want))) || len(w.holds(tenantB)) != 0 {
			t.Errorf("held: %v and %v", w.holds(tenantA), w.holds(tenantB))
		}
		if len(g.Grants) != 1 || g.Grants[0].Principal != g.ID || g.Grants[0].Reason != "l'été" || len(g.Members) != 2 {
			t.Errorf("the group: %+v", g)
		}

		// Whoever is in it holds it now, in a session that was read before, and until they are out.
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
			return tx.People().PutSession(ctx, identity.Session{ID: "s", Person: bob.ID, Expires: w.clock.Now().Add(4 * time.Hour)}, hash("bob at home"))
		})
		session := func() int {
			_, p, err := w.Identity().Session(t.Context(), hash("bob at home"), tenantA)
			check(t, err)
			return len(p.Grants)
		}
		had := session()
		check(t, change(tenantA, put(g, nil, []string{bob.ID})))
		out := session()
		check(t, change(tenantA, put(w.groupNow(tenantA, g.ID), []string{bob.ID}, nil)))
		if back := session(); had != 1 || out != 0 || back != 1 {
			t.Errorf("a session holds %d, out of the group %d, in it again %d", had, out, back)
		}
		w.clock.advance(2 * time.Hour)
		if n := session(); n != 0 || len(w.holds(tenantA)) != 0 {
			t.Errorf("what has expired is held: %d, %v", n, w.holds(tenantA))
		}

		// A person who is erased is in no group; a group whose place goes belongs to the one above; a group that goes gives nothing.
		lasting := given
		lasting.ID, lasting.Unit, lasting.Expires = "g2", "", nil
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Access().PutGrant(ctx, lasting) })
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, bob.ID) })
		if held := w.holds(tenantA); len(held) != 1 || w.groupNow(tenantA, g.ID).Has(bob.ID) {
			t.Errorf("after an erasure: %v", held)
		}
		here := identity.Group{ID: "here", Name: "Ici", Unit: site.ID}
		check(t, change(tenantA, func(ctx context.Context, x identity.GroupWriter) error { _, err := x.Put(ctx, here); return err }))
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Units().Remove(ctx, site.ID) })
		if now := w.groupNow(tenantA, "here"); now.Path != "/nord/" {
			t.Errorf("a group whose place went belongs to %q", now.Path)
		}
		check(t, change(tenantA, func(ctx context.Context, x identity.GroupWriter) error {
			return x.Remove(ctx, w.groupNow(tenantA, g.ID))
		}))
		if held := w.holds(tenantA); len(held) != 0 || w.groupNow(tenantA, g.ID).ID != "" {
			t.Errorf("after the group went: %v", held)
		}
	})
}
