package sqlstore

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// roll implements identity.Roll.
type roll struct{ db *DB }

type personRow struct {
	bun.BaseModel `bun:"table:people"`
	Tenant        string `bun:"tenant_id,pk"`
	ID            string `bun:"id,pk"`
	Name          string `bun:"name"`
	Email         string `bun:"email,nullzero"`
	Login         string `bun:"login,nullzero"`
	External      string `bun:"external_id"`
	Language      string `bun:"language"`
	Suspended     bool   `bun:"suspended"`
	Password      string `bun:"password"`
	Created       stamp  `bun:"created_at"`
	Rev           int64  `bun:"rev"`
}

func (r *personRow) person() identity.Person {
	return identity.Person{
		ID: r.ID, Tenant: tenant.Trusted(r.Tenant), Name: r.Name, Email: r.Email, Login: r.Login, External: r.External,
		Language: r.Language, Suspended: r.Suspended, Created: r.Created.Time, Rev: r.Rev,
	}
}

type invitationRow struct {
	bun.BaseModel `bun:"table:invitations"`
	Tenant        string `bun:"tenant_id,pk"`
	ID            string `bun:"id,pk"`
	Hash          []byte `bun:"token_hash"`
	Person        string `bun:"person_id"`
	Name          string `bun:"name"`
	Email         string `bun:"email"`
	Role          string `bun:"role"`
	Unit          string `bun:"unit_id"`
	Until         stamp  `bun:"lasts_until"`
	Reason        string `bun:"reason"`
	By            string `bun:"given_by"`
	Support       bool   `bun:"support"`
	Expires       stamp  `bun:"expires_at"`
	Used          stamp  `bun:"used_at"`
	Revoked       stamp  `bun:"revoked_at"`
	Created       stamp  `bun:"created_at"`
}

func (r *invitationRow) invitation() identity.Invitation {
	return identity.Invitation{
		ID: r.ID, Tenant: tenant.Trusted(r.Tenant), Person: r.Person, Name: r.Name, Email: r.Email, Role: r.Role, Unit: r.Unit,
		Until: r.Until.optional(), Reason: r.Reason, By: r.By, Support: r.Support,
		Expires: r.Expires.Time, Used: r.Used.optional(), Revoked: r.Revoked.optional(), Created: r.Created.Time,
	}
}

type keyRow struct {
	bun.BaseModel `bun:"table:service_keys"`
	Hash          []byte             `bun:"token_hash,pk"`
	ID            string             `bun:"id"`
	Tenant        string             `bun:"tenant_id"`
	Name          string             `bun:"name"`
	Hint          string             `bun:"hint"`
	Scopes        document[[]string] `bun:"scopes"`
	Expires       stamp              `bun:"expires_at"`
	Used          stamp              `bun:"used_at"`
	Revoked       stamp              `bun:"revoked_at"`
}

func (r *keyRow) key() identity.Key {
	return identity.Key{
		ID: r.ID, Tenant: tenant.Trusted(r.Tenant), Name: r.Name, Hint: r.Hint, Scopes: r.Scopes.value,
		Expires: r.Expires.Time, Used: r.Used.optional(), Revoked: r.Revoked.optional(),
	}
}

// People implements identity.Roll, by name.
func (x roll) People(ctx context.Context, t tenant.ID) (all []identity.Person, err error) {
	var found []personRow
	err = x.list(ctx, t, &found, "name", "id")
	for i := range found {
		all = append(all, found[i].person())
	}
	return all, err
}

// Person implements identity.Roll.
func (x roll) Person(ctx context.Context, t tenant.ID, id string) (person identity.Person, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var found []personRow
		err := s.NewSelect().Model(&found).Where("tenant_id = ?", t.String()).Where("id = ?", id).Scan(ctx)
		if err == nil && len(found) == 0 {
			return fault.Missing("person")
		}
		for i := range found {
			person = found[i].person()
		}
		return err
	})
	return person, err
}

// Grants implements identity.Roll.
func (x roll) Grants(ctx context.Context, t tenant.ID) ([]identity.Grant, error) {
	return credentials(x).grants(ctx, t, "")
}

// Held implements identity.Holdings.
func (x roll) Held(ctx context.Context, t tenant.ID, principal string) ([]identity.Grant, error) {
	if principal == "" {
		return nil, nil
	}
	return credentials(x).grants(ctx, t, principal)
}

// Invitations implements identity.Roll, the newest first.
func (x roll) Invitations(ctx context.Context, t tenant.ID) (all []identity.Invitation, err error) {
	var found []invitationRow
	err = x.list(ctx, t, &found, "created_at DESC", "id DESC")
	for i := range found {
		all = append(all, found[i].invitation())
	}
	return all, err
}

// Keys implements identity.Roll, by name.
func (x roll) Keys(ctx context.Context, t tenant.ID) (all []identity.Key, err error) {
	var found []keyRow
	err = x.list(ctx, t, &found, "name", "id")
	for i := range found {
		all = append(all, found[i].key())
	}
	return all, err
}

func (x roll) list(ctx context.Context, t tenant.ID, into any, order ...string) error {
	return x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		return s.NewSelect().Model(into).Where("tenant_id = ?", t.String()).Order(order...).Scan(ctx)
	})
}
