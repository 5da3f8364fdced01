package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// load is one request, asked again and again over a number of connections.
type load struct {
	name        string
	server      *process // whose CPU is counted, with its children's
	url         string
	paths       []string // asked in turn instead of the url's own; nil for that one
	method      string
	header      map[string]string
	body        string // Lua expression that gives the body; "" for none
	bodies      string // file with a body a line, instead
	connections int
	during      time.Duration
}

// figure is what a load reached.
type figure struct {
	perSecond float64
	p50, p99  time.Duration
	requests  int
	errors    int
	core      time.Duration // CPU of the server, for one request
	modules   time.Duration // CPU of its modules, for one request
}

// costs is the CPU for one request in microseconds; with that of modules where there is any.
func (f figure) costs() string {
	switch {
	case f.core == 0:
		return ""
	case f.modules >= time.Microsecond:
		return fmt.Sprintf("%d + %d", f.core.Microseconds(), f.modules.Microseconds())
	}
	return strconv.FormatInt(f.core.Microseconds(), 10)
}

// drive runs wrk with one thread and returns what it measured.
func drive(ctx context.Context, l load) (figure, error) {
	script, err := l.script()
	if err != nil {
		return figure{}, err
	}
	defer func() { _ = os.Remove(script) }()
	core, modules := l.server.cpu()
	out, err := exec.CommandContext(ctx, "wrk", "-t1", "-c"+strconv.Itoa(l.connections),
		"-d"+strconv.Itoa(max(1, int(l.during.Seconds())))+"s", "--timeout", "30s", "--latency", "-s", script, l.url).CombinedOutput()
	if err != nil {
		return figure{}, fmt.Errorf("running wrk: %w\n%s", err, out)
	}
	f, err := parse(string(out))
	if err == nil && f.errors > 0 {
		err = fmt.Errorf("%d of %d answers were no success", f.errors, f.requests)
	}
	if err != nil {
		return f, err
	}
	coreNow, modulesNow := l.server.cpu()
	each := time.Duration(max(1, f.requests))
	f.core, f.modules = (coreNow-core)/each, (modulesNow-modules)/each
	return f, nil
}

// script writes the Lua file that makes the requests; each has a number of its own, n.
func (l load) script() (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "wrk.method = %q\n", l.method)
	for name, value := range l.header {
		fmt.Fprintf(&b, "wrk.headers[%q] = %q\n", name, value)
	}
	if l.body == "" && len(l.paths) > 0 {
		fmt.Fprintf(&b, "local paths = {\"%s\"}\nlocal n = 0\nrequest = function()\n  n = n + 1\n  return wrk.format(nil, paths[n %% #paths + 1])\nend\n", strings.Join(l.paths, `", "`))
	}
	if l.body != "" {
		path := "nil"
		if len(l.paths) > 0 {
			fmt.Fprintf(&b, "local paths = {\"%s\"}\n", strings.Join(l.paths, `", "`))
			path = "paths[n % #paths + 1]"
		}
		fmt.Fprintf(&b, "local start = %d\nlocal n = 0\nrequest = function()\n  n = n + 1\n  return wrk.format(nil, %s, nil, %s)\nend\n", time.Now().UnixNano()%1_000_000_000, path, l.body)
	}
	if l.bodies != "" {
		fmt.Fprintf(&b, "local line = io.lines(%q)\nrequest = function() return wrk.format(nil, nil, nil, line()) end\n", l.bodies)
	}
	b.WriteString("done = function(summary)\n  local e = summary.errors\n  io.write(string.format(\"failed %d of %d\\n\", e.status + e.connect + e.read + e.write + e.timeout, summary.requests))\nend\n")
	path := filepath.Join(os.TempDir(), fmt.Sprintf("ribambelle-wrk-%d.lua", os.Getpid()))
	return path, os.WriteFile(path, []byte(b.String()), 0o600)
}

var (
	rateLine    = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	latencyLine = regexp.MustCompile(`(?m)^\s+(50|99)%\s+([\d.]+)(us|ms|s)$`)
	failedLine  = regexp.MustCompile(`failed (\d+) of (\d+)`)
)

func parse(out string) (figure, error) {
	rate := rateLine.FindStringSubmatch(out)
	if rate == nil {
		return figure{}, fmt.Errorf("wrk said nothing that can be read:\n%s", out)
	}
	var f figure
	f.perSecond, _ = strconv.ParseFloat(rate[1], 64)
	for _, line := range latencyLine.FindAllStringSubmatch(out, -1) {
		took, err := time.ParseDuration(line[2] + line[3])
		if err != nil {
			return f, fmt.Errorf("reading a latency: %w", err)
		}
		if line[1] == "50" {
			f.p50 = took
		} else {
			f.p99 = took
		}
	}
	if failed := failedLine.FindStringSubmatch(out); failed != nil {
		f.errors, _ = strconv.Atoi(failed[1])
		f.requests, _ = strconv.Atoi(failed[2])
	}
	return f, nil
}
