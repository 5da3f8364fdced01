package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// people is a Store that knows some logins.
type people map[string]struct {
	Person
	kept string
}

func (people) Session(context.Context, []byte, tenant.ID) (Session, Principal, error) {
	return Session{}, Principal{}, fault.Missing("session")
}

func (people) Key(context.Context, []byte, tenant.ID) (Key, Principal, error) {
	return Key{}, Principal{}, fault.Missing("key")
}

func (p people) Password(_ context.Context, _ tenant.ID, login string) (Person, string, error) {
	found, has := p[login]
	if !has {
		return Person{}, "", fault.Missing("person")
	}
	return found.Person, found.kept, nil
}

// TestSignInWorksAsHardForNobody counts what is computed rather than how long it takes: whoever exists or not, is suspended, or
// has no password, one password is hashed, at one cost.
func TestSignInWorksAsHardForNobody(t *testing.T) {
	t.Parallel()
	passwords := NewPasswords()
	kept, err := passwords.Hash(t.Context(), "une phrase bien longue")
	if err != nil {
		t.Fatal(err)
	}
	var work []string
	derive := passwords.derive
	passwords.derive = func(password, salt []byte, time, memory uint32, lanes uint8, size uint32) []byte {
		work = append(work, fmt.Sprint(len(salt), time, memory, lanes, size))
		return derive(password, salt, time, memory, lanes, size)
	}
	store := people{}
	for login, p := range map[string]Person{"camille": {}, "suspended": {Suspended: true}} {
		found := store[login]
		found.Person, found.kept = p, kept
		store[login] = found
	}
	store["invited"] = people{}["nobody"] // an account without a password
	gate := NewGate(store, passwords, time.Now)
	outcomes := map[string]error{}
	var alike []string
	for _, try := range []struct{ who, password string }{
		{"camille", "une phrase bien longue"},
		{"camille", "another phrase"},
		{"nobody", "another phrase"},
		{"suspended", "une phrase bien longue"},
		{"invited", "another phrase"},
		{"invited", ""},
		{"camille", strings.Repeat("x", 5000)},
		{"nobody", strings.Repeat("x", 5000)},
	} {
		work = nil
		_, err := gate.SignIn(t.Context(), tenant.Trusted("t"), try.who, try.password, "address")
		if len(work) != 1 {
			t.Errorf("%s: %d hashes", try.who, len(work))
		}
		alike = append(alike, work...)
		if try.password == "une phrase bien longue" && try.who == "camille" {
			if err != nil {
				t.Errorf("the right password: %v", err)
			}
			continue
		}
		outcomes[fmt.Sprint(err)] = err
	}
	if slices.Sort(alike); len(slices.Compact(alike)) != 1 {
		t.Errorf("the work differs: %v", alike)
	}
	if len(outcomes) != 1 {
		t.Errorf("the answers differ: %v", outcomes)
	}
}
