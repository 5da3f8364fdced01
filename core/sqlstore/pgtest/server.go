package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
)

// server is a throw-away PostgreSQL that listens on a socket in its own folder only, and dies with the
// process that started it.
type server struct {
	folder  string
	process *os.Process
	ended   chan error
}

// startServer makes a cluster and starts it. It does not wait until it answers.
func startServer() (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := identity()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "ribambelle-pg-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for PostgreSQL: %w", err)
	}
	if as != nil {
		if err := os.Chown(folder, int(as.Uid), int(as.Gid)); err != nil {
			return nil, fmt.Errorf("giving the folder to PostgreSQL's user: %w", err)
		}
	}
	data := filepath.Join(folder, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
	initdb.Dir = folder
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	s := &server{folder: folder, ended: make(chan error, 1)}
	return s, s.run(filepath.Join(bin, "postgres"), data, as)
}

// run starts the server from a thread that lives as long as it does: its death signal comes when that
// thread ends.
func (s *server) run(program, data string, as *syscall.Credential) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		log, err := os.Create(filepath.Join(s.folder, "log"))
		if err != nil {
			started <- fmt.Errorf("making the server's log: %w", err)
			return
		}
		defer log.Close()
		cmd := exec.Command(program, "-D", data, "-k", s.folder, "-c", "listen_addresses=", "-c", "fsync=off",
			"-c", "full_page_writes=off", "-c", "max_connections=200")
		cmd.Dir, cmd.Stdout, cmd.Stderr = s.folder, log, log
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT}
		if err := cmd.Start(); err != nil {
			started <- fmt.Errorf("starting PostgreSQL: %w", err)
			return
		}
		s.process = cmd.Process
		started <- nil
		s.ended <- cmd.Wait()
	}()
	return <-started
}

// said returns the server's log as an error, for a start that failed.
func (s *server) said() error {
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		return fmt.Errorf("reading the server's log: %w", err)
	}
	return errors.New(string(text))
}

func (s *server) stop() error {
	if err := s.process.Signal(syscall.SIGQUIT); err != nil {
		return fmt.Errorf("stopping PostgreSQL: %w", err)
	}
	<-s.ended
	return os.RemoveAll(s.folder)
}

// identity is an unprivileged user to run as when we are root, whom PostgreSQL refuses; nil otherwise.
func identity() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(found.Uid, 10, 32)
		if err != nil {
			continue
		}
		gid, err := strconv.ParseUint(found.Gid, 10, 32)
		if err != nil {
			continue
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody")
}
