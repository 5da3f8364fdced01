package identity_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestPasswordIsKeptAsArgon2idAndFoundAgain(t *testing.T) {
	t.Parallel()
	p := identity.NewPasswords()
	kept, err := p.Hash(t.Context(), "une phrase bien longue")
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("kept %q, %v", kept, err)
	}
	for password, want := range map[string]bool{"une phrase bien longue": true, "une phrase bien courte": false, "": false} {
		if right, err := p.Verify(t.Context(), kept, password); err != nil || right != want {
			t.Errorf("%q is %v, %v", password, right, err)
		}
	}
	if right, err := p.Verify(t.Context(), "", "anything"); right || err != nil {
		t.Errorf("nobody's password is right: %v %v", right, err)
	}
	for _, broken := range []string{"plain", "$argon2id$v=19$m=1,t=0,p=1$AAAA$AAAA", "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA"} {
		if _, err := p.Verify(t.Context(), broken, "x"); err == nil {
			t.Errorf("%q is read as a hash", broken)
		}
	}
}

func TestWeakPasswordsAreRefused(t *testing.T) {
	t.Parallel()
	for password, code := range map[string]string{
		"court": "password-short", "MotDePasse123": "password-common", "aaaaaaaaaaaa": "password-common",
		"je suis Camille.R ici": "password-has-login", strings.Repeat("x y", 500): "password-long", "une phrase bien longue": "",
	} {
		err := identity.CheckPassword("/password", password, "camille.r@example.org")
		if code == "" && err != nil || code != "" && (err == nil || fault.From(err).Code != code) {
			t.Errorf("%.20q: %v, want %q", password, err, code)
		}
	}
}

func TestKeysAreKnownByTheirChecksum(t *testing.T) {
	t.Parallel()
	secret, hash, hint := identity.NewKey()
	if !identity.IsKey(secret) || !strings.HasSuffix(secret, hint) || len(hash) != 32 {
		t.Fatalf("key %s", secret)
	}
	for i := len(identity.KeyPrefix); i < len(secret); i += 7 {
		other := byte('A')
		if secret[i] == other {
			other = 'B'
		}
		if identity.IsKey(secret[:i] + string(other) + secret[i+1:]) {
			t.Errorf("a key with a wrong character %d passes", i)
		}
	}
	if again, _, _ := identity.NewKey(); again == secret {
		t.Error("two keys are equal")
	}
}

func TestLoginsHaveOneSpelling(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{" Camille.Roy@Example.ORG ": "camille.roy@example.org", "ﬁona": "fiona", "E\u0301lise": "élise"} {
		if got := identity.CanonicalLogin(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	for login, right := range map[string]bool{"camille": true, "a b": false, "xy": false, "camille@example.org": true, "a\u202eb c": false} {
		if err := identity.CheckLogin("/login", login); (err == nil) != right {
			t.Errorf("%q: %v", login, err)
		}
	}
}

func TestSessionSlidesAndEnds(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	s, token, hash := identity.NewSession(identity.Person{ID: "p"}, identity.How{}, strings.Repeat("é", 100), begin)
	if !slices.Equal(hash, identity.HashToken(token)) || len(s.Agent) > 120 {
		t.Fatalf("session %+v", s)
	}
	if _, worth := s.Renewed(begin.Add(time.Hour)); worth {
		t.Error("an hour later it is written again")
	}
	days := 0
	for now := begin; s.Live(now) && days < 400; days++ {
		now = now.Add(24 * time.Hour)
		s, _ = s.Renewed(now)
		if !s.Live(now) {
			break
		}
	}
	if days < 178 || days > 181 {
		t.Errorf("used daily, it lived %d days", days)
	}
	idle, _, _ := identity.NewSession(identity.Person{ID: "p"}, identity.How{}, "", begin)
	if !idle.Live(begin.Add(identity.SessionIdle-time.Second)) || idle.Live(begin.Add(identity.SessionIdle)) {
		t.Error("an unused session does not end when it should")
	}
}

// door knows one person.
type door struct {
	identity.Store
	kept string
}

func (d door) Password(_ context.Context, t tenant.ID, login string) (identity.Person, string, error) {
	if login != "camille" {
		return identity.Person{}, "", fault.Missing("person")
	}
	return identity.Person{ID: "p", Tenant: t, Login: login}, d.kept, nil
}

func TestGateSlowsGuessersByAccountAndAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		passwords := identity.NewPasswords()
		kept, err := passwords.Hash(t.Context(), "une phrase bien longue")
		if err != nil {
			t.Fatal(err)
		}
		gate := identity.NewGate(door{kept: kept}, passwords, time.Now)
		home := tenant.Trusted("t")
		try := func(login, password, address string) fault.Kind {
			if _, err := gate.SignIn(t.Context(), home, login, password, address); err != nil {
				return fault.KindOf(err)
			}
			return 255
		}
		for range 8 {
			if kind := try("Camille", "wrong wrong wrong", "10.0.0.1"); kind != fault.Unauthenticated {
				t.Fatalf("a wrong password is %v", kind)
			}
		}
		if kind := try("camille", "une phrase bien longue", "10.0.0.2"); kind != fault.Exhausted {
			t.Errorf("the account is not slowed: %v", kind)
		}
		time.Sleep(16 * time.Minute) // of the bubble's clock
		if kind := try("camille", "une phrase bien longue", "10.0.0.2"); kind != 255 {
			t.Errorf("the right password after the pause: %v", kind)
		}
		for i := range 40 {
			try("nobody"+strings.Repeat("x", i), "wrong wrong wrong", "10.0.0.9")
		}
		if kind := try("camille", "une phrase bien longue", "10.0.0.9"); kind != fault.Exhausted {
			t.Errorf("the address is not slowed: %v", kind)
		}
	})
}
