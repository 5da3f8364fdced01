package parcel

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// publisherForm is what publishers call themselves, like a host name: nothing that looks like something else.
var publisherForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,62}$`)

// NewKey makes a publisher's key pair (Ed25519): the secret signs, the public key is told to those who install.
func NewKey(random io.Reader, publisher string) (secret, public string, err error) {
	if !publisherForm.MatchString(publisher) {
		return "", "", fault.New(fault.Invalid, "publisher-name",
			"%q is no publisher's name: write lower case letters, digits, dots and dashes, like outils.example.org.", publisher)
	}
	secret, public, err = note.GenerateKey(random, publisher)
	if err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	return secret, public, nil
}

// Key is a publisher's public key.
type Key struct {
	Publisher string
	ID        string // eight digits that tell keys of one publisher apart for people; they prove nothing
	text      string
	verifier  note.Verifier
}

// String is the whole key, as NewKey told it.
func (k Key) String() string { return k.text }

// ParseKey reads a public key.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	verifier, err := note.NewVerifier(text)
	if err != nil || !publisherForm.MatchString(verifier.Name()) {
		return Key{}, fault.New(fault.Invalid, "publisher-key", "This is not a publisher's public key: it looks like outils.example.org+1a2b3c4d+AbCd…, as `ribambelle module keygen` prints it.")
	}
	return Key{Publisher: verifier.Name(), ID: fmt.Sprintf("%08x", verifier.KeyHash()), text: text, verifier: verifier}, nil
}

// Sign returns a statement with a publisher's signature in the place of any that it had.
func Sign(unsigned, secret string) (string, error) {
	s, err := readNote(unsigned)
	if err != nil {
		return "", err
	}
	signer, err := note.NewSigner(strings.TrimSpace(secret))
	if err != nil || !publisherForm.MatchString(signer.Name()) {
		return "", fault.New(fault.Invalid, "publisher-key", "This is not a publisher's secret key, as `ribambelle module keygen` writes it.")
	}
	signed, err := note.Sign(&note.Note{Text: s.Text()}, signer)
	if err != nil {
		return "", fmt.Errorf("signing a release: %w", err)
	}
	return string(signed), nil
}

// readNote reads a statement, believing no signature.
func readNote(text string) (Statement, error) {
	body, _, _ := strings.Cut(text, "\n\n")
	if body != text {
		body += "\n"
	}
	return readStatement(body)
}

// signer says by whose key a statement claims to be signed: nothing is checked. Empty: by nobody's.
func signer(text string) (publisher string) {
	_, err := note.Open([]byte(text), note.VerifierList())
	var stranger *note.UnverifiedNoteError
	if !errors.As(err, &stranger) || len(stranger.Note.UnverifiedSigs) == 0 {
		return ""
	}
	return stranger.Note.UnverifiedSigs[0].Name
}

// signed reports whether exactly this key signed the statement of a note, alone.
func (k Key) signed(text string) bool {
	s, err := readNote(text)
	if err != nil {
		return false
	}
	opened, err := note.Open([]byte(text), note.VerifierList(k.verifier))
	return err == nil && opened.Text == s.Text() && len(opened.Sigs) == 1 && len(opened.UnverifiedSigs) == 0
}
