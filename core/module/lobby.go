package module

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// LobbyFolder is where, in the folder of packages, those wait that organisations have uploaded. Nothing is run from there.
const LobbyFolder = "asked"

// mostUploads is how many packages are received at a time.
const mostUploads = 4

// reserve is the room on the disk that uploads leave alone, whatever may wait.
const reserve = 512 << 20

// staleAfter is how old a file must be that no request names, before it is swept: one that is being uploaded is younger.
const staleAfter = 24 * time.Hour

// Upload is a package that waits: its name is made of an id and a digest of ours, of nothing that it says.
type Upload struct {
	ID     string // of the request
	Digest string // SHA-256 of the whole file
	Size   int64
}

// What a signature says here and now.
const (
	SignatureTrusted  = "trusted"
	SignatureUnknown  = "unknown"  // in the name of somebody who is not trusted
	SignatureUnsigned = "unsigned" // there is none
	SignatureRevoked  = "revoked"  // the key or the release was
	SignatureUnclear  = "unclear"  // the lists of publishers cannot be read
)

// Study is what can be told of a package that waits, without running it.
type Study struct {
	parcel.Report
	Title, Summary sdk.Text
	Asks           []sdk.Grant
	Signature      string
	Said           string   // why the signature is not trusted
	Needs          []string // the terms without which it would not be installed: "unsigned", "older", "publisher", "shared"
	Level          string   // how its processes would be confined
	Path           string   // where it lies
}

// errLobbyBusy asks to come again: uploads take room before anybody can count them.
func (h *Host) errLobbyBusy() error {
	f := fault.New(fault.Exhausted, "uploads-busy", "Too many packages are being uploaded at once.")
	f.RetryAfter = 10 * time.Second
	return f
}

// Receive keeps a package that comes, or the package of a declaration whose folder comes in a zip, once it was read whole and
// is one: nothing of it runs. Fault kinds: invalid (no package, or a wrong declaration), exhausted (too large, too many at once, no room), denied (changed, or revoked), unsupported (for
// another platform).
func (h *Host) Receive(ctx context.Context, id string, t tenant.ID, r io.Reader, most int64) (Upload, Study, error) {
	if h.config.Packages == "" {
		return Upload{}, Study{}, fault.New(fault.Unsupported, "not-supported", "This server takes no packages.")
	}
	select {
	case h.uploads <- struct{}{}:
		defer func() { <-h.uploads }()
	default:
		return Upload{}, Study{}, h.errLobbyBusy()
	}
	r, err := arriving(r)
	if err != nil {
		return Upload{}, Study{}, err
	}
	folder := filepath.Join(h.config.Packages, LobbyFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return Upload{}, Study{}, fmt.Errorf("making the folder of packages that wait: %w", err)
	}
	if err := room(folder, most); err != nil {
		return Upload{}, Study{}, err
	}
	file, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return Upload{}, Study{}, fmt.Errorf("making a file for a package: %w", err)
	}
	defer os.Remove(file.Name()) //nolint:errcheck // it has another name by then, or is not wanted
	u := Upload{ID: id}
	if u.Digest, u.Size, err = copied(file, r, most); err != nil {
		return Upload{}, Study{}, err
	}
	s, err := h.examine(ctx, file.Name(), true, t)
	if err == nil && s.Signature == SignatureRevoked {
		err = fault.New(fault.Denied, "package-revoked", "%s", s.Said)
	}
	if err == nil {
		err = os.Rename(file.Name(), h.lobby(u))
	}
	s.Path = h.lobby(u)
	return u, s, err
}

// room refuses an upload that would leave too little on the disk.
func room(folder string, most int64) error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return fmt.Errorf("measuring the room that is left: %w", err)
	}
	if free := int64(disk.Bavail) * int64(disk.Bsize); free < most+reserve { //nolint:unconvert,gosec // of other types on other systems
		return fault.New(fault.Exhausted, "module-requests-room", "The server's disk has no room for another package.")
	}
	return nil
}

// copied writes what comes to a file, at most so much, and closes it.
func copied(file *os.File, r io.Reader, most int64) (digest string, size int64, err error) {
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(file, sum), io.LimitReader(r, most+1))
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil && size > most {
		err = fault.New(fault.Exhausted, "package-too-large", "A package may have at most %d MiB.", most>>20)
	}
	return hex.EncodeToString(sum.Sum(nil)), size, err
}

// lobby is where a package waits.
func (h *Host) lobby(u Upload) string {
	return filepath.Join(h.config.Packages, LobbyFolder, u.Digest+"-"+filepath.Base(u.ID)+parcel.Suffix)
}

// Study tells what is known of a package that waits, as it is now, for those who would have it. Fault kinds: not_found (it does
// not lie on this machine), denied (the file was changed).
func (h *Host) Study(ctx context.Context, u Upload, t tenant.ID) (Study, error) {
	s, err := h.examine(ctx, h.lobby(u), false, t)
	if fault.KindOf(err) == fault.NotFound {
		err = errElsewhere()
	}
	return s, err
}

func errElsewhere() error {
	return fault.New(fault.NotFound, "package-missing", "The package does not lie on this machine: decide on the server that took it, or ask for it again.")
}

// Whole fails when a package that waits is not the very file that was uploaded.
func (h *Host) Whole(u Upload) error {
	file, err := os.Open(h.lobby(u))
	if errors.Is(err, fs.ErrNotExist) {
		return errElsewhere()
	}
	if err != nil {
		return fmt.Errorf("opening a package that waits: %w", err)
	}
	defer file.Close() //nolint:errcheck // only read
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return fmt.Errorf("reading a package that waits: %w", err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != u.Digest {
		return fault.New(fault.Denied, "package-changed", "The package is not the file that was uploaded any more.")
	}
	return nil
}

// examine reads a package, checks what it declares as an install would, and says what an install would need.
func (h *Host) examine(ctx context.Context, path string, whole bool, t tenant.ID) (Study, error) {
	p, m, err := parcel.Examine(path, whole)
	if err != nil {
		return Study{}, err
	}
	if err := runsHere(p); err != nil && !p.Declared() {
		return Study{}, err
	}
	if _, _, err := readManifest(p.Declaration); err != nil {
		return Study{}, err
	}
	if whole && h.config.Admit != nil {
		if err := h.config.Admit(ctx, m); err != nil {
			return Study{}, err
		}
	}
	s := Study{Report: parcel.ReportOf(p.Statement, m), Title: m.Title, Summary: m.Summary, Asks: m.Asks(), Path: path}
	s.Level = h.machine().Level().String()
	if p.Declared() {
		s.Placement, s.Level = Declared, NoProcess
	}
	s.sign(h.config.Publisher(p.Note))
	if now, found := h.Module(m.Name, t); found {
		s.Against(now.Manifest, m)
	}
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return Study{}, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	s.needs(releases, t)
	return s, nil
}

// sign notes what a look at the signature gave.
func (s *Study) sign(key parcel.Key, err error) {
	s.Publisher, s.Key = key.Publisher, key.ID
	if err == nil {
		s.Signature = SignatureTrusted
		return
	}
	s.Said = fault.From(err).Message
	known := map[string]string{"package-unsigned": SignatureUnsigned, "package-untrusted": SignatureUnknown, "package-revoked": SignatureRevoked}
	if s.Signature = known[fault.From(err).Code]; s.Signature == "" {
		s.Signature = SignatureUnclear
	}
}

// needs finds out, by the rules of an install itself, which terms it would not do without.
func (s *Study) needs(releases []Release, t tenant.ID) {
	next := Release{Name: s.Name, Version: s.Version, Publisher: s.Publisher, Digest: s.Digest, Offered: []tenant.ID{t}}
	s.Needs = []string{}
	if s.Signature == SignatureUnsigned {
		s.Needs = append(s.Needs, "unsigned")
	}
	terms := Terms{For: t}
	current, replaces := atWork(releases, next, terms)
	for _, one := range []struct {
		code, need string
		accept     func()
	}{{"package-older", "older", func() { terms.Older = true }}, {"package-publisher", "publisher", func() { terms.Publisher = true }}} {
		err := strangers(releases, next, terms)
		if replaces {
			err = current.yields(next, terms)
		}
		if err != nil && fault.From(err).Code == one.code {
			s.Needs = append(s.Needs, one.need)
			one.accept()
		}
	}
	if s.Placement == sdk.Shared {
		s.Needs = append(s.Needs, "shared")
	}
}

// Discard removes a package that waits no more.
func (h *Host) Discard(u Upload) error {
	if err := os.Remove(h.lobby(u)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing a package that waits no more: %w", err)
	}
	return nil
}

// Sweep removes what lies among the packages that wait and belongs to none of them: left by a server that was killed, or by an
// organisation that went.
func (h *Host) Sweep(waits func(id string) bool) error {
	entries, err := os.ReadDir(filepath.Join(h.config.Packages, LobbyFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking for packages that wait: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || h.config.Clock.Now().Sub(info.ModTime()) < staleAfter || waits(requestOf(e.Name())) {
			continue
		}
		if err := os.Remove(filepath.Join(h.config.Packages, LobbyFolder, e.Name())); err != nil {
			return fmt.Errorf("removing a package that belongs to no request: %w", err)
		}
	}
	return nil
}

// requestOf is the id of the request that a file waits for; empty where its name is none of ours.
func requestOf(name string) string {
	const digest = 2*sha256.Size + len("-")
	if len(name) < digest+len(parcel.Suffix) {
		return ""
	}
	return name[digest : len(name)-len(parcel.Suffix)]
}
