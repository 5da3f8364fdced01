package e2e

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
)

// TestOneTrace follows a call from the browser through the core and the module to the database and back: one
// trace, every span's parent in it. An anonymous answer leaves none.
func TestOneTrace(t *testing.T) {
	t.Parallel()
	spans := listen(t)
	server := startWith(t, spans.env(), t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	p.turnOn("portrait")
	p.open("Suivi", p.adoptSample(), p.team(12))
	const ours, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for _, call := range []string{":progress", ":preview"} { // one without back-calls would prove less
		if got := p.do("GET", p.path("/waves/"+p.wave.ID+call), nil, "Traceparent", "00-"+ours+"-"+parent+"-01"); got.status != http.StatusOK {
			t.Fatalf("%s: %d %s", call, got.status, got.body)
		}
	}
	stranger := visit(t, p.base)
	const theirs = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	site := p.wave.Doc.Sites[0].Unit
	for _, verb := range []string{"start", "submit"} {
		body := map[string]any{"code": p.codes[site]}
		if verb == "submit" {
			body["values"] = p.values(1)
		}
		if got := stranger.do("POST", p.path("/answers:"+verb), body, "Traceparent", "00-"+theirs+"-"+parent+"-01"); got.status/100 != 2 {
			t.Fatalf("%s: %d %s", verb, got.status, got.body)
		}
	}
	p.want(http.StatusOK, "GET", p.url("/units"), nil, nil) // a loud one behind the quiet ones
	spans.until(t, "the request after the anonymous ones", func(all []*otlp.Span) bool { return named(all, "/units") >= 2 })
	all := spans.until(t, "the end of both requests", func(all []*otlp.Span) bool {
		return named(all, "/waves/{id}:progress") == 1 && named(all, "/waves/{id}:preview") == 1
	})
	checkChain(t, all, ours, parent)
	for _, s := range all {
		if hex.EncodeToString(s.TraceId) == theirs || strings.Contains(s.Name, "answers:") {
			t.Errorf("an anonymous answer left the span %q", s.Name)
		}
	}
}

// named counts the spans whose name ends so.
func named(all []*otlp.Span, end string) (n int) {
	for _, s := range all {
		if strings.HasSuffix(s.Name, end) {
			n++
		}
	}
	return n
}

// checkChain wants every span of a trace to descend from the caller's, and a way from a request through the
// module's call to the database.
func checkChain(t *testing.T, all []*otlp.Span, id, root string) {
	t.Helper()
	byID := map[string]*otlp.Span{}
	for _, s := range all {
		if hex.EncodeToString(s.TraceId) == id {
			byID[hex.EncodeToString(s.SpanId)] = s
		}
	}
	deepest := ""
	for _, s := range byID {
		way := s.Name
		at := hex.EncodeToString(s.ParentSpanId)
		for at != root && byID[at] != nil {
			way = byID[at].Name + " > " + way
			at = hex.EncodeToString(byID[at].ParentSpanId)
		}
		if at != root {
			t.Errorf("%s: the parent %s is not in the trace", way, at)
		}
		if strings.Count(way, " > ") > strings.Count(deepest, " > ") {
			deepest = way
		}
	}
	t.Logf("%d spans; the deepest: %s", len(byID), deepest)
	if !regexp.MustCompile(`^GET .*(:progress|:preview) > module portrait .* > database read$`).MatchString(deepest) {
		t.Errorf("no way leads from the request through the module and its back-call to the database: %s", deepest)
	}
}

// TestMetrics reads what Prometheus reads, before and after a module's end by SIGKILL.
func TestMetrics(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:educator")
	p.problem(http.StatusForbidden, "denied", "GET", p.url("/audit"), nil)
	p.signIn(municipality, "core:coordinator")
	p.want(http.StatusOK, "GET", p.path("/samples"), nil, nil)
	text := string(p.want(http.StatusOK, "GET", "/metrics", nil, nil).body)
	for _, pattern := range []string{
		`http_server_request_duration_seconds_count\{[^}]*http_route="/t/\{tenant\}/portrait/samples"[^}]*ribambelle_module="portrait"[^}]*\} 1`,
		`ribambelle_authz_decisions_total\{ribambelle_action="core:audit.read",ribambelle_decision="denied"\} 1`,
		`ribambelle_authz_decisions_total\{ribambelle_action="portrait:[a-z.]+",ribambelle_decision="allowed"\} [1-9]`,
	} {
		if !regexp.MustCompile(pattern).MatchString(text) {
			t.Errorf("/metrics has no %s", pattern)
		}
	}
	for _, secret := range []string{"niort", "coordination", server.data} {
		if strings.Contains(text, secret) {
			t.Errorf("/metrics tells %q", secret)
		}
	}
	t.Run("killed", func(t *testing.T) { p.killModule(t, server) })
}

// killModule ends the module's process as a lack of memory does: /readyz names it, and it comes back.
func (p *portrait) killModule(t *testing.T, server *platform) {
	p.want(http.StatusOK, "GET", "/readyz", nil, nil)
	child := server.child(t, "portrait")
	if err := syscall.Kill(child, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	down, deadline := false, time.Now().Add(time.Minute)
	for {
		got := p.do("GET", "/readyz", nil)
		down = down || bytes.Contains(got.body, []byte("portrait")) // with 200: the rest can still serve
		if down && p.do("GET", p.path("/samples"), nil).status == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("named as down: %t; /readyz now: %d %s", down, got.status, got.body)
		}
	}
	if again := server.child(t, "portrait"); again == child {
		t.Errorf("process %d still answers", child)
	}
}

// children are the processes that the server started.
func (p *platform) children(t *testing.T) (all []int) {
	t.Helper()
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", p.cmd.Process.Pid, thread.Name()))
		for _, field := range strings.Fields(string(text)) {
			if id, err := strconv.Atoi(field); err == nil {
				all = append(all, id)
			}
		}
	}
	return all
}

// child is the process of a module: the host starts it under the module's name.
func (p *platform) child(t *testing.T, module string) int {
	t.Helper()
	all := p.children(t)
	for _, id := range all {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", id))
		if program, _, _ := strings.Cut(string(text), "\x00"); program == module {
			return id
		}
	}
	t.Fatalf("none of the server's %d processes is that of %s", len(all), module)
	return 0
}
