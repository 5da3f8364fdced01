package server

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/core/console"
	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/egress"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/identity/oidc"
	"github.com/ribambelle/ribambelle/core/identity/passkey"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/record/file"
	"github.com/ribambelle/ribambelle/core/seal"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/telemetry"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/holiday"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// parts is everything that a server is made of.
type parts struct {
	keys       *seal.Keys
	secrets    sync.Map // secretKey to the modules' secrets that were derived
	telemetry  *telemetry.Telemetry
	db         *sqlstore.DB
	modules    *modules
	policies   authz.Policies
	authorizer *rego.Authorizer
	records    *record.Keeper
	sealer     *audit.Sealer
	denials    *audit.Tally
	shared     *audit.Tally // what other organisations read
	reached    *audit.Tally // of hosts outside and people's names, by modules
	outbox     *outbox.Dispatcher
	post       *mail.Post
	desk       *notice.Desk
	files      *file.Folder
	passwords  *identity.Passwords
	demo       *demonstration
	now        func() time.Time
	departures *departures
	moving     *moving
	parties    *oidc.Parties
}

// openParts opens what can fail for reasons outside, then wires the rest.
func openParts(ctx context.Context, c Config) (*parts, error) {
	p := &parts{passwords: identity.NewPasswords(), now: c.Now}
	err := p.open(ctx, c)
	if err == nil {
		err = p.wire(c)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *parts) open(ctx context.Context, c Config) (err error) {
	if p.telemetry, err = telemetry.Start(ctx, telemetry.Config{Version: c.Version, Output: c.Log, Plain: c.PlainLog}); err != nil {
		return err
	}
	if p.db, err = sqlstore.Open(ctx, sqlstore.Config{DSN: c.dsn(), AdminDSN: c.DatabaseAdmin, Logger: p.telemetry.Logger, Tracer: p.telemetry.Traces.Tracer("ribambelle/sqlstore")}); err != nil {
		return err
	}
	if err = p.db.Migrate(ctx); err != nil {
		return err
	}
	if p.keys, err = seal.Open(filepath.Join(c.Data, "keys"), os.Getenv); err != nil {
		return err
	}
	if p.files, err = file.New(file.Config{Path: filepath.Join(c.Data, "files")}); err != nil {
		return err
	}
	p.post, err = mail.New(mail.Config{
		Server: c.SMTP, From: c.From, Folder: filepath.Join(c.Data, "mail"), Key: p.keys.Derive("waiting mail"),
		Sender: p.sender,
	})
	if err != nil {
		return fault.New(fault.Invalid, "bad-configuration", "the mail settings do not hold (--smtp, --from)").Because(err)
	}
	return nil
}

func (p *parts) wire(c Config) (err error) {
	least, lenient := c.least()
	bundled, err := filepath.Abs(c.Plugins)
	if err != nil {
		return err
	}
	p.modules = &modules{
		db: p.db, tenants: p.db.Directory(), files: p.files, records: func() *record.Keeper { return p.records }, renewed: func() { p.authorizer.Renew() }, upgraded: make(chan struct{}, 1), brief: c.Brief,
	}
	p.policies = policies{tenants: p.db.Directory(), tree: p.db.Tree(), manifests: p.modules.manifests}
	if p.authorizer, err = rego.New(rego.Config{Policies: p.policies, Logger: p.telemetry.Logger}); err != nil {
		return err
	}
	p.denials, p.reached, p.shared = audit.NewThrottle(p.db.Log(), time.Now), audit.NewReads(p.db.Log(), time.Now), audit.NewReads(p.db.Log(), time.Now)
	p.records = record.New(record.Config{
		Rows: p.db.Rows(), Authorizer: p.authorizer, Tree: p.db.Tree(), Log: p.db.Log(), Denials: p.denials, Sealer: sealer{p.keys.Fields()},
		Tables: p.modules.tables, Installed: p.modules.allTables, Hooks: p.modules, Files: p.files, Salts: p.db.Entries(), Holds: holds{p.db.Privacy(), p.db.Roll(), p.db.Tree(), p.clock}, Versions: p.db.Versions(), Letters: p.letters, Notices: p.told, HookTime: c.HookTime,
		Room: max(0, int64(c.ModuleStorage)) << 20,
	})
	behind := backend{
		records: p.records, tenants: p.db.Directory(), tree: p.db.Tree(), closed: tenant.Calendar{Closures: p.db.Closures(), Holidays: holiday.Of, Tree: p.db.Tree()}, queue: p.db.Queue(),
		gate: disclosure.New(disclosure.Config{Ledger: p.db.Ledger()}), letters: p.letters, keys: p.keys,
		outside: p.outside(c), reached: p.reached, denials: p.denials, roll: p.db.Roll(),
	}
	p.modules.host = module.NewHost(module.Config{
		Catalog: p.db.Catalog(), Backend: behind, Refused: behind.Refused, OnCall: c.Brief,
		Logger: p.telemetry.Logger, Tracer: p.telemetry.Traces.Tracer("ribambelle/module"),
		Packages: filepath.Join(c.Data, PackagesFolder), Publisher: parcel.Publishers{Folder: filepath.Join(c.Data, PublishersFolder)}.Check,
		Bundled: bundled, Holders: p.modules.holders, Agreed: p.modules.agreed,
		URL: c.address(), Secret: p.secretOf, Admit: admit(p.authorizer), Least: least, Lenient: lenient, Limits: c.limits(),
	})
	p.sealer = audit.NewSealer(audit.Config{Log: p.db.Log(), Hashes: p.db.Entries(), Signer: p.keys.Signer(), Logger: p.telemetry.Logger})
	p.desk = notice.NewDesk(notice.Config{
		Tenants: p.db.Directory(), Tree: p.db.Tree(), Roll: p.db.Roll(), Holdings: p.db.Holdings(), Store: p.db.Notices(), Keeper: p.db.Notices(),
		Kinds: p.modules.noticeKinds, Opens: p.opens, Letters: p.letters, Seal: p.sealNotice,
		URL: c.address(), Key: p.keys.Derive("links that end messages"), Now: p.clock,
	})
	p.outbox = outbox.New(p.carrier())
	p.moving = &moving{p, c.Version}
	p.departures = &departures{parts: p, called: make(chan struct{}, 1)}
	reach, err := egress.Web(egress.Config{}, c.IdentityHosts)
	if err != nil {
		return err
	}
	p.parties = oidc.New(reach, c.Now)
	return nil
}

// edge is what the HTTP edge stands on.
func (p *parts) edge(c Config, token string) api.Config {
	config := api.Config{
		Version: c.Version, URL: c.URL, Setup: token, Now: c.Now,
		Tenants: p.db.Directory(), Units: p.db.Tree(), Closures: p.db.Closures(), Identities: p.db.Identity(), Roll: p.db.Roll(), Stays: p.db.Stays(),
		Factors: p.db.Factors(), Passkeys: p.db.Passkeys(), Devices: p.db.Devices(), Groups: p.db.Groups(), Ceremonies: passkey.Ceremonies{}, Providers: p.db.Providers(), Parties: p.parties, Secrets: secrets{p.keys.Fields()}, TicketKey: p.keys.Derive("sign-in tickets"), FeedKey: p.keys.Derive("calendar feeds"),
		Sessions: p.db.Sessions(), Embeds: p.db.Embeds(), Shares: p.db.Shares(), Works: p.db.Works(), SharedReads: p.shared, Passwords: p.passwords, Book: p.db.Book(), Log: p.db.Log(), Reader: p.db.Entries(),
		Authorizer: p.authorizer, Policies: p.policies, Records: p.records, Privacy: p.db.Privacy(), Denials: p.denials,
		Subjects: subjects{p.records, p.db.Queue(), p.post, p.db.Notices()}, Notices: p.db.Notices(), NoticeDesk: p.desk, Modules: p.modules.host, Installer: p.modules, Departures: p.departures, Moving: p.moving, Former: p.db.Former(), Files: p.files, Requests: p.db.Requests(), Desk: p.modules, MaxPackage: int64(c.ModuleUpload) << 20, Replays: p.db.Replays(), Mailbox: mailbox{p.post, p.db.Queue()},
		AuditKey: p.keys.Verifier(), RequestKey: p.keys.Derive("repeated requests"), StatementKey: p.keys.Witness(), Health: health{p.db}, Console: console.Files(), Metrics: p.telemetry.Metrics,
		Telemetry: api.Telemetry{
			Traces: p.telemetry.Traces, Meters: p.telemetry.Meters, Propagator: p.telemetry.Carrier, Quiet: telemetry.Quiet,
		},
		Logger: p.telemetry.Logger,
		Hosts:  &hostTable{read: p.db.HostNames, now: time.Now, logger: p.telemetry.Logger},
	}
	if p.demo != nil {
		config.Demo = p.demo.organisations
	}
	return config
}

func (p *parts) close() {
	if p.modules != nil && p.modules.host != nil {
		p.modules.host.Stop()
	}
	if p.telemetry == nil {
		return
	}
	if p.db != nil {
		if err := p.db.Close(); err != nil {
			p.telemetry.Logger.Error("closing the database failed", "error", err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), graceTime)
	defer cancel()
	_ = p.telemetry.Shutdown(ctx)
}
