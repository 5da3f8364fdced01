package api_test

import (
	"testing"
)

const shut = "package rb.overlay\n\ndeny if {\n\tinput.action == \"core:unit.update\"\n\tstartswith(input.record.unit_path, \"/nord/\")\n}\n"

// An administrator sees what a policy would change before it goes live, and examples keep it honest afterwards.
func TestAPolicyIsTriedOnWhatWasDone(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north, south := admin.unit("bordeaux", "Nord", ""), admin.unit("bordeaux", "Sud", "")
	for _, unit := range []string{north, north, south} {
		admin.do("PUT", "/t/bordeaux/units/"+unit, map[string]any{"name": "Secteur " + unit[30:], "kind": "territory"}).want(t, 200, "")
	}
	type trial struct {
		Acts    int
		Changed []struct {
			Action, Name, UnitPath string `json:",omitempty"`
			Times                  int
			Allow                  bool
		}
		Failed []struct {
			Index int
			Allow bool
			Rule  string
		}
	}
	try := func(body map[string]any) (out trial) {
		admin.do("POST", "/t/bordeaux/settings/overlay:preview", body).into(t, &out)
		return out
	}
	holds := map[string]any{"role": "core:coordinator", "action": "core:unit.update", "unit": "nord", "allow": false}
	south2 := map[string]any{"role": "core:coordinator", "action": "core:unit.update", "unit": "sud", "allow": true}
	out := try(map[string]any{"overlay": shut, "expectations": []any{holds, south2}})
	if len(out.Changed) != 1 || out.Changed[0].Action != "core:unit.update" || out.Changed[0].Times != 2 || out.Changed[0].Allow || out.Acts < 3 || len(out.Failed) != 0 {
		t.Errorf("trial %+v", out)
	}
	if none := try(map[string]any{"overlay": ""}); len(none.Changed) != 0 || none.Acts != out.Acts {
		t.Errorf("no policy changes %+v", none)
	}
	if failed := try(map[string]any{"expectations": []any{holds}}).Failed; len(failed) != 1 || !failed[0].Allow || failed[0].Rule != "core/grants" {
		t.Errorf("failed %+v", failed)
	}
	admin.do("POST", "/t/bordeaux/settings/overlay:preview", map[string]any{"overlay": "package rb.overlay\n\ndeny if {"}).want(t, 422, "policy-invalid")
	admin.do("POST", "/t/bordeaux/settings/overlay:preview", map[string]any{"expectations": []any{map[string]any{"role": "core:director", "action": "core:fly", "allow": true}}}).want(t, 422, "invalid-input")

	admin.set("bordeaux", "overlay", shut)
	admin.set("bordeaux", "expectations", []any{holds, south2})
	if again := try(map[string]any{"overlay": ""}); len(again.Changed) != 1 || !again.Changed[0].Allow {
		t.Errorf("taking the policy away changes %+v", again)
	}
	// A change that an example forbids does not go live.
	a := admin.do("GET", "/t/bordeaux/settings", nil)
	var settings map[string]any
	a.into(t, &settings)
	for _, told := range []string{"slug", "template", "managed"} {
		delete(settings, told)
	}
	settings["overlay"] = ""
	admin.do("PUT", "/t/bordeaux/settings", settings).want(t, 422, "invalid-input")
	x.as("lyon", "admin").do("POST", "/t/bordeaux/settings/overlay:preview", map[string]any{"overlay": shut}).want(t, 404, "")
}
