package module

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Config is what a Host stands on. Catalog and Backend are needed; the rest has defaults.
type Config struct {
	Catalog Catalog
	Backend Backend
	RunDir  string        // private folder for sockets; default a new one under the system's temporary folder
	Logger  *slog.Logger  // default discarded
	Tracer  trace.Tracer  // default none
	Clock   Clock         // default the system's
	IDs     func() string // default UUIDv7
	Limits  Limits
	// OnCall starts a process only when somebody calls it, a shared one too: for a command that may call none.
	OnCall bool
	// Packages is the folder of the packages that were installed; made when it is needed. Default: none is taken.
	Packages string
	// Publisher says by which trusted key a release's statement is signed; default: by none. Fault kind denied: the
	// release must not run, or not any longer.
	Publisher func(statement string) (parcel.Key, error)
	// Bundled is the folder of the programs that come with the server.
	Bundled string
	// Holders lists, by module, the tenants that have it on; default none. Each runs the release that it is pinned to, or
	// the newest one that asks for nothing to which it has not agreed.
	Holders func(ctx context.Context) (map[string][]Holder, error)
	// Agreed lists the grants to which a tenant has agreed that has a module on; default: to none that is looked at as it is
	// used.
	Agreed func(ctx context.Context, t tenant.ID, module string) ([]string, error)
	// Refused is told when a module is refused what its tenant has not agreed to, before the module is; default nobody is.
	Refused func(ctx context.Context, c Caller, grant string) error
	// Least is the confinement under which no module from outside starts; default none.
	Least confine.Level
	// Lenient lets one start under that all the same of which the operator said so.
	Lenient bool
	// Probe finds out how processes with folders in dir can be confined; default confine.Probe.
	Probe func(dir string) confine.Machine
	URL   string // address that people use, without a slash at the end; begins the links that modules give
	// Secret returns the 32 bytes from which a module's keys in a tenant come; default none, and sdk.Secret refuses.
	Secret func(ctx context.Context, t tenant.ID, module string) ([]byte, error)
	// Admit refuses a declaration before its module goes into the catalogue; default none is.
	Admit func(ctx context.Context, m sdk.Manifest) error
	// Observe is told of every call to a module when it has ended; default nobody is.
	Observe func(ctx context.Context, o Observation)
}

// Observation is a call that has ended.
type Observation struct {
	Module    string
	Operation string // operation id; "before", "hear", "run" for the rest
	Kind      string // kind of the fault it ended with; empty when it went well
	Took      time.Duration
}

// Clock is time, so that tests can move it.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

type systemClock struct{}

func (systemClock) Now() time.Time                         { return time.Now() }
func (systemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Limits are what a module may take. Zero fields have the defaults that stand beside them.
type Limits struct {
	CallTime     time.Duration  // of an operation that does not stream; default 30 s
	HookTime     time.Duration  // of a before-hook; default 200 ms
	WorkTime     time.Duration  // of a job or listener; default 5 min
	InFlight     int            // calls to one process at a time; default 256
	InFlightEach int            // calls of one tenant to one module at a time; default 192
	Idle         time.Duration  // without a call, after which the process of one tenant ends; default 5 min
	StartTime    time.Duration  // from exec to first answer; default 10 s
	CheckEvery   time.Duration  // between health calls; default 5 s
	CheckTime    time.Duration  // that a health call may take; two in a row must fail; default 2 s
	DrainTime    time.Duration  // for calls under way to end; default 10 s
	BackOff      time.Duration  // before the first restart, doubling; default 200 ms
	MaxBackOff   time.Duration  // default 30 s
	Failures     int            // in a row, before a module is quarantined; default 8
	Steady       time.Duration  // of work, after which failures are forgotten; default 1 min
	Process      confine.Limits // of each process
	OutsideCPU   float64        // processors that a process from outside may keep busy for long; default half of them
}

func (l Limits) withDefaults() Limits {
	duration := func(field *time.Duration, value time.Duration) {
		if *field == 0 {
			*field = value
		}
	}
	duration(&l.CallTime, 30*time.Second)
	duration(&l.HookTime, 200*time.Millisecond)
	duration(&l.WorkTime, 5*time.Minute)
	duration(&l.StartTime, 10*time.Second)
	duration(&l.CheckEvery, 5*time.Second)
	duration(&l.CheckTime, 2*time.Second)
	duration(&l.DrainTime, 10*time.Second)
	duration(&l.BackOff, 200*time.Millisecond)
	duration(&l.MaxBackOff, 30*time.Second)
	duration(&l.Steady, time.Minute)
	duration(&l.Idle, 5*time.Minute)
	if l.InFlight == 0 {
		l.InFlight = 256
	}
	if l.InFlightEach == 0 {
		l.InFlightEach = 192
	}
	if l.Failures == 0 {
		l.Failures = 8
	}
	if l.OutsideCPU == 0 {
		l.OutsideCPU = float64(runtime.NumCPU()) / 2
	}
	return l
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Tracer == nil {
		c.Tracer = noop.NewTracerProvider().Tracer("module")
	}
	if c.Clock == nil {
		c.Clock = systemClock{}
	}
	if c.IDs == nil {
		c.IDs = newID
	}
	if c.Probe == nil {
		c.Probe = confine.Probe
	}
	if c.Publisher == nil {
		c.Publisher = parcel.Publishers{}.Check
	}
	if c.Holders == nil {
		c.Holders = func(context.Context) (map[string][]Holder, error) { return nil, nil }
	}
	if c.Agreed == nil {
		c.Agreed = func(context.Context, tenant.ID, string) ([]string, error) { return nil, nil }
	}
	if c.Refused == nil {
		c.Refused = func(context.Context, Caller, string) error { return nil }
	}
	if c.Observe == nil {
		c.Observe = func(context.Context, Observation) {}
	}
	if c.Secret == nil {
		c.Secret = func(context.Context, tenant.ID, string) ([]byte, error) { return nil, nil }
	}
	c.Limits = c.Limits.withDefaults()
	return c
}

func (c Config) validate() error {
	var wrong []error
	if c.Catalog == nil {
		wrong = append(wrong, errors.New("module: Config.Catalog is missing"))
	}
	if c.Backend == nil {
		wrong = append(wrong, errors.New("module: Config.Backend is missing"))
	}
	if err := errors.Join(wrong...); err != nil {
		return fault.New(fault.Internal, "internal", "Something went wrong on our side.").Because(err)
	}
	return nil
}
