//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
)

// ground is what a server stands on: a user of the machine, and a database. The zero ground is whoever runs the corpus, and
// SQLite.
type ground struct {
	as      *syscall.Credential // nil: whoever runs the corpus
	cluster *pgtest.Cluster     // nil: SQLite
	base    pgtest.Database
}

// newGround finds the user, and makes a database in a throw-away PostgreSQL.
func newGround(ctx context.Context, name string, cluster *pgtest.Cluster) (g ground, err error) {
	if g.as, err = credential(name); err != nil || cluster == nil {
		return g, err
	}
	g.cluster = cluster
	if g.base, err = cluster.New(ctx); err != nil {
		return g, fmt.Errorf("making a database: %w", err)
	}
	if at := cluster.Sockets(); at != "" && g.as != nil {
		err = os.Chmod(at, 0o711) //nolint:gosec // the servers' user passes through to the socket
	}
	return g, err
}

// credential is that of a user; nil for no name.
func credential(name string) (*syscall.Credential, error) {
	if name == "" {
		return nil, nil
	}
	if os.Getuid() != 0 {
		return nil, errors.New("only root runs servers as another user: run the whole as that user")
	}
	known, err := user.Lookup(name)
	if err != nil {
		return nil, fmt.Errorf("finding the user of the servers: %w", err)
	}
	id, err := strconv.ParseUint(known.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("finding the user of the servers: %w", err)
	}
	group, err := strconv.ParseUint(known.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("finding the user of the servers: %w", err)
	}
	return &syscall.Credential{Uid: uint32(id), Gid: uint32(group)}, nil
}

// stand has a command of the server's run on this ground.
func (g ground) stand(cmd *exec.Cmd) {
	if g.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: g.as}
	}
	if g.cluster != nil {
		cmd.Env = append(cmd.Env, "RIBAMBELLE_DATABASE="+g.base.Running, "RIBAMBELLE_DATABASE_ADMIN="+g.base.Admin)
	}
}

// give lets the servers' user own what the corpus made for it.
func (g ground) give(paths ...string) error {
	if g.as == nil {
		return nil
	}
	for _, path := range paths {
		if err := os.Chown(path, int(g.as.Uid), int(g.as.Gid)); err != nil {
			return fmt.Errorf("giving a file to the servers' user: %w", err)
		}
	}
	return nil
}

// precious is what nobody but the server reads: the database, or the keys where that lies elsewhere.
func (c *core) precious() (string, error) {
	if c.ground.cluster == nil {
		return filepath.Join(c.data(), "ribambelle.db"), nil
	}
	keys, err := filepath.Glob(filepath.Join(c.data(), "keys", "*"))
	if err != nil || len(keys) == 0 {
		return "", fmt.Errorf("finding the server's keys: %w", errors.Join(err, os.ErrNotExist))
	}
	return keys[0], nil
}

// door is a socket that the server alone talks to: the database's, or that of its own commands.
func (c *core) door() string {
	if c.ground.cluster == nil {
		return filepath.Join(c.data(), "admin.sock")
	}
	return filepath.Join(c.ground.cluster.Sockets(), ".s.PGSQL.5432")
}
