package server

import (
	"context"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/seal"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// carrier says how the outbox carries its items out.
func (p *parts) carrier() outbox.Config {
	return outbox.Config{
		Queue: p.db.Queue(),
		Deliver: map[outbox.Kind]outbox.Deliver{
			outbox.Event:  p.modules.hear,
			outbox.Job:    p.job,
			outbox.Mail:   p.post.Deliver,
			outbox.Notice: p.tell,
		},
		Listeners: p.modules.listeners,
		Schedules: p.modules.schedules,
		Logger:    p.telemetry.Logger,
		Tracer:    p.telemetry.Traces.Tracer("ribambelle/outbox"),
	}
}

// letters writes a module's message as it waits in the outbox.
func (p *parts) letters(t tenant.ID, m store.Mail) ([]byte, error) {
	letter := mail.Message{To: m.To, Subject: m.Subject, Text: m.Text, Language: m.Language, Unsubscribe: m.Unsubscribe}
	for _, a := range m.Attachments {
		letter.Attachments = append(letter.Attachments, mail.Attachment(a))
	}
	return p.post.Write(t, letter)
}

// secretKey is what a module's secret belongs to.
type secretKey struct {
	tenant tenant.ID
	module string
}

// secretOf is what a module's keys in a tenant come from: what the tenant brought along, else what this installation derives.
func (p *parts) secretOf(ctx context.Context, t tenant.ID, name string) ([]byte, error) {
	of := secretKey{t, name}
	if known, found := p.secrets.Load(of); found {
		return known.([]byte), nil //nolint:forcetypeassert // nothing else is put there
	}
	sealed, err := p.db.Carrier().Secret(ctx, t, name)
	if err != nil {
		return nil, err
	}
	secret := p.keys.Derive("module " + t.String() + " " + name)
	if sealed != "" {
		if secret, err = p.keys.Fields().Open(secretPlace(t, name), sealed); err != nil {
			return nil, err
		}
	}
	p.secrets.Store(of, secret)
	return secret, nil
}

// forgetSecrets has the secrets of a tenant's modules looked up anew.
func (p *parts) forgetSecrets(t tenant.ID) {
	p.secrets.Range(func(of, _ any) bool {
		if of.(secretKey).tenant == t { //nolint:forcetypeassert // nothing else is put there
			p.secrets.Delete(of)
		}
		return true
	})
}

func secretPlace(t tenant.ID, name string) seal.Place {
	return seal.Place{Tenant: t.String(), Collection: "core/module_secrets", Record: name, Field: "sealed"}
}

// hear delivers an event to a module, if the tenant still has it on.
func (m *modules) hear(ctx context.Context, item outbox.Item) error {
	call, err := m.working(ctx, item)
	if err != nil {
		return off(err)
	}
	teller, _, _ := strings.Cut(item.Name, ".")
	return m.host.Hear(ctx, call, wire.Event{
		ID: item.ID, Module: teller, At: item.At,
		Event: store.Event{Type: item.Name, Subject: item.Subject, Data: item.Data},
	})
}

// run runs a job of a module, if the tenant still has it on.
func (m *modules) run(ctx context.Context, item outbox.Item) error {
	call, err := m.working(ctx, item)
	if err != nil {
		return off(err)
	}
	return m.host.Run(ctx, call, wire.Job{ID: item.ID, Name: item.Name, Data: item.Data})
}

// off drops work for a module that a tenant has turned off.
func off(err error) error {
	if fault.From(err).Code == "module-off" {
		return nil
	}
	return err
}

// working is a call on the module's own behalf, with the rights that it has now and in the organisation's language.
func (m *modules) working(ctx context.Context, item outbox.Item) (module.Call, error) {
	call, err := m.callFor(ctx, item.Tenant, item.Consumer)
	if err != nil {
		return module.Call{}, err
	}
	call.Principal = identity.Principal{Kind: identity.Module, ID: item.Consumer, Home: item.Tenant, Language: call.Tenant.Languages[0]}
	call.Request = item.ID
	return call, nil
}

// listeners names the modules of a tenant that hear a type of event.
func (m *modules) listeners(ctx context.Context, id tenant.ID, event string) ([]string, error) {
	states, err := m.tenants.Modules(ctx, id)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, manifest := range m.manifests(id) {
		hears := slices.ContainsFunc(manifest.Hears, func(l sdk.Listener) bool { return l.Type == event })
		if hears && on(states, manifest.Name) {
			names = append(names, manifest.Name)
		}
	}
	return names, nil
}

// schedules lists the jobs that run every so often: the core’s in each tenant, a module’s in each that has it on.
func (m *modules) schedules(ctx context.Context) ([]outbox.Schedule, error) {
	tenants, err := m.tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	var all []outbox.Schedule
	for _, t := range tenants {
		if !t.Standing.Open() {
			continue
		}
		all = append(all, outbox.Schedule{Tenant: t.ID, Consumer: coreJobs, Name: retentionJob, Every: retainEvery})
		states, err := m.tenants.Modules(ctx, t.ID)
		if err != nil {
			return nil, err
		}
		for _, manifest := range m.manifests(t.ID) {
			for _, job := range manifest.Jobs {
				if job.Every > 0 && on(states, manifest.Name) {
					all = append(all, outbox.Schedule{Tenant: t.ID, Consumer: manifest.Name, Name: job.Name, Every: job.Every})
				}
			}
		}
	}
	return all, nil
}

func on(states []tenant.Module, name string) bool {
	return slices.ContainsFunc(states, func(s tenant.Module) bool { return s.Name == name && s.On })
}
