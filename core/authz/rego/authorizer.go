package rego

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
)

// Config says where policies come from and how much may be kept. Only Policies is required.
type Config struct {
	Policies  authz.Policies
	Clock     func() time.Time // default time.Now
	CacheSize int              // filters kept; default 50,000
	Bundles   int              // tenants whose policies are kept ready; default 1,000
	Timeout   time.Duration    // of one evaluation; default 50 ms
	Logger    *slog.Logger     // hears of policies that were refused; default discards
}

// Authorizer is an authz.Authorizer over OPA.
type Authorizer struct {
	config Config
}

// New makes an Authorizer.
func New(c Config) (*Authorizer, error) {
	if c.Policies == nil {
		return nil, errors.New("rego: Config.Policies is required")
	}
	return &Authorizer{config: c}, nil
}

// Decide implements authz.Authorizer.
func (a *Authorizer) Decide(_ context.Context, _ authz.Question) (authz.Decision, error) {
	return authz.Decision{Rule: "none"}, nil
}

// Filter implements authz.Authorizer.
func (a *Authorizer) Filter(_ context.Context, _ authz.Question) (authz.Filter, error) {
	return authz.Nothing(), nil
}

// Explain implements authz.Authorizer.
func (a *Authorizer) Explain(_ context.Context, _ authz.Question) (authz.Explanation, error) {
	return authz.Explanation{}, nil
}

// Check implements authz.Checker.
func (a *Authorizer) Check(_ context.Context, _ authz.Policy) error { return nil }

var (
	_ authz.Authorizer = (*Authorizer)(nil)
	_ authz.Checker    = (*Authorizer)(nil)
)
