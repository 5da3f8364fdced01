package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// few is how many organisations the many are compared with.
const few = 10

// crowd is a server with many organisations; the one of the other benchmarks is among them.
type crowd struct {
	*platform
	folder string // of the organisations' files
	size   int
}

// measureScale prints what it costs that a server has many organisations, and one of them a very large tree.
func measureScale(ctx context.Context, p plan, dir string) error {
	data := filepath.Join(dir, "scale")
	c := &crowd{platform: &platform{data: data}, folder: filepath.Join(dir, "organisations")}
	if err := c.start(ctx); err != nil {
		return err
	}
	defer func() { c.stop() }()
	cookie, err := c.setUp(ctx, c.token)
	if err != nil {
		return err
	}
	c.admin = map[string]string{"Cookie": cookie}
	if err := c.makeSites(ctx, c.admin); err != nil {
		return err
	}
	fmt.Printf("\n%-46s %10s %10s %10s %12s %12s\n", "organisations", "/s", "p50", "p99", "CPU µs", "core, MiB")
	for _, n := range []int{few, p.crowd} {
		took, err := c.grow(ctx, n)
		if err != nil {
			return fmt.Errorf("making %d organisations: %w", n, err)
		}
		fmt.Printf("%-46s %10v\n", fmt.Sprintf("%d made, in", n), took.Round(10*time.Millisecond))
		if err := c.serve(ctx, p, n); err != nil {
			return err
		}
	}
	return c.territory(ctx, p, dir)
}

// grow makes organisations until there are n, each with a territory and a site, by files, as an operator does.
func (c *crowd) grow(ctx context.Context, n int) (time.Duration, error) {
	for ; c.size < n; c.size++ {
		folder := filepath.Join(c.folder, town5(c.size))
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return 0, err
		}
		text := fmt.Sprintf(`slug: %s
name: Ville %d
country: FR
wording: fr-FR
languages: [fr]
template: municipality
zone: Europe/Paris
officer: {name: Ada Martin}
units: [{key: centre, name: Centre, kind: territory, units: [{key: lilas, name: Les Lilas, kind: creche-collective, headcount: 12}]}]
modules: {portrait: {on: true}}
`, town5(c.size), c.size)
		if err := os.WriteFile(filepath.Join(folder, "tenant.yaml"), []byte(text), 0o600); err != nil {
			return 0, err
		}
	}
	began := time.Now()
	out, err := exec.CommandContext(ctx, "bin/ribambelle", "tenant", "apply", c.folder, "--data", c.data).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, out)
	}
	return time.Since(began), nil
}

func town5(i int) string { return fmt.Sprintf("ville-%05d", i) }

// serve measures one organisation beside the others, and all of them in turn, so that no cache holds what comes next.
func (c *crowd) serve(ctx context.Context, p plan, n int) error {
	var all []string
	for i := range n {
		all = append(all, "/t/"+town5(i)+"/me")
	}
	for _, l := range []load{
		{name: fmt.Sprintf("the sites of one, beside %d", n), url: c.url + "/t/" + slug + "/units", header: map[string]string{"Authorization": "Bearer " + c.key}},
		{name: fmt.Sprintf("a stranger at each of %d in turn", n), url: c.url, paths: all},
	} {
		if err := c.print(ctx, p, l, 16); err != nil {
			return err
		}
	}
	return nil
}

// print measures a load and prints its line.
func (c *crowd) print(ctx context.Context, p plan, l load, connections int) error {
	l.server, l.method, l.connections, l.during = c.process, "GET", connections, p.during
	f, err := medianOf(ctx, p.rounds, l)
	if err != nil {
		return err
	}
	fmt.Printf("%-46s %10.0f %10v %10v %12s %12.0f\n", l.name, f.perSecond, micro(f.p50), micro(f.p99), f.costs(), resident(c.pid()))
	return nil
}

// territory gives one organisation every commune of France, and reads the tree as its administrator and as who has one department.
func (c *crowd) territory(ctx context.Context, p plan, dir string) error {
	files, count, err := communes(ctx, dir, p.communes)
	if err != nil {
		return err
	}
	began := time.Now()
	for _, text := range files {
		var report struct{ Errors int }
		if err := post(ctx, c.url+"/t/"+slug+"/units:import", c.admin, map[string]any{"csv": text}, &report); err != nil {
			return fmt.Errorf("importing communes: %w", err)
		}
		if report.Errors > 0 {
			return fmt.Errorf("%d lines of communes were refused", report.Errors)
		}
	}
	fmt.Printf("\n%-46s %10s %10s %10s %12s %12s\n", "a territory", "/s", "p50", "p99", "CPU µs", "core, MiB")
	fmt.Printf("%-46s %10v\n", fmt.Sprintf("%d communes imported, in", count), time.Since(began).Round(10*time.Millisecond))
	var tree struct {
		Units []struct {
			ID, Key, Class string
			ParentID       string `json:"parent_id"`
		}
	}
	if err := get(ctx, c.url+"/t/"+slug+"/units", c.admin, &tree); err != nil {
		return err
	}
	department := ""
	for _, u := range tree.Units {
		if u.Key == "d79" || u.Key == "dx" {
			department = u.ID
		}
	}
	key, err := c.makeKey(ctx, c.admin, "core:director", department)
	if err != nil {
		return err
	}
	at := c.url + "/t/" + slug + "/units"
	for _, l := range []load{
		{name: fmt.Sprintf("the whole tree, %d units", len(tree.Units)), url: at, header: c.admin},
		{name: "the tree of whoever has one department", url: at, header: map[string]string{"Authorization": "Bearer " + key}},
		{name: "one commune", url: at + "/" + tree.Units[len(tree.Units)/2].ID, header: c.admin},
	} {
		if err := c.print(ctx, p, l, 1); err != nil {
			return err
		}
	}
	return nil
}
