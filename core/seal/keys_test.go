package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"github.com/ribambelle/ribambelle/core/seal"
)

func open(t *testing.T, dir string, env map[string]string) *seal.Keys {
	t.Helper()
	keys, err := seal.Open(dir, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestKeysAreMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	first, again := open(t, dir, nil), open(t, dir, nil)
	if diff := cmp.Diff([]string{"audit", "statement", "token", "field", "index"}, first.Made()); diff != "" || len(again.Made()) != 0 {
		t.Errorf("made at first (-want +got):\n%smade again: %v", diff, again.Made())
	}
	if first.Verifier() != again.Verifier() || !bytes.Equal(first.Derive("sessions"), again.Derive("sessions")) {
		t.Error("the second start has other keys")
	}
	if a, b := first.Derive("sessions"), first.Derive("codes"); len(a) != 32 || bytes.Equal(a, b) {
		t.Error("two purposes share a key")
	}
	for name, mode := range map[string]os.FileMode{"": 0o700, "audit.key": 0o600, "statement.key": 0o600, "token.key": 0o600, "field.key": 0o600, "index.key": 0o600, "../keys.txt": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v; want mode %v", name, info, err, mode)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 5 {
		t.Errorf("the folder holds %v", files)
	}
}

func TestTheVerifierVerifiesTheSigner(t *testing.T) {
	t.Parallel()
	keys := open(t, t.TempDir(), nil)
	signed, err := note.Sign(&note.Note{Text: "head\n"}, keys.Signer())
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(keys.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, note.VerifierList(verifier)); err != nil {
		t.Error(err)
	}
}

func TestAStatementIsSignedAndCheckedHereAndElsewhere(t *testing.T) {
	t.Parallel()
	keys, others := open(t, t.TempDir(), nil), open(t, t.TempDir(), nil)
	signed, err := keys.Attest("hours: 12.75\n")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := keys.Attested(signed); err != nil || text != "hours: 12.75\n" {
		t.Errorf("%q, %v", text, err)
	}
	verifier, err := note.NewVerifier(keys.Witness())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open([]byte(signed), note.VerifierList(verifier)); err != nil {
		t.Errorf("elsewhere, with the public key: %v", err)
	}
	for name, forged := range map[string]string{
		"a changed text": strings.Replace(signed, "12.75", "99.75", 1), "no signature": "hours: 12.75\n", "nothing": "",
	} {
		if text, err := keys.Attested(forged); err == nil {
			t.Errorf("%s passes as %q", name, text)
		}
	}
	if _, err := others.Attested(signed); err == nil {
		t.Error("another installation finds it genuine")
	}
	checkpoint, err := note.Sign(&note.Note{Text: "hours: 12.75\n"}, keys.Signer())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Attested(string(checkpoint)); err == nil {
		t.Error("the audit key signs statements")
	}
	for _, text := range []string{"", "no line end", "a\x00\n", "\xff\n"} {
		if _, err := keys.Attest(text); err == nil {
			t.Errorf("%q was signed", text)
		}
	}
}

// A key that is gone, or another's, stops the start and says what it means and what to do.
func TestALostKeyIsSaidPlainly(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string]func(dir string) error{
		"missing": func(dir string) error { return os.Remove(filepath.Join(dir, "token.key")) },
		"all":     os.RemoveAll,
		"swapped": func(dir string) error {
			other, err := os.ReadFile(filepath.Join(dir, "..", "other", "token.key"))
			return errors.Join(err, os.WriteFile(filepath.Join(dir, "token.key"), other, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "keys")
			open(t, dir, nil)
			open(t, filepath.Join(dir, "..", "other"), nil)
			if err := harm(dir); err != nil {
				t.Fatal(err)
			}
			_, err := seal.Open(dir, nil)
			if !errors.Is(err, seal.ErrLost) {
				t.Fatalf("%v, want ErrLost", err)
			}
			for _, word := range []string{"token", "nobody stays signed in", "Restore " + dir, "delete the line \"token\" from " + dir + ".txt"} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not say %q", err, word)
				}
			}
		})
	}
}

func TestANewKeyCanBeAskedFor(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	before := open(t, dir, nil)
	list, err := os.ReadFile(dir + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	kept := ""
	for line := range strings.Lines(string(list)) {
		if !strings.HasPrefix(line, "token ") {
			kept += line
		}
	}
	if err := errors.Join(os.WriteFile(dir+".txt", []byte(kept), 0o600), os.Remove(filepath.Join(dir, "token.key"))); err != nil {
		t.Fatal(err)
	}
	after := open(t, dir, nil)
	if diff := cmp.Diff([]string{"token"}, after.Made()); diff != "" || after.Verifier() != before.Verifier() {
		t.Errorf("made (-want +got):\n%s", diff)
	}
}

func TestKeysFromTheEnvironment(t *testing.T) {
	t.Parallel()
	secret, public, err := note.GenerateKey(rand.Reader, "ribambelle.audit")
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		seal.AuditVariable: secret, seal.StatementVariable: secret, seal.TokenVariable: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
		seal.FieldVariable: fieldKey(t), seal.IndexVariable: "HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
	}
	if keys := open(t, "", env); keys.Verifier() != public || len(keys.Made()) != 0 {
		t.Errorf("verifier %s, made %v", keys.Verifier(), keys.Made())
	}
	dir := filepath.Join(t.TempDir(), "keys")
	open(t, dir, env)
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("keys of the environment were written: %v", files)
	}
	for variable, bad := range map[string]string{seal.AuditVariable: "PRIVATE+KEY+x", seal.StatementVariable: "PRIVATE+KEY+x", seal.TokenVariable: "short", seal.FieldVariable: "AAAA", seal.IndexVariable: "short", "": ""} {
		broken := maps.Clone(env)
		broken[variable] = bad
		if variable == "" {
			broken = nil
		}
		if _, err := seal.Open("", func(name string) string { return broken[name] }); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s=%q: %v; want it refused without the secret", variable, bad, err)
		}
	}
}

// fieldKey is a field key as a folder holds it.
func fieldKey(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	open(t, dir, nil)
	text, err := os.ReadFile(filepath.Join(dir, "field.key"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func TestAKeyThatOthersCanReadIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	open(t, dir, nil)
	if err := os.Chmod(filepath.Join(dir, "audit.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(dir, nil); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("%v; want it to say chmod 600", err)
	}
}

// Nodes that start at once on one empty folder end with the same keys.
func TestSimultaneousFirstStarts(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	var mu sync.Mutex
	verifiers := map[string]bool{}
	var starts sync.WaitGroup
	for range 16 {
		starts.Go(func() {
			keys, err := seal.Open(dir, nil)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			verifiers[keys.Verifier()+string(keys.Derive("x"))] = true
		})
	}
	starts.Wait()
	if len(verifiers) != 1 {
		t.Errorf("%d different sets of keys", len(verifiers))
	}
}
