package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Listen opens the public address. It comes before Open, so that a taken port is said at once.
func Listen(ctx context.Context, c Config) (net.Listener, error) {
	c = c.withDefaults()
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fault.New(fault.Invalid, "port-taken", "%s is taken by another program: stop it, or choose another port (make run PORT=8090, or --listen 127.0.0.1:8090)", c.Listen)
	case errors.Is(err, syscall.EACCES):
		return nil, fault.New(fault.Invalid, "port-denied", "this user may not listen on %s: choose a port above 1023", c.Listen)
	case err != nil:
		return nil, fault.New(fault.Invalid, "bad-address", "cannot listen on %s: give an address like 127.0.0.1:8080", c.Listen).Because(err)
	}
	return l, nil
}

// listenPrivately opens the socket for commands, readable by its owner only.
func (c Config) listenPrivately(ctx context.Context) (net.Listener, error) {
	path := filepath.Join(c.Data, SocketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.Internal, "socket", "cannot remove the old socket %s", path).Because(err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fault.New(fault.Invalid, "socket", "cannot open the private socket %s (its path may be at most 107 bytes long)", path).Because(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = l.Close()
		return nil, fault.New(fault.Internal, "socket", "cannot protect the private socket %s", path).Because(err)
	}
	return l, nil
}

// answer serves a handler on a listener until ctx ends, then lets requests under way finish.
func answer(ctx context.Context, l net.Listener, h http.Handler, grace time.Duration) error {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    128 << 10, // the edge refuses a quarter of it, with a problem document
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := s.Shutdown(last); err != nil {
		_ = s.Close()
	}
	return nil
}
