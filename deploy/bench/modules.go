package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

// towns is a server with many organisations that use two modules of somebody else: the one that `module new` writes, and one
// that answers what it is sent. Each organisation has a process of each.
type towns struct {
	*platform
	folder   string
	programs [2]string // two releases of the second module
	owner    *http.Client
	all      []town
}

type town struct {
	slug   string
	header map[string]string
	site   string
}

// calm is how long a process rests before its memory counts as idle.
const calm = 5 * time.Second

// measureModules prints what it costs to run modules of others: to wake and keep a process for each organisation, and what
// callers notice when a release takes over, a process dies, or the server does.
func measureModules(ctx context.Context, p plan, dir string) error {
	t, err := startTowns(ctx, filepath.Join(dir, "towns"), p.towns)
	if err != nil {
		return err
	}
	defer func() { t.stop() }()
	fmt.Printf("\n%-46s %14s %14s   %s\n", "modules of others", "p50", "p90", "goal")
	line := func(name string, all []time.Duration, goal string) {
		slices.Sort(all)
		fmt.Printf("%-46s %14v %14v   %s\n", name, micro(all[len(all)/2]), micro(all[len(all)*9/10]), goal)
	}
	cold, err := t.wake(ctx)
	if err != nil {
		return fmt.Errorf("waking processes: %w", err)
	}
	line(fmt.Sprintf("first call of each of %d organisations", len(t.all)), cold, "p90 <= 150ms")
	time.Sleep(calm)
	fmt.Printf("%-46s %14.0f %14s   %s\n", fmt.Sprintf("private memory of %d idle processes, MB", len(t.all)), t.private(), "", "<= 400 for 100")
	upgrades, err := t.upgrade(ctx, p)
	if err != nil {
		return fmt.Errorf("upgrading: %w", err)
	}
	line(fmt.Sprintf("%d calls, 50/s, beside %d upgrades: %d lost", p.calls, upgrades.count, upgrades.lost), upgrades.took, "0 lost")
	again, err := t.killPlugins(ctx, min(p.kills, len(t.all)))
	if err != nil {
		return fmt.Errorf("killing modules: %w", err)
	}
	line("kill -9 of a module, to the next success", again, "p90 <= 1s")
	gone, err := t.killCore(ctx, p.rounds)
	if err != nil {
		return fmt.Errorf("killing the server: %w", err)
	}
	line("kill -9 of the server, to the last of its modules", gone, "<= 2s")
	return nil
}

// startTowns starts a server with so many organisations, both modules on in each.
func startTowns(ctx context.Context, dir string, many int) (*towns, error) {
	t := &towns{platform: &platform{data: filepath.Join(dir, "data")}, folder: dir}
	socket := filepath.Join(t.data, "admin.sock")
	t.owner = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	if err := t.files(many); err != nil {
		return nil, err
	}
	if err := t.start(ctx); err != nil {
		return nil, err
	}
	if err := t.furnish(ctx, many); err != nil {
		t.stop()
		return nil, err
	}
	return t, nil
}

// files writes an organisation's file for each town.
func (t *towns) files(many int) error {
	for i := range many {
		slug := fmt.Sprintf("ville-%03d", i)
		t.all = append(t.all, town{slug: slug})
		folder := filepath.Join(t.folder, "tenants", slug)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
		text := fmt.Sprintf("slug: %s\nname: Ville %d\ncountry: FR\nwording: fr-FR\nlanguages: [fr]\ntemplate: municipality\nzone: Europe/Paris\nofficer: {name: Mairie, email: mairie@example.org}\nhosting: France\nunits:\n  - {key: lieu, name: Lieu, kind: creche-collective, headcount: 12}\n", slug, i)
		if err := os.WriteFile(filepath.Join(folder, "tenant.yaml"), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// furnish makes the organisations and their keys, and installs the modules.
func (t *towns) furnish(ctx context.Context, many int) error {
	if err := t.run(ctx, "tenant", "apply", filepath.Join(t.folder, "tenants")); err != nil {
		return err
	}
	if err := t.build(ctx); err != nil {
		return err
	}
	for i := range t.all[:many] {
		if err := t.open(ctx, &t.all[i]); err != nil {
			return fmt.Errorf("opening the modules of %s: %w", t.all[i].slug, err)
		}
	}
	return nil
}

// run runs a command beside the server.
func (t *towns) run(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, "bin/ribambelle", args...)
	cmd.Env = append(os.Environ(), "RIBAMBELLE_DATA="+t.data)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ribambelle %v: %w\n%s", args, err, out)
	}
	return nil
}

// build writes, builds and installs the modules.
func (t *towns) build(ctx context.Context) error {
	affairs := filepath.Join(t.folder, "affaires")
	if err := t.run(ctx, "module", "new", "affaires", "--folder", affairs, "--checkout", "."); err != nil {
		return err
	}
	program := filepath.Join(t.folder, "affaires.bin")
	if err := compile(ctx, affairs, program, "./cmd/affaires", ""); err != nil {
		return err
	}
	for i, version := range []string{"1.0.0", "2.0.0"} {
		t.programs[i] = filepath.Join(t.folder, "bench-"+version)
		if err := compile(ctx, ".", t.programs[i], "./deploy/bench/module", "-X main.placement=per-tenant -X main.version="+version); err != nil {
			return err
		}
	}
	for _, file := range []string{program, t.programs[0]} {
		if err := t.run(ctx, "module", "install", "--unsigned", file); err != nil {
			return err
		}
	}
	return nil
}

func compile(ctx context.Context, folder, program, source, set string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w "+set, "-o", program, source)
	cmd.Dir, cmd.Env = folder, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, err, out)
	}
	return nil
}

// open turns the modules on in a town, and makes a key for it.
func (t *towns) open(ctx context.Context, one *town) error {
	base := "http://owner/t/" + one.slug
	if err := askBy(ctx, t.owner, base+"/modules/affaires:consent", map[string]any{"consent": []string{"jobs"}}, nil); err != nil {
		return err
	}
	for _, name := range []string{"affaires", "bench"} {
		if err := askBy(ctx, t.owner, base+"/modules/"+name+":enable", map[string]any{}, nil); err != nil {
			return err
		}
	}
	var key struct{ Secret string }
	expires := time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339)
	if err := askBy(ctx, t.owner, base+"/keys", map[string]any{"name": "Mesures", "role": "core:director", "expires": expires}, &key); err != nil {
		return err
	}
	one.header = map[string]string{"Authorization": "Bearer " + key.Secret}
	var tree struct {
		Units []struct{ ID, Class string }
	}
	if err := get(ctx, t.url+"/t/"+one.slug+"/units", one.header, &tree); err != nil {
		return err
	}
	for _, u := range tree.Units {
		if u.Class == "site" {
			one.site = u.ID
		}
	}
	return nil
}

// wake makes the first call of each town to the module that `module new` writes: a record, which its before-hook sees.
func (t *towns) wake(ctx context.Context) (took []time.Duration, err error) {
	for _, one := range t.all {
		began := time.Now()
		body := map[string]any{"title": "Appeler la mairie", "site": one.site, "status": "open"}
		if err := post(ctx, t.url+"/t/"+one.slug+"/affaires/entries", one.header, body, nil); err != nil {
			return nil, err
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

// private is the memory that only the processes of the first module hold: the program itself lies in memory once.
func (t *towns) private() (megabytes float64) {
	for _, pid := range t.of("affaires.bin") {
		megabytes += private(pid) / 1e6
	}
	return megabytes
}

// of lists the processes that bear one of these names.
func (t *towns) of(names ...string) []int {
	return slices.DeleteFunc(children(t.pid()), func(pid int) bool { return !slices.Contains(names, nameOf(pid)) })
}

// echo makes a call to the second module.
func (t *towns) echo(ctx context.Context, one town) error {
	var told struct{ Text string }
	err := post(ctx, t.url+"/t/"+one.slug+"/bench/echo", one.header, map[string]any{"text": one.slug}, &told)
	if err == nil && told.Text != one.slug {
		err = fmt.Errorf("%s was told %q", one.slug, told.Text)
	}
	return err
}

// awake are the towns that call the second module all the while, a tenth.
func (t *towns) awake() []town { return t.all[:max(1, len(t.all)/10)] }

// upgrading is what callers noticed while releases took over.
type upgrading struct {
	took        []time.Duration
	lost, count int
}

// between is the time between two calls, and between two upgrades.
const (
	betweenCalls    = 20 * time.Millisecond
	betweenUpgrades = 10 * time.Second
)

// upgrade calls at a steady pace while one release and then the other takes over.
func (t *towns) upgrade(ctx context.Context, p plan) (u upgrading, err error) {
	some := t.awake()
	for _, one := range some {
		if err := t.echo(ctx, one); err != nil {
			return u, err
		}
	}
	var calls sync.WaitGroup
	var mu sync.Mutex
	pace := time.NewTicker(betweenCalls)
	defer pace.Stop()
	swaps := make(chan error, 1)
	ended, end := context.WithCancel(ctx)
	go func() { swaps <- t.swap(ended, ctx, &u.count) }()
	for i := range p.calls {
		<-pace.C
		calls.Go(func() {
			began := time.Now()
			err := t.echo(ctx, some[i%len(some)])
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				u.lost++
				fmt.Fprintln(os.Stderr, "bench: lost:", err)
			}
			u.took = append(u.took, time.Since(began))
		})
	}
	calls.Wait()
	end()
	return u, <-swaps
}

// swap installs the releases in turn until ended is; the first at once.
func (t *towns) swap(ended, ctx context.Context, count *int) error {
	for {
		if err := t.run(ctx, "module", "install", "--unsigned", "--allow-older", t.programs[(*count+1)%2]); err != nil {
			return err
		}
		*count++
		select {
		case <-ended.Done():
			return nil
		case <-time.After(betweenUpgrades):
		}
	}
}

// killPlugins kills a town's process of the second module, in one town after the other, and measures how long its callers
// get no answer.
func (t *towns) killPlugins(ctx context.Context, many int) (took []time.Duration, err error) {
	names := []string{filepath.Base(t.programs[0]), filepath.Base(t.programs[1])}
	for i := range many {
		one := t.all[len(t.all)-1-i] // those that have slept so far
		before := t.of(names...)
		if err := t.echo(ctx, one); err != nil {
			return nil, err
		}
		own := slices.DeleteFunc(t.of(names...), func(pid int) bool { return slices.Contains(before, pid) })
		if len(own) != 1 {
			continue // it was awake: whose process is whose is not told
		}
		if err := syscall.Kill(own[0], syscall.SIGKILL); err != nil {
			return nil, fmt.Errorf("killing %d: %w", own[0], err)
		}
		began := time.Now()
		for t.echo(ctx, one) != nil {
			if time.Since(began) > 30*time.Second {
				return nil, fmt.Errorf("%s has had no answer for %s", one.slug, time.Since(began).Round(time.Second))
			}
			time.Sleep(2 * time.Millisecond)
		}
		took = append(took, time.Since(began))
	}
	if len(took) == 0 {
		return nil, fmt.Errorf("no process of %v was found to kill", names)
	}
	return took, nil
}

// killCore kills the server and measures how long any of its modules lives on, some rounds.
func (t *towns) killCore(ctx context.Context, rounds int) (took []time.Duration, err error) {
	for range rounds {
		for _, one := range t.awake() {
			if err := t.echo(ctx, one); err != nil {
				return nil, err
			}
		}
		modules := children(t.pid())
		if len(modules) == 0 {
			return nil, fmt.Errorf("the server has no process of a module")
		}
		began := time.Now()
		if err := t.cmd.Process.Kill(); err != nil {
			return nil, err
		}
		for slices.ContainsFunc(modules, alive) {
			if time.Since(began) > 30*time.Second {
				return nil, fmt.Errorf("a module outlived the server")
			}
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(began))
		_ = t.cmd.Wait()
		if err := t.start(ctx); err != nil {
			return nil, err
		}
	}
	return took, nil
}
