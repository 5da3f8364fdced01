package parcel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Statement is what a release says that it is. Its text is what a publisher signs.
type Statement struct {
	Name     string // of the module: "visits"
	Version  string // semantic, without a v: "1.2.0"
	Platform string // that the program runs on: "linux/amd64"; Anywhere where there is none
	Program  Content
	Manifest Content
}

// Content is what a member holds.
type Content struct {
	Size   int64
	Digest string // SHA-256, hexadecimal
}

// Anywhere is the platform of a release that is only a declaration: its program is empty.
const Anywhere = "any/any"

// DeclarationOf is the statement of a release that is only a declaration.
func DeclarationOf(name, version string, manifest []byte) Statement {
	return Statement{Name: name, Version: version, Platform: Anywhere, Program: ContentOf(nil), Manifest: ContentOf(manifest)}
}

// Declared reports whether a release is only a declaration.
func (s Statement) Declared() bool { return s.Platform == Anywhere }

// Digest is what tells a release from others: that of its program, or of its declaration where it has none.
func (s Statement) Digest() string {
	if s.Declared() {
		return s.Manifest.Digest
	}
	return s.Program.Digest
}

// ContentOf measures what is in memory.
func ContentOf(text []byte) Content {
	sum := sha256.Sum256(text)
	return Content{Size: int64(len(text)), Digest: hex.EncodeToString(sum[:])}
}

// purpose is the first line of what is signed: a key that signs other texts signs no release by mistake.
const purpose = "ribambelle module release 1"

// Text is the statement as it is signed: one line for each fact, in one order, and one way to write each.
func (s Statement) Text() string {
	return fmt.Sprintf("%s\nname %s\nversion %s\nplatform %s\nprogram %d sha256:%s\nmanifest %d sha256:%s\n",
		purpose, s.Name, s.Version, s.Platform, s.Program.Size, s.Program.Digest, s.Manifest.Size, s.Manifest.Digest)
}

// File is the name of the release's package.
func (s Statement) File() string { return s.Name + "-" + s.Version + Suffix }

// The forms of what a statement says; they are part of names of files.
var (
	nameForm     = regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`)
	versionForm  = regexp.MustCompile(`^[0-9A-Za-z.-]{5,64}$`)
	platformForm = regexp.MustCompile(`^[a-z0-9]{2,12}/[a-z0-9]{2,12}$`)
	digestForm   = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// readStatement reads a text that Text has written, and no other.
func readStatement(text string) (Statement, error) {
	var s Statement
	_, err := fmt.Sscanf(text, purpose+"\nname %s\nversion %s\nplatform %s\nprogram %d sha256:%s\nmanifest %d sha256:%s\n",
		&s.Name, &s.Version, &s.Platform, &s.Program.Size, &s.Program.Digest, &s.Manifest.Size, &s.Manifest.Digest)
	if err != nil || s.Text() != text {
		return Statement{}, errWrong("it does not say what it is")
	}
	return s, s.validate()
}

func (s Statement) validate() error {
	switch {
	case !nameForm.MatchString(s.Name):
		return errWrong("the module has no name that it may have")
	case !versionForm.MatchString(s.Version) || !semver.IsValid("v"+s.Version) || strings.Count(s.Version, ".") < 2:
		return errWrong("its version is not semantic (1.0.0)")
	case !platformForm.MatchString(s.Platform):
		return errWrong("it does not say for which machines it is")
	case !digestForm.MatchString(s.Program.Digest) || !digestForm.MatchString(s.Manifest.Digest):
		return errWrong("it does not say what it holds")
	case s.Declared() && s.Program != ContentOf(nil):
		return errWrong("it is for any machine, and yet has a program")
	case !s.Declared() && s.Program.Size < 1:
		return errWrong("it is for " + s.Platform + ", and has no program")
	case s.Program.Size > MaxProgram || s.Manifest.Size < 2 || s.Manifest.Size > MaxManifest:
		return errWrong("it holds more than a module may")
	}
	return nil
}

// Older reports whether version a comes before b.
func Older(a, b string) bool { return semver.Compare("v"+a, "v"+b) < 0 }

func errWrong(why string) error {
	return fault.New(fault.Invalid, "package-wrong", "This is not a module's package as `ribambelle module pack` writes it: %s.", why)
}

// IsDigest reports whether a text is a SHA-256 as statements and revocations write it.
func IsDigest(text string) bool { return digestForm.MatchString(text) }
