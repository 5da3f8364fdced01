package oidc

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// freshFor is how old a logout token may be when it arrives.
const freshFor = 5 * time.Minute

// errNothing are the reasons for which an answer proves nothing; who asks is told one thing for all.
var (
	errOtherIssuer  = errors.New("the answer is another provider's")
	errNoIssuer     = errors.New("the answer does not say whose it is, though the provider always does")
	errNoToken      = errors.New("the answer has no ID token")
	errOtherNonce   = errors.New("the ID token is for another sign-in")
	errOtherParty   = errors.New("the ID token was issued to another party")
	errOtherSubject = errors.New("the provider tells of somebody else than its token")
	errOldToken     = errors.New("the logout token is too old, or of a time to come")
)

// Answered implements identity.Parties.
func (x *Parties) Answered(ctx context.Context, p identity.Provider, secret string, a identity.Asked, r identity.Returned) (identity.Account, error) {
	t, err := x.discover(ctx, p.Issuer)
	if err != nil {
		return identity.Account{}, err
	}
	if r.Issuer != "" && r.Issuer != p.Issuer {
		return identity.Account{}, refused(errOtherIssuer)
	}
	if r.Issuer == "" && t.Signed {
		return identity.Account{}, refused(errNoIssuer)
	}
	token, err := t.client(p, secret, a).Exchange(x.reach(ctx), r.Code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return identity.Account{}, unanswered(err)
	}
	said, err := x.proven(ctx, t, p, a, token)
	if err != nil {
		return identity.Account{}, refused(err)
	}
	return said.account(p), nil
}

// proven reads the ID token, and what the provider tells beside it where that is not enough.
func (x *Parties) proven(ctx context.Context, t told, p identity.Provider, a identity.Asked, token *oauth2.Token) (claims, error) {
	raw, found := token.Extra("id_token").(string)
	if !found {
		return nil, errNoToken
	}
	proof, err := x.verifier(t, p).Verify(x.reach(ctx), raw)
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare([]byte(proof.Nonce), []byte(a.Nonce)) != 1 {
		return nil, errOtherNonce
	}
	var said claims
	if err := proof.Claims(&said); err != nil {
		return nil, fmt.Errorf("reading the claims: %w", err)
	}
	if party := said.text("azp"); party != "" && party != p.Client || party == "" && len(proof.Audience) > 1 {
		return nil, errOtherParty
	}
	if said.text("sub") == "" {
		return nil, errOtherSubject
	}
	if said.text("email") != "" && said.text(nameClaim(p)) != "" || t.UserInfoEndpoint() == "" {
		return said, nil
	}
	return said, x.more(ctx, t, said, token)
}

// more adds what the provider tells of the person beside the token, and only where that is the same person.
func (x *Parties) more(ctx context.Context, t told, said claims, token *oauth2.Token) error {
	info, err := t.UserInfo(x.reach(ctx), oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("asking who this is: %w", err)
	}
	if info.Subject != said.text("sub") {
		return errOtherSubject
	}
	var beside claims
	if err := info.Claims(&beside); err != nil {
		return fmt.Errorf("reading who this is: %w", err)
	}
	_, addressed := said["email"] // an address and whether it is verified are of one source
	for name, value := range beside {
		if _, has := said[name]; !has && (!addressed || !slices.Contains(verifications(), name)) {
			said[name] = value
		}
	}
	return nil
}

// Ended implements identity.Parties.
func (x *Parties) Ended(ctx context.Context, p identity.Provider, raw string) (s identity.Source, once string, until time.Time, err error) {
	t, err := x.discover(ctx, p.Issuer)
	if err != nil {
		return s, "", until, err
	}
	token, err := x.verifier(t, p).VerifyLogout(x.reach(ctx), raw)
	if err != nil {
		return s, "", until, refused(err)
	}
	if age := x.now().Sub(token.IssuedAt); age > freshFor || age < -freshFor {
		return s, "", until, refused(errOldToken)
	}
	return identity.NewSource(p.ID, token.Subject, token.SessionID), p.ID + " " + token.TokenID, token.IssuedAt.Add(3 * freshFor), nil
}

// claims is what a provider says of somebody.
type claims map[string]json.RawMessage

// text is a claim that is one.
func (c claims) text(name string) (text string) {
	if json.Unmarshal(c[name], &text) != nil {
		return ""
	}
	return strings.TrimSpace(text)
}

// verifications are the claims by which providers say that an address was verified: the standard's, and that of Entra ID,
// which says so of the domain's owner.
func verifications() []string { return []string{"email_verified", "xms_edov"} }

// verified reports whether the provider says that it has verified the address. Some write it as text or number.
func (c claims) verified() bool {
	return slices.ContainsFunc(verifications(), func(name string) bool {
		return slices.Contains([]string{"true", `"true"`, "1", `"1"`}, string(c[name]))
	})
}

func (c claims) account(p identity.Provider) identity.Account {
	a := identity.Account{Issuer: p.Issuer, Subject: c.text("sub"), Sid: c.text("sid"), Name: c.text(nameClaim(p))}
	if address := identity.CanonicalLogin(c.text("email")); c.verified() && identity.CheckEmail("", address) == nil {
		a.Email = address
	}
	return a
}

// nameClaim is the claim that names people.
func nameClaim(p identity.Provider) string {
	if p.NameClaim == "" {
		return "name"
	}
	return p.NameClaim
}

// refused is the one answer to what proves nothing.
func refused(err error) error {
	return fault.New(fault.Unauthenticated, "provider-refused", "What the provider answered proves nothing. Begin again.").Because(err)
}

// unanswered tells a provider that refuses a code or our secret from one that is not there.
func unanswered(err error) error {
	var said *oauth2.RetrieveError
	switch {
	case errors.As(err, &said) && said.ErrorCode == "invalid_client":
		return fault.New(fault.Invalid, "provider-secret-refused", "The provider does not take the client's secret.").Because(err)
	case errors.As(err, &said):
		return refused(err)
	}
	return fault.New(fault.Unavailable, "provider-unreachable", "The provider does not answer.").Because(err)
}
