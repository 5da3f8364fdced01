// Package oidc speaks OpenID Connect with an organisation's provider: it implements identity.Parties with go-oidc and x/oauth2.
//
// Goals: the authorization code flow with S256 (RFC 7636), state, nonce and the issuer in the answer (RFC 9207), and
// nothing looser; back-channel logout. Non-goals: who the person is here, sessions, what is kept (the callers'); implicit and
// hybrid flows, encrypted tokens, providers without discovery.
//
// What a provider tells of itself is read again after a while. Parties may be used concurrently.
package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/ribambelle/ribambelle/core/egress"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// How long what a provider tells of itself is believed, and of how many issuers at once.
const (
	toldFor  = 10 * time.Minute
	mostTold = 10_000
)

// Parties implements identity.Parties. Make one with New.
type Parties struct {
	client *http.Client
	now    func() time.Time

	mu   sync.Mutex
	told map[string]told // by issuer
}

// told is what a provider tells of itself.
type told struct {
	*oidc.Provider
	Methods []string `json:"token_endpoint_auth_methods_supported"`
	Hashes  []string `json:"code_challenge_methods_supported"`
	Flows   []string `json:"response_types_supported"`
	Signed  bool     `json:"authorization_response_iss_parameter_supported"`
	Exit    string   `json:"end_session_endpoint"`
	until   time.Time
}

// New returns Parties that reach providers by a client, which decides where requests may go.
func New(client *http.Client, now func() time.Time) *Parties {
	return &Parties{client: client, now: now, told: map[string]told{}}
}

// Ask implements identity.Parties.
func (x *Parties) Ask(ctx context.Context, p identity.Provider, a identity.Asked) (string, error) {
	t, err := x.discover(ctx, p.Issuer)
	if err != nil {
		return "", err
	}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if a.Hint != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", a.Hint))
	}
	return t.client(p, "", a).AuthCodeURL(a.State, options...), nil
}

// Leave implements identity.Parties: RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0).
func (x *Parties) Leave(ctx context.Context, p identity.Provider, back string) (string, error) {
	t, err := x.discover(ctx, p.Issuer)
	if err != nil || t.Exit == "" {
		return "", err
	}
	exit, err := url.Parse(t.Exit)
	if err != nil {
		return "", fmt.Errorf("reading where %s signs people out: %w", p.Issuer, err)
	}
	query := exit.Query()
	query.Set("client_id", p.Client)
	query.Set("post_logout_redirect_uri", back)
	exit.RawQuery = query.Encode()
	return exit.String(), nil
}

// Try implements identity.Parties. What was told before does not count.
func (x *Parties) Try(ctx context.Context, p identity.Provider) error {
	x.forget(p.Issuer)
	t, err := x.discover(ctx, p.Issuer)
	switch {
	case err != nil:
		return err
	case t.Endpoint().AuthURL == "" || t.Endpoint().TokenURL == "" || !slices.Contains(t.Flows, "code"):
		return fault.New(fault.Invalid, "provider-no-code", "The provider does not offer the authorization code flow.")
	case t.Hashes != nil && !slices.Contains(t.Hashes, "S256"):
		return fault.New(fault.Invalid, "provider-no-pkce", "The provider does not protect codes by S256 (PKCE).")
	}
	return nil
}

// client is us, as the provider knows us.
func (t told) client(p identity.Provider, secret string, a identity.Asked) *oauth2.Config {
	endpoint := t.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // never by trial: a code serves once
	if secret == "" || (len(t.Methods) > 0 && !slices.Contains(t.Methods, "client_secret_basic")) {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{
		ClientID: p.Client, ClientSecret: secret, Endpoint: endpoint, RedirectURL: a.Return,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// verifier checks what the provider has signed, by algorithms with a public key alone.
func (x *Parties) verifier(t told, p identity.Provider) *oidc.IDTokenVerifier {
	return t.Verifier(&oidc.Config{ClientID: p.Client, Now: x.now})
}

// reach is the context by which the libraries send requests.
func (x *Parties) reach(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, x.client)
}

func (x *Parties) discover(ctx context.Context, issuer string) (told, error) {
	x.mu.Lock()
	known, found := x.told[issuer]
	x.mu.Unlock()
	if found && x.now().Before(known.until) {
		return known, nil
	}
	provider, err := oidc.NewProvider(x.reach(ctx), issuer)
	if err != nil {
		return told{}, undiscovered(issuer, err)
	}
	t := told{Provider: provider, until: x.now().Add(toldFor)}
	if err := provider.Claims(&t); err != nil {
		return told{}, undiscovered(issuer, err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.told) >= mostTold {
		clear(x.told)
	}
	x.told[issuer] = t
	return t, nil
}

func (x *Parties) forget(issuer string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.told, issuer)
}

// undiscovered says why a provider could not be read.
func undiscovered(issuer string, err error) error {
	var other *oidc.IssuerMismatchError
	var way *url.Error
	switch {
	case errors.As(err, &other):
		return fault.New(fault.Invalid, "provider-issuer-differs", "The provider calls itself %q, not %q.", other.Discovered, issuer).Because(err)
	case errors.Is(err, egress.ErrHost):
		return fault.New(fault.Invalid, "provider-host-refused", "The host of %s is not on the public network. The operator can name it with --identity-host.", issuer).Because(err)
	case errors.As(err, &way):
		return fault.New(fault.Unavailable, "provider-unreachable", "%s does not answer.", issuer).Because(err)
	}
	return fault.New(fault.Invalid, "provider-not-discovered", "There is no OpenID Connect provider at %s.", issuer).Because(err)
}
