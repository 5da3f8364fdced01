//go:build linux

package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync/atomic"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// speak serves the wire without the limits that the sdk keeps, and listens to what passes.
func (d *den) speak() error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return fmt.Errorf("reading credentials: %w", err)
	}
	var credentials wire.Credentials
	if err := json.Unmarshal(text, &credentials); err != nil {
		return fmt.Errorf("reading credentials: %w", err)
	}
	config, err := credentials.Config()
	if err != nil {
		return err
	}
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: wire.Handshake(),
		TLSProvider:     func() (*tls.Config, error) { return config, nil },
		Plugins:         plugin.PluginSet{wire.PluginName: door{den: d}},
		GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
			options = append(append(options, wire.ServerOptions()...), grpc.MaxSendMsgSize(math.MaxInt32), grpc.ChainStreamInterceptor(listenIn))
			return grpc.NewServer(options...)
		},
		Logger: hclog.NewNullLogger(),
	})
	return nil
}

// door is go-plugin's view of the module.
type door struct {
	plugin.NetRPCUnsupportedPlugin
	den *den
}

var _ plugin.GRPCPlugin = door{}

// GRPCServer implements plugin.GRPCPlugin.
func (d door) GRPCServer(broker *plugin.GRPCBroker, s *grpc.Server) error {
	wire.NewServer(d.den.module, func(id uint32) (grpc.ClientConnInterface, error) {
		conn, err := broker.DialWithOptions(id, append(wire.DialOptions(), grpc.WithDefaultCallOptions(grpc.MaxCallSendMsgSize(math.MaxInt32)))...)
		if err != nil {
			return nil, err
		}
		d.den.conn.Store(conn)
		return conn, nil
	}).Register(s)
	return nil
}

// GRPCClient implements plugin.GRPCPlugin.
func (door) GRPCClient(context.Context, *plugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, errors.New("this end is a module")
}

// tap is what was heard of a call, and what is to be answered in place of the sdk's answer.
type tap struct {
	call   atomic.Pointer[pb.Call]
	staged atomic.Pointer[store.Commit]
	answer atomic.Pointer[wire.Answer]
	large  atomic.Int64 // bytes of an answer that the sdk would not send
}

type tapKey struct{}

// heard is the tap of the call under way.
func heard(ctx context.Context) *tap { return ctx.Value(tapKey{}).(*tap) }

// listenIn keeps the messages of calls, with their handles.
func listenIn(server any, s grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	t := &tap{}
	return handle(server, tapped{s, t, context.WithValue(s.Context(), tapKey{}, t)})
}

type tapped struct {
	grpc.ServerStream
	tap *tap
	ctx context.Context //nolint:containedctx // the stream's own
}

// Context implements grpc.ServerStream.
func (t tapped) Context() context.Context { return t.ctx }

// RecvMsg implements grpc.ServerStream.
func (t tapped) RecvMsg(m any) error {
	err := t.ServerStream.RecvMsg(m)
	switch q := m.(type) {
	case *pb.CallRequest:
		t.tap.call.Store(q.GetCall())
	case *pb.StreamRequest:
		if head := q.GetHead(); head != nil {
			t.tap.call.Store(head.GetCall())
		}
	}
	return err
}

// SendMsg implements grpc.ServerStream.
func (t tapped) SendMsg(m any) error {
	if a, ok := m.(*pb.CallResponse); ok && t.tap.large.Load() > 0 {
		a.Body = make([]byte, t.tap.large.Swap(0))
	}
	return t.ServerStream.SendMsg(m)
}

// bent answers as its taps say.
type bent struct{ wire.Operations }

// Call implements wire.Operations.
func (b bent) Call(ctx context.Context, c wire.Call) (wire.Answer, error) {
	t := heard(ctx)
	t.staged.Store(nil)
	t.answer.Store(nil)
	a, err := b.Operations.Call(ctx, c)
	if err != nil {
		return a, err
	}
	if other := t.answer.Load(); other != nil {
		a = *other
	}
	if staged := t.staged.Load(); staged != nil {
		a.Staged = *staged
	}
	return a, nil
}
