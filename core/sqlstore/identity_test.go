package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// hash is a secret's, with bytes in it that are special to one engine or the other.
func hash(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	copy(sum[:], []byte{0, '\'', 0xff})
	return sum[:]
}

// person makes a person who is signed in with the token of their login.
func (w *world) person(id tenantID, login string) identity.Person {
	w.t.Helper()
	var made identity.Person
	w.change(id, func(ctx context.Context, tx audit.Tx) (err error) {
		made, err = tx.People().Put(ctx, identity.Person{Name: "N’Golo " + login, Login: login, Email: login + "@example.org", Language: "fr"})
		if err != nil {
			return err
		}
		if err := tx.Access().Proofs().SetPassword(ctx, made.ID, "$argon2id$"+login); err != nil {
			return err
		}
		return tx.People().PutSession(ctx, identity.Session{ID: "session-" + login, Person: made.ID, Expires: w.clock.Now().Add(time.Hour), Agent: "Firefox"}, hash(login))
	})
	return made
}

func (w *world) grant(id tenantID, g identity.Grant) {
	w.t.Helper()
	w.change(id, func(ctx context.Context, tx audit.Tx) error { return tx.Access().PutGrant(ctx, g) })
}

func TestPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made := w.person(tenantA, "ana")
		w.person(tenantB, "ana") // logins are each tenant's own
		for what, p := range map[string]identity.Person{
			"a login twice":   {Login: "ana"},
			"an e-mail twice": {Login: "bob", Email: "ana@example.org"},
			"an old revision": {ID: made.ID, Login: "ana", Rev: 7},
		} {
			err := w.try(tenantA, func(ctx context.Context, tx audit.Tx) error {
				_, err := tx.People().Put(ctx, p)
				return err
			})
			if !is(err, fault.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		for range 2 { // without login and e-mail, twice
			w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
				_, err := tx.People().Put(ctx, identity.Person{Name: "z", Language: "en"})
				return err
			})
		}
		changed := made
		changed.Name, changed.Suspended = "Ana", true
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) (err error) {
			changed, err = tx.People().Put(ctx, changed)
			return err
		})
		got, err := w.Roll().Person(t.Context(), tenantA, made.ID)
		if diff := cmp.Diff(changed, got, sameTenant); err != nil || diff != "" || got.Rev != 2 || !got.Created.Equal(made.Created) {
			t.Errorf("person: %v\n%s", err, diff)
		}
		if _, password, err := w.Identity().Password(t.Context(), tenantA, "ana"); err != nil || password != "$argon2id$ana" {
			t.Errorf("the password is %q, %v", password, err)
		}
		if all, err := w.Roll().People(t.Context(), tenantB); err != nil || len(all) != 1 || all[0].ID == made.ID {
			t.Errorf("the other tenant's people: %v, %v", all, err)
		}
		if _, err := w.Roll().Person(t.Context(), tenantB, made.ID); !is(err, fault.NotFound) {
			t.Errorf("a person of another tenant: %v", err)
		}
	})
}

func TestSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana := w.person(tenantA, "ana")
		north := w.unit(tenantA, tenant.Unit{Key: "nord", Kind: "territory"})
		away := w.unit(tenantB, tenant.Unit{Key: "chez-b", Kind: "territory"})
		soon := w.clock.Now().Add(time.Minute)
		w.grant(tenantA, identity.Grant{ID: "g1", Principal: ana.ID, Role: identity.Director, Unit: north.ID, Reason: "r"})
		w.grant(tenantA, identity.Grant{ID: "g2", Principal: ana.ID, Role: identity.Educator, Expires: &soon})
		w.grant(tenantA, identity.Grant{ID: "g3", Principal: "somebody", Role: identity.Educator})
		w.grant(tenantB, identity.Grant{ID: "g1", Principal: ana.ID, Role: identity.Adviser, Unit: away.ID})

		kept, who, err := w.Identity().Session(t.Context(), hash("ana"), tenantA)
		want := identity.Principal{Kind: identity.Human, ID: ana.ID, Home: tenantA, Language: "fr", Grants: []identity.Grant{
			{ID: "g1", Principal: ana.ID, Role: identity.Director, Unit: north.ID, Path: "/nord/", Reason: "r"},
			{ID: "g2", Principal: ana.ID, Role: identity.Educator, Path: "/", Expires: &soon},
		}}
		if diff := cmp.Diff(want, who, sameTenant); err != nil || diff != "" || kept.ID != "session-ana" || kept.Person != ana.ID {
			t.Errorf("at home: %+v, %v\n%s", kept, err, diff)
		}
		_, who, err = w.Identity().Session(t.Context(), hash("ana"), tenantB)
		want.Grants = []identity.Grant{{ID: "g1", Principal: ana.ID, Role: identity.Adviser, Unit: away.ID, Path: "/chez-b/"}}
		if diff := cmp.Diff(want, who, sameTenant); err != nil || diff != "" {
			t.Errorf("away: %v\n%s", err, diff)
		}
		if list, err := w.Sessions().Sessions(t.Context(), tenantA, ana.ID); err != nil || len(list) != 1 || list[0].Agent != "Firefox" {
			t.Errorf("list: %v, %v", list, err)
		}
		if list, err := w.Sessions().Sessions(t.Context(), tenantB, ana.ID); err != nil || len(list) != 0 {
			t.Errorf("another tenant's list: %v, %v", list, err)
		}
		w.clock.advance(2 * time.Minute)
		if _, who, err := w.Identity().Session(t.Context(), hash("ana"), tenantA); err != nil || len(who.Grants) != 1 {
			t.Errorf("after a grant's end: %v, %v", who.Grants, err)
		}
		if all, err := w.Roll().Grants(t.Context(), tenantA); err != nil || len(all) != 2 {
			t.Errorf("grants listed: %v, %v", all, err)
		}
		w.endSession(t, ana)
	})
}

// endSession tries the ways in which a session stops to be live.
func (w *world) endSession(t *testing.T, ana identity.Person) {
	t.Helper()
	live := func() bool {
		_, _, home := w.Identity().Session(t.Context(), hash("ana"), tenantA)
		_, _, away := w.Identity().Session(t.Context(), hash("ana"), tenantB)
		if (home == nil) != (away == nil) || home != nil && !is(home, fault.NotFound) {
			t.Errorf("at home %v, away %v", home, away)
		}
		return home == nil
	}
	ana.Suspended = true
	w.change(tenantA, func(ctx context.Context, tx audit.Tx) (err error) {
		ana, err = tx.People().Put(ctx, ana)
		return err
	})
	if live() {
		t.Error("the session of a suspended person is live")
	}
	ana.Suspended = false
	w.change(tenantA, func(ctx context.Context, tx audit.Tx) (err error) {
		ana, err = tx.People().Put(ctx, ana)
		return err
	})
	if !live() {
		t.Error("the session of a person who is back is not live")
	}
	w.change(tenantB, func(ctx context.Context, tx audit.Tx) error { return tx.People().EndSessions(ctx, ana.ID, "") })
	if !live() {
		t.Error("another tenant ended a session")
	}
	w.clock.advance(2 * time.Hour)
	if live() {
		t.Error("an expired session is live")
	}
	w.clock.advance(-2 * time.Hour)
	w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) })
	if live() {
		t.Error("the session of an erased person is live")
	}
	if all, err := w.Roll().Grants(t.Context(), tenantA); err != nil || len(all) != 1 {
		t.Errorf("grants of an erased person: %v, %v", all, err)
	}
}

func TestInvitationsAreUsedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		i := identity.Invitation{ID: "i1", Name: "Mme Roy", Role: identity.Director, Expires: w.clock.Now().Add(time.Hour)}
		put := func(i identity.Invitation, token []byte) error {
			return w.try(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Access().Invitations().Put(ctx, i, token) })
		}
		redeemed := func(id tenantID, token string) error {
			return w.try(id, func(ctx context.Context, tx audit.Tx) error {
				got, err := tx.Access().Invitations().Redeem(ctx, hash(token))
				if err == nil && (got.Name != "Mme Roy" || got.Used == nil) {
					t.Errorf("redeemed %+v", got)
				}
				return err
			})
		}
		redeem := func(id tenantID) error { return redeemed(id, "i1") }
		check(t, put(i, hash("i1")))
		if err := redeem(tenantB); !is(err, fault.NotFound) {
			t.Errorf("in another tenant: %v", err)
		}
		if _, err := w.Sessions().Invited(t.Context(), tenantB, hash("i1")); !is(err, fault.NotFound) {
			t.Errorf("looked at from another tenant: %v", err)
		}
		if got, err := w.Sessions().Invited(t.Context(), tenantA, hash("i1")); err != nil || got.ID != "i1" {
			t.Errorf("looking: %+v, %v", got, err)
		}
		if err := redeem(tenantA); err != nil {
			t.Errorf("the first time: %v", err)
		}
		if err := redeem(tenantA); !is(err, fault.NotFound) {
			t.Errorf("the second time: %v", err)
		}
		now := w.clock.Now()
		i.Used = nil
		if err := put(i, nil); !is(err, fault.NotFound) {
			t.Errorf("made unused again: %v", err)
		}
		for _, no := range []struct {
			id      string
			revoked *time.Time
			expires time.Time
		}{{"revoked", &now, now.Add(time.Hour)}, {"expired", nil, now}} {
			i.ID, i.Revoked, i.Expires = no.id, nil, now.Add(time.Hour)
			check(t, put(i, hash(no.id)))
			i.Revoked, i.Expires = no.revoked, no.expires
			check(t, put(i, nil))
			if err := redeemed(tenantA, no.id); !is(err, fault.NotFound) {
				t.Errorf("%s: %v", no.id, err)
			}
		}
		if all, err := w.Roll().Invitations(t.Context(), tenantA); err != nil || len(all) != 3 {
			t.Errorf("listed: %v, %v", all, err)
		}
	})
}

func TestServiceKeys(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		key := identity.Key{ID: "k1", Tenant: tenantA, Name: "portail", Hint: "x9Zq", Scopes: []string{"portrait:wave.list"}, Expires: w.clock.Now().Add(time.Hour)}
		put := func(k identity.Key, token []byte) {
			w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Keys().Put(ctx, k, token) })
		}
		put(key, hash("k1"))
		w.grant(tenantA, identity.Grant{ID: "g", Principal: "k1", Role: identity.Coordinator})
		got, who, err := w.Identity().Key(t.Context(), hash("k1"), tenantA)
		if diff := cmp.Diff(key, got, sameTenant); err != nil || diff != "" {
			t.Errorf("key: %v\n%s", err, diff)
		}
		if who.Kind != identity.Service || who.ID != "k1" || len(who.Scopes) != 1 || len(who.Grants) != 1 || who.Home != tenantA {
			t.Errorf("principal: %+v", who)
		}
		if _, who, err := w.Identity().Key(t.Context(), hash("k1"), tenantB); err != nil || len(who.Grants) != 0 || who.Home != tenantA {
			t.Errorf("in another tenant: %+v, %v", who, err)
		}
		err = w.try(tenantB, func(ctx context.Context, tx audit.Tx) error {
			return tx.Keys().Put(ctx, identity.Key{ID: "k1", Name: "stolen"}, nil)
		})
		if !is(err, fault.NotFound) {
			t.Errorf("another tenant changed the key: %v", err)
		}
		use := func() {
			w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Keys().Use(ctx, "k1") })
		}
		use()
		if got, _, err := w.Identity().Key(t.Context(), hash("k1"), tenantA); err != nil || got.Used == nil || got.Unnoted(w.clock.Now()) {
			t.Errorf("used: %+v, %v", got, err)
		}
		now := w.clock.Now()
		key.Revoked = &now
		put(key, nil)
		use()
		if _, _, err := w.Identity().Key(t.Context(), hash("k1"), tenantA); !is(err, fault.NotFound) {
			t.Errorf("revoked: %v", err)
		}
		if all, err := w.Roll().Keys(t.Context(), tenantA); err != nil || len(all) != 1 || all[0].Hint != "x9Zq" {
			t.Errorf("listed: %v, %v", all, err)
		}
	})
}
