package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// groups implements identity.Groups.
type groups struct{ db *DB }

const (
	selectGroups = `SELECT g.id, g.name, g.unit_id, COALESCE(u.path, '/'), g.created_at, g.rev FROM groups g
		LEFT JOIN units u ON u.tenant_id = g.tenant_id AND u.id = g.unit_id WHERE g.tenant_id = ? ORDER BY g.name, g.id`
	selectMembers = `SELECT m.group_id, m.person_id, m.since FROM group_members m WHERE m.tenant_id = ? ORDER BY m.group_id, m.person_id`
	// selectGroupGrants lists what groups are given, whoever is in them.
	selectGroupGrants = `SELECT g.id, g.principal_id, g.role, g.unit_id, COALESCE(u.path, '/'), g.expires_at, g.reason, g.home_id, g.given_by, g.support, '', ''
		FROM grants g JOIN groups p ON p.tenant_id = g.tenant_id AND p.id = g.principal_id` + liveGrants + " ORDER BY g.id"
)

// Groups implements identity.Groups.
func (x groups) Groups(ctx context.Context, t tenant.ID) (all []identity.Group, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		if all, err = s.bareGroups(ctx); err != nil || len(all) == 0 {
			return err
		}
		at := map[string]*identity.Group{}
		for i := range all {
			at[all[i].ID] = &all[i]
		}
		err = s.each(ctx, selectMembers, []any{t.String()}, func(scan func(...any) error) error {
			var group string
			var m identity.Member
			var since stamp
			err := scan(&group, &m.Person, &since)
			m.Since = since.Time
			if in := at[group]; in != nil {
				in.Members = append(in.Members, m)
			}
			return err
		})
		if err != nil {
			return err
		}
		given, err := s.grantsBy(ctx, selectGroupGrants, t.String(), stamp{s.now})
		for _, g := range given {
			at[g.Principal].Grants = append(at[g.Principal].Grants, g)
		}
		return err
	})
	return all, err
}

// bareGroups lists the groups of the session's tenant without their members and what they are given.
func (s *session) bareGroups(ctx context.Context) (all []identity.Group, err error) {
	err = s.each(ctx, selectGroups, []any{s.tenant.String()}, func(scan func(...any) error) error {
		var g identity.Group
		var created stamp
		err := scan(&g.ID, &g.Name, &g.Unit, &g.Path, &created, &g.Rev)
		g.Created = created.Time
		all = append(all, g)
		return err
	})
	return all, err
}
