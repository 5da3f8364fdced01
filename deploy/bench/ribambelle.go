package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

const (
	unitCount = 25 // sites of the director's territory
	slug      = "mesures"
)

// entry is the body of a record, the same for both sides of the comparison.
func entry(i int, unit string) map[string]any {
	return map[string]any{
		"code": fmt.Sprintf("seed-%06d", i), "title": fmt.Sprintf("Atelier de lecture %d", i),
		"contact": fmt.Sprintf("personne%d@example.org", i%500), "unit": unit, "amount": i % 1000,
	}
}

// platform is ours, with its shipped defaults: on the disk before it is answered, mTLS to modules, audit, tracing at the shipped ratio.
type platform struct {
	*process
	data    string
	token   string // of the first administrator, on a fresh folder
	key     string // service key of a director of unitCount sites
	root    string // service key of an administrator
	admin   map[string]string
	sites   []string
	first   string   // id of a record
	records []string // ids of some
}

// startRibambelle starts the built binary on a fresh folder and fills it over its API.
func startRibambelle(ctx context.Context, dir string, records int) (*platform, error) {
	p := &platform{data: filepath.Join(dir, "ribambelle")}
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	return p, p.fill(ctx, p.token, records)
}

// start starts the built binary and waits for its first answer.
func (p *platform) start(ctx context.Context) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	said, write, err := os.Pipe()
	if err != nil {
		return err
	}
	mail, err := silence()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "bin/ribambelle", "serve", "--listen", address, "--data", p.data, "--smtp", mail, "--from", "mesures@example.org")
	cmd.Stdout = write
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting bin/ribambelle: %w", err)
	}
	_ = write.Close()
	p.process = &process{cmd: cmd, url: "http://" + address}
	if err := p.answers(ctx, "/readyz"); err != nil {
		return err
	}
	p.started = time.Since(began)
	p.token = setupToken(said)
	go func() { _, _ = io.Copy(io.Discard, said) }()
	return nil
}

var setupLink = regexp.MustCompile(`/setup#(\S+)`)

// setupToken reads what a start says, up to its last line; "" where there is a first administrator already.
func setupToken(said io.Reader) (token string) {
	for lines := bufio.NewScanner(said); lines.Scan() && !strings.Contains(lines.Text(), "API documentation"); {
		if found := setupLink.FindStringSubmatch(lines.Text()); found != nil {
			token = found[1]
		}
	}
	return token
}

func (p *platform) fill(ctx context.Context, token string, records int) error {
	cookie, err := p.setUp(ctx, token)
	if err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	admin := map[string]string{"Cookie": cookie}
	p.admin = admin
	if err := p.makeSites(ctx, admin); err != nil {
		return fmt.Errorf("making sites: %w", err)
	}
	if err := p.install(ctx, admin); err != nil {
		return fmt.Errorf("installing the module: %w", err)
	}
	return p.seed(ctx, records)
}

func (p *platform) setUp(ctx context.Context, token string) (cookie string, err error) {
	body, err := json.Marshal(map[string]any{
		"token":         token,
		"organisation":  map[string]any{"name": "Mesures", "slug": slug, "country": "FR", "wording": "fr-FR", "languages": []string{"fr"}, "template": "municipality", "zone": "Europe/Paris"},
		"administrator": map[string]any{"name": "Mesure", "login": "mesure", "password": "un-long-mot-de-passe-7", "language": "fr"},
		"territory":     "Territoire", "sites": []any{},
	})
	if err != nil {
		return "", err
	}
	answer, err := http.Post(p.url+"/setup", "application/json", newReader(body))
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	content, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("/setup answered %d: %s", answer.StatusCode, content)
	}
	for _, c := range answer.Cookies() {
		cookie = c.Name + "=" + c.Value
	}
	return cookie, nil
}

func (p *platform) makeSites(ctx context.Context, admin map[string]string) error {
	var units struct {
		Units []struct{ ID, Class string }
	}
	if err := get(ctx, p.url+"/t/"+slug+"/units", admin, &units); err != nil {
		return err
	}
	parent := ""
	for _, u := range units.Units {
		if u.Class == "territory" {
			parent = u.ID
		}
	}
	for i := range unitCount {
		var made struct{ ID string }
		body := map[string]any{"parent_id": parent, "name": fmt.Sprintf("Lieu %d", i), "kind": "creche-collective", "headcount": 12}
		if err := post(ctx, p.url+"/t/"+slug+"/units", admin, body, &made); err != nil {
			return err
		}
		p.sites = append(p.sites, made.ID)
	}
	var err error
	if p.key, err = p.makeKey(ctx, admin, "core:director", parent); err != nil {
		return err
	}
	p.root, err = p.makeKey(ctx, admin, "core:administrator", "")
	return err
}

func (p *platform) makeKey(ctx context.Context, admin map[string]string, role, unit string) (string, error) {
	var key struct{ Secret string }
	err := post(ctx, p.url+"/t/"+slug+"/keys", admin, map[string]any{
		"name": role, "role": role, "unit_id": unit, "expires": time.Now().Add(24 * time.Hour).UTC().Format(time.RFC3339),
	}, &key)
	return key.Secret, err
}

// install builds the module, installs it by the command line and turns it on.
func (p *platform) install(ctx context.Context, admin map[string]string) error {
	binary := filepath.Join(p.data, "bench-module")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "./deploy/bench/module")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if out, err := exec.CommandContext(ctx, "bin/ribambelle", "module", "install", "--unsigned", "--allow-shared", "--data", p.data, binary).CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return post(ctx, p.url+"/t/"+slug+"/modules/bench:enable", admin, map[string]any{}, nil)
}

func (p *platform) seed(ctx context.Context, records int) error {
	for i := range records {
		body := entry(i, "")
		delete(body, "unit")
		body["site"] = p.sites[i%len(p.sites)]
		var made struct{ ID string }
		if err := post(ctx, p.url+"/t/"+slug+"/bench/entries", p.bearer(), body, &made); err != nil {
			return err
		}
		p.first = made.ID
		if len(p.records) < 500 {
			p.records = append(p.records, made.ID)
		}
	}
	return nil
}

func (p *platform) bearer() map[string]string {
	return map[string]string{"Authorization": "Bearer " + p.key}
}
