package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type moduleOut struct {
	Name      string          `json:"name"`
	Title     sdk.Text        `json:"title"`
	Summary   sdk.Text        `json:"summary"`
	Icon      string          `json:"icon,omitempty"`
	Version   string          `json:"version" doc:"That serves this organisation."`
	Newest    string          `json:"newest" doc:"The newest version that is installed."`
	Pinned    bool            `json:"pinned" doc:"The operator keeps this organisation at its version."`
	On        bool            `json:"on"`
	State     string          `json:"state" doc:"How it is for this organisation: ready, asleep (the next call starts it), starting, draining, stopped, quarantined."`
	Trouble   string          `json:"trouble,omitempty"`
	Level     string          `json:"level" enum:"full,strong,basic,none,no-process" doc:"How its processes are confined, from most to least; no-process: there is none."`
	Publisher string          `json:"publisher,omitempty" doc:"Who signed it."`
	Bundled   bool            `json:"bundled" doc:"It came with the server."`
	Grants    []moduleGrant   `json:"grants" doc:"What it asks for."`
	Waiting   *waitingOut     `json:"waiting,omitempty" doc:"A newer release, which waits until this organisation has agreed to what it asks for."`
	Placement string          `json:"placement"`
	Config    json.RawMessage `json:"config"`
	ConfigTag string          `json:"config_tag" doc:"The ETag of the configuration; sent as If-Match, it keeps a change from undoing another."`
	Schema    json.RawMessage `json:"config_schema"`
	Managed   []string        `json:"managed"`
	Actions   []sdk.Action    `json:"actions" doc:"With the roles that may do them here."`
	// Collections are all that it declares, listed anywhere or not.
	Collections []collectionBrief `json:"collections"`

	Conversions []conversion `json:"conversions" doc:"Records here on their way to a new version, since the server started."`
}

type modulesOut struct {
	Modules []moduleOut `json:"modules"`
}

// InModule is the address of a module of an organisation.
type InModule struct {
	InTenant
	Module string `path:"module" maxLength:"40"`
}

type disableModule struct {
	InModule
	Body struct {
		Confirm bool `json:"confirm,omitempty" doc:"Turn it off although something is under way."`
	}
}

// underWay is something that turning a module off would interrupt.
type underWay struct {
	Title   sdk.Text `json:"title"`
	Subject string   `json:"subject" doc:"What the record calls itself."`
	ID      string   `json:"id"`
}

type underWayOut struct {
	UnderWay []underWay `json:"under_way"`
}

func (e *edge) modules() {
	one := "/t/{tenant}/modules/{module}"
	register(e, operation{
		id: "module-list", method: http.MethodGet, path: "/t/{tenant}/modules", action: "core:module.read", access: onAny,
		summary: "Installed modules, and how they stand here",
	}, e.listModules)
	register(e, operation{
		id: "module-enable", method: http.MethodPost, path: one + ":enable", action: "core:module.enable",
		summary: "Turn a module on",
	}, e.enableModule)
	register(e, operation{
		id: "module-consent", method: http.MethodPost, path: one + ":consent", action: "core:module.consent",
		summary: "Agree to what a module asks for", example: map[string]any{"consent": []string{}},
	}, e.consent)
	register(e, operation{
		id: "module-disable", method: http.MethodPost, path: one + ":disable", action: "core:module.disable",
		summary: "Turn a module off; answers 409 module-busy with what is under way unless confirmed",
		example: map[string]any{"confirm": false},
	}, e.disableModule)
	register(e, operation{
		id: "module-under-way", method: http.MethodGet, path: one + "/under-way", action: "core:module.disable",
		summary: "What turning a module off would interrupt",
	}, e.listUnderWay)
	register(e, operation{
		id: "module-configure", method: http.MethodPut, path: one + "/config", action: "core:module.configure",
		summary: "Set a module's configuration, checked against its schema",
	}, e.configureModule)
}

// plugin is an installed module: what it declares, and how it is.
type plugin struct {
	sdk.Manifest
	digest, level, trouble, publisher, newest string
	bundled, pinned                           bool
	waiting                                   *module.Waiting
}

// plugins lists what is installed, by name, as it is for a tenant; with the zero ID, as it is for all.
func (e *edge) plugins(t tenant.ID) []plugin {
	var all []plugin
	for _, m := range e.Modules.Modules(t) {
		all = append(all, pluginOf(m))
	}
	return all
}

func pluginOf(m module.Installed) plugin {
	return plugin{m.Manifest, m.Release.Digest, m.Level, m.Trouble, m.Release.Publisher, m.Newest, m.Bundled, m.Pinned, m.Waiting}
}

// installed finds an installed module as it is for a tenant.
func (e *edge) installed(name string, t tenant.ID) (plugin, error) {
	m, found := e.Modules.Module(name, t)
	if !found {
		return plugin{}, fault.Missing("module")
	}
	return pluginOf(m), nil
}

// modulesOn lists the installed modules that a tenant has on.
func (e *edge) modulesOn(ctx context.Context, t tenant.ID) ([]plugin, error) {
	states, err := e.Tenants.Modules(ctx, t)
	if err != nil {
		return nil, err
	}
	on := map[string]bool{}
	for _, s := range states {
		on[s.Name] = s.On
	}
	return slices.DeleteFunc(e.plugins(t), func(m plugin) bool { return !on[m.Name] }), nil
}

// moduleOn finds a module that a tenant has on, as a request's body names it.
func (e *edge) moduleOn(ctx context.Context, t tenant.ID, name string) (plugin, error) {
	on, err := e.modulesOn(ctx, t)
	if err != nil {
		return plugin{}, err
	}
	i := slices.IndexFunc(on, func(m plugin) bool { return m.Name == name })
	if i < 0 {
		return plugin{}, fault.InvalidRule("/module", fault.Absent, "", "there is no such module, or it is off")
	}
	return on[i], nil
}

// stateOf is a module as one tenant has it; a zero state when it was never on.
func (e *edge) stateOf(ctx context.Context, t tenant.ID, name string) (tenant.Module, error) {
	states, err := e.Tenants.Modules(ctx, t)
	if err != nil {
		return tenant.Module{}, err
	}
	i := slices.IndexFunc(states, func(m tenant.Module) bool { return m.Name == name })
	if i < 0 {
		return tenant.Module{Name: name, Config: []byte("{}")}, nil
	}
	return states[i], nil
}

func (e *edge) listModules(ctx context.Context, c *call, _ *InTenant) (*body[modulesOut], error) {
	out := modulesOut{Modules: []moduleOut{}}
	for _, m := range e.plugins(c.Tenant.ID) {
		state, err := e.stateOf(ctx, c.Tenant.ID, m.Name)
		if err != nil {
			return nil, err
		}
		line := e.moduleLine(c.Tenant, m, state)
		line.Conversions = e.conversions(m.Name, c.Tenant)
		out.Modules = append(out.Modules, line)
	}
	return ok(out), nil
}

func (e *edge) moduleLine(t tenant.Tenant, m plugin, state tenant.Module) moduleOut {
	now, _ := e.Modules.Module(m.Name, t.ID)
	out := moduleOut{
		Name: m.Name, Title: m.Title, Summary: m.Summary, Icon: m.Icon, Version: m.Version, Newest: m.newest, Pinned: m.pinned, On: state.On,
		State: string(now.State), Trouble: now.Trouble, Level: m.level, Placement: now.Release.Placement,
		Publisher: m.publisher, Bundled: m.bundled, Grants: askedOf(m.Asks(), state.Consented),
		Config: object(state.Config), ConfigTag: configTag(state), Schema: object(m.Config), Managed: list(state.Managed), Actions: []sdk.Action{}, Collections: []collectionBrief{}, Conversions: []conversion{},
	}
	if m.waiting != nil {
		out.Waiting = &waitingOut{m.waiting.Version, askedOf(m.waiting.Asks, state.Consented)}
	}
	for _, s := range m.Collections {
		out.Collections = append(out.Collections, collectionBrief{s.Collection, s.Title})
	}
	for _, a := range m.Actions {
		if roles, chosen := t.Settings.Roles[a.Name]; chosen {
			a.Roles = roles
		}
		a.Roles = list(a.Roles)
		out.Actions = append(out.Actions, a)
	}
	return out
}

// object is never null in JSON.
func object(text []byte) json.RawMessage {
	if len(text) == 0 {
		return json.RawMessage("{}")
	}
	return text
}

func (e *edge) enableModule(ctx context.Context, c *call, in *InModule) (*body[moduleOut], error) {
	return e.turn(ctx, c, in.Module, "core:module.enable", true)
}

func (e *edge) disableModule(ctx context.Context, c *call, in *disableModule) (*body[moduleOut], error) {
	m, err := e.installed(in.Module, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	if !in.Body.Confirm {
		going, err := e.underWay(ctx, c, m)
		if err != nil {
			return nil, err
		}
		if len(going) > 0 {
			busy := fault.New(fault.Conflict, "module-busy", "Turning this module off would interrupt what is under way. Confirm to do it anyway.")
			return nil, with{busy, map[string]any{"under_way": going}}
		}
	}
	return e.turn(ctx, c, in.Module, "core:module.disable", false)
}

func (e *edge) listUnderWay(ctx context.Context, c *call, in *InModule) (*body[underWayOut], error) {
	m, err := e.installed(in.Module, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	state, err := e.stateOf(ctx, c.Tenant.ID, m.Name)
	if err != nil || !state.On {
		return ok(underWayOut{UnderWay: []underWay{}}), err
	}
	going, err := e.underWay(ctx, c, m)
	if err != nil {
		return nil, err
	}
	return ok(underWayOut{UnderWay: list(going)}), nil
}

// turn sets a module on or off for the tenant. Its pages and operations follow with the next request.
func (e *edge) turn(ctx context.Context, c *call, name, action string, on bool) (*body[moduleOut], error) {
	m, err := e.installed(name, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	state, err := e.stateOf(ctx, c.Tenant.ID, name)
	if err != nil {
		return nil, err
	}
	if state.On != on && slices.Contains(state.Managed, "") {
		return nil, managed("")
	}
	if on {
		if state.Consented, err = agreed(m, state); err != nil {
			return nil, err
		}
	}
	state.On, state.Since = on, e.clock()
	if !on {
		state.Pin = ""
	}
	err = e.change(ctx, c, action, "module/"+name, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(c.Tenant.Version).PutModule(ctx, state)
	})
	if err == nil && !on {
		err = e.settle(ctx, m, false)
	}
	if err != nil {
		return nil, err
	}
	return ok(e.moduleLine(c.Tenant, m, state)), nil
}

// underWay asks the module's own declarations what is going on, whether or not the caller may see it: only
// titles are told.
func (e *edge) underWay(ctx context.Context, c *call, m plugin) ([]underWay, error) {
	view := e.Records.View(c.asModule(m.Name))
	var going []underWay
	for _, declared := range m.UnderWay {
		page, err := view.List(ctx, declared.Collection, store.Query{Filter: declared.Filter, Size: 20})
		if err != nil {
			return nil, err
		}
		for _, r := range page.Records {
			going = append(going, underWay{declared.Title, titleOf(r.Doc, c.Principal.Language), r.ID})
		}
	}
	return going, nil
}

// titleOf is what a document calls itself: its title or name, as text or by language.
func titleOf(doc json.RawMessage, language string) string {
	var named struct {
		Title, Name json.RawMessage
	}
	if json.Unmarshal(doc, &named) != nil {
		return ""
	}
	for _, raw := range []json.RawMessage{named.Title, named.Name} {
		var text string
		if json.Unmarshal(raw, &text) == nil && text != "" {
			return text
		}
		var byLanguage map[string]string
		if json.Unmarshal(raw, &byLanguage) == nil && len(byLanguage) > 0 {
			return orElse(byLanguage[language], byLanguage["fr"])
		}
	}
	return ""
}
