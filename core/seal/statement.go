package seal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// witnessName is the name in the signature line of statements.
const witnessName = "ribambelle.statement"

// openWitness reads the key that signs statements. It is a key of its own: what it signs outlives sessions and
// is never taken for a head of the audit log.
func (k *Keys) openWitness(secret string) (err error) {
	if k.witness, err = note.NewSigner(secret); err != nil {
		return fmt.Errorf("read the statement key: %w", err)
	}
	k.witnessed, err = verifierOf(secret)
	return err
}

// Witness returns the public half of the key that signs statements, as C2SP writes it.
func (k *Keys) Witness() string { return k.witnessed }

// Attest signs a text as a C2SP note. Fault kind: invalid, for a text that does not end with a line end, is not
// UTF-8 or holds control characters.
func (k *Keys) Attest(text string) (string, error) {
	if !plain(text) { // note.Sign would sign what note.Open refuses
		return "", fault.InvalidField("/text", "must be plain text that ends with a line end")
	}
	signed, err := note.Sign(&note.Note{Text: text}, k.witness)
	if err != nil {
		return "", fault.InvalidField("/text", "must be plain text that ends with a line end").Because(err)
	}
	return string(signed), nil
}

// plain reports whether a text can stand in a note.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' })
}

// Attested checks a note and returns its text. Fault kind: invalid, "note-invalid".
func (k *Keys) Attested(signed string) (string, error) {
	verifier, err := note.NewVerifier(k.witnessed)
	if err != nil {
		return "", fmt.Errorf("read the public statement key: %w", err)
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return "", fault.New(fault.Invalid, "note-invalid", "This carries no signature of this server.").Because(err)
	}
	return opened.Text, nil
}
