package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// TicketLife is how long somebody may take between the two steps of a sign-in.
const TicketLife = 5 * time.Minute

// Tickets says that somebody has done the first step of a sign-in, in a text that only this installation can write:
// so nothing is kept of people who never come back. A ticket opens nothing by itself.
type Tickets struct{ key []byte }

// ticket is what the text says.
type ticket struct {
	Tenant string  `json:"t"`
	Person string  `json:"p"`
	First  string  `json:"f"`
	Source *Source `json:"s,omitempty"`
	Until  int64   `json:"u"`
	Once   []byte  `json:"n"` // so that no two are alike
}

// Step is the first step of a sign-in, done.
type Step struct {
	First  string // FirstPassword, …
	Source Source // where a provider vouches
}

// NewTickets returns tickets under a secret key, the same on every node.
func NewTickets(key []byte) Tickets { return Tickets{key} }

// Write returns a ticket for a person who has done their first step.
func (x Tickets) Write(p Person, done Step, now time.Time) string {
	return x.WriteUntil(p, done, now.Add(TicketLife))
}

// WriteUntil returns a ticket that is good for another time.
func (x Tickets) WriteUntil(p Person, done Step, until time.Time) string {
	t := ticket{Tenant: p.Tenant.String(), Person: p.ID, First: done.First, Until: until.Unix()}
	if done.Source != (Source{}) {
		t.Source = &done.Source
	}
	return x.write(t)
}

func (x Tickets) write(t ticket) string {
	t.Once = make([]byte, saltBytes)
	rand.Read(t.Once) //nolint:errcheck // crypto/rand never fails: it ends the process instead
	said, err := json.Marshal(t)
	if err != nil {
		return "" // unreachable: it is text and a number
	}
	text := base64.RawURLEncoding.EncodeToString(said)
	return text + "." + x.sign(text)
}

// Read returns whose ticket this is, and their first step. Unauthenticated "sign-in-begins-again" when it is
// not ours, not this tenant's, or too old.
func (x Tickets) Read(t tenant.ID, text string, now time.Time) (person string, done Step, err error) {
	again := ErrBeginAgain()
	said, mark, _ := strings.Cut(text, ".")
	if !hmac.Equal([]byte(mark), []byte(x.sign(said))) {
		return "", Step{}, again
	}
	raw, err := base64.RawURLEncoding.DecodeString(said)
	if err != nil {
		return "", Step{}, again
	}
	var in ticket
	if json.Unmarshal(raw, &in) != nil || in.Tenant != t.String() || now.Unix() >= in.Until {
		return "", Step{}, again
	}
	done.First = in.First
	if in.Source != nil {
		done.Source = *in.Source
	}
	return in.Person, done, nil
}

// ErrBeginAgain is what whoever brings a ticket is told that opens nothing.
func ErrBeginAgain() error {
	return fault.New(fault.Unauthenticated, "sign-in-begins-again", "This sign-in took too long. Begin it again.")
}

func (x Tickets) sign(text string) string {
	mac := hmac.New(sha256.New, x.key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
