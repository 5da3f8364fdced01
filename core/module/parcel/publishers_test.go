package parcel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestTrustAndRevocation(t *testing.T) {
	t.Parallel()
	us := newPublisher(t, "outils.example.org")
	by := parcel.Publishers{Folder: filepath.Join(t.TempDir(), "publishers")}
	signed := us.sign(t, statement(good).Text())
	if _, err := by.Check(signed); fault.From(err).Code != "package-untrusted" {
		t.Errorf("nobody is trusted: %v", err)
	}
	for range 2 {
		if err := by.Trust(us.key(t), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if keys, err := by.Trusted(); err != nil || len(keys) != 1 || keys[0].String() != us.public {
		t.Errorf("Trusted = %v, %v", keys, err)
	}
	if key, err := by.Check(signed); err != nil || key.Publisher != "outils.example.org" {
		t.Errorf("Check = %v, %v", key, err)
	}
	if err := by.Revoke(us.public, "two\nlines", time.Now()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reason of two lines: %v", err)
	}
	if err := by.Revoke(us.public, "the laptop was stolen", time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	if _, err := by.Check(signed); fault.From(err).Code != "package-revoked" || !strings.Contains(err.Error(), "2026-11-26 the laptop was stolen") {
		t.Errorf("after the revocation: %v", err)
	}
	if err := by.Trust(us.key(t), time.Now()); fault.From(err).Code != "package-revoked" {
		t.Errorf("trusting a revoked key: %v", err)
	}
}

// A list that is spoiled trusts nobody, rather than forgetting a revocation.
func TestSpoiledLists(t *testing.T) {
	t.Parallel()
	us := newPublisher(t, "outils.example.org")
	for _, list := range []string{"trusted", "revoked"} {
		by := parcel.Publishers{Folder: t.TempDir()}
		if err := by.Trust(us.key(t), time.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := by.Check(us.sign(t, statement(good).Text())); err != nil {
			t.Fatalf("control: %v", err)
		}
		path := filepath.Join(by.Folder, list)
		text, err := os.ReadFile(path)
		if err != nil && list == "trusted" {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(text, "sha256:1234\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := by.Check(us.sign(t, statement(good).Text())); fault.From(err).Code != "publishers-unreadable" {
			t.Errorf("a spoiled list %s: %v", list, err)
		}
	}
}

func TestTrustFromManySides(t *testing.T) {
	t.Parallel()
	by := parcel.Publishers{Folder: t.TempDir()}
	var all sync.WaitGroup
	for i := range 20 {
		key := newPublisher(t, fmt.Sprintf("p%d.example", i)).key(t)
		all.Go(func() {
			if err := by.Trust(key, time.Now()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if keys, err := by.Trusted(); err != nil || len(keys) != 20 {
		t.Errorf("%d keys, %v", len(keys), err)
	}
}

func TestNamesOfPublishers(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "a", "Outils", "outils example", "оutils.example", "outils+example", "-x", strings.Repeat("x", 64), "a\nb"} {
		if _, _, err := parcel.NewKey(strings.NewReader(strings.Repeat("k", 64)), name); fault.KindOf(err) != fault.Invalid {
			t.Errorf("NewKey(%q) = %v", name, err)
		}
	}
	for _, text := range []string{"", "x", "Outils+00000000+AAAA", newPublisher(t, "a.example").secret} {
		if _, err := parcel.ParseKey(text); fault.KindOf(err) != fault.Invalid {
			t.Errorf("ParseKey(%q) = %v", text, err)
		}
	}
}
