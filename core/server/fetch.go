package server

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/egress"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// reachAction is what the audit calls a module's request to a host outside.
const reachAction = "core:module.reach"

// outside is the way out for modules; nil where the operator has opened none. Whoever agrees for an organisation does not
// answer for the network in which the server stands: that is the operator's to say, and no release opens it by being newer.
func (p *parts) outside(c Config) *egress.Client {
	if !c.ModuleEgress {
		return nil
	}
	return egress.New(egress.Config{})
}

// Fetch implements module.Backend. It is written down before the request leaves, who is refused as well.
func (b backend) Fetch(ctx context.Context, c module.Caller, hosts []string, q wire.Outgoing) (wire.Incoming, error) {
	if b.outside == nil {
		return wire.Incoming{}, fault.New(fault.Unsupported, "egress-off", "This server lets no module reach hosts outside: its operator can, with --module-egress consented.")
	}
	out, err := egress.Read(q.Method, q.URL, q.Header, q.Body)
	if err == nil && !slices.Contains(hosts, out.Host()) {
		err = fault.New(fault.Denied, "egress-not-granted", "The module %s does not ask to reach %s, or your organisation has not agreed to it.", c.Module, out.Host())
	}
	if err != nil {
		return wire.Incoming{}, b.unreached(ctx, c, out.Host(), err)
	}
	e := reaching(c, out.Host())
	if err := b.reached.Note(ctx, e.Resource+" "+e.Behalf, e); err != nil {
		return wire.Incoming{}, err
	}
	got, err := b.outside.Send(ctx, c.Tenant.String()+" "+c.Module, out)
	if err != nil {
		return wire.Incoming{}, b.unreached(ctx, c, out.Host(), err)
	}
	return wire.Incoming{Status: got.Status, Header: got.Header, Body: got.Body}, nil
}

// withheldAction is what the audit calls a module's attempt to do what its organisation has not agreed to.
const withheldAction = "core:module.withhold"

// Refused implements module.Config.
func (b backend) Refused(ctx context.Context, c module.Caller, grant string) error {
	e := acting(c, withheldAction, "grant/"+grant)
	e.Outcome, e.Rule = audit.Denied, "grant-missing"
	return b.denials.Note(ctx, e.Principal, e)
}

// unreached writes down that a module was refused, and returns why it was.
func (b backend) unreached(ctx context.Context, c module.Caller, host string, refused error) error {
	if fault.KindOf(refused) != fault.Denied {
		return refused
	}
	e := reaching(c, host)
	e.Outcome, e.Rule = audit.Denied, fault.From(refused).Code
	if err := b.denials.Note(ctx, e.Principal, e); err != nil {
		return err
	}
	return refused
}

// reaching is the entry of a module that reaches a host, on somebody's behalf. A host that is none is not kept.
func reaching(c module.Caller, host string) audit.Entry {
	if !egress.IsHost(host) {
		return acting(c, reachAction, "")
	}
	return acting(c, reachAction, "host/"+host)
}
