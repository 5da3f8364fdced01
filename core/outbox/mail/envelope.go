package mail

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// envelope closes messages while they wait: an address beside a petition's title tells what somebody thinks, and
// the queue lies in the database. Without a key messages wait as they are.
type envelope struct{ aead cipher.AEAD }

func newEnvelope(key []byte) (envelope, error) {
	if len(key) == 0 {
		return envelope{}, nil
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return envelope{}, fmt.Errorf("mail: the key of waiting messages: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return envelope{}, fmt.Errorf("mail: the key of waiting messages: %w", err)
	}
	return envelope{aead}, nil
}

// close writes a message as it waits. A message of one tenant cannot be put among another's.
func (e envelope) close(t tenant.ID, m Message) ([]byte, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("writing a message: %w", err)
	}
	if e.aead == nil {
		return text, nil
	}
	return e.aead.Seal(nil, nil, text, []byte(t.String())), nil
}

// open reads a message that waited.
func (e envelope) open(item outbox.Item) (Message, error) {
	text := item.Data
	if e.aead != nil {
		var err error
		if text, err = e.aead.Open(nil, nil, item.Data, []byte(item.Tenant.String())); err != nil {
			return Message{}, fault.New(fault.Invalid, "mail-sealed", "The message was written under another key.").Because(err)
		}
	}
	return Parse(text)
}
