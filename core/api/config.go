package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/widget"
)

// Config is what the edge stands on. Fields marked "optional" may stay zero; New names every other one that does.
type Config struct {
	Version string // as printed; optional
	URL     string // address that people use, "https://…": links and cookies follow it; optional

	Tenants    tenant.Directory
	Units      tenant.Tree
	Closures   tenant.Closures
	Identities identity.Store
	Roll       identity.Roll
	Factors    identity.Factors
	Passkeys   identity.Passkeys
	Devices    identity.Devices
	Groups     identity.Groups
	Ceremonies identity.Ceremonies // with browsers, about passkeys
	Providers  identity.Providers
	Parties    identity.Parties // to the conversation with providers of accounts
	Secrets    Sealer
	Sessions   identity.Sessions
	Stays      identity.Stays
	Embeds     widget.Keys
	Shares     sharing.Store
	Works      sharing.Works
	Passwords  *identity.Passwords // optional: made with the shipped cost
	Book       audit.Book
	Log        audit.Log
	Reader     audit.Reader
	Authorizer authz.Authorizer
	Policies   authz.Policies
	Records    *record.Keeper
	Privacy    privacy.Store
	Notices    notice.Store
	NoticeDesk NoticeDesk
	Denials    *audit.Tally // counts refusals and failed sign-ins; whoever made it runs it
	// SharedReads counts what other organisations read by shares; whoever made it runs it.
	SharedReads *audit.Tally
	Subjects    Subjects
	Modules     Modules
	Replays     record.Replays
	Installer   Installer        // optional: modules are installed at start only
	Departures  Departures       // optional: organisations are not deleted
	Moving      Moving           // optional: organisations neither leave nor come
	Former      audit.FormerLogs // optional: no organisation has brought a log along
	Requests    tenant.Requests
	Desk        Desk    // optional: no packages are taken from organisations
	MaxPackage  int64   // bytes of a package that an organisation uploads; default 64 MiB
	Files       Files   // optional: no images are counted
	Mailbox     Mailbox // optional: /outbox answers unsupported
	AuditKey    string  // verifier's key of the audit log, as text
	// StatementKey is the verifier's key of what modules have signed: certificates.
	StatementKey string
	// RequestKey keys the hashes of requests that carry an Idempotency-Key; the same on every node.
	RequestKey []byte
	// TicketKey signs what people bring back for the second step of a sign-in; the same on every node.
	// Optional: made for this process.
	TicketKey []byte
	// FeedKey makes the addresses of calendars that open to whoever knows them; the same on every node.
	// Optional: made for this process.
	FeedKey []byte
	Hosts   HostTable   // optional: no custom host names
	Health  HealthCheck // optional: always ready

	Console   fs.FS            // built console: index.html, public.html and assets/; optional: a plain page
	Metrics   http.Handler     // optional: /metrics is absent
	Telemetry Telemetry        // optional: reports nowhere
	Logger    *slog.Logger     // optional: discarded
	Now       func() time.Time // optional: the system's clock

	// Setup is the one-time token of the first administrator; empty: there is no setup.
	Setup string
	// Demo lists accounts whose passwords everybody knows; nil outside a demonstration.
	Demo func(ctx context.Context) ([]DemoOrganisation, error)
}

// DemoOrganisation is an organisation of a demonstration, with accounts to try.
type DemoOrganisation struct {
	Slug   string      `json:"slug"`
	Name   string      `json:"name"`
	Logins []DemoLogin `json:"logins"`
}

// DemoLogin is an account to try.
type DemoLogin struct {
	Role     string `json:"role"`
	Login    string `json:"login"`
	Password string `json:"password"`
	Name     string `json:"name"`
}

// validate names all missing ports at once.
func (c Config) validate() error {
	needed := []struct {
		name    string
		missing bool
	}{
		{"Tenants", c.Tenants == nil},
		{"Units", c.Units == nil},
		{"Closures", c.Closures == nil},
		{"Identities", c.Identities == nil},
		{"Roll", c.Roll == nil},
		{"Factors", c.Factors == nil},
		{"Passkeys", c.Passkeys == nil},
		{"Devices", c.Devices == nil},
		{"Groups", c.Groups == nil},
		{"Ceremonies", c.Ceremonies == nil},
		{"Providers", c.Providers == nil},
		{"Parties", c.Parties == nil},
		{"Secrets", c.Secrets == nil},
		{"Sessions", c.Sessions == nil},
		{"Stays", c.Stays == nil},
		{"Embeds", c.Embeds == nil},
		{"Shares", c.Shares == nil},
		{"Works", c.Works == nil},
		{"SharedReads", c.SharedReads == nil},
		{"Book", c.Book == nil},
		{"Log", c.Log == nil},
		{"Reader", c.Reader == nil},
		{"Authorizer", c.Authorizer == nil},
		{"Policies", c.Policies == nil},
		{"Records", c.Records == nil},
		{"Notices", c.Notices == nil},
		{"NoticeDesk", c.NoticeDesk == nil},
		{"Denials", c.Denials == nil},
		{"Subjects", c.Subjects == nil},
		{"Modules", c.Modules == nil},
		{"Replays", c.Replays == nil},
		{"Requests", c.Requests == nil},
	}
	var wrong []error
	for _, n := range needed {
		if n.missing {
			wrong = append(wrong, fmt.Errorf("api: Config.%s is missing", n.name))
		}
	}
	return errors.Join(wrong...)
}

// withDefaults fills in what is optional.
func (c Config) withDefaults() Config {
	if c.Version == "" {
		c.Version = "devel"
	}
	if c.Passwords == nil {
		c.Passwords = identity.NewPasswords()
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.MaxPackage == 0 {
		c.MaxPackage = 64 << 20
	}
	if len(c.TicketKey) == 0 {
		c.TicketKey = identity.NewAppSecret()
	}
	if len(c.FeedKey) == 0 {
		c.FeedKey = identity.NewAppSecret()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}
