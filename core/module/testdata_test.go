package module_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

var programs string // folder of the built programs of testdata

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if len(os.Args) > 2 && os.Args[1] == "be-a-core" {
		beACore(os.Args[2])
		return 0
	}
	var err error
	if programs, err = os.MkdirTemp("", "programs-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(programs) //nolint:errcheck // temporary
	build := []string{"build", "-o", programs}
	for _, name := range []string{"visits", "crash", "mute", "stranger", "nameless"} {
		build = append(build, "./testdata/"+name)
	}
	first := exec.Command("go", build...)
	first.Env = append(os.Environ(), "CGO_ENABLED=0") // static, as modules are
	if out, err := first.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building testdata: %v\n%s", err, out)
		return 1
	}
	for name, flags := range map[string]string{
		"visits-next":      "-s", // the same, other bytes
		"visits-old":       "-X main.version=1.2.0",
		"visits-any":       "-X main.placement=",
		"visits-each":      "-X main.placement=per-tenant",
		"visits-each-old":  "-X main.placement=per-tenant -X main.version=1.2.0",
		"visits-each-next": "-s -X main.placement=per-tenant",
	} {
		next := exec.Command("go", "build", "-ldflags="+flags, "-o", program(name), "./testdata/visits")
		next.Env = first.Env
		if out, err := next.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "building testdata: %v\n%s", err, out)
			return 1
		}
	}
	return m.Run()
}

func program(name string) string { return filepath.Join(programs, name) }

// mine are the terms on which somebody installs a program of their own, trusted with one process for all tenants.
func mine() module.Terms { return module.Terms{Unsigned: true, Shared: true} }

// everybody is no tenant: a module as it is for all.
var everybody tenant.ID

// catalog keeps releases in memory.
type catalog struct {
	mu   sync.Mutex
	list []module.Release
}

func (c *catalog) Releases(context.Context) ([]module.Release, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]module.Release{}, c.list...), nil
}

func (c *catalog) Put(_ context.Context, r module.Release) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = slices.DeleteFunc(c.list, func(old module.Release) bool { return old.Name == r.Name && old.Version == r.Version })
	c.list = append(c.list, r)
	return nil
}

func (c *catalog) Remove(context.Context, string, string) error { return nil }

// backend is a core with one memory store for each tenant. Caller views refuse internal collections, as the
// core's do.
type backend struct {
	committing func() // called at the beginning of each commit, if set
	t          testing.TB
	schemas    []store.Schema

	mu      sync.Mutex
	tenants map[string]*memstore.Store
	callers []module.Caller
	moved   int // how many commits still fail on a revision
}

func (b *backend) of(t tenant.ID) *memstore.Store {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tenants[t.String()] == nil {
		made, err := memstore.New(memstore.Config{Collections: b.schemas})
		if err != nil {
			b.t.Fatal(err)
		}
		b.tenants[t.String()] = made
	}
	return b.tenants[t.String()]
}

func (b *backend) Open(_ context.Context, c module.Caller) store.Store {
	b.mu.Lock()
	b.callers = append(b.callers, c)
	b.mu.Unlock()
	return view{Store: b.of(c.Tenant), backend: b, caller: c}
}

func (b *backend) Closures(context.Context, module.Caller, wire.ClosureQuery) ([]sdk.Closure, error) {
	return nil, nil
}

func (b *backend) Units(_ context.Context, c module.Caller, _, _ string) ([]sdk.Unit, error) {
	return []sdk.Unit{{ID: "u-" + c.Tenant.String()}, {ID: "v"}}, nil
}

func (b *backend) Publish(_ context.Context, _ module.Caller, t sdk.Table) (sdk.Released, error) {
	released := sdk.Released{ID: "pub-1", Release: t.Release, Name: t.Name, Floor: 5}
	for _, c := range t.Cells {
		released.Cells = append(released.Cells, sdk.ReleasedCell{Key: c.Key, N: c.N, Values: c.Values})
	}
	return released, nil
}

func (b *backend) Mail(context.Context, module.Caller, sdk.Message) error { return nil }

func (b *backend) Attest(_ context.Context, _ module.Caller, s sdk.Statement) (sdk.Statement, error) {
	return s, nil
}

func (b *backend) Fetch(_ context.Context, _ module.Caller, _ []string, _ wire.Outgoing) (wire.Incoming, error) {
	return wire.Incoming{}, nil
}

func (b *backend) People(context.Context, module.Caller, []string) ([]wire.Person, error) {
	return nil, nil
}

// view is a memory store that keeps callers away from internal collections.
type view struct {
	store.Store
	backend *backend
	caller  module.Caller
}

func (v view) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	if v.backend.committing != nil {
		v.backend.committing()
	}
	for _, m := range c.Mutations {
		if m.Collection == "secrets" && v.caller.Mode != module.AsModule {
			return store.Receipt{}, fault.Missing("collection")
		}
	}
	v.backend.mu.Lock()
	moved := v.backend.moved > 0
	if moved {
		v.backend.moved--
	}
	v.backend.mu.Unlock()
	if moved {
		return store.Receipt{}, store.Changed()
	}
	return v.Store.Commit(ctx, c)
}

// limits are short, so that what takes long in life is soon over in a test.
func limits() module.Limits {
	return module.Limits{
		BackOff: time.Millisecond, MaxBackOff: 20 * time.Millisecond, CheckEvery: 20 * time.Millisecond,
		CheckTime: 500 * time.Millisecond, CallTime: 5 * time.Second, HookTime: 500 * time.Millisecond, Failures: 3, Steady: time.Hour,
	}
}

// started is a host with the program visits at work.
type started struct {
	*module.Host
	backend *backend
	catalog *catalog
}

func start(t testing.TB, name string, change func(*module.Config)) started {
	t.Helper()
	s := started{backend: &backend{t: t, tenants: map[string]*memstore.Store{}}, catalog: &catalog{}}
	config := module.Config{
		Catalog: s.catalog, Backend: s.backend, Limits: limits(), URL: "https://people.example",
		Secret: func(_ context.Context, t tenant.ID, name string) ([]byte, error) {
			return []byte(t.String() + name), nil
		},
		Agreed: agreesToAll,
	}
	if change != nil {
		change(&config)
	}
	s.Host = module.NewHost(config)
	t.Cleanup(s.Stop)
	if _, err := s.Install(t.Context(), program(name), mine()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.backend.schemas = s.Modules(everybody)[0].Manifest.Collections
	return s
}

// until waits for a state of the module, as the supervisor reaches it.
func (s started) until(t *testing.T, ok func(module.Installed) bool) module.Installed {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		now := s.Modules(everybody)[0]
		if ok(now) {
			return now
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("the module is %s (%s)", now.State, now.Trouble)
		}
	}
}

// pid is of the one process that a module has, empty without one.
func pid(i module.Installed) string { return strings.Join(i.PIDs, " ") }

func ready(i module.Installed) bool { return i.State == module.Ready }

// caller is somebody of a tenant.
func caller(slug string) module.Call {
	return module.Call{
		Module:    "visits",
		Tenant:    tenant.Tenant{ID: tenant.Trusted(slug), Slug: slug, Zone: "America/Montreal", Country: "CA", Wording: "fr-CA", Version: 3},
		Principal: identity.Principal{Kind: identity.Human, ID: "person-" + slug, Language: "fr"},
		Config:    []byte(`{"colour":"` + slug + `"}`),
		Request:   "request-" + slug,
	}
}

// agreesToAll is a tenant that has agreed to all that the program visits asks for.
func agreesToAll(context.Context, tenant.ID, string) ([]string, error) {
	return []string{sdk.GrantInternal, sdk.GrantJobs, sdk.GrantHear + "other.happened"}, nil
}
