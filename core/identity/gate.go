package identity

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Gate lets people in by login and password, and by a second factor where they have one.
type Gate struct {
	store     Store
	passwords *Passwords
	attempts  *Attempts
	now       func() time.Time
}

// NewGate returns a gate over the store; now is the clock of its rate limit and of authenticator apps.
func NewGate(store Store, passwords *Passwords, now func() time.Time) *Gate {
	return &Gate{store: store, passwords: passwords, attempts: NewAttempts(now), now: now}
}

// errSignIn is the one answer to whoever does not prove who they are.
func errSignIn() error {
	return fault.New(fault.Unauthenticated, "sign-in-failed", "This login and password do not match.")
}

// SignIn returns the person who has that login and password. Unknown login, wrong password, suspended account
// and account without a password are one and the same answer, at the same cost: Unauthenticated
// "sign-in-failed". Too many failures by account or address: Exhausted, before any hashing. The try counts as a
// failure until Entered says that the person is in.
func (g *Gate) SignIn(ctx context.Context, t tenant.ID, login, password, address string) (Person, error) {
	login = CanonicalLogin(login)
	account := accountOf(t, login)
	if err := g.attempts.Begin(account, address); err != nil {
		return Person{}, err
	}
	person, kept, err := g.store.Password(ctx, t, login)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		g.attempts.Undo(account, address)
		return Person{}, err
	}
	if len(password) > maxPassword {
		password = ""
	}
	right, err := g.passwords.Verify(ctx, kept, password)
	if err != nil {
		g.attempts.Undo(account, address)
		return Person{}, err
	}
	if !right || person.Suspended {
		return Person{}, errSignIn()
	}
	return person, nil
}

// Entered forgets what failed of a person's account, and the try that let them in.
func (g *Gate) Entered(p Person, address string) {
	g.attempts.Succeeded(accountOf(p.Tenant, p.Login), address)
}

// Awaits gives the try of a right password back to the network address while the second factor is asked for. For the
// account it counts until both are right: else whoever has the password could guess codes for ever.
func (g *Gate) Awaits(address string) { g.attempts.Forgive(address) }

// Left is how many tries an account and a network address have left, and for how long they count.
func (g *Gate) Left(t tenant.ID, login, address string) []Allowance {
	return g.attempts.Left(accountOf(t, CanonicalLogin(login)), address)
}

// Second says what a code of a person is: one of their app, whose secret is given, or else a recovery code, which the
// transaction that uses it up knows. It counts as a failure until Entered; limits as in SignIn.
func (g *Gate) Second(p Person, f Factor, secret []byte, code, address string) (Proof, error) {
	if err := g.attempts.Begin(accountOf(p.Tenant, p.Login), address); err != nil {
		return Proof{}, err
	}
	code = plainCode(code)
	switch {
	case !f.On() || p.Suspended:
		return Proof{}, wrongCode()
	case len(code) == recoveryLetters:
		return Proof{Recovery: recoveryHash(p.ID, code)}, nil
	}
	step := appStepOf(secret, code, g.now(), f.Step)
	if step == 0 {
		return Proof{}, wrongCode()
	}
	return Proof{Step: step}, nil
}

// Enrol says at which step the first code of a new app was made.
func (g *Gate) Enrol(secret []byte, code string) (Proof, error) {
	step := appStepOf(secret, plainCode(code), g.now(), 0)
	if step == 0 {
		return Proof{}, wrongCode()
	}
	return Proof{Step: step}, nil
}

func wrongCode() error {
	e := fault.New(fault.Invalid, "code-wrong", "This code is not right, or has been used. Wait for the next one.")
	e.Fields = []fault.Field{{Pointer: "/code", Message: e.Message}}
	return e
}

// Confirm checks the password of somebody who is signed in, before they change how they sign in.
func (g *Gate) Confirm(ctx context.Context, p Person, password, address string) error {
	_, err := g.SignIn(ctx, p.Tenant, p.Login, password, address)
	if err != nil && fault.KindOf(err) == fault.Unauthenticated {
		return fault.InvalidField("/current", "this is not your present password")
	}
	if err == nil {
		g.Entered(p, address)
	}
	return err
}

// AccountOf is the name under which tries of a login are counted, whether or not anybody has it.
func AccountOf(t tenant.ID, login string) string { return accountOf(t, CanonicalLogin(login)) }

func accountOf(t tenant.ID, login string) string { return t.String() + "/" + login }
