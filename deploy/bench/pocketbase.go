package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// pocketbaseVersion is the newest that builds with Go 1.26.
const pocketbaseVersion = "v0.36.8"

// pocketbase is the peer for collections: one Go binary on the same SQLite driver.
type pocketbase struct {
	*process
	token string
	first string // id of a record
}

// startPocketbase builds the peer from its module, makes a collection like ours and fills it.
func startPocketbase(ctx context.Context, dir string, records int) (*pocketbase, error) {
	program, err := buildPocketbase(ctx)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "pocketbase")
	flags := []string{"--dir=" + data, "--dev=false", "--automigrate=false"}
	const user, password = "bench@example.org", "a-long-password-1"
	if out, err := exec.CommandContext(ctx, program, append(flags, "superuser", "upsert", user, password)...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("making the peer's account: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	p, err := launch(ctx, "http://"+address, "/api/health", program, append(flags, "serve", "--http", address)...)
	if err != nil {
		return nil, err
	}
	pb := &pocketbase{process: p}
	return pb, pb.fill(ctx, user, password, records)
}

func buildPocketbase(ctx context.Context) (string, error) {
	home, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	// Below the temporary folder the peer would turn its development mode on.
	bin := filepath.Join(home, "ribambelle", "tools", "pocketbase-"+pocketbaseVersion)
	program := filepath.Join(bin, "base")
	if _, err := os.Stat(program); err == nil {
		return program, nil
	}
	cmd := exec.CommandContext(ctx, "go", "install", "github.com/pocketbase/pocketbase/examples/base@"+pocketbaseVersion)
	cmd.Env = append(os.Environ(), "GOBIN="+bin, "CGO_ENABLED=0", "GOFLAGS=-trimpath")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building PocketBase %s: %w\n%s", pocketbaseVersion, err, out)
	}
	return program, nil
}

func (pb *pocketbase) fill(ctx context.Context, user, password string, records int) error {
	var session struct{ Token string }
	if err := pb.post(ctx, "/api/collections/_superusers/auth-with-password", map[string]any{"identity": user, "password": password}, &session); err != nil {
		return err
	}
	pb.token = session.Token
	text := func(name string) map[string]any { return map[string]any{"name": name, "type": "text"} }
	err := pb.post(ctx, "/api/collections", map[string]any{
		"name": "entries", "type": "base",
		"fields":   []any{text("code"), text("title"), text("contact"), text("unit"), map[string]any{"name": "amount", "type": "number"}},
		"indexes":  []string{"CREATE UNIQUE INDEX idx_code ON entries (code)", "CREATE INDEX idx_unit ON entries (unit)"},
		"listRule": nil, "viewRule": nil, "createRule": nil,
	}, nil)
	if err != nil {
		return err
	}
	for i := range records {
		var made struct{ ID string }
		if err := pb.post(ctx, "/api/collections/entries/records", entry(i, fmt.Sprintf("site-%02d", i%unitCount)), &made); err != nil {
			return err
		}
		pb.first = made.ID
	}
	return nil
}

func (pb *pocketbase) post(ctx context.Context, path string, body, into any) error {
	return post(ctx, pb.url+path, map[string]string{"Authorization": pb.token}, body, into)
}

// openSignatures makes a collection that strangers may add to, with what a signature has: a unique key, and no more.
func (pb *pocketbase) openSignatures(ctx context.Context) error {
	text := func(name string) map[string]any { return map[string]any{"name": name, "type": "text"} }
	return pb.post(ctx, "/api/collections", map[string]any{
		"name": "signatures", "type": "base", "createRule": "",
		"fields":  []any{text("key"), text("name"), text("email"), text("petition"), text("status")},
		"indexes": []string{"CREATE UNIQUE INDEX idx_key ON signatures (key)", "CREATE INDEX idx_status ON signatures (petition, status)"},
	}, nil)
}
