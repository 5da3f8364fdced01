package identity_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// TestCodesAreThoseOfTheStandard holds the last six digits of RFC 6238's appendix B.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	for at, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		gate := identity.NewGate(nil, identity.NewPasswords(), func() time.Time { return time.Unix(at, 0) })
		if proof, err := gate.Enrol(secret, code); err != nil || proof.Step != at/30 {
			t.Errorf("at %d: %+v, %v", at, proof, err)
		}
		for _, drift := range []int64{-30, 30} {
			near := identity.NewGate(nil, identity.NewPasswords(), func() time.Time { return time.Unix(at+drift, 0) })
			if _, err := near.Enrol(secret, code); err != nil {
				t.Errorf("a phone that is %d s off at %d: %v", drift, at, err)
			}
		}
		late := identity.NewGate(nil, identity.NewPasswords(), func() time.Time { return time.Unix(at+90, 0) })
		if _, err := late.Enrol(secret, code); err == nil {
			t.Errorf("the code of %d is taken 90 s later", at)
		}
	}
}

func TestAppAddressSaysWhoseItIs(t *testing.T) {
	t.Parallel()
	read, err := url.Parse(identity.AppAddress([]byte("12345678901234567890"), "Ville d’Été & Cie", "camille@example.org"))
	if err != nil || read.Scheme != "otpauth" || read.Host != "totp" || read.Path != "/Ville d’Été & Cie:camille@example.org" {
		t.Fatalf("address %v, %v", read, err)
	}
	if q := read.Query(); q.Get("issuer") != "Ville d’Été & Cie" || q.Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" {
		t.Errorf("query %v", read.RawQuery)
	}
}

func TestTicketsAreTheirTenantsAndTimesOwn(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	home, away := tenant.Trusted("a"), tenant.Trusted("b")
	tickets := identity.NewTickets([]byte("a key"))
	text := tickets.Write(identity.Person{ID: "p", Tenant: home}, identity.Step{First: identity.FirstPassword}, now)
	if person, first, err := tickets.Read(home, text, now.Add(time.Minute)); err != nil || person != "p" || first.First != identity.FirstPassword {
		t.Fatalf("%q %q %v", person, first, err)
	}
	for what, err := range map[string]error{
		"another tenant": read(tickets, away, text, now),
		"too late":       read(tickets, home, text, now.Add(identity.TicketLife)),
		"another key":    read(identity.NewTickets([]byte("another")), home, text, now),
		"another person": read(tickets, home, "x"+text, now),
		"no mark":        read(tickets, home, text[:40], now),
		"nothing":        read(tickets, home, "", now),
		"a mark of air":  read(tickets, home, ".", now),
	} {
		if err == nil {
			t.Errorf("%s: the ticket is taken", what)
		}
	}
}

func read(x identity.Tickets, t tenant.ID, text string, at time.Time) error {
	_, _, err := x.Read(t, text, at)
	return err
}
