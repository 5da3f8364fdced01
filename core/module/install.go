package module

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Terms are what whoever installs a release accepts beyond what goes without saying.
type Terms struct {
	// Bundled programs come with the server: who can write them can write the server too. One that is in the catalogue
	// already is no news, and one never takes the place of a publisher's release.
	Bundled bool
	// Unsigned accepts a bare program, a bare folder, or a package that nobody signed.
	Unsigned bool
	// Older accepts a release that comes before the one at work.
	Older bool
	// Publisher accepts a release of somebody else than the one at work: whose it is has the module's records.
	Publisher bool
	// Shared accepts one process for all organisations where a release asks for that, as if it had come with the server.
	Shared bool
	// Confine "basic" confines its processes no further, for a program that is not static. Empty: as far as the machine goes.
	Confine string
	// For offers the release to one organisation, beside those that have it already. Zero: to all.
	For tenant.ID
	// Program is the SHA-256 of the program that was looked at; any other is refused. Empty: whichever it is.
	Program string
}

// Install starts the program of a package, or a bare one, once, asks what it is, checks that and puts the release into the
// catalogue. Of a declaration, in a package or a folder, nothing is started. What it verified is what Start runs. Fault kinds:
// not_found (nothing there), invalid (not a program of this machine, no package, or its declaration is wrong), denied (not
// signed by somebody trusted, revoked, changed), conflict (needs other Terms), unsupported (platform), unavailable (does not
// start).
func (h *Host) Install(ctx context.Context, path string, terms Terms) (Release, error) {
	if h.wrong != nil {
		return Release{}, h.wrong
	}
	b, err := h.open(path, terms.Unsigned)
	if err != nil {
		return Release{}, err
	}
	if terms.Program != "" {
		err = b.check(terms.Program)
	}
	var release Release
	if err == nil {
		release, err = h.enlist(ctx, b, terms)
	}
	if err != nil {
		_ = b.Close()
		return Release{}, err
	}
	h.hold(b)
	return release, nil
}

// enlist makes a program's release the one that runs of its module.
func (h *Host) enlist(ctx context.Context, b *binary, terms Terms) (Release, error) {
	if b.signed == nil && !terms.Unsigned && !terms.Bundled {
		return Release{}, b.unsigned()
	}
	if b.declared() {
		terms.Confine, terms.Shared = "", false // there is nothing to confine, or to place
	}
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return Release{}, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	release, known := b.among(releases, terms)
	if !known {
		if release, err = h.describe(ctx, b, terms); err != nil {
			return Release{}, err
		}
	}
	trusted := release.Trusted
	if release, err = h.placed(release, terms); err != nil {
		return Release{}, err
	}
	widened := known && release.offer(terms)
	fresh := !known || widened || release.Trusted != trusted
	current, replaces := atWork(releases, release, terms)
	switch {
	case !fresh && (terms.Bundled || !terms.For.IsZero() || current.Version == release.Version):
		return release, nil
	case terms.Bundled && replaces && current.packaged():
		h.config.Logger.WarnContext(ctx, "a module that came with the server stays aside: a publisher's release of it is installed",
			"module", release.Name, "version", release.Version, "publisher", current.Publisher)
		return current, nil
	case terms.Bundled:
	case replaces:
		err = current.yields(release, terms)
	default:
		err = strangers(releases, release, terms)
	}
	if err == nil {
		err = taken(releases, release)
	}
	if err == nil && b.signed != nil && fresh {
		err = h.store(release, b)
	}
	if err != nil {
		return Release{}, err
	}
	release.Installed = h.config.Clock.Now().UTC()
	if terms.Bundled && replaces && passedOver(releases, release) {
		release.Installed = current.Installed.Add(time.Millisecond)
	}
	if err := h.config.Catalog.Put(ctx, release); err != nil {
		return Release{}, fmt.Errorf("putting module %s into the catalogue: %w", release.Name, err)
	}
	return release, nil
}

// unsigned refuses what nobody answers for.
func (b *binary) unsigned() error {
	what, made := "program", "built"
	if b.declared() {
		what, made = "folder", "wrote"
	}
	return fault.New(fault.Denied, "package-unsigned",
		"%s is a %s that nobody signed: install a publisher's package, or say --unsigned if you %s it yourself.", b.name, what, made)
}

// atWork finds the release that was installed last of a module, among those that somebody may have who may have the next one.
// To what comes with the server only those count that are offered to all.
func atWork(releases []Release, next Release, terms Terms) (current Release, found bool) {
	for _, r := range releases {
		shared := len(r.Offered) == 0 || len(next.Offered) == 0 && !terms.Bundled || slices.ContainsFunc(next.Offered, r.OfferedTo)
		if r.Name == next.Name && shared && (!found || r.Installed.After(current.Installed)) {
			current, found = r, true
		}
	}
	return current, found
}

// passedOver reports whether some have a release of their own instead of the one that comes with the server: a newer one of the
// server's must not take its place for them.
func passedOver(releases []Release, next Release) bool {
	return slices.ContainsFunc(releases, func(r Release) bool { return r.Name == next.Name && len(r.Offered) > 0 })
}

// offer lets those have a release for whom the terms are, and reports whether that makes more of them. What was offered is not
// taken back.
func (r *Release) offer(terms Terms) bool {
	switch {
	case len(r.Offered) == 0:
		return false
	case terms.For.IsZero():
		r.Offered = nil
	case slices.Contains(r.Offered, terms.For):
		return false
	default:
		r.Offered = append(slices.Clone(r.Offered), terms.For)
	}
	return true
}

// placed says by how many processes a release serves: by one for all organisations where it came with the server or the
// terms allow what it asks for, else by one for each.
func (h *Host) placed(r Release, terms Terms) (Release, error) {
	if r.Declared() {
		return r, nil
	}
	m, err := r.Declares()
	if err != nil {
		return r, err
	}
	bundled := terms.Bundled || h.Bundled(r)
	switch r.Placement = m.Placement; {
	case r.Placement == "" && bundled:
		r.Placement = sdk.Shared
	case r.Placement == "":
		r.Placement = sdk.PerTenant
	case r.Placement == sdk.Shared && !bundled:
		r.Trusted = r.Trusted || terms.Shared
	}
	if bundled {
		return r, nil
	}
	return r, h.sharable(r)
}

// sharable refuses one process for all organisations to a release that nobody trusts as the server: what it remembers of one
// it could tell another.
func (h *Host) sharable(r Release) error {
	if r.Placement != sdk.Shared || r.Trusted || h.Bundled(r) {
		return nil
	}
	return fault.New(fault.Denied, "package-shared",
		"%s %s asks for one process for all organisations (placement shared), which is for modules that came with the server: ask its author for placement per-tenant, or install it with --allow-shared if you trust it as you trust the server.", r.Name, r.Version)
}

// among finds the release that these very bytes are, confined as the terms say.
func (b *binary) among(releases []Release, terms Terms) (Release, bool) {
	for _, r := range releases {
		if r.Digest != b.digest || r.Confine != terms.Confine && !terms.Bundled {
			continue
		}
		if b.signed == nil && r.Path == b.name || b.signed != nil && r.Path == storedAs(r) && r.Version == b.signed.Version && r.Key == b.signed.key.ID {
			return r, true
		}
	}
	return Release{}, false
}

// yields refuses to let another release take a release's place where the terms do not say so.
func (r Release) yields(next Release, terms Terms) error {
	switch {
	case parcel.Older(next.Version, r.Version) && !terms.Older:
		return fault.New(fault.Conflict, "package-older",
			"%s %s is older than %s, which is at work: it may lack what was mended since, and cannot read what was written since. Say --allow-older if that is meant.", next.Name, next.Version, r.Version)
	case next.Publisher != r.Publisher && !terms.Publisher:
		return fault.New(fault.Conflict, "package-publisher",
			"%s is %s here, and this release is %s: it would be given the module's records. Say --change-publisher if that is meant.", r.Name, r.from(), next.from())
	}
	return nil
}

// strangers refuses another publisher's release of a module that others have, although nobody's records are concerned: what its
// collections need of the tables is common to all.
func strangers(releases []Release, next Release, terms Terms) error {
	for _, r := range releases {
		if r.Name == next.Name && r.Publisher != next.Publisher {
			return r.yields(next, Terms{Older: true, Publisher: terms.Publisher})
		}
	}
	return nil
}

// from says whose a release is.
func (r Release) from() string {
	if r.Publisher == "" {
		return "unsigned or came with the server"
	}
	return "by " + r.Publisher
}

// taken refuses a second content under the name and version of a published release.
func taken(releases []Release, next Release) error {
	for _, r := range releases {
		same := r.Name == next.Name && r.Version == next.Version
		if same && r.Digest != next.Digest && (r.packaged() || len(next.Offered) > 0) {
			return fault.New(fault.Conflict, "release-taken",
				"%s %s is in the catalogue with another content (sha256 %.12s…): a published release never changes, and what has changed needs another version.", r.Name, r.Version, r.Digest)
		}
	}
	return nil
}

// Offer lets one more organisation have the release of a module that was installed last; where the terms name none, all. Fault
// kinds: not_found; conflict where it would take the place of another release, and the terms do not say so.
func (h *Host) Offer(ctx context.Context, name string, terms Terms) (Release, error) {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return Release{}, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	release, found := newest(releases)[name]
	if !found {
		return Release{}, fault.Missing("module")
	}
	before := slices.DeleteFunc(releases, func(r Release) bool { return r.Version == release.Version })
	if !release.offer(terms) {
		return release, nil
	}
	if current, replaces := atWork(before, release, terms); replaces {
		if err := current.yields(release, terms); err != nil {
			return Release{}, err
		}
	}
	if err := h.config.Catalog.Put(ctx, release); err != nil {
		return Release{}, fmt.Errorf("offering module %s: %w", name, err)
	}
	return release, nil
}

// newest takes, for each name, the release that was installed last.
func newest(releases []Release) map[string]Release {
	chosen := map[string]Release{}
	for _, r := range releases {
		if old, ok := chosen[r.Name]; !ok || r.Installed.After(old.Installed) {
			chosen[r.Name] = r
		}
	}
	return chosen
}

// storedAs is the name of a release's package among those that the host keeps.
func storedAs(r Release) string {
	return fmt.Sprintf("%s-%s-%.12s%s", r.Name, r.Version, r.Digest, parcel.Suffix)
}

// path is where a release lies.
func (h *Host) path(r Release) string {
	if filepath.IsAbs(r.Path) {
		return r.Path
	}
	return filepath.Join(h.config.Packages, filepath.Base(r.Path))
}

// store keeps a package, written anew from what was verified.
func (h *Host) store(r Release, b *binary) error {
	if h.config.Packages == "" {
		return fault.New(fault.Unsupported, "not-supported", "This server takes no packages.")
	}
	if err := os.MkdirAll(h.config.Packages, 0o700); err != nil {
		return fmt.Errorf("making the folder of packages: %w", err)
	}
	return parcel.Create(filepath.Join(h.config.Packages, storedAs(r)), func(w io.Writer) error {
		return parcel.Write(w, b.signed.note, b.signed.declaration, b.program())
	})
}

// vouched fails when a package must not run any longer: its publisher is not trusted now, or it was revoked. Lists that
// cannot be read stop nothing that runs.
func (h *Host) vouched(by *signed) error {
	if by == nil {
		return nil
	}
	unsigned := by.key.Publisher == ""
	if _, err := h.config.Publisher(by.note); fault.KindOf(err) == fault.Denied && !(unsigned && isUnsigned(err)) {
		return err
	}
	return nil
}

// Remove takes a release out of the catalogue, and ends its process where it is at work. Fault kinds: not_found; conflict
// where it is at work and others of its module could be.
func (h *Host) Remove(ctx context.Context, name, version string) error {
	releases, err := h.config.Catalog.Releases(ctx)
	if err != nil {
		return fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	gone, last := Release{}, true
	for _, r := range releases {
		switch {
		case r.Name == name && r.Version == version:
			gone = r
		case r.Name == name:
			last = false
		}
	}
	if gone.Name == "" {
		return fault.Missing("release")
	}
	if !last && slices.ContainsFunc(h.AtWork(), func(d Declaration) bool { return d.Name == name && d.Version == version }) {
		return fault.New(fault.Conflict, "release-at-work", "%s %s is at work: install the release that is to take its place first, or unpin the organisations that stay at it.", name, version)
	}
	if err := h.config.Catalog.Remove(ctx, name, version); err != nil {
		return fmt.Errorf("taking %s %s out of the catalogue: %w", name, version, err)
	}
	if last {
		h.retire(name)
	}
	if filepath.IsAbs(gone.Path) {
		return nil // a program of the operator's own
	}
	if err := os.Remove(h.path(gone)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the package of %s %s: %w", name, version, err)
	}
	return nil
}

// retire ends a module for good.
func (h *Host) retire(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l := h.modules[name]; l != nil {
		l.end()
		delete(h.modules, name)
	}
}
