package identity

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// How says by what somebody signed in.
type How struct {
	First  string // FirstPassword, FirstLink, …
	Second string // SecondApp, SecondCode; empty where nothing more was asked
}

// The ways to sign in.
const (
	FirstPassword = "password"
	FirstLink     = "link" // sent to the person's own e-mail address
	SecondApp     = "app"  // a code of an authenticator app
	SecondCode    = "code" // a recovery code
	SecondPasskey = FirstPasskey
)

// Strong reports whether more than a password, or a message, stands behind a session.
func (h How) Strong() bool { return h.Second != "" || h.First == FirstPasskey }

// Factor is what a person signs in with beside the password: an authenticator app, and recovery codes for the
// day on which its phone is lost.
type Factor struct {
	Secret    string     // of the app, sealed; empty where there is none
	Confirmed *time.Time // since when it is asked for; nil as long as no code of the app has been shown
	Step      int64      // the last time step whose code was taken: it is not taken again
	Codes     int        // recovery codes that are left; the store counts them
}

// On reports whether a second factor is asked for.
func (f Factor) On() bool { return f.Confirmed != nil }

// Proof is what a code turned out to be. It holds once its writer has used it up.
type Proof struct {
	Step     int64  // of the app; 0 for a recovery code
	Recovery []byte // hash of a recovery code; nil for the app's
}

// Second is the name of the proof's kind.
func (p Proof) Second() string {
	if p.Recovery != nil {
		return SecondCode
	}
	return SecondApp
}

// Factors tells people's second factors.
type Factors interface {
	// Factor returns a person's second factor; the zero Factor where there is none.
	Factor(ctx context.Context, t tenant.ID, person string) (Factor, error)
	// Protected lists the people who are asked for one.
	Protected(ctx context.Context, t tenant.ID) ([]string, error)
}

// FactorWriter changes second factors within one transaction of one tenant.
type FactorWriter interface {
	// Put keeps a person's app in place of the one before; recovery codes stay.
	Put(ctx context.Context, person string, f Factor) error
	// PutCodes keeps the hashes of recovery codes in place of all that are left.
	PutCodes(ctx context.Context, person string, hashes [][]byte) error
	// Use uses a proof up; conflict "code-used" where it was used before, or never was one.
	Use(ctx context.Context, person string, p Proof) error
	// Forget removes a person's app and codes.
	Forget(ctx context.Context, person string) error
}
