package conformance

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health/grpc_health_v1"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// starting are the checks of the program and its handshake.
func starting() []Check {
	return []Check{
		{"start/by-hand", "Started by hand, it says what it is on stderr, and ends with a failure.", byHand},
		{"start/handshake", "It starts, and speaks go-plugin's handshake for gRPC.", handshake},
		{"start/swift", "It speaks within 3 seconds.", swift},
		{"start/stdout", "Before the handshake it prints nothing on stdout.", firstLine},
		{"start/socket", "It listens on a Unix socket in the folder that it was given.", socket},
		{"start/health", "gRPC's health service says that go-plugin's service is serving.", health},
		{"start/certificate", "It refuses whoever shows no certificate.", stranger(func(c *tls.Config) error { c.Certificates = nil; return nil })},
		{"start/authority", "It refuses a certificate of another authority.", stranger(otherAuthority)},
		{"start/unattached", "Called before it has a core, it answers a fault.", unattached},
		{"start/attach", "It takes its core at the first call.", attach},
		{"start/attach-once", "It takes no second core.", attachAgain},
		{"start/side-by-side", "Two processes of it work side by side.", sideBySide},
		{"start/newer-core", "Of the protocol's versions that a newer core offers it takes the one that it speaks, 1.", newerCore},
	}
}

func byHand(ctx context.Context, r *run) error {
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	c := exec.CommandContext(ctx, r.path)
	var out, said bytes.Buffer
	c.Env, c.Dir, c.Stdout, c.Stderr = []string{}, r.folder, &out, &said
	err := c.Run()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("it does not end within %s", r.options.Patience)
	case errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("it cannot be run: %w", err)
	case exitCode(err) == 0:
		return errors.New("it ends as if all were well")
	case strings.TrimSpace(said.String()) == "":
		return errors.New("it says nothing on stderr")
	case out.Len() > 0:
		return fmt.Errorf("it prints on stdout: %s", lastWords(out.String()))
	}
	return nil
}

func handshake(ctx context.Context, r *run) error {
	p, err := r.start(ctx)
	if err != nil {
		r.hopeless = err
		return err
	}
	r.current, r.all = p, append(r.all, p)
	return nil
}

func swift(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	const most = 3 * time.Second
	if p.took > most {
		return fmt.Errorf("it took %s", p.took.Round(time.Millisecond))
	}
	return nil
}

// greeting is the handshake's line, and what stands before it.
func (p *process) greeting() (before, line string) {
	text := p.child.Load().out.String()
	at := greetingForm.FindStringIndex(text)
	if at == nil {
		return text, ""
	}
	return text[:at[0]], strings.TrimSpace(text[at[0]:at[1]])
}

func firstLine(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	if before, _ := p.greeting(); before != "" {
		return fmt.Errorf("it prints %q first", lastWords(before))
	}
	return nil
}

func socket(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	_, line := p.greeting()
	fields := strings.Split(line, "|")
	if len(fields) < 4 || fields[2] != "unix" || filepath.Dir(fields[3]) != p.child.Load().folder {
		return fmt.Errorf("it says %q", line)
	}
	return nil
}

func health(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	a, err := grpc_health_v1.NewHealthClient(p.conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: "plugin"})
	if err != nil {
		return fmt.Errorf("it does not say: %w", err)
	}
	if a.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		return fmt.Errorf("it says %s", a.GetStatus())
	}
	return nil
}

// stranger dials the module's socket with credentials that are not the core's.
func stranger(change func(*tls.Config) error) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		p, err := r.module(ctx)
		if err != nil {
			return err
		}
		config := p.tls.Clone()
		config.InsecureSkipVerify = true //nolint:gosec // it is the other end that must verify
		if err := change(config); err != nil {
			return err
		}
		_, line := p.greeting()
		fields := strings.Split(line, "|")
		if len(fields) < 4 {
			return besides("its address is not known")
		}
		conn, err := grpc.NewClient("passthrough:///module", grpc.WithTransportCredentials(credentials.NewTLS(config)),
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, fields[2], fields[3])
			}))
		if err != nil {
			return fmt.Errorf("dialling it: %w", err)
		}
		defer conn.Close()
		ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
		defer cancel()
		if _, err := pb.NewPluginServiceClient(conn).Check(ctx, &pb.CheckRequest{}); err == nil {
			return errors.New("it answers")
		}
		return nil
	}
}

func otherAuthority(c *tls.Config) error {
	other, _, err := wire.NewCredentials(time.Now())
	if err != nil {
		return err
	}
	c.Certificates = other.Certificates
	return nil
}

func unattached(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	_, err = p.wire.Run(ctx, wire.Call{Caller: wire.Caller{Kind: "module", Now: today}}, wire.Job{ID: "1", Name: "nothing"})
	if err == nil {
		return errors.New("it answers as if it had one")
	}
	return nil
}

func attach(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	if err := p.attach(ctx); err != nil {
		r.hopeless = err
		return fmt.Errorf("Attach fails: %w", err)
	}
	return nil
}

func attachAgain(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	_, err = pb.NewPluginServiceClient(p.conn).Attach(ctx, &pb.AttachRequest{BrokerId: p.broker.NextId()})
	if err == nil {
		return errors.New("a second Attach succeeds")
	}
	return nil
}

// sideBySide starts a second process, as a newer core would.
func sideBySide(ctx context.Context, r *run) error {
	first, err := r.module(ctx)
	if err != nil {
		return err
	}
	second, err := r.start(ctx, 1, 2)
	if err != nil {
		return fmt.Errorf("the second does not start beside the first: %w", err)
	}
	defer second.kill()
	_, r.newer = second.greeting()
	if err := second.attach(ctx); err != nil {
		return fmt.Errorf("the second takes no core: %w", err)
	}
	if r.another, err = second.wire.Describe(ctx); err != nil {
		return fmt.Errorf("the second does not say what it is: %w", err)
	}
	return errors.Join(first.alive(ctx), second.alive(ctx))
}

func newerCore(_ context.Context, r *run) error {
	switch {
	case r.newer == "":
		return besides("it was not started by one")
	case !strings.HasPrefix(r.newer, "1|1|"):
		return fmt.Errorf("it says %q", r.newer)
	}
	return nil
}

// litter are files in a process's folder that are no sockets.
func (p *process) litter() []string {
	var left []string
	_ = filepath.WalkDir(p.child.Load().folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type()&(os.ModeSocket|os.ModeDir) == 0 {
			left = append(left, filepath.Base(path))
		}
		return nil
	})
	return left
}
