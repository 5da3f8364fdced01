package e2e

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what is found into testdata")

// rightsTable is who may call what, for people to review: a change of it is a change of rights.
const rightsTable = "testdata/rights.txt"

// stranger is whoever comes without anything: what they may, all may.
const stranger = "a stranger"

// mayNot is how a cell of the table says that somebody is kept out.
const mayNot = "."

// TestRights holds every operation of the core and of the modules that came with it against a table that people have
// reviewed: what each role may do somewhere, as a key that holds the role at the root is told, and what strangers find, as
// every operation answers them. An operation that the table does not have fails, and so does a row without an operation.
func TestRights(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	admin := visit(t, server.url)
	admin.signIn(municipality, "core:administrator")
	for _, module := range []string{"portrait", "cap", "piloufilou", "mobilisation", "toolbox"} {
		(&portrait{visitor: admin, tenant: municipality}).turnOn(module)
	}
	operations := admin.operations()
	roles, allowed := admin.roles()
	outside := server.outside(t, admin, allowed)

	var table strings.Builder
	columns := append(slices.Sorted(maps.Keys(outside)), roles...)
	for i, name := range columns {
		fmt.Fprintf(&table, "# %2d %s\n", i+1, name)
	}
	refused := 0
	for _, o := range operations {
		fmt.Fprintf(&table, "%-44s %-34s", o.id, o.action)
		for i, name := range columns {
			cell := mayNot
			may, isOutside := outside[name]
			if isOutside && may(o) || !isOutside && (allowed[name][o.action] || outside[stranger](o)) {
				cell = fmt.Sprint(i + 1)
			} else {
				refused++
			}
			fmt.Fprintf(&table, " %2s", cell)
		}
		table.WriteString("\n")
	}
	t.Logf("%d operations for %d kinds of callers: %d of %d cells are refused", len(operations), len(columns), refused, len(operations)*len(columns))
	if *update {
		if err := os.WriteFile(rightsTable, []byte(table.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	reviewed, err := os.ReadFile(rightsTable)
	if err != nil {
		t.Fatal(err)
	}
	is, was := strings.Split(table.String(), "\n"), strings.Split(string(reviewed), "\n")
	for _, row := range is {
		if !slices.Contains(was, row) {
			t.Errorf("not reviewed:\n%s", row)
		}
	}
	for _, row := range was {
		if !slices.Contains(is, row) {
			t.Errorf("reviewed, and not so any more:\n%s", row)
		}
	}
	if t.Failed() {
		t.Logf("look at each row, then write them: go test ./deploy/e2e -run TestRights -update")
	}
}

// offered is an operation as the document tells it.
type offered struct{ id, action, method, path string }

// operations lists those of an organisation with its modules, by id.
func (v *visitor) operations() (all []offered) {
	v.t.Helper()
	var spec struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Action      string `json:"x-rb-action"`
		}
	}
	for _, document := range []string{"/openapi.json", "/t/" + municipality + "/openapi.json"} {
		v.want(http.StatusOK, "GET", document, nil, &spec)
		for path, methods := range spec.Paths {
			path = strings.Replace(path, "{tenant}", municipality, 1)
			for method, o := range methods {
				if o.Action == "" {
					v.t.Errorf("%s %s tells no action", method, path)
				}
				one := offered{o.OperationID, o.Action, strings.ToUpper(method), path}
				if !slices.ContainsFunc(all, func(other offered) bool { return other.id == one.id }) {
					all = append(all, one)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b offered) int { return strings.Compare(a.id, b.id) })
	return all
}

// roles lists the roles that can be given, and what a key may do somewhere that holds one at the root.
func (v *visitor) roles() (names []string, allowed map[string]map[string]bool) {
	v.t.Helper()
	var all struct{ Roles []struct{ Name string } }
	v.want(http.StatusOK, "GET", "/t/"+municipality+"/roles", nil, &all)
	allowed = map[string]map[string]bool{}
	for _, role := range all.Roles {
		if role.Name == "core:operator" { // only among operators
			continue
		}
		var key struct{ Secret string }
		v.want(http.StatusCreated, "POST", "/t/"+municipality+"/keys", map[string]any{"name": role.Name, "scopes": []string{}, "role": role.Name, "expires": nextMonth()}, &key)
		var me struct{ Actions []string }
		visit(v.t, v.base).do("GET", "/t/"+municipality+"/me", nil, "Authorization", "Bearer "+key.Secret).decode(v.t, &me)
		allowed[role.Name] = map[string]bool{}
		for _, action := range me.Actions {
			allowed[role.Name][action] = true
		}
		names = append(names, role.Name)
	}
	slices.Sort(names)
	return names, allowed
}

// outside are those who hold nothing here, and whether an operation lets them through its gate: they are really asked. What
// a role is needed for nobody is asked who is signed in: that is in the columns of the roles.
func (p *platform) outside(t *testing.T, admin *visitor, allowed map[string]map[string]bool) map[string]func(offered) bool {
	t.Helper()
	neighbour := visit(t, p.url)
	neighbour.signIn(network, "core:administrator")
	var embed struct {
		Key string `json:"key"`
	}
	admin.want(http.StatusCreated, "POST", "/t/"+municipality+"/embed-keys", map[string]any{"name": "Site", "modules": []string{"portrait", "cap", "piloufilou", "mobilisation"}, "origins": []string{"https://www.example.org"}}, &embed)
	suspended, member := p.suspended(t, admin), visit(t, p.url)
	member.signIn(municipality, "core:educator")
	passes := func(v *visitor, query string, headers ...string) func(offered) bool {
		asked := map[string]bool{}
		return func(o offered) (through bool) {
			if told, known := asked[o.id]; known {
				return told
			}
			defer func() { asked[o.id] = through }()
			var body any
			if o.method != "GET" && o.method != "DELETE" {
				body = map[string]any{}
			}
			got := v.do(o.method, parameter.ReplaceAllString(o.path, "0198f000-0000-7000-8000-00000000000a")+query, body, headers...)
			var problem struct{ Code string }
			if got.status >= http.StatusBadRequest && strings.Contains(got.header.Get("Content-Type"), "json") {
				got.decode(t, &problem)
			}
			return got.status != http.StatusUnauthorized && got.status != http.StatusForbidden && problem.Code != "organisation-not-found"
		}
	}
	held := func(action string) bool {
		for _, may := range allowed {
			if may[action] {
				return true
			}
		}
		return false
	}
	own, anybody := passes(member, ""), passes(visit(t, p.url), "")
	return map[string]func(offered) bool{
		"who is signed in, if the record says so": func(o offered) bool { return anybody(o) || !held(o.action) && own(o) },
		stranger: anybody, "somebody of another organisation": passes(neighbour, ""), "somebody who is suspended": passes(suspended, ""),
		"a portal with a public key": passes(visit(t, p.url), "?key="+embed.Key, "Origin", "https://www.example.org"),
	}
}

// suspended is a coordinator who was signed in when an administrator suspended them.
func (p *platform) suspended(t *testing.T, admin *visitor) *visitor {
	t.Helper()
	v := visit(t, p.url)
	v.signIn(municipality, "core:coordinator")
	var me struct{ Person struct{ ID string } }
	v.want(http.StatusOK, "GET", "/t/"+municipality+"/me", nil, &me)
	admin.want(http.StatusOK, "POST", "/t/"+municipality+"/people/"+me.Person.ID+":suspend", nil, nil)
	return v
}
