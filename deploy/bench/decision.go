package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

// speed is how long a decision takes, over the cases of a benchmark, and how much it allocates at most.
type speed struct {
	fastest, slowest float64 // ns
	allocations      int
}

var decisionLine = regexp.MustCompile(`(?m)^Benchmark(\w+)/\S+\s+\d+\s+([\d.]+) ns/op\s+\d+ B/op\s+(\d+) allocs/op`)

// compareDecisions runs the benchmarks of deploy/bench/decision and prints them in three lines.
func compareDecisions(ctx context.Context, p plan) error {
	much := "300ms"
	if p.during <= time.Second {
		much = "1000x"
	}
	out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", ".", "-benchtime", much, "./deploy/bench/decision").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	found := map[string]speed{}
	for _, line := range decisionLine.FindAllStringSubmatch(string(out), -1) {
		took, _ := strconv.ParseFloat(line[2], 64)
		allocations, _ := strconv.Atoi(line[3])
		s, known := found[line[1]]
		if !known {
			s.fastest = took
		}
		found[line[1]] = speed{min(s.fastest, took), max(s.slowest, took), max(s.allocations, allocations)}
	}
	fmt.Printf("\n%-34s %12s %12s %8s   %s\n", "decisions", "fastest", "slowest", "allocs", "goal")
	for _, row := range []struct{ name, of, goal string }{
		{"known principal and action", "Hit", "<= 0.15 µs, 0 allocs"}, {"asked for the first time", "Miss", "< 100 µs"}, {"cedar-go, the same questions", "Cedar", ""},
	} {
		s, known := found[row.of]
		if !known {
			return fmt.Errorf("no figure of Benchmark%s in\n%s", row.of, out)
		}
		fmt.Printf("%-34s %9.2f µs %9.2f µs %8d   %s\n", row.name, s.fastest/1000, s.slowest/1000, s.allocations, row.goal)
	}
	return nil
}
