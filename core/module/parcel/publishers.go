package parcel

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Publishers are those that an operator trusts, and what was revoked: two lists in a folder, read anew each time. They
// can be copied from one machine to another.
type Publishers struct{ Folder string }

// The lists: one entry a line, "# …" behind it for people.
const (
	trustedList = "trusted"
	revokedList = "revoked"
)

// Revocation is a key or a release that is refused whoever trusts it.
type Revocation struct {
	What string // a public key, or "sha256:" and the digest of a program
	Note string // when and why
}

// Trusted lists the keys that are trusted, in the order in which they were.
func (p Publishers) Trusted() (keys []Key, err error) {
	lines, err := p.list(trustedList)
	for _, l := range lines {
		key, err := ParseKey(l.What)
		if err != nil {
			return nil, errList(p.path(trustedList), l.What)
		}
		keys = append(keys, key)
	}
	return keys, err
}

// Revoked lists what was revoked.
func (p Publishers) Revoked() ([]Revocation, error) {
	lines, err := p.list(revokedList)
	for _, l := range lines {
		digest, isRelease := strings.CutPrefix(l.What, "sha256:")
		if _, err := ParseKey(l.What); err != nil && !(isRelease && IsDigest(digest)) {
			return nil, errList(p.path(revokedList), l.What)
		}
	}
	return lines, err
}

// Check says by whom a statement is signed. Fault kind denied: by nobody, by a key that is not trusted, with a key or as
// a release that was revoked; unavailable: the lists cannot be read, and then nobody is trusted.
func (p Publishers) Check(statement string) (Key, error) {
	s, err := readNote(statement)
	if err != nil {
		return Key{}, err
	}
	release := s.Name + " " + s.Version
	revoked, err := p.Revoked()
	if err != nil {
		return Key{}, err
	}
	for _, r := range revoked {
		key, err := ParseKey(r.What)
		if r.What == "sha256:"+s.Digest() || err == nil && key.signed(statement) {
			return Key{}, fault.New(fault.Denied, "package-revoked", "%s was revoked: %s (%s).", release, short(r.What), r.Note)
		}
	}
	trusted, err := p.Trusted()
	if err != nil {
		return Key{}, err
	}
	for _, key := range trusted {
		if key.signed(statement) {
			return key, nil
		}
	}
	if by := signer(statement); by != "" {
		return Key{}, fault.New(fault.Denied, "package-untrusted",
			"%s bears a signature in the name of %s that no key trusted here has made: that key is not trusted (`ribambelle module publisher list`), or the package was changed since.", release, by)
	}
	return Key{}, fault.New(fault.Denied, "package-unsigned", "%s is not signed: ask its publisher for a signed package.", release)
}

// short is a key or digest for a line of text.
func short(what string) string {
	if key, err := ParseKey(what); err == nil {
		return "key " + key.ID + " of " + key.Publisher
	}
	return what[:min(19, len(what))] + "…"
}

// Trust adds a key. One that was revoked stays so.
func (p Publishers) Trust(key Key, now time.Time) error {
	return p.change(func() error {
		revoked, err := p.Revoked()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(revoked, func(r Revocation) bool { return r.What == key.String() }) {
			return fault.New(fault.Denied, "package-revoked", "Key %s of %s was revoked here, and that cannot be taken back: ask the publisher for a new key.", key.ID, key.Publisher)
		}
		trusted, err := p.Trusted()
		if err != nil || slices.ContainsFunc(trusted, func(k Key) bool { return k.String() == key.String() }) {
			return err
		}
		return p.add(trustedList, key.String()+" # since "+now.UTC().Format(time.DateOnly))
	})
}

// Revoke refuses from now on what was signed with a key, whenever that was, or one release by its digest.
func (p Publishers) Revoke(what, why string, now time.Time) error {
	if strings.ContainsAny(why, "\r\n") {
		return fault.New(fault.Invalid, "revocation-reason", "The reason must be one line.")
	}
	return p.change(func() error {
		revoked, err := p.Revoked()
		if err != nil || slices.ContainsFunc(revoked, func(r Revocation) bool { return r.What == what }) {
			return err
		}
		return p.add(revokedList, strings.TrimSpace(what+" # "+now.UTC().Format(time.DateOnly)+" "+why))
	})
}

func (p Publishers) path(list string) string { return filepath.Join(p.Folder, list) }

// list reads the entries of a list; one that is not there is empty.
func (p Publishers) list(name string) (all []Revocation, err error) {
	text, err := os.ReadFile(p.path(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unavailable, "publishers-unreadable", "The list %s cannot be read.", p.path(name)).Because(err)
	}
	for line := range strings.Lines(string(text)) {
		what, remark, _ := strings.Cut(line, "#")
		if what = strings.TrimSpace(what); what != "" {
			all = append(all, Revocation{What: what, Note: strings.TrimSpace(remark)})
		}
	}
	return all, nil
}

// change lets one process at a time write.
func (p Publishers) change(do func() error) error {
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return fault.New(fault.Invalid, "publishers-unwritable", "The folder %s cannot be made.", p.Folder).Because(err)
	}
	folder, err := os.Open(p.Folder)
	if err != nil {
		return fault.New(fault.Unavailable, "publishers-unreadable", "The folder %s cannot be read.", p.Folder).Because(err)
	}
	defer folder.Close() //nolint:errcheck // only locked
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("locking %s: %w", p.Folder, err)
	}
	return do()
}

// add puts a line at the end of a list: who reads sees the old list or the new one, whole.
func (p Publishers) add(list, line string) error {
	text, err := os.ReadFile(p.path(list))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading %s: %w", p.path(list), err)
	}
	text = bytes.TrimSpace(text)
	if len(text) > 0 {
		text = append(text, '\n')
	}
	return WriteFile(p.path(list), append(text, line+"\n"...))
}

func errList(path, what string) error {
	return fault.New(fault.Unavailable, "publishers-unreadable",
		"%s holds %q, which is neither a public key nor sha256: and a digest. As long as it does, no package is trusted.", path, what)
}
