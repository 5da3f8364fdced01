package rego_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/authz/rego"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// TestCheckRefuses has one case for each thing that would decide wrongly, or not at all, once live. The want is
// the place and a part of the sentence.
func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ rule, at, says string }{
		"network":           {`include if http.send({"url": "http://x"}).status_code == 200`, "module.rego:3", "http.send"},
		"clock":             {`include if time.now_ns() > 0`, "module.rego:3", "time.now_ns"},
		"chance":            {`include if rand.intn("x", 2) == 1`, "module.rego:3", "rand.intn"},
		"process":           {`include if opa.runtime().env.HOME == "/"`, "module.rego:3", "opa.runtime"},
		"resolver":          {`include if net.lookup_ip_addr("x") != set()`, "module.rego:3", "net.lookup_ip_addr"},
		"syntax":            {`include if {`, "module.rego:3", ""},
		"bare field":        {`include if input.record.flag`, "module.rego:3", "== true"},
		"not a rule":        {"include if not closed\nclosed if { input.record.status == \"closed\"; input.record.n > 1 }", "module.rego:3", "opposite"},
		"variable":          {`include if { s := input.record.status; not s == "closed" }`, "module.rego:3", "variable"},
		"unification":       {`include if { input.record.status = s; not s == "closed" }`, "module.rego:3", "variable"},
		"iteration":         {`include if { some s in [input.record.status]; not s == "closed" }`, "module.rego:3", "variable"},
		"argument":          {"include if not closed(input.record.status)\nclosed(s) if s == \"closed\"", "module.rego:3", "variable"},
		"comprehension":     {`include if count({g | some g in input.principal.grants; g.path == input.record.unit_path}) > 0`, "module.rego:3", "variable"},
		"whole record":      {`include if { r := input.record; not r.status == "closed" }`, "module.rego:3", "input.record.<field>"},
		"whole input":       {`include if { i := input; not i.record.status == "closed" }`, "module.rego:3", "input.record.<field>"},
		"any input":         {`include if { some k; not input[k].status == "closed" }`, "module.rego:3", ""},
		"with":              {`include if input.action == "m:x.y" with input.action as "m:x.y"`, "module.rego:3", "with"},
		"deep reference":    {`include if input.record.place.town == "Lyon"`, "module.rego:3", "input.record.<field>"},
		"beyond doubles":    {`include if input.record.n == 9007199254740993`, "module.rego:3", "2^53"},
		"composite":         {`include if input.record.tags == ["a"]`, "module.rego:3", "array"},
		"field second":      {`include if startswith("/a/b/", input.record.unit_path)`, "module.rego:3", "first"},
		"arithmetic":        {`include if input.record.n + 1 == 2`, "module.rego:3", ""},
		"count of a field":  {`include if count(input.record.name) > 3`, "module.rego:3", ""},
		"not exactly true":  {`include := "yes" if input.action == "m:x.y"`, "module.rego:3", "plain rule"},
		"else":              {`include if { false } else := true`, "module.rego:3", "plain rule"},
		"default true":      {`default include := true`, "module.rego:3", "plain rule"},
		"deny in a module":  {`deny if true`, "module.rego:3", "decides nothing"},
		"another package":   {`include if data.rb.core.include.grants`, "module.rego:3", "out of reach"},
		"a field handed on": {"import data.rb.tree\ninclude if input.record.unit_path in tree.above(input.record.name)", "module.rego:4", "cannot be kept"},
		"new record":        {`include if input.new.status == "open"`, "module.rego:3", "input.new"},
		"mask by record":    {`mask contains "phone" if input.record.owner_id != "x"`, "module.rego:3", "mask"},
		"mask by helper":    {"mask contains \"phone\" if theirs\ntheirs if input.record.owner_id != \"x\"", "module.rego:4", "mask"},
		"hidden behind a role": {
			`include if { "m:boss" in {g.role | some g in input.principal.grants}; input.record.flag }`, "module.rego:3", "== true",
		},
		"hidden behind an action": {`include if { input.action == "m:thing.burn"; input.record.flag }`, "module.rego:3", "== true"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := rego.Check(rego.Source{Text: "package rb.module.m\n\n" + c.rule}, rego.Module, "m")
			if fault.KindOf(errOr(err)) != fault.Invalid {
				t.Fatalf("Check: %v; want invalid", err)
			}
			text := err.Error()
			if !strings.Contains(text, c.at) || !strings.Contains(text, c.says) {
				t.Errorf("Check says %q; want %q and %q", text, c.at, c.says)
			}
		})
	}
}

// errOr keeps a nil error from becoming a fault.
func errOr(err error) error {
	if err == nil {
		return fault.New(fault.Internal, "none", "no error")
	}
	return err
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		kind   rego.Kind
		module string
		text   string
	}{
		"portrait":        {rego.Module, "portrait", portraitRego},
		"overlay":         {rego.Overlay, "", closedOnSundays},
		"hyphens":         {rego.Module, "my-module", `package rb.module["my-module"]` + "\ninclude if input.action == \"my-module:a.b\""},
		"default false":   {rego.Module, "m", "package rb.module.m\ndefault allow := false\nallow if input.record.n >= 3"},
		"positive helper": {rego.Module, "m", "package rb.module.m\ninclude if mine(input.principal)\nmine(p) if input.record.owner_id == p.id"},
		"the tree":        {rego.Module, "m", "package rb.module.m\nimport data.rb.tree\ninclude if { some g in input.principal.grants; input.record.unit_path in tree.above(g.path) }"},
		"masks only":      {rego.Module, "m", "package rb.module.m\nmask := {\"phone\": true}"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := rego.Check(rego.Source{Text: c.text}, c.kind, c.module); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCheckLimits(t *testing.T) {
	t.Parallel()
	long := "package rb.overlay\n" + strings.Repeat("# long\n", 10_000)
	if err := rego.Check(rego.Source{File: "tenants/x/overlay.rego", Text: long}, rego.Overlay, ""); err == nil ||
		!strings.Contains(err.Error(), "tenants/x/overlay.rego:1") {
		t.Errorf("a policy beyond the limit: %v", err)
	}
	slow := `package rb.overlay
list := [x | some a in letters; some b in letters; some c in letters; some d in letters; some e in letters; x := [a, b, c, d, e]]
letters := split("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t", ",")
deny if count(list) == 1`
	began := time.Now()
	err := rego.Check(rego.Source{Text: slow}, rego.Overlay, "")
	if err == nil || !strings.Contains(err.Error(), "took more than") {
		t.Errorf("a slow policy: %v", err)
	}
	if spent := time.Since(began); spent > 20*time.Second {
		t.Errorf("a slow policy kept us for %v", spent)
	}
}

// TestCheckNamesThePlace is what the settings page shows: the pointer of the field, the line in the message.
func TestCheckNamesThePlace(t *testing.T) {
	t.Parallel()
	a, _ := open(t, portraitPolicy(""))
	err := a.Check(t.Context(), authz.Policy{
		Overlay: "package rb.overlay\n\ndeny if input.record.flag\n",
		Modules: []authz.ModulePolicy{
			{Module: "portrait", Rego: portraitRego},
			{Module: "m", Rego: "package rb.module.n\ninclude if input.record.a == 1"},
		},
	})
	got := map[string]string{}
	for _, f := range fault.From(errOr(err)).Fields {
		got[f.Pointer] = f.Message
	}
	if !strings.HasPrefix(got["/overlay"], "overlay.rego:3: ") || !strings.HasPrefix(got["/modules/1/rego"], "m.rego:1: ") || len(got) != 2 {
		t.Errorf("fields: %v", got)
	}
}
