// Package passkey speaks Web Authentication with browsers: it implements identity.Ceremonies with go-webauthn.
//
// Goals: user verification always; nothing kept here. Non-goals: challenges, sessions, storage (the callers'), and who made
// a device (no attestation is asked for). Ceremonies is a value without state: use it concurrently.
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Ceremonies implements identity.Ceremonies.
type Ceremonies struct{}

// user is a person as go-webauthn asks for them.
type user struct {
	identity.Person
	known []webauthn.Credential
}

func (u user) WebAuthnID() []byte                         { return []byte(u.ID) }
func (u user) WebAuthnName() string                       { return u.Login }
func (u user) WebAuthnDisplayName() string                { return u.Name }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.known }

// Create implements identity.Ceremonies.
func (Ceremonies) Create(at identity.Site, p identity.Person, known []identity.Passkey, challenge string) ([]byte, error) {
	party, err := partyAt(at)
	if err != nil {
		return nil, err
	}
	var excluded []protocol.CredentialDescriptor
	for _, k := range known {
		excluded = append(excluded, protocol.CredentialDescriptor{Type: protocol.PublicKeyCredentialType, CredentialID: k.Credential})
	}
	options, _, err := party.BeginRegistration(user{Person: p}, webauthn.WithExclusions(excluded), func(o *protocol.PublicKeyCredentialCreationOptions) error {
		o.Challenge = []byte(challenge)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("asking for a new passkey: %w", err)
	}
	return json.Marshal(options.Response)
}

// Ask implements identity.Ceremonies.
func (Ceremonies) Ask(at identity.Site, challenge string) ([]byte, error) {
	party, err := partyAt(at)
	if err != nil {
		return nil, err
	}
	options, _, err := party.BeginDiscoverableLogin(webauthn.WithChallenge([]byte(challenge)))
	if err != nil {
		return nil, fmt.Errorf("asking for a passkey: %w", err)
	}
	return json.Marshal(options.Response)
}

// Challenge implements identity.Ceremonies.
func (Ceremonies) Challenge(answer []byte) (challenge string, credential []byte, err error) {
	var in struct {
		RawID    protocol.URLEncodedBase64 `json:"rawId"`
		Response struct {
			ClientData protocol.URLEncodedBase64 `json:"clientDataJSON"`
		} `json:"response"`
	}
	var client protocol.CollectedClientData
	if err = json.Unmarshal(answer, &in); err == nil {
		err = json.Unmarshal(in.Response.ClientData, &client)
	}
	if err != nil {
		return "", nil, malformed(err)
	}
	text, err := base64.RawURLEncoding.DecodeString(client.Challenge)
	if err != nil {
		return "", nil, malformed(err)
	}
	return string(text), in.RawID, nil
}

// Created implements identity.Ceremonies.
func (c Ceremonies) Created(at identity.Site, p identity.Person, answer []byte) (identity.Passkey, error) {
	party, challenge, err := c.answered(at, answer)
	if err != nil {
		return identity.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return identity.Passkey{}, malformed(err)
	}
	made, err := party.CreateCredential(user{Person: p}, webauthn.SessionData{
		Challenge: challenge, RelyingPartyID: at.Host, UserID: []byte(p.ID),
		UserVerification: protocol.VerificationRequired, CredParams: webauthn.CredentialParametersDefault(),
	}, parsed)
	if err != nil {
		return identity.Passkey{}, failed(err)
	}
	return keep(identity.Passkey{Person: p.ID, Credential: made.ID}, made)
}

// Shown implements identity.Ceremonies.
func (c Ceremonies) Shown(at identity.Site, p identity.Person, k identity.Passkey, answer []byte) (identity.Passkey, error) {
	party, challenge, err := c.answered(at, answer)
	if err != nil {
		return k, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return k, malformed(err)
	}
	var kept webauthn.Credential
	if err := json.Unmarshal([]byte(k.Doc), &kept); err != nil {
		return k, fmt.Errorf("read the passkey %s: %w", k.ID, err)
	}
	find := func([]byte, []byte) (webauthn.User, error) { return user{p, []webauthn.Credential{kept}}, nil }
	_, used, err := party.ValidatePasskeyLogin(find, webauthn.SessionData{
		Challenge: challenge, RelyingPartyID: at.Host, UserVerification: protocol.VerificationRequired,
	}, parsed)
	if err != nil {
		return k, failed(err)
	}
	if used.Authenticator.CloneWarning {
		return k, failed(fmt.Errorf("the passkey %s counts backwards: there is a copy of it", k.ID))
	}
	return keep(k, used)
}

// answered is the party that an answer is for, and the challenge as browsers spell it. Whose challenge it is, the caller
// has looked at.
func (c Ceremonies) answered(at identity.Site, answer []byte) (*webauthn.WebAuthn, string, error) {
	party, err := partyAt(at)
	if err != nil {
		return nil, "", err
	}
	challenge, _, err := c.Challenge(answer)
	return party, base64.RawURLEncoding.EncodeToString([]byte(challenge)), err
}

// keep writes a credential down.
func keep(k identity.Passkey, c *webauthn.Credential) (identity.Passkey, error) {
	c.Attestation = webauthn.CredentialAttestation{} // who made the device is nobody's concern
	doc, err := json.Marshal(c)
	k.Doc, k.Counter = string(doc), c.Authenticator.SignCount
	return k, err
}

func partyAt(at identity.Site) (*webauthn.WebAuthn, error) {
	if net.ParseIP(at.Host) != nil || protocol.ValidateRPID(at.Host) != nil {
		return nil, fault.New(fault.Unsupported, "passkeys-need-name", "Passkeys need an address with a name: not %s.", at.Host)
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: at.Host, RPDisplayName: at.Name, RPOrigins: []string{at.Origin}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("setting passkeys up: %w", err)
	}
	return party, nil
}

func malformed(err error) error {
	return fault.New(fault.Invalid, "passkey-malformed", "This is not what a browser says of a passkey.").Because(err)
}

func failed(err error) error {
	return fault.New(fault.Unauthenticated, "passkey-failed", "This passkey does not open an account here.").Because(err)
}
