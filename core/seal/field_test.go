package seal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyderivation"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"

	"github.com/ribambelle/ribambelle/core/seal"
)

var place = seal.Place{Tenant: "a", Collection: "test/letters", Record: "1", Field: "body"}

// TestSealedValuesOpenInTheirPlaceOnly moves a sealed value to every neighbouring place, and changes it.
func TestSealedValuesOpenInTheirPlaceOnly(t *testing.T) {
	t.Parallel()
	fields := open(t, t.TempDir(), nil).Fields()
	sealed, err := fields.Seal(place, []byte("a secret"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := fields.Open(place, sealed); err != nil || string(plain) != "a secret" || strings.Contains(sealed, "secret") {
		t.Fatalf("opened %q of %s, %v", plain, sealed, err)
	}
	if again, _ := fields.Seal(place, []byte("a secret")); again == sealed {
		t.Error("the same value is sealed alike twice")
	}
	for what, at := range map[string]seal.Place{
		"another organisation": {Tenant: "b", Collection: place.Collection, Record: place.Record, Field: place.Field},
		"another collection":   {Tenant: "a", Collection: "test/notes", Record: place.Record, Field: place.Field},
		"another record":       {Tenant: "a", Collection: place.Collection, Record: "2", Field: place.Field},
		"another field":        {Tenant: "a", Collection: place.Collection, Record: place.Record, Field: "title"},
		"parts run together":   {Tenant: "a", Collection: place.Collection, Record: "1b", Field: "ody"},
	} {
		if _, err := fields.Open(at, sealed); !errors.Is(err, seal.ErrBroken) {
			t.Errorf("in %s: %v", what, err)
		}
	}
	for i := range sealed {
		changed := []byte(sealed)
		changed[i] ^= 1
		if _, err := fields.Open(place, string(changed)); !errors.Is(err, seal.ErrBroken) && string(changed) != sealed {
			raw, _ := base64.RawURLEncoding.DecodeString(string(changed))
			if was, _ := base64.RawURLEncoding.DecodeString(sealed); !bytes.Equal(raw, was) {
				t.Errorf("with letter %d changed: %v", i, err)
			}
		}
	}
	if _, err := open(t, t.TempDir(), nil).Fields().Open(place, sealed); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("with the keys of another installation: %v", err)
	}
}

// TestBlindIndexes are equal for equal values of one field in one organisation, whatever the record.
func TestBlindIndexes(t *testing.T) {
	t.Parallel()
	fields := open(t, t.TempDir(), nil).Fields()
	of := func(change func(*seal.Place), value string) string {
		at := place
		change(&at)
		return fields.Blind(at, []byte(value))
	}
	own := of(func(*seal.Place) {}, "x")
	if own != of(func(p *seal.Place) { p.Record = "2" }, "x") {
		t.Error("equal values in two records differ")
	}
	for what, other := range map[string]string{
		"value":        of(func(*seal.Place) {}, "y"),
		"organisation": of(func(p *seal.Place) { p.Tenant = "b" }, "x"),
		"collection":   of(func(p *seal.Place) { p.Collection = "c" }, "x"),
		"field":        of(func(p *seal.Place) { p.Field = "f" }, "x"),
		"installation": open(t, t.TempDir(), nil).Fields().Blind(place, []byte("x")),
	} {
		if other == own {
			t.Errorf("another %s has the same index", what)
		}
	}
}

// TestTheFieldKeyCanBeChanged adds a key to the keyset and makes it the one that seals: what the old one sealed
// opens as before, blind indexes stay, and the start does not take it for a lost key.
func TestTheFieldKeyCanBeChanged(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	before := open(t, dir, nil).Fields()
	old, err := before.Seal(place, []byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	rotate(t, filepath.Join(dir, "field.key"))
	after := open(t, dir, nil).Fields()
	if plain, err := after.Open(place, old); err != nil || string(plain) != "old" {
		t.Errorf("what the old key sealed: %q, %v", plain, err)
	}
	fresh, err := after.Seal(place, []byte("new"))
	if err != nil || fresh[:6] == old[:6] {
		t.Errorf("%s is sealed by the key that sealed %s (%v)", fresh, old, err)
	}
	if _, err := before.Open(place, fresh); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("the old keyset opens what the new key sealed: %v", err)
	}
	if before.Blind(place, []byte("x")) != after.Blind(place, []byte("x")) {
		t.Error("blind indexes changed with the key")
	}
}

// rotate adds a key to a keyset's file, as Tink's own tool does.
func rotate(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	must(t, err)
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	must(t, err)
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(raw)))
	must(t, err)
	template, err := keyderivation.CreatePRFBasedKeyTemplate(prf.HKDFSHA256PRFKeyTemplate(), aead.AES256GCMKeyTemplate())
	must(t, err)
	manager := keyset.NewManagerFromHandle(handle)
	id, err := manager.Add(template)
	must(t, err)
	must(t, manager.SetPrimary(id))
	handle, err = manager.Handle()
	must(t, err)
	var out bytes.Buffer
	must(t, insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&out)))
	must(t, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(out.Bytes())+"\n"), 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
