// Command specimen is a module that conforms. Under another name it has the one flaw of that name, with a dot in the
// place of the check's slash: "calls.answers".
package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"github.com/ribambelle/ribambelle/sdk"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// flaw is one way not to conform. Its zero value conforms.
type flaw struct {
	hand   func()                     // started by hand
	early  func()                     // before the handshake
	late   func()                     // after the service has ended
	edit   func(m object)             // of the manifest
	shell  func(*shell)               // of what the module answers
	server func() []grpc.ServerOption // of how it is served
	config func(*plugin.ServeConfig)  // of go-plugin
	tls    func(*tls.Config)
}

// host is the core's service as it is reached, for what the SDK would not do.
var host atomic.Pointer[grpc.ClientConnInterface]

func core() pb.HostServiceClient { return pb.NewHostServiceClient(*host.Load()) }

func main() {
	way := strings.Replace(filepath.Base(os.Args[0]), ".", "/", 1)
	f, known := flaws()[way]
	if !known && way != "specimen" {
		fmt.Fprintln(os.Stderr, "there is no such flaw:", way)
		os.Exit(9)
	}
	if os.Getenv(wire.Handshake().MagicCookieKey) == "" {
		if f.hand != nil {
			f.hand()
		}
		fmt.Fprintln(os.Stderr, "this is a module of Ribambelle")
		os.Exit(1)
	}
	if f.early != nil {
		f.early()
	}
	end, err := sdk.Connect(specimen())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if f.edit != nil {
		end.Declaration = edited{end.Declaration, f.edit}
	}
	s := &shell{Module: end}
	if f.shell != nil {
		f.shell(s)
	}
	serve(wire.Module{Operations: s, Reactions: s, Declaration: s}, f)
	if f.late != nil {
		f.late()
	}
}

func serve(m wire.Module, f flaw) {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	var own wire.Credentials
	if err := json.Unmarshal(text, &own); err != nil {
		panic(err)
	}
	credentials, err := own.Config()
	if err != nil {
		panic(err)
	}
	if f.tls != nil {
		f.tls(credentials)
	}
	c := &plugin.ServeConfig{
		HandshakeConfig: wire.Handshake(),
		TLSProvider:     func() (*tls.Config, error) { return credentials, nil },
		Plugins:         plugin.PluginSet{wire.PluginName: &served{module: m}},
		Logger:          hclog.NewNullLogger(),
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			options = append(options, wire.ServerOptions()...)
			if f.server != nil {
				options = append(options, f.server()...)
			}
			return grpc.NewServer(options...)
		},
	}
	if f.config != nil {
		f.config(c)
	}
	plugin.Serve(c)
}

// served is wire.Plugin that keeps the way to the core.
type served struct {
	wire.Plugin
	module wire.Module
}

// GRPCServer implements plugin.GRPCPlugin.
func (p *served) GRPCServer(broker *plugin.GRPCBroker, s *grpc.Server) error {
	wire.NewServer(p.module, func(id uint32) (grpc.ClientConnInterface, error) {
		conn, err := broker.DialWithOptions(id, wire.DialOptions()...)
		if err != nil {
			return nil, err
		}
		var kept grpc.ClientConnInterface = conn
		host.Store(&kept)
		return conn, nil
	}).Register(s)
	return nil
}
