package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto" // the codec that is wrapped
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// unary is a flaw of the methods that are no streams.
func unary(f func(ctx context.Context, q any, method string, handle func() (any, error)) (any, error)) flaw {
	return serving(grpc.ChainUnaryInterceptor(func(ctx context.Context, q any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		return f(ctx, q, info.FullMethod[strings.LastIndex(info.FullMethod, "/")+1:], func() (any, error) { return handle(ctx, q) })
	}))
}

func serving(options ...grpc.ServerOption) flaw {
	return flaw{server: func() []grpc.ServerOption { return options }}
}

// stream is one whose messages pass by.
type stream struct {
	grpc.ServerStream
	sent func(m any) (more []any)
	got  func(m any, err error) error
}

// SendMsg implements grpc.ServerStream.
func (s stream) SendMsg(m any) error {
	if s.sent != nil {
		for _, more := range s.sent(m) {
			if err := s.ServerStream.SendMsg(more); err != nil {
				return err
			}
		}
	}
	return s.ServerStream.SendMsg(m)
}

// RecvMsg implements grpc.ServerStream.
func (s stream) RecvMsg(m any) error {
	err := s.ServerStream.RecvMsg(m)
	if s.got != nil {
		return s.got(m, err)
	}
	return err
}

// streaming is a flaw of one method that is a stream.
func streaming(method string, wrap func(grpc.ServerStream) grpc.ServerStream) grpc.ServerOption {
	return grpc.ChainStreamInterceptor(func(server any, s grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
		if strings.HasSuffix(info.FullMethod, "PluginService/"+method) {
			s = wrap(s)
		}
		return handle(server, s)
	})
}

// refusing changes the refusals of operations.
func refusing(change func(*pb.Fault)) flaw {
	return serving(streaming("Call", func(s grpc.ServerStream) grpc.ServerStream {
		return stream{ServerStream: s, sent: func(m any) []any {
			if a, ok := m.(*pb.CallResponse); ok && a.GetFault() != nil {
				change(a.GetFault())
			}
			return nil
		}}
	}))
}

func coded(code string, change func(*pb.Fault)) func(*pb.Fault) {
	return func(f *pb.Fault) {
		if f.GetCode() == code {
			change(f)
		}
	}
}

// brittle is the codec of messages that ends the process at one that it cannot read.
type brittle struct {
	encoding.CodecV2
	at func(error) bool
}

// Unmarshal implements encoding.CodecV2.
func (b brittle) Unmarshal(data mem.BufferSlice, v any) error {
	err := b.CodecV2.Unmarshal(data, v)
	if err != nil && b.at(err) {
		os.Exit(3)
	}
	return err
}

func decoding(at func(error) bool) flaw {
	return serving(grpc.ForceServerCodecV2(brittle{encoding.GetCodecV2("proto"), at}))
}

// alone is held by the only process there may be.
var alone net.Listener

func wired() map[string]flaw {
	var attached atomic.Bool
	var drains, streams atomic.Int64
	return map[string]flaw{
		"start/by-hand":   {hand: func() { os.Exit(0) }},
		"start/handshake": {early: func() { fmt.Fprintln(os.Stderr, "I cannot find my settings."); os.Exit(7) }},
		"start/swift":     {early: func() { time.Sleep(3100 * time.Millisecond) }},
		"start/stdout":    {early: func() { fmt.Println("Hello!") }},
		"start/socket":    {early: func() { _ = os.Unsetenv(plugin.EnvUnixSocketDir) }},
		"start/health": unary(func(_ context.Context, q any, method string, handle func() (any, error)) (any, error) {
			if _, ok := q.(*grpc_health_v1.HealthCheckRequest); ok {
				return &grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_NOT_SERVING}, nil
			}
			return handle()
		}),
		"start/certificate": {tls: func(c *tls.Config) { c.ClientAuth = tls.VerifyClientCertIfGiven }},
		"start/authority":   {tls: func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }},
		"start/unattached": unary(func(_ context.Context, q any, method string, handle func() (any, error)) (any, error) {
			if method == "Attach" {
				attached.Store(true)
			}
			if method == "Run" && !attached.Load() {
				return &pb.RunResponse{}, nil
			}
			return handle()
		}),
		"start/attach": unary(func(_ context.Context, _ any, method string, handle func() (any, error)) (any, error) {
			if method == "Attach" {
				return nil, status.Error(codes.Internal, "not today")
			}
			return handle()
		}),
		"start/attach-once": unary(func(_ context.Context, _ any, method string, handle func() (any, error)) (any, error) {
			if method == "Attach" && attached.Swap(true) {
				return &pb.AttachResponse{}, nil
			}
			return handle()
		}),
		"start/newer-core": {config: func(c *plugin.ServeConfig) {
			c.VersionedPlugins = map[int]plugin.PluginSet{1: c.Plugins, 2: c.Plugins}
		}},
		"start/side-by-side": {early: func() {
			var err error
			if alone, err = net.Listen("unix", "@"+os.Args[0]); err != nil {
				fmt.Fprintln(os.Stderr, "another one runs")
				os.Exit(3)
			}
		}},

		"manifest/readable": {shell: func(s *shell) { s.describe = func() ([]byte, error) { return []byte("name: specimen"), nil } }},
		"manifest/name": {shell: func(s *shell) {
			longer := func(text []byte) []byte {
				text = bytes.ReplaceAll(text, []byte("specimen"), []byte("specimenspecimenspecimenspecimen"))
				return bytes.ReplaceAll(text, []byte("Specimen"), []byte("Specimenspecimenspecimenspecimen"))
			}
			s.describe = func() ([]byte, error) {
				text, err := s.Module.Describe(context.Background())
				return longer(text), err
			}
			s.asset = func(path string, next func(string) ([]byte, error)) ([]byte, error) {
				text, err := next(path)
				return longer(text), err
			}
			s.call = func(ctx context.Context, c wire.Call, next func(context.Context, wire.Call) (wire.Answer, error)) (wire.Answer, error) {
				a, err := next(ctx, c)
				for i := range a.Staged.Events {
					a.Staged.Events[i].Type = string(longer([]byte(a.Staged.Events[i].Type)))
				}
				return a, err
			}
			s.run = func(ctx context.Context, c wire.Call, j wire.Job) (store.Commit, error, bool) {
				staged, err := s.Module.Run(ctx, c, j)
				for i := range staged.Events {
					staged.Events[i].Type = string(longer([]byte(staged.Events[i].Type)))
				}
				return staged, err, true
			}
		}},
		"assets/missing": assets(func(path string, next func(string) ([]byte, error)) ([]byte, error) {
			if path == "no-such-file.js" {
				return []byte("// nothing"), nil
			}
			return next(path)
		}),
		"assets/outside": assets(func(path string, next func(string) ([]byte, error)) ([]byte, error) {
			if path == "../go.mod" {
				return []byte("module specimen"), nil
			}
			return next(path)
		}),
		"assets/chunks": serving(streaming("Asset", func(s grpc.ServerStream) grpc.ServerStream {
			return stream{ServerStream: s, sent: func(m any) []any {
				if a, ok := m.(*pb.AssetResponse); ok {
					a.Chunk = append(bytes.Clone(a.GetChunk()), bytes.Repeat([]byte(" "), 70<<10)...)
				}
				return nil
			}}
		})),
		"widgets/weight": assets(func(path string, next func(string) ([]byte, error)) ([]byte, error) {
			text, err := next(path)
			if err != nil {
				return nil, err
			}
			return append(bytes.Clone(text), bytes.Repeat([]byte(" "), 1<<20)...), nil
		}),
		"widgets/own-host": assets(func(path string, next func(string) ([]byte, error)) ([]byte, error) {
			text, err := next(path)
			if err != nil {
				return nil, err
			}
			return append([]byte(`import "https://cdn.example/lit.js";`), text...), nil
		}),

		"calls/streams": serving(streaming("Stream", func(s grpc.ServerStream) grpc.ServerStream {
			return stream{ServerStream: s, sent: func(m any) []any {
				if a, ok := m.(*pb.StreamResponse); ok && a.GetHead() != nil && a.GetHead().GetStatus() == 200 && len(a.GetHead().GetBody()) == 0 {
					return []any{m}
				}
				return nil
			}}
		})),
		"faults/kinds":     refusing(coded("internal", func(f *pb.Fault) { f.Kind = "weird" })),
		"faults/codes":     refusing(coded("malformed-body", func(f *pb.Fault) { f.Code = "Malformed Body" })),
		"faults/sentences": refusing(coded("malformed-body", func(f *pb.Fault) { f.Message = "" })),
		"faults/inside":    refusing(coded("malformed-body", func(f *pb.Fault) { f.Message = "panic: at main.go:12" })),
		"faults/fields": refusing(coded("invalid-input", func(f *pb.Fault) {
			for _, field := range f.GetFields() {
				field.Pointer = "somewhere"
			}
		})),

		"wire/unknown-fields": unknownFields(),
		"wire/unknown-method": serving(grpc.UnknownServiceHandler(func(_ any, s grpc.ServerStream) error { return s.SendMsg(&pb.CheckResponse{}) })),
		"wire/garbage":        decoding(func(err error) bool { return !strings.Contains(err.Error(), "UTF-8") }),
		"wire/utf8":           decoding(func(err error) bool { return strings.Contains(err.Error(), "UTF-8") }),
		"wire/empty": unary(func(_ context.Context, q any, _ string, handle func() (any, error)) (any, error) {
			if h, ok := q.(*pb.HearRequest); ok && h.GetCall() == nil {
				os.Exit(3)
			}
			return handle()
		}),
		"wire/huge": {server: func() []grpc.ServerOption {
			return append(unary(func(_ context.Context, q any, _ string, handle func() (any, error)) (any, error) {
				if b, ok := q.(*pb.BeforeRequest); ok && len(b.GetNew()) > 1<<20 {
					os.Exit(3)
				}
				return handle()
			}).server(), grpc.MaxRecvMsgSize(16<<20))
		}},
		"wire/line": serving(streaming("Call", func(s grpc.ServerStream) grpc.ServerStream {
			return stream{ServerStream: s, got: func(_ any, err error) error {
				if errors.Is(err, io.EOF) {
					return status.Error(codes.Internal, "where are you?")
				}
				return err
			}}
		})),
		"wire/lines": serving(grpc.ChainStreamInterceptor(func(server any, s grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			defer streams.Add(-1)
			if streams.Add(1) > 60 {
				return status.Error(codes.ResourceExhausted, "too many")
			}
			return handle(server, s)
		})),

		"stop/waits": draining(func(_ context.Context, next func(context.Context) error) error {
			go func() { _ = next(context.Background()) }()
			return nil
		}),
		"stop/drains": draining(func(ctx context.Context, next func(context.Context) error) error {
			if drains.Add(1) > 1 {
				return fault.New(fault.Conflict, "drained", "This was done already.")
			}
			return next(ctx)
		}),
		"stop/ends":     {late: func() { time.Sleep(time.Minute) }},
		"stop/code":     {late: func() { os.Exit(4) }},
		"stop/children": {early: func() { _ = exec.Command("/bin/sleep", "60").Start() }},
		"stop/litter":   {early: func() { _ = os.WriteFile("cache.tmp", []byte("x"), 0o600) }},
	}
}

func assets(asset func(string, func(string) ([]byte, error)) ([]byte, error)) flaw {
	return flaw{shell: func(s *shell) { s.asset = asset }}
}

func draining(drain func(context.Context, func(context.Context) error) error) flaw {
	return flaw{shell: func(s *shell) { s.drain = drain }}
}

// unknownFields refuses messages of a newer core.
func unknownFields() flaw {
	strange := func(m any) bool {
		message, ok := m.(proto.Message)
		return ok && len(message.ProtoReflect().GetUnknown()) > 0
	}
	return flaw{server: func() []grpc.ServerOption {
		return []grpc.ServerOption{streaming("Call", func(s grpc.ServerStream) grpc.ServerStream {
			return stream{ServerStream: s, got: func(m any, err error) error {
				if err == nil && strange(m) {
					return status.Error(codes.InvalidArgument, "what is that?")
				}
				return err
			}}
		})}
	}}
}

func flaws() map[string]flaw {
	all := declared()
	for _, more := range []map[string]flaw{called(), reacting(), wired()} {
		for name, f := range more {
			all[name] = f
		}
	}
	return all
}
