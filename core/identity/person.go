package identity

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Person is a human account of one home tenant.
type Person struct {
	ID        string
	Tenant    tenant.ID
	Name      string
	Email     string // canonical; unique in the tenant; empty for people without one
	External  string // how a directory names them; empty for people whom none keeps
	Login     string // what they type to sign in: their e-mail or a login name; unique in the tenant
	Language  string
	Suspended bool
	Created   time.Time
	Rev       int64
}

// Session is a signed-in browser.
type Session struct {
	ID      string // public id, for lists
	Tenant  tenant.ID
	Person  string
	Created time.Time
	Seen    time.Time
	Expires time.Time
	How     How    // by what its owner signed in
	Device  string // the site's device that it is bound to; empty for a browser of one's own
	Agent   string // short description of the browser, for its owner's list
	Source  Source // the provider's session behind it
}

// Key is a service key. The secret is shown once: "rbk_" + 32 random bytes in base62 + a checksum.
type Key struct {
	ID      string
	Tenant  tenant.ID
	Name    string
	Hint    string // last four characters
	Scopes  []string
	Expires time.Time
	Used    *time.Time
	Revoked *time.Time
}

// Unnoted reports whether a use now is worth writing: once a day at most.
func (k Key) Unnoted(now time.Time) bool { return k.Used == nil || now.Sub(*k.Used) >= renewEvery }

// Invitation lets somebody take a role, once, through a link that is copied or printed.
type Invitation struct {
	ID      string
	Tenant  tenant.ID
	Person  string // set when it renews the access of a person who exists
	Name    string // whom it is for, as the letter addresses them
	Email   string // canonical; who proves it by the organisation's own account needs no link; may be empty
	Role    string
	Unit    string     // unit id; empty for the root
	Until   *time.Time // when the role ends; nil: it does not
	Reason  string     // why; kept with the role
	By      string     // who made it, as the log names principals
	Support bool       // only for whoever runs the server
	Expires time.Time
	Used    *time.Time
	Revoked *time.Time
	Created time.Time
}

// Store is where identities are kept. Secrets arrive as SHA-256 hashes, passwords as argon2id strings.
// Writes that must be audited go through the caller's own transaction (see core/sqlstore).
type Store interface {
	// Session finds the live session with that token hash, its person, and the person's live grants in asked.
	Session(ctx context.Context, tokenHash []byte, asked tenant.ID) (Session, Principal, error)
	// Key finds the live service key with that hash and its grants in asked.
	Key(ctx context.Context, tokenHash []byte, asked tenant.ID) (Key, Principal, error)
	// Password returns the person with that login and their password hash.
	Password(ctx context.Context, t tenant.ID, login string) (Person, string, error)
}
