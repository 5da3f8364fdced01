// Package pgtest gives tests databases of their own, on both engines: a new SQLite file, and a database in a
// throw-away PostgreSQL made from the system's binaries, or in the server that RIBAMBELLE_TEST_POSTGRES names.
//
// Goals: a test of PostgreSQL runs wherever `go test` does and is never skipped in silence; the roles are
// those of a real installation (the running one owns nothing); text does not sort by bytes unless it is
// told to. Non-goals: speed measurements (nothing is flushed to disk).
//
// A Cluster may be used by concurrent tests.
package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Variable names a server to use instead of a throw-away one: the DSN of a role that may create databases
// and roles.
const Variable = "RIBAMBELLE_TEST_POSTGRES"

// Cluster is one server for all tests of a process. Its zero value starts when it is first asked for a
// database; call Main from TestMain.
type Cluster struct {
	once   sync.Once
	err    error
	super  string // DSN of the superuser
	server *server
	secret string // password of the roles
}

// Database is one test's database.
type Database struct {
	Running string // DSN of the role that owns nothing, or of a SQLite file
	Admin   string // DSN of the role that owns the tables; empty on SQLite
	Super   string // DSN of the superuser, for attacks; empty on SQLite
	name    string
}

// Main runs the tests of a package, stops the cluster and ends the process.
func (c *Cluster) Main(m *testing.M) {
	code := m.Run()
	if err := c.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// Both runs a test on a new database of each engine, side by side.
func (c *Cluster) Both(t *testing.T, test func(t *testing.T, d Database)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, c.Database(t))
	})
}

// SQLite names a new file, which goes with the test.
func SQLite(t testing.TB) Database {
	return Database{Running: "sqlite:" + filepath.Join(t.TempDir(), "ribambelle.db")}
}

// Database makes an empty database of PostgreSQL for a test and removes it with the test.
func (c *Cluster) Database(t testing.TB) Database {
	t.Helper()
	d, err := c.New(context.Background())
	if err != nil {
		t.Fatalf("PostgreSQL for tests: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Drop(context.Background(), d); err != nil {
			t.Errorf("PostgreSQL for tests: %v", err)
		}
	})
	return d
}

// New makes an empty database of PostgreSQL, for programs that attack a server as tests do.
func (c *Cluster) New(ctx context.Context) (Database, error) {
	c.once.Do(func() { c.err = c.start() })
	if c.err != nil {
		return Database{}, c.err
	}
	name := "test_" + uuid.NewString()[:8]
	owner, running := name+"_owner", name+"_running"
	err := run(ctx, c.super,
		fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", owner, c.secret),
		fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s' NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE", running, c.secret),
		fmt.Sprintf("GRANT %s TO CURRENT_USER", owner),
		fmt.Sprintf("CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'", name, owner))
	if err != nil {
		return Database{}, err
	}
	d := Database{Running: c.dsn(name, running), Admin: c.dsn(name, owner), Super: c.dsn(name, ""), name: name}
	return d, run(ctx, d.Super, "REVOKE ALL ON SCHEMA public FROM PUBLIC", "GRANT ALL ON SCHEMA public TO "+owner, "GRANT USAGE ON SCHEMA public TO "+running)
}

// Drop removes a database that New made, with its roles.
func (c *Cluster) Drop(ctx context.Context, d Database) error {
	return run(ctx, c.super, "DROP DATABASE "+d.name+" WITH (FORCE)", "DROP ROLE "+d.name+"_owner", "DROP ROLE "+d.name+"_running")
}

// Sockets is the folder of a throw-away server's socket; empty where another server is used.
func (c *Cluster) Sockets() string {
	if c.server == nil {
		return ""
	}
	return c.server.folder
}

// Stop ends a throw-away cluster and removes it.
func (c *Cluster) Stop() error {
	if c.server == nil {
		return nil
	}
	return c.server.stop()
}

func (c *Cluster) start() error {
	c.secret = uuid.NewString()
	if c.super = os.Getenv(Variable); c.super != "" {
		return nil
	}
	var err error
	if c.server, err = startServer(); err != nil {
		return err
	}
	c.super = "postgres://postgres@/postgres?host=" + url.QueryEscape(c.server.folder)
	return c.awake()
}

// awake waits until the server answers.
func (c *Cluster) awake() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := run(ctx, c.super, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case end := <-c.server.ended:
			return errors.Join(fmt.Errorf("the server ended: %w", end), err, c.server.said())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err, c.server.said())
		}
	}
}

// dsn names a database and a role of the cluster; no role is the superuser.
func (c *Cluster) dsn(database, role string) string {
	u, err := url.Parse(c.super)
	if err != nil {
		return c.super // run reports it
	}
	u.Path = "/" + database
	if role != "" {
		u.User = url.UserPassword(role, c.secret)
	}
	return u.String()
}

func run(ctx context.Context, dsn string, statements ...string) (err error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("%s: %w", Variable, err)
	}
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	return each(ctx, db, statements)
}

func each(ctx context.Context, db *sql.DB, statements []string) error {
	for _, text := range statements {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%.60s…: %w", text, err)
		}
	}
	return nil
}

// binaries returns the folder of PostgreSQL's programs.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is well formed
	for i := len(found) - 1; i >= 0; i-- {
		if folder := filepath.Dir(found[i]); complete(folder) {
			return folder, nil
		}
	}
	for _, folder := range filepath.SplitList(os.Getenv("PATH")) {
		if complete(folder) {
			return folder, nil
		}
	}
	return "", fmt.Errorf("no initdb and postgres in PATH or /usr/lib/postgresql: install PostgreSQL 15 or later (apt-get install postgresql), or set %s", Variable)
}

func complete(folder string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(folder, program)); err != nil {
			return false
		}
	}
	return true
}
