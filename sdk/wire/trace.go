package wire

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// carrier lets W3C trace context ride on gRPC metadata.
type carrier metadata.MD

func (c carrier) Get(key string) string {
	if values := metadata.MD(c).Get(key); len(values) > 0 {
		return values[0]
	}
	return ""
}

func (c carrier) Set(key, value string) { metadata.MD(c).Set(key, value) }

func (c carrier) Keys() []string {
	keys := make([]string, 0, len(c))
	for key := range c {
		keys = append(keys, key)
	}
	return keys
}

// sendTrace puts the trace of ctx on the wire.
func sendTrace(ctx context.Context) context.Context {
	md := metadata.MD{}
	propagation.TraceContext{}.Inject(ctx, carrier(md))
	if len(md) == 0 {
		return ctx
	}
	sent, _ := metadata.FromOutgoingContext(ctx)
	return metadata.NewOutgoingContext(ctx, metadata.Join(sent, md))
}

// takeTrace continues the trace that came over the wire.
func takeTrace(ctx context.Context) context.Context {
	md, _ := metadata.FromIncomingContext(ctx)
	return propagation.TraceContext{}.Extract(ctx, carrier(md))
}

// The names under which W3C trace context travels.
const (
	traceParent = "traceparent"
	traceState  = "tracestate"
)

// traceOf is the trace of ctx, for a message; empty without one.
func traceOf(ctx context.Context) (parent, state string) {
	md := carrier{}
	propagation.TraceContext{}.Inject(ctx, md)
	return md.Get(traceParent), md.Get(traceState)
}

// withTrace continues the trace that came in a message.
func withTrace(ctx context.Context, parent, state string) context.Context {
	if parent == "" {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceParent: parent, traceState: state})
}

// What either end may send before it waits for the other to have read. A fixed size spares the pings by which gRPC
// would find one, a round trip for each call.
const (
	streamWindow = MaxMessage
	windowOfAll  = 4 * MaxMessage
)

// DialOptions are what both ends dial with: traces, no message beyond MaxMessage, and no buffer for a second try,
// which nothing here is configured to make.
func DialOptions() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithDisableRetry(),
		grpc.WithStaticStreamWindowSize(streamWindow),
		grpc.WithStaticConnWindowSize(windowOfAll),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(MaxMessage), grpc.MaxCallSendMsgSize(MaxMessage)),
		grpc.WithChainUnaryInterceptor(func(ctx context.Context, method string, q, a any, c *grpc.ClientConn, invoke grpc.UnaryInvoker, o ...grpc.CallOption) error {
			return invoke(sendTrace(ctx), method, q, a, c, o...)
		}),
		grpc.WithChainStreamInterceptor(func(ctx context.Context, d *grpc.StreamDesc, c *grpc.ClientConn, method string, open grpc.Streamer, o ...grpc.CallOption) (grpc.ClientStream, error) {
			return open(sendTrace(ctx), d, c, method, o...)
		}),
	}
}

// maxStreams is how many calls one connection carries at a time.
const maxStreams = 512

// ServerOptions are what both ends serve with: traces, faults, and no message beyond MaxMessage.
func ServerOptions() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.MaxRecvMsgSize(MaxMessage),
		grpc.MaxSendMsgSize(MaxMessage),
		grpc.MaxConcurrentStreams(maxStreams),
		grpc.StaticStreamWindowSize(streamWindow),
		grpc.StaticConnWindowSize(windowOfAll),
		grpc.ChainUnaryInterceptor(func(ctx context.Context, q any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			answer, err := handle(takeTrace(ctx), q)
			return answer, toStatus(err)
		}),
		grpc.ChainStreamInterceptor(func(server any, s grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			return toStatus(handle(server, traced{s, takeTrace(s.Context())}))
		}),
	}
}

// traced is a stream whose context continues the trace.
type traced struct {
	grpc.ServerStream
	ctx context.Context
}

func (t traced) Context() context.Context { return t.ctx }
