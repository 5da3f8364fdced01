package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// VisitLife is how long somebody may take at a provider.
const VisitLife = 15 * time.Minute

// Visit is a sign-in under way at a provider. It is kept nowhere: State carries it there and back, signed, and holds only
// in the browser that has the key, from which the nonce and the verifier of the code are worked out again.
type Visit struct {
	Provider string `json:"provider"`
	Issuer   string `json:"issuer"`           // as it was when the visit began
	Person   string `json:"person,omitempty"` // who is signed in, and links an account
	Next     string `json:"next,omitempty"`   // the page to which they were going
	Key      string `json:"key"`              // hash of the browser's key
}

// Leave begins a visit: key goes into a cookie, and the rest to the provider.
func (x Tickets) Leave(t tenant.ID, v Visit, now time.Time) (key string, a Asked, err error) {
	key, hash := NewToken()
	v.Key = base64.RawURLEncoding.EncodeToString(hash)
	said, err := json.Marshal(v)
	if err != nil {
		return "", Asked{}, err
	}
	return key, askedOf(key, x.write(ticket{Tenant: t.String(), First: string(said), Until: now.Add(VisitLife).Unix()})), nil
}

// Return reads the state that a browser brings back with its key. Unauthenticated "provider-again" when it is not ours, not
// this tenant's, another browser's, or too old.
func (x Tickets) Return(t tenant.ID, state, key string, now time.Time) (v Visit, a Asked, err error) {
	again := fault.New(fault.Unauthenticated, "provider-again", "This sign-in was begun elsewhere, or took too long. Begin it again.")
	_, said, err := x.Read(t, state, now)
	if err != nil || json.Unmarshal([]byte(said.First), &v) != nil {
		return v, a, again.Because(err)
	}
	if v.Key == "" || !hmac.Equal([]byte(v.Key), []byte(base64.RawURLEncoding.EncodeToString(HashToken(key)))) {
		return Visit{}, a, again
	}
	return v, askedOf(key, state), nil
}

func askedOf(key, state string) Asked {
	derive := func(what string) string {
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(what + " " + state))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	return Asked{State: state, Nonce: derive("nonce"), Verifier: derive("verifier")}
}
