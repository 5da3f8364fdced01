package wire

import (
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// maxCredentials is more than any credentials are long.
const maxCredentials = 64 << 10

// Serve serves a module to the core that started this process, until the core lets it go. It takes stdin, and
// stdout up to the handshake; what the module prints after that goes where go-plugin leads it.
func Serve(m Module) error {
	hand := Handshake()
	if os.Getenv(hand.MagicCookieKey) != hand.MagicCookieValue {
		return errors.New("this program is a module of Ribambelle: install it with `ribambelle module install`, the server starts it")
	}
	config, err := credentials(os.Stdin)
	if err != nil {
		return err
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: hand,
		TLSProvider:     func() (*tls.Config, error) { return config, nil },
		Plugins:         plugin.PluginSet{PluginName: &Plugin{Module: m}},
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(options, ServerOptions()...)...)
		},
		Logger: hclog.NewNullLogger(),
	})
	return nil
}

// credentials reads what the core wrote to stdin.
func credentials(in io.Reader) (*tls.Config, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxCredentials))
	if err != nil {
		return nil, fmt.Errorf("reading credentials from stdin: %w", err)
	}
	var c Credentials
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, errors.New("reading credentials from stdin: they are not what a core writes")
	}
	return c.Config()
}
