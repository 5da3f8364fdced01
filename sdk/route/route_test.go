package route_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// table makes a table whose values are the entries themselves: "GET /waves/{id}".
func table(t *testing.T, entries ...string) route.Table[string] {
	t.Helper()
	var made route.Table[string]
	for _, entry := range entries {
		method, pattern, _ := strings.Cut(entry, " ")
		next, err := made.With(method, pattern, entry)
		if err != nil {
			t.Fatalf("With(%s) = %v", entry, err)
		}
		made = next
	}
	return made
}

func TestMatch(t *testing.T) {
	t.Parallel()
	made := table(t,
		"GET /",
		"GET /waves", "POST /waves", "POST /waves:import",
		"GET /waves/{id}", "PUT /waves/{id}", "POST /waves/{id}:open", "GET /waves/{id}:results",
		"GET /waves/current",
		"GET /waves/{id}/sites/{site}:look",
		"GET /t/{tenant}/units", "GET /t/{tenant}/{module}/{path...}",
		"GET /files/{path...}", "GET /files/readme",
	)
	cases := []struct {
		request, want string
		params        route.Params
		allowed       []string
	}{
		{"GET /", "GET /", nil, nil},
		{"GET /waves", "GET /waves", nil, nil},
		{"HEAD /waves", "GET /waves", nil, nil},
		{"POST /waves:import", "POST /waves:import", nil, nil},
		{"GET /waves/1", "GET /waves/{id}", route.Params{"id": "1"}, nil},
		{"GET /waves/current", "GET /waves/current", nil, nil},
		{"PUT /waves/current", "PUT /waves/{id}", route.Params{"id": "current"}, nil},
		{"POST /waves/1:open", "POST /waves/{id}:open", route.Params{"id": "1"}, nil},
		{"GET /waves/a%3Ab", "GET /waves/{id}", route.Params{"id": "a:b"}, nil},
		{"GET /waves/a%20b:results", "GET /waves/{id}:results", route.Params{"id": "a b"}, nil},
		{"GET /waves/1/sites/2:look", "GET /waves/{id}/sites/{site}:look", route.Params{"id": "1", "site": "2"}, nil},
		{"GET /t/lilas/units", "GET /t/{tenant}/units", route.Params{"tenant": "lilas"}, nil},
		{"GET /t/lilas/portrait/waves/1:x", "GET /t/{tenant}/{module}/{path...}", route.Params{"tenant": "lilas", "module": "portrait", "path": "waves/1:x"}, nil},
		{"GET /files/readme", "GET /files/readme", nil, nil},
		{"GET /files/a/b.js", "GET /files/{path...}", route.Params{"path": "a/b.js"}, nil},
		{"DELETE /waves/1", "", nil, []string{"GET", "PUT"}},
		{"GET /waves/1:open", "", nil, []string{"POST"}},
		{"GET /waves/:open", "", nil, nil},
		{"GET /waves/1:close", "", nil, nil},
		{"GET /waves/1:open:open", "", nil, nil},
		{"GET /files", "", nil, nil},
		{"GET /elsewhere", "", nil, nil},
	}
	for _, c := range cases {
		method, path, _ := strings.Cut(c.request, " ")
		got, err := made.Match(method, path)
		if err != nil {
			t.Errorf("Match(%s) = %v", c.request, err)
			continue
		}
		if got.Value != c.want || got.OK != (c.want != "") {
			t.Errorf("Match(%s) = %q, want %q", c.request, got.Value, c.want)
		}
		if diff := cmp.Diff(c.params, got.Params); diff != "" {
			t.Errorf("Match(%s) params (-want +got)\n%s", c.request, diff)
		}
		if diff := cmp.Diff(c.allowed, got.Allowed); diff != "" {
			t.Errorf("Match(%s) allowed (-want +got)\n%s", c.request, diff)
		}
	}
}

func TestWithRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ first, second, want string }{
		{"GET /waves/{id}", "GET /waves/{wave}", "overlaps"},
		{"GET /waves/{id}:open", "GET /waves/{wave}:open", "overlaps"},
		{"GET /{a}/x", "GET /y/{b}", "overlaps"},
		{"GET /{a}/x/{rest...}", "GET /y/{b...}", "overlaps"},
		{"GET /{a...}", "GET /{b...}", "overlaps"},
		{"GET /a", "GET waves", "begins with /"},
		{"GET /a", "GET /waves/", "neither"},
		{"GET /a", "GET /waves/../x", "neither"},
		{"GET /a", "GET /waves/{id", "neither"},
		{"GET /a", "GET /waves/{id}x", "neither"},
		{"GET /a", "GET /{id}/{id}", "twice"},
		{"GET /a", "GET /{id...}/x", "nothing may follow"},
		{"GET /a", "GET /{id...}:x", "no verb"},
		{"GET /a", "GET /{id}:open/x", "not at the end"},
	}
	for _, c := range cases {
		method, pattern, _ := strings.Cut(c.second, " ")
		_, err := table(t, c.first).With(method, pattern, "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("after %s, With(%s) = %v, want an error that says %q", c.first, c.second, err, c.want)
		}
	}
}

func TestWithAllows(t *testing.T) {
	t.Parallel()
	table(t, "GET /waves/{id}", "GET /waves/new", "POST /waves/{id}", "GET /waves/{id}:open", "GET /waves/x:open", "GET /{any...}")
}

// A table is a value: what is added to one is not in the one it came from.
func TestTableIsImmutable(t *testing.T) {
	t.Parallel()
	before := table(t, "GET /waves/{id}")
	if _, err := before.With("GET", "/waves/{id}:open", "later"); err != nil {
		t.Fatal(err)
	}
	if m, _ := before.Match("GET", "/waves/1:open"); m.OK {
		t.Error("the older table has the newer entry")
	}
	if n := len(before.Entries()); n != 1 {
		t.Errorf("the older table has %d entries, want 1", n)
	}
}

func TestNotCanonical(t *testing.T) {
	t.Parallel()
	made := table(t, "GET /{path...}")
	for _, path := range []string{
		"", "waves", "//", "/waves/", "/waves//1", "/./waves", "/../waves", "/waves/..", "/%2e/waves", "/%2E%2e/waves",
		"/.%2e/waves", "/waves%2f1", "/waves%2F1", "/waves%5c1", `/waves\1`, "/%77aves", "/waves%00", "/waves%0a", "/waves/%ff", "/waves/%zz", "/waves/%2",
	} {
		_, err := made.Match("GET", path)
		if !errors.Is(err, fault.New(fault.Invalid, "path-not-canonical", "")) {
			t.Errorf("Match(%q) = %v, want path-not-canonical", path, err)
		}
		if route.Canonical(path) == nil {
			t.Errorf("Canonical(%q) = nil", path)
		}
	}
	for _, path := range []string{"/waves", "/a%20b", "/%C3%A9t%C3%A9", "/...", "/a..b", "/%252e"} {
		if err := route.Canonical(path); err != nil {
			t.Errorf("Canonical(%q) = %v", path, err)
		}
	}
}

func TestOverlap(t *testing.T) {
	t.Parallel()
	cases := []struct {
		a, b string
		want bool
	}{
		{"/waves/{id}", "/waves/summary", true},
		{"/waves/{id}", "/waves/{id}:open", false},
		{"/waves/{id}:open", "/waves/x:open", true},
		{"/waves", "/waves/{id}", false},
		{"/waves/{id...}", "/waves/a/b", true},
		{"/waves", "/sites", false},
		{"/waves", "not a pattern", false},
	}
	for _, c := range cases {
		if route.Overlap(c.a, c.b) != c.want || route.Overlap(c.b, c.a) != c.want {
			t.Errorf("Overlap(%s, %s) is not %v both ways", c.a, c.b, c.want)
		}
	}
}

// Whatever the path: no panic, and a match gives back parameters that have no slash but in a rest.
func FuzzMatch(f *testing.F) {
	var made route.Table[string]
	for _, pattern := range []string{"/waves/{id}", "/waves/{id}:open", "/waves:import", "/x/{a}/y/{b}:z", "/f/{rest...}"} {
		made, _ = made.With("GET", pattern, pattern)
		f.Add(pattern)
	}
	f.Add("/waves/%2e%2e:open")
	f.Fuzz(func(t *testing.T, path string) {
		m, err := made.Match("GET", path)
		if err != nil || !m.OK {
			return
		}
		for name, value := range m.Params {
			if value == "" || value == "." || value == ".." || name != "rest" && strings.Contains(value, "/") {
				t.Errorf("Match(%q): parameter %s = %q", path, name, value)
			}
		}
	})
}
