//go:build linux

// Command hostile attacks a running server with modules that are what an operator fears, and prints what came of it.
//
//	make hostile                          the whole corpus
//	go run ./deploy/hostile --row handle  rows whose name matches
//	go run ./deploy/hostile --user nobody --postgres
//	go run ./deploy/hostile --json
//
// Two servers are attacked in turn with the same requests: the control, then the one that is shipped. The control is built
// from the same sources with the defences cut out (cut.go): the compiler is given other text for the few lines that are
// a defence, by its own option -overlay. So the shipped server has no switch that turns a defence off, for tests or
// otherwise, and the control differs from it in those lines only. A line that is not found any more ends the run: whoever
// moves a defence moves its cut. Every attack must succeed against the control: one that does not proves nothing.
//
// Owns: the corpus (corpus.go and the files of its parts), both servers, the other organisation's work meanwhile, the
// table. The attacks are in attack (what is outside a process) and module (the wire). Goals: one table that whoever must
// answer for a module can read, every figure of it seen in this run. Non-goals: finding attacks that nobody thought of;
// speed, but for what the others notice.
//
// It runs one attack at a time; beside it the other organisation works.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
)

// plan is how much of the corpus is run.
type plan struct {
	root  string        // of the repository
	core  string        // the shipped server; empty: built
	row   string        // only rows whose name matches it; empty: all
	whole bool          // as often as a row says, not just once
	alone bool          // without the control, which takes long to build: shows less
	quiet time.Duration // the other organisation works alone before each row
	user  string        // of the machine, as whom both servers run; empty: whoever runs this
	// cluster has the databases of both servers; nil: SQLite.
	cluster *pgtest.Cluster
}

func main() {
	asJSON := flag.Bool("json", false, "print the table as JSON")
	p := plan{root: ".", whole: true, quiet: time.Second}
	flag.StringVar(&p.core, "core", "", "the server's program (default: it is built)")
	flag.StringVar(&p.row, "row", "", "only rows whose name matches this expression")
	brief := flag.Bool("brief", false, "make each attack a few times only, without the rows that take long")
	flag.StringVar(&p.user, "user", "", "run the servers as this user of the machine, such as nobody, where root runs this")
	postgres := flag.Bool("postgres", false, "keep the servers' records in a throw-away PostgreSQL")
	flag.Parse()
	p.whole = !*brief
	if *postgres {
		p.cluster = &pgtest.Cluster{}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	results, err := p.settled(ctx, func(text string) { fmt.Fprintln(os.Stderr, text) })
	if err == nil {
		err = show(os.Stdout, results, *asJSON)
	}
	if err == nil {
		err = verdict(results)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
}

// settled runs the corpus, and ends the throw-away PostgreSQL.
func (p plan) settled(ctx context.Context, say func(string)) (results []result, err error) {
	if p.cluster != nil {
		defer func() { err = errors.Join(err, p.cluster.Stop()) }()
	}
	return run(ctx, p, say)
}

// run attacks both servers and returns a result for each row.
func run(ctx context.Context, p plan, say func(string)) (results []result, err error) {
	dir, err := os.MkdirTemp("", "hostile-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(dir)                      //nolint:errcheck // temporary
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // processes pass through to their own folders
		return nil, fmt.Errorf("opening a folder: %w", err)
	}
	rows, err := p.rows()
	if err != nil {
		return nil, err
	}
	say("building the server, the control and the hostile module")
	built, err := build(ctx, p, dir)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		results = append(results, result{Attack: r.name, Control: untried})
	}
	servers := []bool{true, false}
	if p.alone {
		servers = servers[1:]
	}
	for _, control := range servers {
		if err := attackAll(ctx, p, built, dir, control, rows, results, say); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// verdict fails for every row that leaks, or that proves nothing.
func verdict(results []result) error {
	var wrong []error
	for _, r := range results {
		if fault := r.fault(); fault != "" {
			wrong = append(wrong, fmt.Errorf("%s: %s", r.Attack, fault))
		}
	}
	return errors.Join(wrong...)
}
