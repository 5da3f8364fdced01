package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// cost is what argon2id spends on a password.
type cost struct {
	memory uint32 // KiB
	time   uint32
	lanes  uint8
}

const (
	saltBytes    = 16
	passwordSum  = 32
	hashesAtOnce = 2
	maxPassword  = 1024 // bytes; longer ones are refused before any hashing
)

// Passwords hashes and checks passwords with argon2id: 19 MiB, two passes. At most two run at once, so that
// a crowd at the door costs waiting and never memory. Make one with NewPasswords for the whole process.
type Passwords struct {
	turns  chan struct{}
	cost   cost
	decoy  string
	derive func(password, salt []byte, time, memory uint32, lanes uint8, size uint32) []byte
}

// NewPasswords returns a hasher with the shipped cost.
func NewPasswords() *Passwords {
	p := &Passwords{turns: make(chan struct{}, hashesAtOnce), cost: cost{memory: 19 * 1024, time: 2, lanes: 1}, derive: argon2.IDKey}
	p.decoy = encode(p.cost, make([]byte, saltBytes), make([]byte, passwordSum))
	return p
}

// Hash returns the argon2id string to keep. It waits for its turn; a context that ends first is unavailable.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt) //nolint:errcheck // crypto/rand never fails: it ends the process instead
	sum, err := p.sum(ctx, p.cost, password, salt)
	if err != nil {
		return "", err
	}
	return encode(p.cost, salt, sum), nil
}

// Verify reports whether password is the one that kept was made from. An empty kept costs as much as a real
// one and is never right: an account without a password and an unknown login answer alike.
func (p *Passwords) Verify(ctx context.Context, kept, password string) (bool, error) {
	known := kept != ""
	if !known {
		kept = p.decoy
	}
	c, salt, want, err := decode(kept)
	if err != nil {
		return false, fmt.Errorf("read the stored password hash: %w", err)
	}
	got, err := p.sum(ctx, c, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func (p *Passwords) sum(ctx context.Context, c cost, password string, salt []byte) ([]byte, error) {
	if len(password) > maxPassword {
		return nil, fault.InvalidRule("/password", fault.TooLong, strconv.Itoa(maxPassword), "at most %d bytes", maxPassword)
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "busy", "Too many people are signing in. Try again in a moment.").Because(ctx.Err())
	}
	return p.derive([]byte(password), salt, c.time, c.memory, c.lanes, passwordSum), nil
}

// encode writes the PHC string that every argon2 library reads.
func encode(c cost, salt, sum []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, c.memory, c.time, c.lanes, b64.EncodeToString(salt), b64.EncodeToString(sum))
}

func decode(text string) (c cost, salt, sum []byte, err error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("not an argon2id string of version %d", argon2.Version)
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.lanes); err != nil {
		return c, nil, nil, fmt.Errorf("read its cost: %w", err)
	}
	if c.memory > 1<<20 || c.time == 0 || c.time > 64 || c.lanes == 0 {
		return c, nil, nil, fmt.Errorf("cost out of bounds: %s", parts[3])
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("read its salt: %w", err)
	}
	if sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("read its sum: %w", err)
	}
	return c, salt, sum, nil
}
