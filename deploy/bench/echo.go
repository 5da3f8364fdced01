package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// The peer of a forwarded call is go-plugin's own gRPC with mutual TLS and nothing around it: this program
// started once more, answering the bytes that it was asked.

const (
	echoName   = "echo"
	echoMethod = "/bench.Echo/Say"
	echoBytes  = 1 << 10
)

func echoHandshake() plugin.HandshakeConfig {
	return plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "RIBAMBELLE_BENCH", MagicCookieValue: echoName}
}

// echoPlugin is both ends.
type echoPlugin struct{ plugin.NetRPCUnsupportedPlugin }

// GRPCServer implements plugin.GRPCPlugin.
func (echoPlugin) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	say := func(_ any, _ context.Context, read func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		said := &wrapperspb.BytesValue{}
		return said, read(said)
	}
	s.RegisterService(&grpc.ServiceDesc{
		ServiceName: "bench.Echo", HandlerType: (*any)(nil), Methods: []grpc.MethodDesc{{MethodName: "Say", Handler: say}},
	}, nil)
	return nil
}

// GRPCClient implements plugin.GRPCPlugin.
func (echoPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return c, nil
}

func serveEcho() {
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: echoHandshake(), Plugins: plugin.PluginSet{echoName: echoPlugin{}},
		GRPCServer: plugin.DefaultGRPCServer, Logger: hclog.NewNullLogger(),
	})
}

// bareEcho measures the peer, called by one and by sixteen at once.
func bareEcho(ctx context.Context, during time.Duration) (alone, crowded figure, err error) {
	program, err := os.Executable()
	if err != nil {
		return alone, crowded, err
	}
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: echoHandshake(), Plugins: plugin.PluginSet{echoName: echoPlugin{}},
		Cmd: exec.CommandContext(ctx, program, "--echo"), AutoMTLS: true,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC}, Logger: hclog.NewNullLogger(),
	})
	defer client.Kill()
	protocol, err := client.Client()
	if err != nil {
		return alone, crowded, fmt.Errorf("starting the bare echo: %w", err)
	}
	dispensed, err := protocol.Dispense(echoName)
	if err != nil {
		return alone, crowded, fmt.Errorf("reaching the bare echo: %w", err)
	}
	conn := dispensed.(*grpc.ClientConn)
	if alone, err = callEcho(ctx, conn, 1, during); err == nil {
		crowded, err = callEcho(ctx, conn, 16, during)
	}
	return alone, crowded, err
}

// callEcho lets callers call one after the other for a while.
func callEcho(ctx context.Context, conn *grpc.ClientConn, callers int, during time.Duration) (figure, error) {
	asked := &wrapperspb.BytesValue{Value: make([]byte, echoBytes)}
	took, errs := make([][]time.Duration, callers), make([]error, callers)
	var group sync.WaitGroup
	began := time.Now()
	for i := range callers {
		group.Go(func() {
			for errs[i] == nil && time.Since(began) < during {
				at := time.Now()
				errs[i] = conn.Invoke(ctx, echoMethod, asked, &wrapperspb.BytesValue{})
				took[i] = append(took[i], time.Since(at))
			}
		})
	}
	group.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	f := figure{perSecond: float64(len(all)) / time.Since(began).Seconds(), p50: all[len(all)/2], p99: all[len(all)*99/100]}
	for _, err := range errs {
		if err != nil {
			return f, fmt.Errorf("calling the bare echo: %w", err)
		}
	}
	return f, nil
}
