package rego

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Config says where policies come from and how much may be kept. Only Policies is required.
type Config struct {
	Policies  authz.Policies
	Clock     func() time.Time // default time.Now
	CacheSize int              // verdicts kept, one for each principal and action; default 50,000
	Bundles   int              // tenants whose policies are kept ready; default 1,000
	Timeout   time.Duration    // of one evaluation; default 50 ms
	Logger    *slog.Logger     // hears of policies that were refused; default discards
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.CacheSize == 0 {
		c.CacheSize = 50_000
	}
	if c.Bundles == 0 {
		c.Bundles = 1_000
	}
	if c.Timeout == 0 {
		c.Timeout = 50 * time.Millisecond
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func (c Config) validate() error {
	var wrong []error
	if c.Policies == nil {
		wrong = append(wrong, errors.New("rego: Config.Policies is required"))
	}
	if c.CacheSize < 0 || c.Bundles < 0 || c.Timeout < 0 {
		wrong = append(wrong, errors.New("rego: CacheSize, Bundles and Timeout must not be negative"))
	}
	return errors.Join(wrong...)
}

// Authorizer is an authz.Authorizer over OPA.
type Authorizer struct {
	config   Config
	core     *unit
	root     authz.Document // the tenant's root, read only
	units    *otter.Cache[unitKey, *unit]
	bundles  *otter.Cache[bundleKey, *bundle]
	good     *otter.Cache[tenant.ID, *bundle] // the newest that compiled
	verdicts *otter.Cache[verdictKey, *verdict]
	epoch    atomic.Uint32
}

// Renew forgets what was decided and loaded: policies that come with modules have changed, which no tenant's
// version tells.
func (a *Authorizer) Renew() { a.epoch.Add(1) }

// Trying decides by a policy that is not live, apart from this one: nothing of it is kept here.
func (a *Authorizer) Trying(p authz.Policy) (authz.Authorizer, error) {
	c := a.config
	c.Policies = one(p)
	return New(c)
}

// one is a policy for whoever asks.
type one authz.Policy

// Policy implements authz.Policies.
func (p one) Policy(context.Context, tenant.ID, int64) (authz.Policy, error) {
	return authz.Policy(p), nil
}

// New makes an Authorizer.
func New(c Config) (*Authorizer, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	own, err := embeddedCore(context.Background())
	if err != nil {
		return nil, err
	}
	return &Authorizer{
		config: c, core: own, root: authz.Document{"unit_path": tenant.Root},
		units:    otter.Must(&otter.Options[unitKey, *unit]{MaximumSize: c.Bundles}),
		bundles:  otter.Must(&otter.Options[bundleKey, *bundle]{MaximumSize: c.Bundles}),
		good:     otter.Must(&otter.Options[tenant.ID, *bundle]{MaximumSize: c.Bundles}),
		verdicts: otter.Must(&otter.Options[verdictKey, *verdict]{MaximumSize: c.CacheSize}),
	}, nil
}

// verdictKey finds a verdict. The principal is always part of it: people may read their own, so that hardly
// any verdict could be shared. What the principal holds is compared with the verdict found, exactly; shape
// only keeps apart the few sets of grants that one principal comes with, as when a module calls on its behalf.
type verdictKey struct {
	tenant    tenant.ID
	home      tenant.ID
	principal string
	action    string
	site      string // of the device that the principal uses
	version   int64
	shape     uint64
	epoch     uint32
}

func keyOf(q *authz.Question, epoch uint32) verdictKey {
	shape := uint64(len(q.Principal.Grants))<<32 | uint64(len(q.Principal.Scopes))
	return verdictKey{q.Tenant, q.Principal.Home, q.Principal.ID, q.Action, q.Principal.Site, q.Version, shape, epoch}
}

// verdict finds or makes the verdict of a question.
func (a *Authorizer) verdict(ctx context.Context, q *authz.Question) (*verdict, error) {
	key := keyOf(q, a.epoch.Load())
	if v, ok := a.verdicts.GetIfPresent(key); ok && v.serves(&q.Principal, a.config.Clock) {
		return v, nil
	}
	if q.Tenant.IsZero() || q.Action == "" {
		return nil, errors.New("rego: a question needs a tenant and an action")
	}
	b, err := a.bundle(ctx, *q, key.epoch)
	if err != nil {
		return nil, err
	}
	v, err := a.judge(ctx, b, *q)
	if err != nil {
		return nil, fmt.Errorf("deciding %s: %w", q.Action, err)
	}
	if b.version == q.Version {
		a.verdicts.Set(key, v)
	}
	return v, nil
}

// Decide implements authz.Authorizer.
func (a *Authorizer) Decide(ctx context.Context, q authz.Question) (authz.Decision, error) {
	v, err := a.verdict(ctx, &q)
	if err != nil {
		return authz.Decision{Rule: "none"}, err
	}
	switch {
	case q.Record == nil && q.New == nil:
		return v.about(a.root, nil), nil // what is about nothing in particular; records are asked about one by one
	case q.New == nil:
		return v.about(q.Record, v.within), nil
	case q.Record != nil:
		if before := v.about(q.Record, v.within); !before.Allow {
			return before, nil
		}
	}
	return v.about(q.New, v.within), nil
}

// Filter implements authz.Authorizer.
func (a *Authorizer) Filter(ctx context.Context, q authz.Question) (authz.Filter, error) {
	v, err := a.verdict(ctx, &q)
	if err != nil {
		return authz.Nothing(), err
	}
	return v.filter, nil
}

var (
	_ authz.Authorizer = (*Authorizer)(nil)
	_ authz.Checker    = (*Authorizer)(nil)
)
