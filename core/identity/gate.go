package identity

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Gate lets people in by login and password.
type Gate struct {
	store     Store
	passwords *Passwords
	attempts  *Attempts
}

// NewGate returns a gate over the store; now is the clock of its rate limit.
func NewGate(store Store, passwords *Passwords, now func() time.Time) *Gate {
	return &Gate{store: store, passwords: passwords, attempts: NewAttempts(now)}
}

// SignIn returns the person who has that login and password. Unknown login, wrong password, suspended account
// and account without a password are one and the same answer, at the same cost: Unauthenticated
// "sign-in-failed". Too many failures by account or address: Exhausted, before any hashing.
func (g *Gate) SignIn(ctx context.Context, t tenant.ID, login, password, address string) (Person, error) {
	login = CanonicalLogin(login)
	account := t.String() + "/" + login
	if err := g.attempts.Allow(account, address); err != nil {
		return Person{}, err
	}
	person, kept, err := g.store.Password(ctx, t, login)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Person{}, err
	}
	if len(password) > maxPassword {
		password = ""
	}
	right, err := g.passwords.Verify(ctx, kept, password)
	if err != nil {
		return Person{}, err
	}
	if !right || person.Suspended {
		g.attempts.Failed(account, address)
		return Person{}, fault.New(fault.Unauthenticated, "sign-in-failed", "This login and password do not match.")
	}
	g.attempts.Succeeded(account)
	return person, nil
}

// Confirm checks the password of somebody who is signed in, before they change it.
func (g *Gate) Confirm(ctx context.Context, p Person, password, address string) error {
	_, err := g.SignIn(ctx, p.Tenant, p.Login, password, address)
	if err != nil && fault.KindOf(err) == fault.Unauthenticated {
		return fault.InvalidField("/current", "this is not your present password")
	}
	return err
}
