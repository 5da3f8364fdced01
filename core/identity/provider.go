package identity

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Signing in by an organisation's own accounts. Where the provider asks for a second factor itself and the organisation
// says that this suffices, SecondProvider stands beside it.
const (
	FirstProvider  = "provider"
	SecondProvider = "provider"
)

// Provider is an OpenID Connect provider by whose accounts people of one organisation sign in.
type Provider struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`                 // as people read it on the button
	Issuer    string   `json:"issuer"`               // exactly as its tokens say it
	Client    string   `json:"client,omitempty"`     // empty until the organisation has registered us there
	Secret    string   `json:"secret,omitempty"`     // of the client, sealed; empty for a public one
	Domains   []string `json:"domains"`              // of e-mail addresses, canonical: who is sent there
	NameClaim string   `json:"name_claim,omitempty"` // which claim names the person; "name" where empty
	Role      string   `json:"role,omitempty"`       // what people get whom nobody has invited; empty: they do not enter
	Unit      string   `json:"unit,omitempty"`       // where; empty for the root
	Only      bool     `json:"only,omitempty"`       // people of these domains sign in in no other way
	Suffices  bool     `json:"suffices,omitempty"`   // its second factor stands for ours
	Rev       int64    `json:"-"`
}

// Ready reports whether people can be sent there.
func (p Provider) Ready() bool { return p.Client != "" }

// For reports whether a canonical e-mail address is of one of the provider's domains.
func (p Provider) For(address string) bool {
	at := strings.LastIndexByte(address, '@')
	return at > 0 && slices.Contains(p.Domains, address[at+1:])
}

// How is what stands behind a session that the provider has opened.
func (p Provider) How() How {
	if p.Suffices {
		return How{First: FirstProvider, Second: SecondProvider}
	}
	return How{First: FirstProvider}
}

// Account is whom a provider says that it has before it.
type Account struct {
	Issuer, Subject string
	Sid             string // the provider's own session, where it tells
	Name            string
	Email           string // canonical; only one that the provider says it has verified
}

// Link says that an account of a provider opens a person's.
type Link struct {
	ID      string
	Issuer  string
	Subject string
	Person  string
	Created time.Time
}

// Source is the provider's session behind one of ours, told by hashes; the zero Source is none.
type Source struct {
	Provider string `json:"p"`
	Subject  string `json:"s"`
	Sid      string `json:"i,omitempty"`
}

// NewSource returns the source that a provider names so; subject or sid may be empty.
func NewSource(provider, subject, sid string) Source {
	hashed := func(text string) string {
		if text == "" {
			return ""
		}
		return base64.RawURLEncoding.EncodeToString(HashToken(provider + " " + text))
	}
	return Source{provider, hashed(subject), hashed(sid)}
}

// Asked is one sign-in under way at a provider: what is sent there, and must come back.
type Asked struct {
	Return   string // the address that the provider sends people back to
	State    string
	Nonce    string
	Verifier string // of the code (RFC 7636); its hash is sent
	Hint     string // the address that somebody has typed; may be empty
}

// Returned is what a browser brings back from a provider.
type Returned struct{ Code, Issuer string }

// Parties speaks OpenID Connect with providers. secret is the client's, open. Fault kinds: unauthenticated "provider-refused"
// (what was answered proves nothing), unavailable "provider-unreachable", invalid "provider-…" (it is not set up right).
type Parties interface {
	// Ask is the address at the provider to which a browser goes.
	Ask(ctx context.Context, p Provider, a Asked) (string, error)
	// Answered turns what came back into whom the provider vouches for.
	Answered(ctx context.Context, p Provider, secret string, a Asked, r Returned) (Account, error)
	// Ended reads a logout token (OpenID Connect Back-Channel Logout 1.0): whose sessions end, by which token, until when.
	Ended(ctx context.Context, p Provider, token string) (s Source, once string, until time.Time, err error)
	// Leave is where a browser goes to sign out at the provider too; empty where it offers none.
	Leave(ctx context.Context, p Provider, back string) (string, error)
	// Try looks whether the provider can be used as it is set up.
	Try(ctx context.Context, p Provider) error
}

// Providers tells which providers an organisation has, and whose accounts open whose. Fault kind: not_found.
type Providers interface {
	// Providers lists an organisation's, by id.
	Providers(ctx context.Context, t tenant.ID) ([]Provider, error)
	// Linked is the person whom an account of a provider opens.
	Linked(ctx context.Context, t tenant.ID, issuer, subject string) (Person, error)
	// Links lists a person's accounts at providers.
	Links(ctx context.Context, t tenant.ID, person string) ([]Link, error)
}

// ProviderWriter changes providers and links within one transaction of one tenant.
type ProviderWriter interface {
	// Put creates the provider (Rev 0) or replaces it at that Rev; conflict otherwise.
	Put(ctx context.Context, p Provider) (Provider, error)
	// Remove deletes a provider and ends the sessions that it has opened; what is linked stays, by issuer. Fault kind: not_found.
	Remove(ctx context.Context, id string) error
	// Link keeps that an account opens a person's; conflict "account-linked" where it opens somebody's already.
	Link(ctx context.Context, l Link) error
	// Unlink removes one of a person's links. Fault kind: not_found.
	Unlink(ctx context.Context, person, id string) error
	// End ends the sessions behind which the provider's session stands: those of one Sid, or all of its Subject.
	End(ctx context.Context, s Source) error
}
