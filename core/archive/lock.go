package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// leastPassphrase is how long a passphrase must be, in characters: it is all that stands before everything an organisation has.
const leastPassphrase = 12

// Lock says who can open a file: the holders of keys, or whoever knows a passphrase.
type Lock struct{ to []age.Recipient }

// LockFor makes a lock for recipients of age ("age1…").
func LockFor(recipients ...string) (l Lock, err error) {
	for _, text := range recipients {
		r, err := age.ParseRecipients(strings.NewReader(text))
		if err != nil {
			return l, fault.InvalidRule("/recipients", fault.Pattern, "", "%q is no recipient of age: it begins with age1", text).Because(err)
		}
		l.to = append(l.to, r...)
	}
	if len(l.to) == 0 {
		return l, fault.InvalidRule("/recipients", fault.Required, "", "who may open the file: a recipient of age, or a passphrase")
	}
	return l, nil
}

// LockWith makes a lock that a passphrase opens.
func LockWith(passphrase string) (l Lock, err error) {
	if n := len([]rune(passphrase)); n < leastPassphrase {
		return l, fault.InvalidRule("/passphrase", fault.Length, "12-", "a passphrase of at least %d characters", leastPassphrase)
	}
	r, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return l, fmt.Errorf("reading a passphrase: %w", err)
	}
	return Lock{[]age.Recipient{r}}, nil
}

// Shut encrypts what is written, until it is closed.
func (l Lock) Shut(w io.Writer) (io.WriteCloser, error) {
	shut, err := age.Encrypt(w, l.to...)
	if err != nil {
		return nil, fmt.Errorf("encrypting: %w", err)
	}
	return shut, nil
}

// Key opens files: the identities of a file that age-keygen made, or a passphrase.
type Key struct{ of []age.Identity }

// KeyIn reads identities: "AGE-SECRET-KEY-1…", a line each.
func KeyIn(text []byte) (Key, error) {
	of, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return Key{}, fault.New(fault.Invalid, "identity-unreadable", "The identity cannot be read: it is a file that age-keygen made, with a line that begins with AGE-SECRET-KEY-1.")
	}
	return Key{of}, nil
}

// KeyFor takes a passphrase.
func KeyFor(passphrase string) (Key, error) {
	of, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Key{}, fault.New(fault.Invalid, "identity-unreadable", "The passphrase is empty.")
	}
	return Key{[]age.Identity{of}}, nil
}

// Open decrypts what is read. What was changed or cut off shows as an error of reading.
func (k Key) Open(r io.Reader) (io.Reader, error) {
	opened, err := age.Decrypt(r, k.of...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return nil, fault.New(fault.Invalid, "identity-wrong", "This key does not open the file: it was made for another one, or the passphrase is another.")
	case err != nil:
		return nil, errNoArchive
	}
	return &unlocked{opened}, nil
}

// unlocked says in our words what is wrong with a file that opens and does not go on.
type unlocked struct{ r io.Reader }

func (u *unlocked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	switch {
	case err == nil, errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return n, err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return n, errCut
	}
	return n, errChanged
}
