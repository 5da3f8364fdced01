package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// TestRolesOfPostgres makes the two roles and the database as the operator's guide says, and starts the server
// on them: with the owning role once, then without.
func TestRolesOfPostgres(t *testing.T) {
	t.Parallel()
	super, err := url.Parse(cluster.Database(t).Super)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := super.User.Password()
	as := append(os.Environ(), "PGHOST="+host(super), "PGPORT="+super.Port(), "POSTGRES_USER="+super.User.Username(), "PGPASSWORD="+password,
		"PGDATABASE=postgres", "RIBAMBELLE_DB_PASSWORD=running", "RIBAMBELLE_DB_OWNER_PASSWORD=owning")
	sh := func(script string) {
		t.Helper()
		cmd := exec.Command("sh", "-c", script)
		cmd.Env = as
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", script, err, out)
		}
	}
	sh("../postgres/roles.sh")
	t.Cleanup(func() {
		sh(`psql -q -U "$POSTGRES_USER" -c 'DROP DATABASE ribambelle WITH (FORCE)' -c 'DROP ROLE ribambelle' -c 'DROP ROLE ribambelle_owner'`)
	})
	dsn := func(role, password string) string {
		u := *super
		u.User, u.Path = url.UserPassword(role, password), "/ribambelle"
		return u.String()
	}
	data := t.TempDir()
	server := start(t, data, "--database", dsn("ribambelle", "running"), "--database-admin", dsn("ribambelle_owner", "owning"), "--tenants", "../../tenants")
	visit(t, server.url).want(http.StatusOK, "GET", "/readyz", nil, nil)
	server.stop()
	server.args = []string{"--database", dsn("ribambelle", "running")}
	server.run()
	visit(t, server.url).want(http.StatusOK, "GET", "/t/"+municipality+"/openapi.json", nil, nil)
	server.stop()
	server.check(t, "a demonstration beside real data", []call{{"serve --demo --listen 127.0.0.1:0 --data " + data + " --database " + dsn("ribambelle", "running"), 2, "--demo is for an empty database"}})
	server.check(t, "no owning role", []call{{"serve --listen 127.0.0.1:0 --data " + data + " --database " + dsn("nobody", "x"), 1, "ribambelle: "}})
}

// host is where a server listens: a name, or the folder of its socket.
func host(dsn *url.URL) string {
	if folder := dsn.Query().Get("host"); folder != "" {
		return folder
	}
	return dsn.Hostname()
}

// composed is what the compose file says.
type composed struct {
	Services map[string]struct {
		Image       string
		Build       struct{ Context, Dockerfile string }
		Environment map[string]string
		Volumes     []string
		DependsOn   map[string]any `yaml:"depends_on"`
	}
	Volumes map[string]any
}

// TestContainerFiles holds the container's files against the tree and the program: every file that they name is
// there, every setting is one that the program reads.
func TestContainerFiles(t *testing.T) {
	t.Parallel()
	known := settings(t)
	var file composed
	if err := yaml.Unmarshal([]byte(read(t, "deploy/container/compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	for name, s := range file.Services {
		if (s.Image == "") == (s.Build.Context == "") {
			t.Errorf("%s needs an image or a build", name)
		}
		if s.Build.Context != "" {
			exists(t, filepath.Join("deploy/container", s.Build.Context, s.Build.Dockerfile))
		}
		for variable := range s.Environment {
			if name == "core" && !slices.Contains(known, variable) {
				t.Errorf("the program reads no %s", variable)
			}
		}
		for _, volume := range s.Volumes {
			source, _, _ := strings.Cut(volume, ":")
			if strings.HasPrefix(source, ".") {
				exists(t, filepath.Join("deploy/container", source))
			} else if _, declared := file.Volumes[source]; !declared {
				t.Errorf("%s: the volume %s is not declared", name, source)
			}
		}
		for other := range s.DependsOn {
			if _, there := file.Services[other]; !there {
				t.Errorf("%s depends on %s, which is not there", name, other)
			}
		}
	}
	docker := read(t, "deploy/container/Dockerfile")
	for _, copied := range regexp.MustCompile(`(?m)^COPY (?:--chown=\S+ )?((?:[^-\s]\S* )+)\S+$`).FindAllStringSubmatch(docker, -1) {
		for _, source := range strings.Fields(copied[1]) {
			exists(t, source)
		}
	}
	for _, variable := range regexp.MustCompile(`RIBAMBELLE_[A-Z_]+`).FindAllString(docker, -1) {
		if !slices.Contains(known, variable) {
			t.Errorf("Dockerfile: the program reads no %s", variable)
		}
	}
	if version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "go.mod")); !strings.Contains(docker, "FROM golang:"+version[1]+"-") {
		t.Errorf("the Dockerfile builds with another Go than go.mod's %s", version[1])
	}
	if !slices.Contains(strings.Fields(read(t, ".dockerignore")), "data") {
		t.Error("the image's context takes the data folder in, with its keys")
	}
}

// TestUnit holds the systemd unit against the container, the program and, where it is there, systemd itself.
func TestUnit(t *testing.T) {
	t.Parallel()
	unit := read(t, "deploy/systemd/ribambelle.service")
	started := regexp.MustCompile(`(?m)^ExecStart=(\S+) (.+)$`).FindStringSubmatch(unit)
	if started == nil || !strings.Contains(read(t, "deploy/container/Dockerfile"), started[1]) {
		t.Fatalf("the unit starts %v, which the container does not have", started)
	}
	known := settings(t)
	for _, variable := range regexp.MustCompile(`(?m)^Environment=([A-Z_]+)=`).FindAllStringSubmatch(unit, -1) {
		if !slices.Contains(known, variable[1]) {
			t.Errorf("the program reads no %s", variable[1])
		}
	}
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "ribambelle")
	if out, err := exec.Command(program, append(strings.Fields(started[2]), "--help")...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", started[2], err, out)
	}
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not here: the unit was held against the program alone")
		return
	}
	here := filepath.Join(t.TempDir(), "ribambelle.service")
	if err := os.WriteFile(here, []byte(strings.ReplaceAll(unit, started[1], program)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", here).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// settings are the variables that the program reads, by its own help, and those of OpenTelemetry in use here.
func settings(t *testing.T) []string {
	t.Helper()
	p := &platform{t: t, data: t.TempDir()}
	_, help, _ := p.command("serve", "--help")
	known := regexp.MustCompile(`RIBAMBELLE_[A-Z_]+`).FindAllString(help, -1)
	if len(known) < 8 {
		t.Fatalf("the help names %v", known)
	}
	return append(known, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func exists(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("../..", path)); err != nil {
		t.Error(fmt.Errorf("named in a container file: %w", err))
	}
}
