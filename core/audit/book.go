package audit

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/widget"
)

// Book is the one way to change what the core itself keeps: tenants, units, people, grants, modules.
type Book interface {
	// Change opens a transaction of one tenant, runs do, appends the entry and commits all of it or nothing.
	// do may fill in what the entry does not know yet (Resource, Unit). It may run again after a conflict
	// in the database, or after the failure of a change that shared its commit, so it must have no effect outside
	// tx. The tenant's Version goes up when do touched
	// grants, modules, settings or units.
	Change(ctx context.Context, t tenant.ID, entry *Entry, do func(ctx context.Context, tx Tx) error) error
}

// Tx gives the writers of the nouns within one transaction of one tenant.
type Tx interface {
	// Tenants writes what was read when the tenant was at that version: conflict "revision-moved" where it has moved since.
	// 0 writes whatever is there.
	Tenants(read int64) TenantWriter
	Units() UnitWriter
	People() PersonWriter
	Access() AccessWriter
	Keys() KeyWriter
}

// TenantWriter changes the tenant itself and its modules.
type TenantWriter interface {
	// Put creates the tenant, or replaces it.
	Put(ctx context.Context, t tenant.Tenant) error
	// PutModule creates or replaces a tenant's module state.
	PutModule(ctx context.Context, m tenant.Module) error
	// RemoveModule deletes everything of a module that belongs to the tenant: its state, its records, what it published
	// and what waits to be done. Its entries in the audit log stay, and tell no more what was in the records.
	RemoveModule(ctx context.Context, name string) error
	// Requests changes what the tenant asks the operator to install.
	Requests() tenant.RequestWriter
	// Privacy changes holds and the register of incidents.
	Privacy() privacy.Writer
}

// UnitWriter changes the tree.
type UnitWriter interface {
	// Unit reads a unit as the transaction sees it.
	Unit(ctx context.Context, id string) (tenant.Unit, error)
	// Put creates the unit (Rev 0) or replaces it at that Rev; conflict otherwise. Path is computed.
	Put(ctx context.Context, u tenant.Unit) (tenant.Unit, error)
	// Move hangs a unit under another parent ("" is the root) and rewrites the paths of the whole subtree,
	// of its records and of what is keyed by path.
	Move(ctx context.Context, id, parent string) (tenant.Unit, error)
	// Remove deletes a unit that has no children and no records, and when it was closed; conflict otherwise.
	Remove(ctx context.Context, id string) error
	Closures() tenant.ClosureWriter
}

// PersonWriter changes people and how they prove who they are.
type PersonWriter interface {
	Put(ctx context.Context, p identity.Person) (identity.Person, error)
	// Erase removes the person, their sessions, second factor, PIN, grants, places in groups and invitations; of a person of another organisation,
	// the grants. not_found where there is nothing of either.
	Erase(ctx context.Context, person string) error
	// PutSession begins a session, or prolongs one that was seen since it began and has not ended meanwhile.
	PutSession(ctx context.Context, s identity.Session, tokenHash []byte) error
	// EndSessions ends one session, or all of the person's when session is empty.
	EndSessions(ctx context.Context, person, session string) error
	// Notices changes what people do with what they are told.
	Notices() notice.Writer
}

// AccessWriter changes grants, groups, invitations and what people sign in with.
type AccessWriter interface {
	PutGrant(ctx context.Context, g identity.Grant) error
	RemoveGrant(ctx context.Context, id string) error
	Groups() identity.GroupWriter
	Invitations() InvitationWriter
	Proofs() ProofWriter
}

// InvitationWriter changes invitations.
type InvitationWriter interface {
	// Put creates the invitation, or replaces it; without a token it keeps the one it has, and only a live one is marked as
	// used: not_found otherwise.
	Put(ctx context.Context, i identity.Invitation, tokenHash []byte) error
	// Redeem marks the live invitation with that hash as used and returns it; not_found otherwise. Once only.
	Redeem(ctx context.Context, tokenHash []byte) (identity.Invitation, error)
}

// ProofWriter changes what people sign in with.
type ProofWriter interface {
	SetPassword(ctx context.Context, person, argon2id string) error
	Factors() identity.FactorWriter
	Passkeys() identity.PasskeyWriter
	Providers() identity.ProviderWriter
	Devices() identity.DeviceWriter
}

// KeyWriter changes what others than people come in by: the keys of programs and of other portals, shares, and
// subscriptions.
type KeyWriter interface {
	// Put creates the service key, or replaces it; without a token it keeps the one it has.
	Put(ctx context.Context, k identity.Key, tokenHash []byte) error
	// Use notes when a service key was last used, and touches nothing else of it.
	Use(ctx context.Context, id string) error
	// PutEmbed creates the key, or replaces its name, modules, origins and end.
	PutEmbed(ctx context.Context, k widget.Key) error
	// Shares changes what was agreed with other organisations.
	Shares() sharing.Writer
	// Works changes what is published for other organisations, and what is followed of theirs.
	Works() sharing.WorkWriter
}
