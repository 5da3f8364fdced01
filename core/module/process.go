package module

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/runner"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// process is one running process of a module. It is used once.
type process struct {
	wire.Module
	client *plugin.Client
	child  atomic.Pointer[child] // nil until go-plugin asks for it
	tail   *tail
}

// launch starts a verified program, confined as it is trusted, and attaches it. Whatever fails leaves no process behind.
func (h *Host) launch(ctx context.Context, name string, b *binary, t trust) (*process, error) {
	config, secret, err := wire.NewCredentials(h.config.Clock.Now())
	if err != nil {
		return nil, fmt.Errorf("making credentials for module %s: %w", name, err)
	}
	if err := h.enough(name, t); err != nil {
		return nil, err
	}
	machine := t.machine(h.machine())
	user := machine.NewUser()
	p := &process{tail: &tail{}}
	p.client = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  wire.Handshake(),
		Plugins:          plugin.PluginSet{wire.PluginName: &wire.Plugin{Logs: h.takeLines(name)}},
		TLSConfig:        config,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		GRPCDialOptions:  wire.DialOptions(),
		SkipHostEnv:      true,
		StartTimeout:     h.config.Limits.StartTime,
		Stderr:           p.tail,
		Logger:           hclog.NewNullLogger(),
		UnixSocketConfig: &plugin.UnixSocketConfig{TempDir: h.runDir.path, Group: group(user)},
		// Who may not dial has its calls back inside the one connection.
		GRPCBrokerMultiplex: !machine.Dials(),
		RunnerFunc: func(_ hclog.Logger, spec *exec.Cmd, dir string) (runner.Runner, error) {
			c, err := newChild(b.name, confine.Box{
				Walls: machine.Walls, Program: b.copy, Name: filepath.Base(b.name), Env: environment(spec.Env),
				Folder: dir, User: user, Limits: h.limits(t), Stdin: bytes.NewReader(secret),
			}, h.starter)
			if err != nil {
				return nil, err
			}
			p.child.Store(c)
			return c, nil
		},
	})
	if err := p.attach(ctx, h.config.Limits.StartTime); err != nil {
		p.kill()
		return nil, p.startFault(name, err)
	}
	return p, nil
}

// group is the one that go-plugin gives a process's folder and sockets to; empty for the core's own.
func group(user int) string {
	if user == 0 {
		return ""
	}
	return strconv.Itoa(user)
}

// environment keeps what go-plugin needs and nothing of the core's. A module's own sockets need no group.
func environment(spec []string) []string {
	kept := []string{"TZ=UTC"}
	for _, line := range spec {
		if strings.HasPrefix(line, plugin.EnvUnixSocketGroup+"=") {
			continue
		}
		if strings.HasPrefix(line, "PLUGIN_") || strings.HasPrefix(line, wire.Handshake().MagicCookieKey+"=") {
			kept = append(kept, line)
		}
	}
	return kept
}

// attach speaks the handshake, opens the core's service for the process and makes the first call.
func (p *process) attach(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		_ = p.child.Load().Kill(ctx)
	})
	defer stop()
	protocol, err := p.client.Client()
	if ctx.Err() != nil {
		return fmt.Errorf("it did not speak within %s: %w", limit, ctx.Err())
	}
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense(wire.PluginName)
	if err != nil {
		return err
	}
	client, ok := dispensed.(*wire.Client)
	if !ok {
		return errors.New("the process is not a module")
	}
	p.Module = client.Module()
	return client.Attach(ctx)
}

// startFault says what an operator can do about a module that does not start.
func (p *process) startFault(name string, err error) error {
	var known *fault.Error
	if errors.As(err, &known) && known.Code == "module-binary-wrong" {
		return err
	}
	text := strings.TrimSpace(p.tail.String())
	if text == "" {
		return fault.New(fault.Unavailable, "module-not-starting",
			"Module %s does not start, and says nothing. Is it a module of Ribambelle, built for this machine?", name).Because(err)
	}
	return fault.New(fault.Unavailable, "module-not-starting",
		"Module %s does not start. It says: %s", name, firstLines(text)).Because(err)
}

// firstLines shortens a module's words for one line of text.
func firstLines(text string) string {
	const most = 600
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// kill ends the process group at once and waits for it.
func (p *process) kill() {
	_ = p.child.Load().Kill(context.Background())
	p.client.Kill()
}
