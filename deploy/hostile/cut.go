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
		{"no start without walls", "core/server/config.go", "return confine.Strong, true", "return confine.None, true"},
		{"a process for each organisation", "core/module/edition.go", "	if e.shared() {\n		return tenant.ID{}", "	if true {\n		return tenant.ID{}"},
		{"handles that stand for a call", "sdk/wire/handle.go", "	live map[[sha256.Size]byte]grant\n", "	live map[[sha256.Size]byte]grant\n	last grant\n"},
		{"handles that end with their call", "sdk/wire/handle.go", "	h.live[sha256.Sum256(handle)] = g\n", "	g.ctx = context.WithoutCancel(g.ctx)\n	h.last, h.live[sha256.Sum256(handle)] = g, g\n"},
		{"handles that are taken back", "sdk/wire/handle.go", "delete(h.live, sha256.Sum256(handle))", "_ = handle"},
		{"handles that are known", "sdk/wire/handle.go", "	if !ok || g.ctx.Err() != nil {\n", "	if !ok {\n		g = h.last\n	}\n	if g.store == nil {\n"},
		{"rows of one organisation, by the database", "core/sqlstore/migration.go", `const mine = "tenant_id = nullif(current_setting('app.tenant', true), '')"`, `const mine = "true"`},
		{"one organisation's record", "core/sqlstore/table.go", "		fetch: \"SELECT \" + recordColumns + \" FROM \" + name + \" WHERE tenant_id = ?", "		fetch: \"SELECT \" + recordColumns + \" FROM \" + name + \" WHERE tenant_id != substr(?, 1, 0)"},
		{"changes of one organisation's record", "core/sqlstore/table.go", "\" rev = rev + 1 WHERE tenant_id = ?", "\" rev = rev + 1 WHERE tenant_id != substr(?, 1, 0)"},
		{"one organisation's records", "core/sqlstore/rows.go", `where = "tenant_id = " + c.bind(t.String())`, `where = "tenant_id != substr(" + c.bind(t.String()) + ", 1, 0)"`},
		{"a clean environment", "core/module/process.go", "SkipHostEnv:      true", "SkipHostEnv:      false"},
		{"nothing but what go-plugin needs in it", "core/module/process.go", `if strings.HasPrefix(line, "PLUGIN_") ||`, `if strings.HasPrefix(line, "") ||`},
		{"memory that is counted", "core/confine/watch_linux.go", "case now.resident > l.Memory:", "case now.resident > l.Memory<<20:"},
		{"threads that are counted", "core/confine/watch_linux.go", "case now.threads > l.Threads:", "case now.threads > l.Threads<<20:"},
		{"a share of the processors", "core/module/trust.go", "l.CPU = h.config.Limits.OutsideCPU", "l.CPU = 0"},
		{"no message over its size", "sdk/wire/trace.go", "grpc.MaxCallRecvMsgSize(MaxMessage)", "grpc.MaxCallRecvMsgSize(1<<31 - 1)"},
		{"streams that end with their reader", "core/module/forward.go", "err = p.Stream(r.Context(), ", "err = p.Stream(context.WithoutCancel(r.Context()), "},
		{"streams that end with their connection", "sdk/wire/stream.go", "		if _, err := w.Write(m.GetChunk()); err != nil {\n			return fmt.Errorf(\"passing an answer on: %w\", err)\n		}\n", "		if _, err := w.Write(m.GetChunk()); err != nil {\n			_ = fmt.Errorf(\"passing an answer on: %w\", err)\n		}\n"},
		{"a share of the log", "core/module/ration.go", "if float64(size) > r.left {", "if float64(size) > r.left+1e12 {"},
		{"lines that are cut", "core/module/ration.go", "longestLine = 8 << 10", "longestLine = 8 << 20"},
		{"time to answer in", "core/module/config.go", "duration(&l.CallTime, 30*time.Second)", "duration(&l.CallTime, 24*time.Hour)"},
		{"calls of one organisation that are counted", "core/turn/turn.go", "if t.now[of] >= t.most {", "if t.now[of] >= t.most<<20 {"},
		{"health calls", "core/module/supervise.go", "if misses > 1 {", "if misses > 1<<30 {"},
		{"headers of a list", "core/module/header.go", "	for _, name := range answerHeaders() {\n", "	for name := range sent {\n"},
		{"statuses of a list", "core/module/header.go", "if status >= 200 && status < 300 ||", "if status > 0 ||"},
		{"answers that are no pages", "core/module/header.go", `w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")`, ""},
		{"addresses with one spelling", "sdk/route/path.go", "if err := escapes(raw); err != nil {", "if err := escapes(raw); err != nil && false {"},
		{"declarations that are checked", "core/module/manifest.go", "if err := m.Validate(); err != nil {", "if err := m.Validate(); err != nil && false {"},
		{"declarations of a size", "core/module/host.go", "if len(text) > parcel.MaxManifest {", "if len(text) > parcel.MaxManifest<<10 {"},
		{"a socket in its own folder", "core/module/runner.go", `if network != "unix" || filepath.Dir(address) != c.box.Folder {`, "if filepath.Dir(address) == network {"},
		{"a socket, and no link to one", "core/module/runner.go", "if err != nil || info.Mode().Type() != os.ModeSocket {", "if false && info.Mode() == 0 && err != nil {"},
		{"hosts that are granted", "core/server/fetch.go", "if err == nil && !slices.Contains(hosts, out.Host()) {", "if err == nil && false && !slices.Contains(hosts, out.Host()) {"},
		{"hosts that have a name", "core/egress/request.go", "if !IsHost(q.host) {", "if false && !IsHost(q.host) {"},
		{"names that are whole", "core/egress/egress.go", `net.JoinHostPort(host+".", port)`, "net.JoinHostPort(host, port)"},
		{"addresses that are outside", "core/egress/egress.go", "at.Port() != c.config.Port || !c.config.Allow(at) {", "at.Port() != c.config.Port {"},
		{"what is agreed to, as it is used", "core/module/grant.go", "	if err != nil || granted {\n", "	if err != nil || granted || true {\n"},
		{"what is agreed to, of a kind", "core/module/grant.go", "	return slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(consented, kind+n) }), nil", "	_ = consented\n	return names, nil"},
		{"guards that change nothing", "core/record/guard.go", "		_, err := hooks.before(ctx, v.keeper.config.Hooks, v.caller, shown)\n", "		doc, err := hooks.before(ctx, v.keeper.config.Hooks, v.caller, shown)\n		if doc != nil {\n			s.write.Doc = doc\n		}\n"},
		{"time that hooks share", "core/record/hook.go", "context.WithTimeout(ctx, h.left)", "context.WithTimeout(ctx, h.left+time.Hour)"},
		{"time of a hook", "core/module/react.go", `h.react(ctx, c, "before", h.config.Limits.HookTime,`, `h.react(ctx, c, "before", h.config.Limits.HookTime+time.Hour,`},
		{"people who are near", "core/server/people.go", "|| !near(c.Principal, id, grants) {", "|| false && !near(c.Principal, id, grants) {"},
		{"people of one organisation", "core/sqlstore/roll.go", `Model(&found).Where("tenant_id = ?", t.String())`, `Model(&found).Where("tenant_id != substr(?, 1, 0)", t.String())`},
		{"the program that was checked", "core/module/binary.go", "		_, err := io.Copy(io.MultiWriter(w, sum), source)\n		return err\n", "		if _, err := io.Copy(sum, source); err != nil {\n			return err\n		}\n		again, err := os.Open(path)\n		if err != nil {\n			return err\n		}\n		defer again.Close()\n		_, err = io.Copy(w, again)\n		return err\n"},
		{"the program that was installed", "core/module/binary.go", "if b.digest == digest {", "if b.digest != \"\" {"},
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
