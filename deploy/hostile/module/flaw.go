//go:build linux

package main

import (
	"strings"
	"time"
)

// flaws are what modules of these names declare, and no module may.
func flaws() map[string]func(manifest map[string]any) {
	route := func(path string) func(map[string]any) {
		return func(m map[string]any) { operations(m)["path"] = path }
	}
	return map[string]func(map[string]any){
		"overlap":    func(m map[string]any) { all := m["operations"].([]any); m["operations"] = append(all, twin(all[0])) },
		"shadow":     route("/treasures/{anything}"), // where the core serves the collection
		"dots":       route("/../units"),
		"encoded":    route("/%2e%2e/units"),
		"empty":      route("//units"),
		"backslash":  route(`/..\units`),
		"foreignact": func(m map[string]any) { operations(m)["action"] = "core:unit.read" },
		"ungated":    func(m map[string]any) { delete(operations(m), "action") },
		"markup":     widget("x-y><script>alert(1)</script><x-y", ""),
		"huge":       func(m map[string]any) { m["policy"] = "# " + strings.Repeat("more ", 2<<20) },
		"wordy":      func(m map[string]any) { m["name"] = strings.Repeat("wordy\n", 300_000) },
		"silent":     func(map[string]any) { time.Sleep(time.Hour) }, // it never says what it is
		"plain":      widget("x-plain", "/answers"),                  // HTML under our own address
	}
}

// widget is a public page with that element and that plain page.
func widget(element, plain string) func(map[string]any) {
	return func(m map[string]any) {
		m["widgets"] = []any{map[string]any{
			"element": element, "script": "x.js", "page": "x", "place": "public", "plain": plain, "title": m["title"],
		}}
		for _, op := range m["operations"].([]any) {
			op.(map[string]any)["public"] = true
		}
	}
}

// operations is the first operation of a manifest.
func operations(manifest map[string]any) map[string]any {
	return manifest["operations"].([]any)[0].(map[string]any)
}

// twin is an operation at the same addresses under another name.
func twin(of any) map[string]any {
	made := map[string]any{}
	for key, value := range of.(map[string]any) {
		made[key] = value
	}
	made["id"] = "twin"
	return made
}
