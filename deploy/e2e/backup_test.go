package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
)

// TestBackupWhilePeopleWrite copies an installation while sites are added to it, throws the original away and
// starts from the copy: every site that was acknowledged before the copy began is there, and the log verifies.
func TestBackupWhilePeopleWrite(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	v := visit(t, p.url)
	v.signIn(municipality, "core:administrator")
	sites := func(v *visitor) map[string]bool {
		var all struct{ Units []struct{ ID, Name string } }
		v.want(http.StatusOK, "GET", "/t/"+municipality+"/units", nil, &all)
		named := map[string]bool{}
		for _, u := range all.Units {
			named[u.Name] = true
		}
		return named
	}
	var added atomic.Int64
	add := func() {
		n := added.Load() + 1
		v.want(http.StatusCreated, "POST", "/t/"+municipality+"/units", map[string]any{
			"name": fmt.Sprintf("Annexe %d", n), "kind": "multi-accueil",
		}, nil)
		added.Store(n)
	}
	for range 5 {
		add()
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				add()
			}
		}
	}()
	sure := added.Load()
	folder := filepath.Join(t.TempDir(), "copy")
	code, said, trouble := p.command("backup", folder, "--with-keys")
	close(stop)
	<-stopped
	if code != 0 || !strings.Contains(said, "with its keys") || trouble != "" {
		t.Fatalf("backup: %d\n%s%s", code, said, trouble)
	}
	if added.Load() == sure {
		t.Error("nobody wrote while the copy was made")
	}
	p.check(t, "again", []call{
		{"backup " + folder, 2, "is not empty"},
		{"backup " + filepath.Join(t.TempDir(), "x") + " --data " + t.TempDir(), 2, "there is no database"},
		{"backup --output json " + filepath.Join(t.TempDir(), "bare"), 0, `"keys": false`},
		{"backup /proc/here", 2, "cannot make the folder"},
		{"backup " + filepath.Join(t.TempDir(), "x") + " --database postgres://nobody@127.0.0.1/none", 2, "pg_dump"},
	})
	p.kill()

	again := start(t, folder, "--demo", "--tenants", "../../tenants")
	w := visit(t, again.url)
	w.signIn(municipality, "core:administrator")
	there := sites(w)
	for n := int64(1); n <= sure; n++ {
		if name := fmt.Sprintf("Annexe %d", n); !there[name] {
			t.Errorf("%s was acknowledged before the copy began, and is not in it", name)
		}
	}
	again.sealed(t, municipality)
	again.checkAudit(municipality)
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 && !strings.Contains(path, "/run") {
			t.Errorf("%s is open to others: %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestBackupOfPostgres dumps a database and restores it into a new one, by the lines of the guide, and starts there.
func TestBackupOfPostgres(t *testing.T) {
	t.Parallel()
	from, to := cluster.Database(t), cluster.Database(t)
	p := startWith(t, postgresEnv(from), t.TempDir(), "--demo", "--tenants", "../../tenants")
	p.sealed(t, municipality)
	folder, lines := t.TempDir(), 0
	for _, line := range guided(t, "deploy/README.md") {
		if strings.HasPrefix(line, "pg_dump") || strings.HasPrefix(line, "psql") {
			lines++
			line = strings.NewReplacer(`"$SUPERUSER"`, from.Super, `"$NEW"`, to.Super).Replace(line)
			words := strings.Fields(line)
			cmd := exec.Command(words[0], words[1:]...)
			cmd.Dir = folder
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", line, err, said)
			}
		}
	}
	if lines != 2 {
		t.Fatalf("the guide dumps and restores in %d lines", lines)
	}
	p.kill()
	restored := pgtest.Database{Running: within(t, from.Running, to.Running), Admin: within(t, from.Admin, to.Admin)}
	again := startWith(t, postgresEnv(restored), p.data, "--demo", "--tenants", "../../tenants")
	visit(t, again.url).signIn(municipality, "core:administrator")
	again.sealed(t, municipality)
	again.checkAudit(municipality)
}

// within is a role's DSN for the database of another DSN.
func within(t *testing.T, role, database string) string {
	t.Helper()
	u, err := url.Parse(role)
	if err != nil {
		t.Fatal(err)
	}
	other, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = other.Path
	return u.String()
}

func postgresEnv(d pgtest.Database) []string {
	return []string{"RIBAMBELLE_DATABASE=" + d.Running, "RIBAMBELLE_DATABASE_ADMIN=" + d.Admin}
}
