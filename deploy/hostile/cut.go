//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cut takes a defence out of a source file of the core: old stands there once, and new in its place lets through what
// it stopped.
type cut struct {
	defence string
	file    string
	old     string
	new     string
}

// cuts are all defences that the corpus attacks.
func cuts() []cut {
	return []cut{
		{"walls around processes", "core/confine/probe_linux.go", "range candidates(os.Getuid() == 0) {", "range candidates(os.Getuid() == 0)[:0] {"},
		{"a process for each organisation", "core/module/edition.go", "	if e.shared() {\n		return tenant.ID{}", "	if true {\n		return tenant.ID{}"},
		{"handles that stand for a call", "sdk/wire/handle.go", "	live map[[sha256.Size]byte]grant\n", "	live map[[sha256.Size]byte]grant\n	last grant\n"},
		{"handles that end with their call", "sdk/wire/handle.go", "	h.live[sha256.Sum256(handle)] = g\n", "	g.ctx = context.WithoutCancel(g.ctx)\n	h.last, h.live[sha256.Sum256(handle)] = g, g\n"},
		{"handles that are taken back", "sdk/wire/handle.go", "delete(h.live, sha256.Sum256(handle))", "_ = handle"},
		{"handles that are known", "sdk/wire/handle.go", "	if !ok || g.ctx.Err() != nil {\n", "	if !ok {\n		g = h.last\n	}\n	if g.store == nil {\n"},
		{"one organisation's record", "core/sqlstore/table.go", "		fetch: \"SELECT \" + recordColumns + \" FROM \" + name + \" WHERE tenant_id = ?", "		fetch: \"SELECT \" + recordColumns + \" FROM \" + name + \" WHERE tenant_id != substr(?, 1, 0)"},
		{"changes of one organisation's record", "core/sqlstore/table.go", "\" rev = rev + 1 WHERE tenant_id = ?", "\" rev = rev + 1 WHERE tenant_id != substr(?, 1, 0)"},
		{"one organisation's records", "core/sqlstore/rows.go", `where = "tenant_id = " + c.bind(t.String())`, `where = "tenant_id != substr(" + c.bind(t.String()) + ", 1, 0)"`},
		{"a clean environment", "core/module/process.go", "SkipHostEnv:      true", "SkipHostEnv:      false"},
		{"nothing but what go-plugin needs in it", "core/module/process.go", `if strings.HasPrefix(line, "PLUGIN_") ||`, `if strings.HasPrefix(line, "") ||`},
	}
}

// cutOut writes the files without the defences into dir, and the list by which the compiler takes them in place of
// those that lie below root.
func cutOut(root, dir string, all []cut) (overlay string, err error) {
	without := map[string]string{}
	for _, c := range all {
		path := filepath.Join(root, c.file)
		text, known := without[path]
		if !known {
			whole, err := os.ReadFile(path)
			if err != nil {
				return "", fmt.Errorf("reading a defence: %w", err)
			}
			text = string(whole)
		}
		if n := strings.Count(text, c.old); n != 1 {
			return "", fmt.Errorf("%s: the defence %q stands there %d times, not once: follow it in deploy/hostile/cut.go", c.file, c.defence, n)
		}
		without[path] = strings.Replace(text, c.old, c.new, 1)
	}
	replaced := map[string]string{}
	for path, text := range without {
		replaced[path] = filepath.Join(dir, fmt.Sprintf("%d-%s", len(replaced), filepath.Base(path)))
		if err := os.WriteFile(replaced[path], []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("writing a file without a defence: %w", err)
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", fmt.Errorf("writing the list of files: %w", err)
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, list, 0o600)
}
