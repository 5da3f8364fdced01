// Command bench measures the platform beside its peers, in one run on one machine, and prints the ratios.
//
//	make bench          measures
//	make bench-smoke    executes everything once, briefly, without thresholds
//
// Both servers run with their shipped settings; the load generator and both servers share the machine, so
// ratios count, not figures. deploy/bench/README.md keeps what was measured, with the machine named.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// plan is how long and how often to measure.
type plan struct {
	records  int
	rounds   int
	during   time.Duration
	only     string // the one part to measure; empty: all
	towns    int    // organisations that have a process each
	calls    int    // while releases take over
	kills    int    // of a module's process
	crowd    int    // organisations on one server
	communes int    // of the large territory; 0: all there are
}

func main() {
	asEcho := flag.Bool("echo", false, "be the bare echo, for another run of this program")
	smoke := flag.Bool("smoke", false, "execute everything once, briefly")
	only := flag.String("only", "", "measure one part: collections, calls, petition, pages, footprint, decisions, modules or scale")
	flag.Parse()
	if *asEcho {
		serveEcho()
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	p := plan{records: 10_000, rounds: 3, during: 3 * time.Second, towns: 100, calls: 10_000, kills: 30, crowd: 10_000}
	if *smoke {
		p = plan{records: 50, rounds: 1, during: time.Second, towns: 4, calls: 100, kills: 2, crowd: 20, communes: 60}
	}
	p.only = *only
	if err := run(ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, p plan) error {
	// Beside the sources, on the disk that data would lie on; below the temporary folder one peer changes its mode.
	dir, err := filepath.Abs(filepath.Join("bin", "bench-data"))
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()

	switch p.only {
	case "modules":
		return measureModules(ctx, p, dir)
	case "scale":
		return measureScale(ctx, p, dir)
	}
	peer, err := startPocketbase(ctx, dir, p.records)
	if err != nil {
		return fmt.Errorf("PocketBase: %w", err)
	}
	defer peer.stop()
	ours, err := startRibambelle(ctx, dir, p.records)
	if err != nil {
		return fmt.Errorf("ribambelle: %w", err)
	}
	defer ours.stop()
	for _, part := range []struct {
		name    string
		compare func() error
	}{
		{"collections", func() error { return compareCollections(ctx, p, ours, peer) }},
		{"calls", func() error { return compareForwarded(ctx, p, ours) }},
		{"petition", func() error { return comparePetition(ctx, p, ours, peer) }},
		{"pages", func() error { return comparePages(ctx, p, ours) }},
		{"footprint", func() error { return compareFootprint(ctx, ours, peer) }},
		{"decisions", func() error { ours.stop(); peer.stop(); return compareDecisions(ctx, p) }},
		{"modules", func() error { return measureModules(ctx, p, dir) }},
		{"scale", func() error { return measureScale(ctx, p, dir) }},
	} {
		if p.only != "" && p.only != part.name {
			continue
		}
		if err := part.compare(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}
