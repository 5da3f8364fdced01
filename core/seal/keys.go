// Package seal owns the installation's keys: the audit log's signing key, the one that signs statements of
// modules (certificates), the secret from which token and code hashes are derived, and those that seal fields
// (Fields).
//
// Keys lie in a folder of their own (0600 in 0700), made at first start, or come from the environment; they
// never lie in the database, and are backed up apart from it. Beside the folder a list (<folder>.txt) names
// each key by a fingerprint that tells nothing, so that a lost or swapped key is said plainly instead of
// being replaced in silence.
//
// Goals: no default secret; a key is made once; a lost key stops the start with words that help.
// Non-goals: passwords (identity), hashing of entries (audit). Keys is immutable: use it concurrently.
package seal

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// The environment's names of the keys. A key given there is used and never written to the folder.
const (
	AuditVariable     = "RIBAMBELLE_AUDIT_KEY"     // a note signer: "PRIVATE+KEY+…"
	StatementVariable = "RIBAMBELLE_STATEMENT_KEY" // a note signer
	TokenVariable     = "RIBAMBELLE_TOKEN_KEY"     // 32 bytes in base64
	FieldVariable     = "RIBAMBELLE_FIELD_KEY"     // a Tink keyset for derivation, in base64
	IndexVariable     = "RIBAMBELLE_INDEX_KEY"     // 32 bytes in base64
)

// Keys are the keys of one installation.
type Keys struct {
	signer    note.Signer
	verifier  string
	witness   note.Signer
	witnessed string
	token     []byte
	fields    *Fields
	made      []string
}

// Open reads the keys from the environment (getenv, as os.Getenv) and from dir, and makes those that have
// never existed. An empty dir means that all come from the environment. The error of a lost key is ErrLost.
func Open(dir string, getenv func(string) string) (*Keys, error) {
	box, err := openFolder(dir, getenv)
	if err != nil {
		return nil, err
	}
	audit, auditErr := box.key("audit", AuditVariable, newSigner(signerName), verifierOf)
	statement, statementErr := box.key("statement", StatementVariable, newSigner(witnessName), verifierOf)
	token, tokenErr := box.key("token", TokenVariable, newToken, tokenFingerprint)
	field, fieldErr := box.key("field", FieldVariable, newField, fieldFingerprint)
	index, indexErr := box.key("index", IndexVariable, newToken, tokenFingerprint)
	if err := errors.Join(auditErr, statementErr, tokenErr, fieldErr, indexErr); err != nil {
		return nil, err
	}
	if err := box.save(); err != nil {
		return nil, err
	}
	keys := &Keys{made: box.made}
	if keys.signer, err = note.NewSigner(audit); err != nil {
		return nil, fmt.Errorf("read the audit key: %w", err)
	}
	if keys.verifier, err = verifierOf(audit); err != nil {
		return nil, err
	}
	if err := keys.openWitness(statement); err != nil {
		return nil, err
	}
	if keys.token, err = base64.StdEncoding.DecodeString(token); err != nil {
		return nil, fmt.Errorf("read the token key: %w", err)
	}
	keys.fields, err = openFields(field, index)
	return keys, err
}

// Fields seals the fields of records that are marked sensitive.
func (k *Keys) Fields() *Fields { return k.fields }

// Signer signs checkpoints of the audit log.
func (k *Keys) Signer() note.Signer { return k.signer }

// Verifier returns the public half in text: what `ribambelle audit verify --key` takes.
func (k *Keys) Verifier() string { return k.verifier }

// Derive returns 32 secret bytes for one purpose ("session tokens", "answer codes"), always the same for
// this installation and unrelated to those of any other purpose: a pepper or an HMAC key.
func (k *Keys) Derive(purpose string) []byte {
	key, err := hkdf.Expand(sha256.New, k.token, "ribambelle "+purpose, sha256.Size)
	if err != nil {
		panic("seal: 32 bytes are within what HKDF gives") // unreachable
	}
	return key
}

// Made lists the keys that this start made: a start on an empty folder. Where data exist already, the
// folder was lost together with its list, and the caller says so.
func (k *Keys) Made() []string { return k.made }

// signerName is the name in the signature line of checkpoints.
const signerName = "ribambelle.audit"

func newSigner(name string) func() (string, error) {
	return func() (string, error) {
		secret, _, err := note.GenerateKey(rand.Reader, name)
		return secret, err
	}
}

func newToken() (string, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(secret), nil
}

// tokenFingerprint checks the key's shape and names it by a one-way hash.
func tokenFingerprint(secret string) (string, error) {
	raw, err := base64.StdEncoding.DecodeString(secret)
	if err != nil || len(raw) != 32 {
		return "", errors.New("it must be 32 bytes in base64")
	}
	sum := sha256.Sum256(append([]byte("ribambelle key fingerprint "), raw...))
	return hex.EncodeToString(sum[:8]), nil
}

// keyFile is where a key lies.
func keyFile(dir, name string) string { return filepath.Join(dir, name+".key") }

// readSecret reads a key file and refuses one that others may read.
func readSecret(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s can be read by others (mode %04o): run `chmod 600 %s`; if others had access, make a new key",
			path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	return strings.TrimSpace(string(text)), err
}
