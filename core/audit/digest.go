package audit

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
)

// saltSize is fixed, so that salt and content cannot be cut elsewhere.
const saltSize = 16

// Cover ties the entry to content: a fresh random salt, and SHA-256 over salt and content.
// The content itself is not kept. Calling it again replaces both.
func (e *Entry) Cover(content []byte) {
	e.Salt = make([]byte, saltSize)
	rand.Read(e.Salt) //nolint:errcheck // crypto/rand.Read never returns an error
	e.Digest = digest(e.Salt, content)
}

// Covers reports whether the entry was made about exactly this content. Once the salt is forgotten
// nobody can tell, and it is false.
func (e Entry) Covers(content []byte) bool {
	if len(e.Salt) != saltSize {
		return false
	}
	return subtle.ConstantTimeCompare(e.Digest, digest(e.Salt, content)) == 1
}

func digest(salt, content []byte) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(content)
	return h.Sum(nil)
}
