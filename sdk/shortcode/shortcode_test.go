package shortcode_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/shortcode"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func fresh(t *testing.T, l shortcode.Kind) string {
	t.Helper()
	code, err := shortcode.Maker{}.New(l)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestACodeIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, l := range []shortcode.Kind{shortcode.Short, shortcode.Long} {
		for range 200 {
			code := fresh(t, l)
			bare := strings.ReplaceAll(code, "-", "")
			for _, typed := range []string{code, strings.ToLower(code), bare, " " + strings.Join(strings.Split(bare, ""), " ")} {
				got, length, ok := shortcode.Read(typed)
				if !ok || got != bare || length != l {
					t.Fatalf("Read(%q) = %q, %v, %v; want %q", typed, got, length, ok, bare)
				}
			}
		}
	}
}

func TestMistakenLettersAreReadAsMeant(t *testing.T) {
	t.Parallel()
	code, err := shortcode.Maker{Random: bytes.NewReader([]byte{0, 1, 0, 1, 0, 1, 0, 1, 0})}.New(shortcode.Short)
	if err != nil {
		t.Fatal(err)
	}
	bare := strings.ReplaceAll(code, "-", "")
	typed := strings.NewReplacer("0", "o", "1", "l").Replace(bare)
	if got, _, ok := shortcode.Read(typed); !ok || got != bare {
		t.Errorf("Read(%q) = %q, %v; want %q", typed, got, ok, bare)
	}
}

func TestEverySingleErrorAndEverySwapIsCaught(t *testing.T) {
	t.Parallel()
	for range 50 {
		bare := strings.ReplaceAll(fresh(t, shortcode.Long), "-", "")
		for i := range bare {
			for _, wrong := range alphabet {
				if byte(wrong) == bare[i] {
					continue
				}
				typed := bare[:i] + string(wrong) + bare[i+1:]
				if _, _, ok := shortcode.Read(typed); ok {
					t.Fatalf("%q passes for %q", typed, bare)
				}
			}
			if i == 0 || bare[i] == bare[i-1] {
				continue
			}
			typed := bare[:i-1] + bare[i:i+1] + bare[i-1:i] + bare[i+1:]
			if _, _, ok := shortcode.Read(typed); ok {
				t.Fatalf("swapped %q passes for %q", typed, bare)
			}
		}
	}
}

func TestWhatIsNoCodeIsRefused(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "-", "ABC", "ABCDE-FGHJ!", strings.Repeat("-", 100), strings.Repeat("0", 11), "\xff\xfe", "ÉÉÉÉÉÉÉÉÉÉ"} {
		if got, _, ok := shortcode.Read(typed); ok {
			t.Errorf("Read(%q) = %q, want a refusal", typed, got)
		}
	}
}

func TestASourceThatRunsDryIsAnError(t *testing.T) {
	t.Parallel()
	if code, err := (shortcode.Maker{Random: bytes.NewReader([]byte{1})}).New(shortcode.Short); err == nil {
		t.Errorf("code %q from one byte, want an error", code)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("ABCDE-FGHJK")
	f.Add("oil0 1234")
	f.Fuzz(func(t *testing.T, typed string) {
		canonical, l, ok := shortcode.Read(typed)
		if !ok {
			return
		}
		if again, _, ok := shortcode.Read(shortcode.Write(canonical, l)); !ok || again != canonical {
			t.Fatalf("%q reads as %q, which reads as %q", typed, canonical, again)
		}
	})
}
