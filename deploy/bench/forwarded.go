package main

import (
	"context"
	"fmt"
	"time"
)

// compareForwarded prints what a call to a module costs through the whole stack, beside the bare echo: how many
// there are in a second, and how much longer one takes than an answer of the core alone.
func compareForwarded(ctx context.Context, p plan, ours *platform) error {
	alone, crowded, err := bareEcho(ctx, p.during)
	if err != nil {
		return err
	}
	// A collection's schema is answered by the core behind the same edge, without a word to the database.
	found := map[string]figure{}
	for _, l := range forwardedLoads(p, ours) {
		f, err := medianOf(ctx, p.rounds, l)
		if err != nil {
			return err
		}
		found[l.name] = f
	}
	fmt.Printf("\n%-34s %12s %10s %10s %14s   %s\n", "calls to a module", "/s", "p50", "p99", "CPU µs (+ its)", "goal")
	line := func(name string, f figure, goal string) {
		fmt.Printf("%-34s %12.0f %10v %10v %14s   %s\n", name, f.perSecond, micro(f.p50), micro(f.p99), f.costs(), goal)
	}
	line("bare go-plugin echo 1 KiB, mTLS, 1", alone, "")
	line("bare go-plugin echo 1 KiB, mTLS, 16", crowded, "")
	line("core alone, 1", found["schema, 1"], "")
	line("forwarded echo 1 KiB, 1", found["echo, 1"], "")
	line("forwarded echo 1 KiB, 16", found["echo, 16"], ">= 6000/s")
	line("read and commit in one crossing, 1", found["raise, 1"], "")
	line("read and commit in one crossing, 16", found["raise, 16"], "")
	crossing := found["echo, 1"].p50 - found["schema, 1"].p50
	fmt.Printf("%-34s %12s %10v   = %.1f x the bare echo; goal <= 2.5 x\n", "one crossing adds", "", micro(crossing), float64(crossing)/float64(alone.p50))
	return nil
}

func forwardedLoads(p plan, ours *platform) []load {
	base := ours.url + "/t/" + slug + "/bench"
	root := map[string]string{"Authorization": "Bearer " + ours.root}
	make1K := `'{"text":"' .. string.rep('x', 1000) .. '"}'`
	all := []load{{name: "schema, 1", url: base + "/entries:schema", method: "GET", header: ours.bearer(), connections: 1}}
	for _, n := range []int{1, 16} {
		all = append(all,
			load{name: fmt.Sprint("echo, ", n), url: base + "/echo", method: "POST", header: withJSON(root), connections: n, body: make1K},
			load{name: fmt.Sprint("raise, ", n), url: base + "/entries", paths: ours.raisable(), method: "POST", header: withJSON(ours.bearer()), connections: n, body: "'{}'"},
		)
	}
	for i := range all {
		all[i].during, all[i].server = p.during, ours.process
	}
	return all
}

// raisable are the addresses of operations on many records, so that no two calls meet in one.
func (p *platform) raisable() []string {
	paths := make([]string, 0, len(p.records))
	for _, id := range p.records {
		paths = append(paths, "/t/"+slug+"/bench/entries/"+id+":raise")
	}
	return paths
}

func micro(d time.Duration) time.Duration { return d.Round(time.Microsecond) }
