package wire

import (
	"context"
	"errors"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// PluginName is the one plugin in a module's process.
const PluginName = "module"

// Handshake is what go-plugin compares before anything else. The cookie is no secret: it tells a module that
// was started by hand from one that a core started.
func Handshake() plugin.HandshakeConfig {
	return plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "RIBAMBELLE_MODULE", MagicCookieValue: "v1"}
}

// Plugin is go-plugin's view of the wire. The core's side sets Logs, the module's side Module.
type Plugin struct {
	plugin.NetRPCUnsupportedPlugin
	Module Module
	Logs   func(context.Context, []LogLine)
}

var _ plugin.GRPCPlugin = (*Plugin)(nil)

// GRPCServer implements plugin.GRPCPlugin in the module's process.
func (p *Plugin) GRPCServer(broker *plugin.GRPCBroker, s *grpc.Server) error {
	if p.Module.Operations == nil || p.Module.Reactions == nil || p.Module.Declaration == nil {
		return errors.New("serving a module that is not there")
	}
	NewServer(p.Module, func(id uint32) (grpc.ClientConnInterface, error) {
		return broker.DialWithOptions(id, DialOptions()...)
	}).Register(s)
	return nil
}

// GRPCClient implements plugin.GRPCPlugin in the core: it opens the one brokered service of the process.
func (p *Plugin) GRPCClient(_ context.Context, broker *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	c := NewClient(conn, p.Logs)
	c.broker = broker.NextId()
	go broker.AcceptAndServe(c.broker, func(options []grpc.ServerOption) *grpc.Server {
		s := grpc.NewServer(append(options, ServerOptions()...)...)
		c.RegisterHost(s)
		return s
	})
	return c, nil
}
