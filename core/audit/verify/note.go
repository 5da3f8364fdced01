package verify

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"unicode/utf8"
)

// key verifies signed notes (C2SP signed-note) of one ed25519 key.
type key struct {
	name   string
	id     []byte // four bytes that signatures begin with
	public ed25519.PublicKey
}

var errKey = errors.New("a verifier key reads name+hash+base64, as `ribambelle` prints it")

// parseKey reads "name+hash+base64": the hash in hexadecimal, then the algorithm byte 1 and the public key.
func parseKey(text string) (key, error) {
	name, rest, _ := strings.Cut(strings.TrimSpace(text), "+")
	hash, encoded, ok := strings.Cut(rest, "+")
	data, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || name == "" || err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != 1 {
		return key{}, errKey
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), data...))
	if hash != hex.EncodeToString(sum[:4]) {
		return key{}, errors.New("the verifier key was damaged on the way: its hash does not fit")
	}
	return key{name, sum[:4], ed25519.PublicKey(data[1:])}, nil
}

// open returns the text of a signed note. Other keys' signatures may stand beside ours.
func (k key) open(note []byte) (string, error) {
	at := bytes.LastIndex(note, []byte("\n\n"))
	if at < 0 || !utf8.Valid(note) || note[len(note)-1] != '\n' {
		return "", errors.New("it is not a signed note")
	}
	text := note[:at+1]
	for line := range strings.Lines(string(note[at+2:])) {
		name, encoded, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "— "), "\n"), " ")
		signature, err := base64.StdEncoding.DecodeString(encoded)
		if !ok || !strings.HasPrefix(line, "— ") || err != nil || len(signature) < 5 {
			return "", errors.New("a signature of the note cannot be read")
		}
		if name != k.name || !bytes.Equal(signature[:4], k.id) {
			continue
		}
		if !ed25519.Verify(k.public, text, signature[4:]) {
			return "", errors.New("its signature is not that of this key")
		}
		return string(text), nil
	}
	return "", errors.New("this key has not signed it")
}
