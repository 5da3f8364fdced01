package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Installer takes releases of modules in while the server runs.
type Installer interface {
	Install(ctx context.Context, path string, terms module.Terms) (module.Release, error)
	// Remove takes a release out, and with the last of a module what its records are to become.
	Remove(ctx context.Context, r Removal) (Removed, error)
	// Settle lets releases take over that waited for somebody's agreement, and do no more.
	Settle(ctx context.Context) error
	// Pin keeps an organisation at an installed version of a module, or lets it go. Fault kinds: not_found, conflict (the
	// module is off there, something is not agreed to, or is stored as that version cannot read it), unavailable (it does
	// not start); then nothing has changed.
	Pin(ctx context.Context, p Pin) error
	// Versions lists the versions of each module that are installed, the newest last.
	Versions(ctx context.Context) (map[string][]string, error)
}

// Removal is a release to take out.
type Removal struct {
	Name    string `json:"name" maxLength:"30"`
	Version string `json:"version" maxLength:"64"`
	Data    string `json:"data" enum:"keep,export,purge" doc:"What becomes of the module's records, in all organisations: keep leaves them, export writes them into a folder and then purges, purge deletes them for good."`
	Folder  string `json:"folder,omitempty" maxLength:"4096" doc:"Of the server's machine, new or empty; for export."`
}

// Pin is the version of a module at which an organisation stays.
type Pin struct {
	Name    string `json:"name" maxLength:"30"`
	Version string `json:"version,omitempty" maxLength:"64" doc:"Of those that are installed; none lets the newest serve it again to which it has agreed."`
	Tenant  string `json:"tenant" maxLength:"40" doc:"The organisation."`
}

type pinModule struct{ Body Pin }

// Removed says what a removal did.
type Removed struct {
	Exported int      `json:"exported" doc:"Records that were written into the folder."`
	Purged   []string `json:"purged" doc:"Organisations whose records of the module were deleted."`
}

type removeModule struct{ Body Removal }

type installation struct {
	Name      string   `json:"name"`
	Version   string   `json:"version" doc:"The newest: it serves all organisations but those in others."`
	Digest    string   `json:"digest" doc:"SHA-256 of the program that runs, in hexadecimal; of the declaration where there is no program."`
	Publisher string   `json:"publisher,omitempty" doc:"Who signed it; absent for a program that came with the server, or unsigned."`
	Key       string   `json:"key,omitempty" doc:"Which of the publisher's keys did."`
	Bundled   bool     `json:"bundled" doc:"It came with the server."`
	Versions  []string `json:"versions" doc:"That are installed; the newest is the last."`
	Others    []other  `json:"others" doc:"Organisations that another version serves, or that are kept at theirs."`
	Grants    []string `json:"grants" doc:"What it asks for."`
	Waiting   *awaited `json:"waiting,omitempty" doc:"A newer release that has not taken over."`
	Placement string   `json:"placement" enum:"per-tenant,shared,declared" doc:"per-tenant: a process for each organisation; shared: one for all; declared: there is no program."`
	Level     string   `json:"level" enum:"full,strong,basic,none,no-process" doc:"How its processes are confined, from most to least; no-process: there is none."`
	State     string   `json:"state"`
	Reason    string   `json:"reason,omitempty" doc:"Why it is not ready."`
	Tenants   []string `json:"tenants" doc:"Organisations that have it on."`
	Offered   []string `json:"offered" doc:"The only organisations that may have it; empty: all."`

	Conversions []conversion `json:"conversions" doc:"Records on their way to a new version, since this server started."`
}

// other is the version that serves an organisation.
type other struct {
	Tenant  string `json:"tenant"`
	Version string `json:"version"`
	Pinned  bool   `json:"pinned" doc:"Kept there by the operator; else it has not agreed to what the newest asks for."`
}

// awaited is a release that waits for organisations to agree to what it asks for.
type awaited struct {
	Version string   `json:"version"`
	Tenants []string `json:"tenants" doc:"Those that have not agreed."`
}

// conversion says how far the records of a collection are on their way to a new version of its schema. They
// are read as they will be all the while.
type conversion struct {
	Tenant     string   `json:"tenant,omitempty" doc:"Organisation, where that is not clear."`
	Collection string   `json:"collection"`
	Version    int      `json:"version" doc:"That the records are brought to."`
	Total      int      `json:"total" doc:"Records that were of an older one."`
	Done       int      `json:"done"`
	Failed     []string `json:"failed" doc:"Ids of records that are not valid, or not unique, at the new version: they stay as they were, and somebody must mend them."`
	Running    bool     `json:"running"`
}

// conversions tells of a module's conversions in one tenant.
func (e *edge) conversions(module string, t tenant.Tenant) []conversion {
	all := []conversion{}
	for _, c := range e.Records.Conversions(module) {
		if c.Tenant == t.ID {
			all = append(all, conversion{Collection: c.Collection, Version: c.Version, Total: c.Total, Done: c.Done, Failed: list(c.Failed), Running: c.Running})
		}
	}
	return all
}

type installations struct {
	Modules []installation `json:"modules"`
}

type installModule struct {
	Body struct {
		Path      string `json:"path" minLength:"1" maxLength:"4096" doc:"Where the package, or the program, lies on the server's machine."`
		Unsigned  bool   `json:"unsigned,omitempty" doc:"Take a bare program that nobody signed."`
		Older     bool   `json:"allow_older,omitempty" doc:"Take a release that is older than the one at work."`
		Publisher bool   `json:"change_publisher,omitempty" doc:"Take a release of another publisher than that of the one at work."`
		Shared    bool   `json:"allow_shared,omitempty" doc:"Let the module serve all organisations by one process, where it asks for that."`
		Confine   string `json:"confine,omitempty" enum:"basic" doc:"Confine it no further than this, for a program that is not static: it can then read and reach whatever the server's user can."`
	}
}

func (e *edge) installation() {
	register(e, operation{
		id: "installation-list", method: http.MethodGet, path: "/modules", action: "core:tenant.read", system: true,
		summary: "Installed modules, how they are, and who has them on; for operators",
	}, e.listInstallations)
	register(e, operation{
		id: "installation-add", method: http.MethodPost, path: "/modules:install", action: "core:tenant.apply", system: true,
		summary: "Install a module from a package on the server's machine; over the private socket only", status: http.StatusCreated,
	}, e.installModule)
	register(e, operation{
		id: "installation-remove", method: http.MethodPost, path: "/modules:remove", action: "core:tenant.apply", system: true,
		summary: "Take a release out, with or without the module's records; over the private socket only",
	}, e.removeModule)
	register(e, operation{
		id: "installation-pin", method: http.MethodPost, path: "/modules:pin", action: "core:tenant.apply", system: true,
		summary: "Keep an organisation at an installed version of a module, or let it go; for operators",
		example: Pin{Name: "shelf", Version: "1.0.0", Tenant: "ville"},
	}, e.pinModule)
}

// removeModule deletes records of all organisations where that is asked for: only the machine's owner may.
func (e *edge) removeModule(ctx context.Context, c *call, in *removeModule) (*body[Removed], error) {
	if !isPrivate(ctx) {
		return nil, fault.New(fault.Denied, "machine-owner-only", "Modules are removed from the server's own machine: ribambelle module remove.")
	}
	if e.Installer == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server removes no modules while it runs.")
	}
	done, err := e.Installer.Remove(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	err = e.change(ctx, c, "core:module.remove", "release/"+in.Body.Name+"@"+in.Body.Version, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	if err != nil {
		return nil, err
	}
	done.Purged = list(done.Purged)
	return ok(done), nil
}

// pinModule keeps an organisation at a version of a module.
func (e *edge) pinModule(ctx context.Context, c *call, in *pinModule) (*body[Pin], error) {
	if e.Installer == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server changes no modules while it runs.")
	}
	if err := e.Installer.Pin(context.WithoutCancel(ctx), in.Body); err != nil {
		return nil, err
	}
	what := "release/" + in.Body.Name + "@" + in.Body.Version
	err := e.change(ctx, c, "core:module.pin", what, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	return ok(in.Body), err
}

func (e *edge) listInstallations(ctx context.Context, _ *call, _ *struct{}) (*body[installations], error) {
	all, err := e.Tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	lead, slugs := map[string]string{}, map[tenant.ID]string{}
	for _, m := range e.Modules.Modules(tenant.ID{}) {
		lead[m.Release.Name] = m.Release.Version
	}
	having, converting, others := map[string][]string{}, map[string][]conversion{}, map[string][]other{}
	for _, t := range all {
		slugs[t.ID] = t.Slug
		for _, m := range e.plugins(t.ID) {
			for _, c := range e.conversions(m.Name, t) {
				c.Tenant = t.Slug
				converting[m.Name] = append(converting[m.Name], c)
			}
		}
		on, err := e.modulesOn(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		for _, m := range on {
			having[m.Name] = append(having[m.Name], t.Slug)
			if m.pinned || m.Version != lead[m.Name] {
				others[m.Name] = append(others[m.Name], other{t.Slug, m.Version, m.pinned})
			}
		}
	}
	versions, err := e.versions(ctx)
	if err != nil {
		return nil, err
	}
	out := installations{Modules: []installation{}}
	for _, m := range e.Modules.Modules(tenant.ID{}) {
		one := installationOf(m, having[m.Release.Name])
		for _, t := range m.Offered {
			one.Offered = append(one.Offered, slugs[t])
		}
		one.Others = list(others[m.Release.Name])
		one.Versions = list(versions[m.Release.Name])
		one.Conversions = list(converting[m.Release.Name])
		out.Modules = append(out.Modules, one)
	}
	return ok(out), nil
}

func (e *edge) versions(ctx context.Context) (map[string][]string, error) {
	if e.Installer == nil {
		return nil, nil
	}
	return e.Installer.Versions(ctx)
}

// releaseResource is what the audit log calls a release.
func releaseResource(r module.Release) string {
	return "release/" + r.Name + "@" + r.Version + "#" + r.Digest
}

// installModule runs a program of the machine: only its owner, at the private socket, may ask for that.
func (e *edge) installModule(ctx context.Context, c *call, in *installModule) (*body[installation], error) {
	if !isPrivate(ctx) {
		return nil, fault.New(fault.Denied, "machine-owner-only", "Modules are installed from the server's own machine: ribambelle module install.")
	}
	if e.Installer == nil {
		return nil, fault.New(fault.Unsupported, "not-supported", "This server installs no modules while it runs.")
	}
	release, err := e.Installer.Install(ctx, in.Body.Path, module.Terms{Unsigned: in.Body.Unsigned, Older: in.Body.Older, Publisher: in.Body.Publisher, Shared: in.Body.Shared, Confine: in.Body.Confine})
	if err != nil {
		return nil, err
	}
	what := releaseResource(release)
	if release.Confine != "" {
		what += ";confine=" + release.Confine
	}
	err = e.change(ctx, c, "core:module.install", what, func(context.Context, audit.Tx, *audit.Entry) error { return nil })
	if err != nil {
		return nil, err
	}
	for _, m := range e.Modules.Modules(tenant.ID{}) {
		if m.Release.Name == release.Name {
			return ok(installationOf(m, nil)), nil
		}
	}
	return nil, fault.New(fault.Unavailable, "module-unavailable", "The module was installed, and does not start.")
}

func installationOf(m module.Installed, tenants []string) installation {
	var waiting *awaited
	if m.Waiting != nil {
		waiting = &awaited{m.Waiting.Version, m.Waiting.Tenants}
	}
	return installation{
		Grants: namesOf(m.Manifest.Asks()), Waiting: waiting,
		Name: m.Release.Name, Version: m.Release.Version, Digest: m.Release.Digest,
		Publisher: m.Release.Publisher, Key: m.Release.Key, Bundled: m.Bundled, Versions: []string{m.Release.Version}, Placement: m.Release.Placement,
		Level: m.Level, State: string(m.State), Reason: m.Trouble, Tenants: list(tenants), Offered: []string{}, Others: []other{}, Conversions: []conversion{},
	}
}
