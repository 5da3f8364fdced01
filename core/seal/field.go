package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyderivation"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"
	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Fields seals what fields marked sensitive hold: AES-256-GCM under a key of the organisation's own, which is
// derived from the installation's field key (HKDF-SHA-256). A sealed value begins with the id of the key that
// sealed it, so that the installation's key can be changed: a keyset holds the old ones as long as values under
// them are left.
//
// A value is bound to its place (organisation, collection, record, field): in another place it does not open.
// Its blind index is a keyed hash of organisation, collection, field and value, by a key that never changes:
// equal values have equal ones, and nothing else is told.
type Fields struct {
	deriver keyderivation.KeysetDeriver
	index   []byte
	tenants sync.Map // tenant to tink.AEAD
}

// ErrBroken is the fault of a sealed value that does not open.
var ErrBroken = fault.New(fault.Unavailable, "seal-broken",
	"A sealed value cannot be opened: it was changed or moved, or the key that sealed it is not here.")

// Place is where a sealed value belongs.
type Place struct {
	Tenant     string
	Collection string // "portrait/waves"
	Record     string
	Field      string
}

// bytes tells every place from every other: each part comes with its length.
func (p Place) bytes() []byte {
	var b []byte
	for _, part := range []string{p.Tenant, p.Collection, p.Record, p.Field} {
		b = binary.AppendUvarint(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}

// Seal seals a value for its place.
func (f *Fields) Seal(at Place, plain []byte) (string, error) {
	box, err := f.tenant(at.Tenant)
	if err != nil {
		return "", err
	}
	sealed, err := box.Encrypt(plain, at.bytes())
	if err != nil {
		return "", fmt.Errorf("sealing a value: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// Open opens a value that was sealed for that place; ErrBroken otherwise.
func (f *Fields) Open(at Place, sealed string) ([]byte, error) {
	box, err := f.tenant(at.Tenant)
	if err != nil {
		return nil, err
	}
	text, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return nil, ErrBroken.Because(err)
	}
	plain, err := box.Decrypt(text, at.bytes())
	if err != nil {
		return nil, ErrBroken.Because(err)
	}
	return plain, nil
}

// Blind returns the blind index of a value; the place's record does not count.
func (f *Fields) Blind(at Place, plain []byte) string {
	at.Record = ""
	mac := hmac.New(sha256.New, f.index)
	mac.Write(at.bytes())
	mac.Write(plain)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// tenant returns what seals for one organisation.
func (f *Fields) tenant(id string) (tink.AEAD, error) {
	if kept, ok := f.tenants.Load(id); ok {
		return kept.(tink.AEAD), nil
	}
	own, err := f.deriver.DeriveKeyset([]byte("ribambelle fields " + id))
	if err != nil {
		return nil, fmt.Errorf("deriving an organisation's key: %w", err)
	}
	box, err := aead.New(own)
	if err != nil {
		return nil, fmt.Errorf("reading an organisation's key: %w", err)
	}
	kept, _ := f.tenants.LoadOrStore(id, box)
	return kept.(tink.AEAD), nil
}

// openFields reads the field key and the index key.
func openFields(field, index string) (*Fields, error) {
	handle, err := keysetOf(field)
	if err != nil {
		return nil, fmt.Errorf("read the field key: %w", err)
	}
	f := &Fields{}
	if f.deriver, err = keyderivation.New(handle); err != nil {
		return nil, fmt.Errorf("read the field key: %w", err)
	}
	if f.index, err = base64.StdEncoding.DecodeString(index); err != nil {
		return nil, fmt.Errorf("read the index key: %w", err)
	}
	return f, nil
}

// newField makes a keyset with one key from which organisations' keys are derived.
func newField() (string, error) {
	template, err := keyderivation.CreatePRFBasedKeyTemplate(prf.HKDFSHA256PRFKeyTemplate(), aead.AES256GCMKeyTemplate())
	if err != nil {
		return "", err
	}
	handle, err := keyset.NewHandle(template)
	if err != nil {
		return "", err
	}
	return textOf(handle)
}

// textOf writes a keyset as a key file holds it: one line.
func textOf(handle *keyset.Handle) (string, error) {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&text)); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(text.Bytes()), nil
}

func keysetOf(text string) (*keyset.Handle, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("it must be a Tink keyset in base64")
	}
	return insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(raw)))
}

// fieldFingerprint names a keyset by its oldest key, which stays when others are added.
func fieldFingerprint(text string) (string, error) {
	if _, err := keysetOf(text); err != nil {
		return "", err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	var keys tinkpb.Keyset
	if err := proto.Unmarshal(raw, &keys); err != nil || len(keys.GetKey()) == 0 {
		return "", errors.New("it must be a Tink keyset in base64")
	}
	oldest := keys.GetKey()[0]
	sum := sha256.Sum256(fmt.Appendf(nil, "ribambelle key fingerprint %d %s", oldest.GetKeyId(), oldest.GetKeyData().GetValue()))
	return hex.EncodeToString(sum[:8]), nil
}
