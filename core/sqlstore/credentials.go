package sqlstore

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// credentials implements identity.Store.
type credentials struct{ db *DB }

const (
	selectSession = `SELECT id, tenant_id, person_id, created_at, seen_at, expires_at, agent, first, second, provider, subject, sid, device_id FROM sessions
		WHERE token_hash = ? AND expires_at > ?`
	selectPerson = `SELECT language, suspended FROM people WHERE tenant_id = ? AND id = ?`
	selectKey    = `SELECT id, tenant_id, name, hint, scopes, expires_at, used_at, revoked_at FROM service_keys
		WHERE token_hash = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`
	// selectGrants tells of each grant who holds it: its principal, or each of those in the group that it is given to.
	selectGrants = `SELECT g.id, COALESCE(m.person_id, g.principal_id), g.role, g.unit_id, COALESCE(u.path, '/'), g.expires_at, g.reason, g.home_id, g.given_by, g.support,
		COALESCE(p.id, ''), COALESCE(p.name, '') FROM grants g
		LEFT JOIN groups p ON p.tenant_id = g.tenant_id AND p.id = g.principal_id
		LEFT JOIN group_members m ON m.tenant_id = p.tenant_id AND m.group_id = p.id` + liveGrants + ` AND (p.id IS NULL OR m.person_id IS NOT NULL)`
	// heldBy leaves what one principal holds, by itself and through groups.
	heldBy = ` AND g.principal_id IN (SELECT ? UNION ALL SELECT group_id FROM group_members WHERE tenant_id = ? AND person_id = ?)
		AND (m.person_id IS NULL OR m.person_id = ?)`
	// liveGrants leaves those of a tenant that have not expired, on units that are there.
	liveGrants = `
		LEFT JOIN units u ON u.tenant_id = g.tenant_id AND u.id = g.unit_id
		WHERE g.tenant_id = ? AND (g.expires_at IS NULL OR g.expires_at > ?) AND (g.unit_id = '' OR u.id IS NOT NULL)`
)

// Session implements identity.Store. A session of a suspended or erased person is not live.
func (c credentials) Session(ctx context.Context, tokenHash []byte, asked tenant.ID) (identity.Session, identity.Principal, error) {
	found, err := c.db.memory.caller(asked, tokenHash, c.db.now(), func() (caller, error) {
		kept, principal, err := c.readSession(ctx, tokenHash, asked)
		return caller{session: kept, principal: principal, until: kept.Expires}, err
	})
	return found.session, found.principal, err
}

func (c credentials) readSession(ctx context.Context, tokenHash []byte, asked tenant.ID) (identity.Session, identity.Principal, error) {
	var kept identity.Session
	principal := identity.Principal{Kind: identity.Human}
	home := asked // the common case; a foreign account costs a second look
	look := func(ctx context.Context, s *session) (err error) {
		if kept, err = s.sessionOf(ctx, tokenHash); err != nil || kept.Tenant != s.tenant {
			return err
		}
		if principal.Language, err = s.livePerson(ctx, kept.Person); err != nil {
			return err
		}
		principal.ID, principal.Home, principal.Device = kept.Person, kept.Tenant, kept.Device
		if kept.Device != "" {
			if principal.Site, err = s.siteOf(ctx, kept.Device, kept.Person); err != nil {
				return err
			}
		}
		if home == asked {
			principal.Grants, err = s.grants(ctx, kept.Person)
		}
		return err
	}
	err := c.db.read(ctx, home, look)
	if err == nil && kept.Device != "" && kept.Tenant != asked {
		err = fault.Missing("session") // a site's device serves its own organisation alone
	}
	if err == nil && kept.Tenant != asked {
		home = kept.Tenant
		err = c.db.read(ctx, home, look)
		if err == nil {
			principal.Grants, err = c.grants(ctx, asked, kept.Person)
		}
	}
	if err != nil {
		return identity.Session{}, identity.Principal{}, err
	}
	return kept, principal, nil
}

// Key implements identity.Store.
func (c credentials) Key(ctx context.Context, tokenHash []byte, asked tenant.ID) (identity.Key, identity.Principal, error) {
	found, err := c.db.memory.caller(asked, tokenHash, c.db.now(), func() (caller, error) {
		key, principal, err := c.readKey(ctx, tokenHash, asked)
		return caller{key: key, principal: principal, until: key.Expires}, err
	})
	return found.key, found.principal, err
}

func (c credentials) readKey(ctx context.Context, tokenHash []byte, asked tenant.ID) (key identity.Key, p identity.Principal, err error) {
	err = c.db.read(ctx, asked, func(ctx context.Context, s *session) error {
		var home string
		var scopes document[[]string]
		var expires, used, revoked stamp
		found, err := s.row(ctx, selectKey, []any{tokenHash, stamp{s.now}},
			[]any{&key.ID, &home, &key.Name, &key.Hint, &scopes, &expires, &used, &revoked})
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing("key")
		}
		key.Tenant, key.Scopes, key.Expires = tenant.Trusted(home), scopes.value, expires.Time
		key.Used, key.Revoked = used.optional(), revoked.optional()
		p = identity.Principal{Kind: identity.Service, ID: key.ID, Home: key.Tenant, Scopes: key.Scopes}
		p.Grants, err = s.grants(ctx, key.ID)
		return err
	})
	return key, p, err
}

// Password implements identity.Store.
func (c credentials) Password(ctx context.Context, t tenant.ID, login string) (person identity.Person, hash string, err error) {
	err = c.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var found []personRow
		err := s.NewSelect().Model(&found).Where("tenant_id = ?", t.String()).Where("login = ?", login).Scan(ctx)
		if err == nil && len(found) == 0 {
			return fault.Missing("person")
		}
		for i := range found {
			person, hash = found[i].person(), found[i].Password
		}
		return err
	})
	return person, hash, err
}

func (c credentials) grants(ctx context.Context, asked tenant.ID, principal string) (all []identity.Grant, err error) {
	err = c.db.read(ctx, asked, func(ctx context.Context, s *session) error {
		all, err = s.grants(ctx, principal)
		return err
	})
	return all, err
}

func (s *session) sessionOf(ctx context.Context, tokenHash []byte) (identity.Session, error) {
	var kept identity.Session
	var home string
	var created, seen, expires stamp
	found, err := s.row(ctx, selectSession, []any{tokenHash, stamp{s.now}},
		[]any{
			&kept.ID, &home, &kept.Person, &created, &seen, &expires, &kept.Agent, &kept.How.First, &kept.How.Second,
			&kept.Source.Provider, &kept.Source.Subject, &kept.Source.Sid, &kept.Device,
		})
	if err == nil && !found {
		return kept, fault.Missing("session")
	}
	kept.Tenant, kept.Created, kept.Seen, kept.Expires = tenant.Trusted(home), created.Time, seen.Time, expires.Time
	return kept, err
}

func (s *session) livePerson(ctx context.Context, id string) (language string, err error) {
	var suspended bool
	found, err := s.row(ctx, selectPerson, []any{s.tenant.String(), id}, []any{&language, &suspended})
	if err == nil && (!found || suspended) {
		return "", fault.Missing("session")
	}
	return language, err
}

// grants lists what a principal holds in the session's tenant, by itself and through groups; of nobody in particular, what
// everybody holds.
func (s *session) grants(ctx context.Context, principal string) (all []identity.Grant, err error) {
	text, args := selectGrants, []any{s.tenant.String(), stamp{s.now}}
	if principal != "" {
		text, args = text+heldBy, append(args, principal, s.tenant.String(), principal, principal)
	}
	return s.grantsBy(ctx, text+" ORDER BY g.id, m.person_id", args...)
}

// grantsBy reads the grants that a statement selects.
func (s *session) grantsBy(ctx context.Context, text string, args ...any) (all []identity.Grant, err error) {
	err = s.each(ctx, text, args, func(scan func(...any) error) error {
		var g identity.Grant
		var expires stamp
		var home string
		err := scan(&g.ID, &g.Principal, &g.Role, &g.Unit, &g.Path, &expires, &g.Reason, &home, &g.By, &g.Support, &g.Group, &g.GroupName)
		g.Expires, g.Home = expires.optional(), tenant.Trusted(home)
		all = append(all, g)
		return err
	})
	return slices.Clip(all), err
}
