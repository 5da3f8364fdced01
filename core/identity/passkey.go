package identity

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// FirstPasskey is signing in with a passkey: the device asks for a finger, a face or a PIN, so it is two factors in one.
const FirstPasskey = "passkey"

// Passkey is a key that a person's device or password manager holds for this site.
type Passkey struct {
	ID         string
	Person     string
	Credential []byte // how the device names it
	Name       string // how its owner does
	Doc        string // what proofs are checked against, as the adapter wrote it; no secret
	Counter    uint32 // of its uses, where the device counts: a copy of the key lags behind
	Created    time.Time
	Used       *time.Time
}

// Site is where a passkey holds: the host that it is bound to, and the address of the pages that may ask for it.
type Site struct{ Host, Origin, Name string }

// Passkeys tells people's passkeys. Fault kind: not_found.
type Passkeys interface {
	// Passkeys lists a person's, the oldest first.
	Passkeys(ctx context.Context, t tenant.ID, person string) ([]Passkey, error)
	// Passkey finds the one that a device names so.
	Passkey(ctx context.Context, t tenant.ID, credential []byte) (Passkey, error)
}

// PasskeyWriter changes passkeys within one transaction of one tenant.
type PasskeyWriter interface {
	// Put keeps a new passkey; conflict where the device's name for it is taken.
	Put(ctx context.Context, k Passkey) error
	// Rename gives a passkey of a person another name. Fault kind: not_found.
	Rename(ctx context.Context, person, id, name string) error
	// Use notes a use, and refuses (conflict) one whose counter another use has reached, or of a key that was removed.
	Use(ctx context.Context, k Passkey) error
	// Remove deletes one, or all of the person's when id is empty. Fault kind: not_found.
	Remove(ctx context.Context, person, id string) error
	// Spend notes that a challenge was answered; conflict when it was before.
	Spend(ctx context.Context, challenge []byte, until time.Time) error
}

// Ceremonies speak with browsers about passkeys, in their language (Web Authentication). A challenge is any text that is
// never given twice. Fault kinds: invalid, unauthenticated, unsupported (the site's host cannot have passkeys).
type Ceremonies interface {
	// Create says what a browser needs to make a passkey for a person.
	Create(at Site, p Person, known []Passkey, challenge string) ([]byte, error)
	// Ask says what a browser needs to show a passkey, whoever's it is.
	Ask(at Site, challenge string) ([]byte, error)
	// Challenge says which challenge an answer is to, and of which credential; nothing is proved yet.
	Challenge(answer []byte) (challenge string, credential []byte, err error)
	// Created checks the answer to Create.
	Created(at Site, p Person, answer []byte) (Passkey, error)
	// Shown checks the answer to Ask, and returns the passkey as used.
	Shown(at Site, p Person, k Passkey, answer []byte) (Passkey, error)
}
