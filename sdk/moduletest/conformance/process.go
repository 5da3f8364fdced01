package conformance

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/runner"
	"google.golang.org/grpc"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// process is the program at work, with the core's service attached to it.
type process struct {
	plugin *plugin.Client
	child  atomic.Pointer[child]
	said   *tape            // on stderr
	shown  *tape            // on stdout, as go-plugin brings it
	conn   *grpc.ClientConn // to the module
	wire   *wire.Client     // the same, in Go's words, through the spy
	spy    *spy
	broker *plugin.GRPCBroker
	tls    *tls.Config
	took   time.Duration // to its handshake
}

// start starts the program. Versions are those that the core offers; none is its own.
func (r *run) start(ctx context.Context, versions ...int) (*process, error) {
	config, secret, err := wire.NewCredentials(time.Now())
	if err != nil {
		return nil, fmt.Errorf("making credentials: %w", err)
	}
	p := &process{said: &tape{}, shown: &tape{}, tls: config}
	offered := map[int]plugin.PluginSet{}
	for _, v := range versions {
		offered[v] = plugin.PluginSet{wire.PluginName: opener{}}
	}
	p.plugin = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  wire.Handshake(),
		Plugins:          plugin.PluginSet{wire.PluginName: opener{}},
		VersionedPlugins: offered,
		TLSConfig:        config,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		GRPCDialOptions:  wire.DialOptions(),
		SkipHostEnv:      true,
		StartTimeout:     r.options.Patience,
		Stderr:           p.said, SyncStdout: p.shown, SyncStderr: p.said,
		Logger:           hclog.NewNullLogger(),
		UnixSocketConfig: &plugin.UnixSocketConfig{TempDir: r.folder},
		RunnerFunc: func(_ hclog.Logger, spec *exec.Cmd, folder string) (runner.Runner, error) {
			c, err := newChild(r.path, environment(spec.Env), folder, secret)
			if err != nil {
				return nil, err
			}
			p.child.Store(c)
			return c, nil
		},
	})
	began := time.Now()
	if err := p.open(); err != nil {
		p.kill()
		return nil, fmt.Errorf("%w; it says: %s", err, lastWords(p.said.String()))
	}
	p.took = time.Since(began)
	return p, ctx.Err()
}

// environment is what a core gives a process.
func environment(spec []string) []string {
	kept := []string{"TZ=UTC"}
	for _, line := range spec {
		if strings.HasPrefix(line, "PLUGIN_") || strings.HasPrefix(line, wire.Handshake().MagicCookieKey+"=") {
			kept = append(kept, line)
		}
	}
	return kept
}

// open speaks the handshake and opens the connection.
func (p *process) open() error {
	protocol, err := p.plugin.Client()
	if err != nil {
		return fmt.Errorf("it does not start: %w", err)
	}
	dispensed, err := protocol.Dispense(wire.PluginName)
	if err != nil {
		return fmt.Errorf("it serves no module: %w", err)
	}
	opened, ok := dispensed.(opener)
	if !ok {
		return errors.New("it serves no module")
	}
	p.conn, p.broker = opened.conn, opened.broker
	p.spy = &spy{inner: p.conn}
	p.wire = wire.NewClient(p.spy, p.spy.logs)
	return nil
}

// attach gives the process its core.
func (p *process) attach(ctx context.Context) error {
	id := p.broker.NextId()
	go p.broker.AcceptAndServe(id, func(options []grpc.ServerOption) *grpc.Server {
		server := grpc.NewServer(append(append(options, wire.ServerOptions()...), p.spy.serving()...)...)
		p.wire.RegisterHost(server)
		return server
	})
	_, err := pb.NewPluginServiceClient(p.conn).Attach(ctx, &pb.AttachRequest{BrokerId: id})
	return err
}

// alive reports whether the process runs and answers.
func (p *process) alive(ctx context.Context) error {
	select {
	case <-p.child.Load().gone:
		return fmt.Errorf("the process ended; its last words: %s", lastWords(p.said.String()))
	default:
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second) // as a core asks
	defer cancel()
	if err := p.wire.Check(ctx); err != nil {
		select {
		case <-p.child.Load().gone:
		case <-time.After(50 * time.Millisecond):
		}
		return fmt.Errorf("the process does not answer any more (%w); its last words: %s", err, lastWords(p.said.String()))
	}
	return nil
}

// kill ends the process at once.
func (p *process) kill() {
	_ = p.child.Load().Kill(context.Background())
	p.plugin.Kill()
}

// opener is go-plugin's view of a module: it hands over the connection as it is.
type opener struct {
	plugin.NetRPCUnsupportedPlugin
	conn   *grpc.ClientConn
	broker *plugin.GRPCBroker
}

var _ plugin.GRPCPlugin = opener{}

// GRPCServer implements plugin.GRPCPlugin.
func (opener) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return errors.New("this end is a core")
}

// GRPCClient implements plugin.GRPCPlugin.
func (opener) GRPCClient(_ context.Context, broker *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return opener{conn: conn, broker: broker}, nil
}
