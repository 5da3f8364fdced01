package conformance

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// spy sits on both directions of the wire: it may change what is sent to the module, and notes what comes back.
type spy struct {
	inner grpc.ClientConnInterface

	mu       sync.Mutex
	tamper   func(proto.Message)                            // with what is sent
	received func(proto.Message)                            // of what is answered
	refuse   func(ctx context.Context, method string) error // back-calls, before anything is looked at
	faults   []*pb.Fault
	lenient  bool
	asked    []backCall
	lines    []wire.LogLine
}

// backCall is one call of the module to the core.
type backCall struct {
	method string // "List"
	handle bool   // one was shown
	dead   bool   // and stood for no call
	trace  string // W3C trace parent
	needs  string // grant that it needs; empty: none
}

// leniently runs f while what comes too late is no fault: calls are given up under way.
func (s *spy) leniently(f func() error) error {
	s.set(func() { s.lenient = true })
	defer s.set(func() { s.lenient = false })
	err := f()
	time.Sleep(settling)
	return err
}

// settling is how long a call that was given up may take to notice.
const settling = 30 * time.Millisecond

// meanwhile runs f while the spy changes what is sent.
func (s *spy) meanwhile(tamper func(proto.Message), f func()) {
	s.set(func() { s.tamper = tamper })
	defer s.set(func() { s.tamper = nil })
	f()
}

func (s *spy) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *spy) sent(m any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if message, ok := m.(proto.Message); ok && s.tamper != nil {
		s.tamper(message)
	}
}

func (s *spy) got(m any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, ok := m.(*pb.CallResponse); ok && a.GetFault() != nil {
		s.faults = append(s.faults, a.GetFault())
	}
	if message, ok := m.(proto.Message); ok && s.received != nil {
		s.received(message)
	}
}

// Invoke implements grpc.ClientConnInterface.
func (s *spy) Invoke(ctx context.Context, method string, q, a any, o ...grpc.CallOption) error {
	s.sent(q)
	err := s.inner.Invoke(ctx, method, q, a, o...)
	if err == nil {
		s.got(a)
	}
	return err
}

// NewStream implements grpc.ClientConnInterface.
func (s *spy) NewStream(ctx context.Context, d *grpc.StreamDesc, method string, o ...grpc.CallOption) (grpc.ClientStream, error) {
	stream, err := s.inner.NewStream(ctx, d, method, o...)
	if err != nil {
		return nil, err
	}
	return spied{stream, s}, nil
}

type spied struct {
	grpc.ClientStream
	spy *spy
}

// SendMsg implements grpc.ClientStream.
func (s spied) SendMsg(m any) error {
	s.spy.sent(m)
	return s.ClientStream.SendMsg(m)
}

// RecvMsg implements grpc.ClientStream.
func (s spied) RecvMsg(m any) error {
	err := s.ClientStream.RecvMsg(m)
	if err == nil {
		s.spy.got(m)
	}
	return err
}

// logs takes the lines that a module writes.
func (s *spy) logs(_ context.Context, lines []wire.LogLine) {
	s.set(func() { s.lines = append(s.lines, lines...) })
}

// serving are the options of the core's own service under observation.
func (s *spy) serving() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(func(ctx context.Context, q any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (a any, err error) {
			err = s.watched(ctx, info.FullMethod, func(see func(any)) (err error) {
				see(q)
				a, err = handle(ctx, q)
				return err
			})
			return a, err
		}),
		grpc.ChainStreamInterceptor(func(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
			return s.watched(stream.Context(), info.FullMethod, func(see func(any)) error {
				return handle(server, seen{stream, see})
			})
		}),
	}
}

type seen struct {
	grpc.ServerStream
	see func(any)
}

// RecvMsg implements grpc.ServerStream.
func (s seen) RecvMsg(m any) error {
	err := s.ServerStream.RecvMsg(m)
	if err == nil {
		s.see(m)
	}
	return err
}

// watched notes one back-call, or refuses it.
func (s *spy) watched(ctx context.Context, method string, do func(see func(any)) error) error {
	method = method[strings.LastIndex(method, "/")+1:]
	var refuse func(context.Context, string) error
	s.set(func() { refuse = s.refuse })
	if refuse != nil {
		if err := refuse(ctx, method); err != nil {
			return err
		}
	}
	made := backCall{method: method, handle: true}
	if md, ok := metadata.FromIncomingContext(ctx); ok {
		made.trace = strings.Join(md.Get("traceparent"), " ")
	}
	err := do(func(q any) {
		made.needs = needs(q)
		if shows, ok := q.(interface{ GetHandle() []byte }); ok {
			made.handle = len(shows.GetHandle()) > 0
		}
	})
	made.dead = errors.Is(err, fault.New(fault.Unauthenticated, "handle-not-valid", ""))
	s.set(func() {
		made.dead = made.dead && made.handle && !s.lenient && s.refuse == nil
		if method != "Log" {
			s.asked = append(s.asked, made)
		}
	})
	return err
}

// since are the back-calls after the first n.
func (s *spy) since(n int) []backCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]backCall(nil), s.asked[min(n, len(s.asked)):]...)
}

// count is how many back-calls there were.
func (s *spy) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.asked)
}

// written are the lines so far.
func (s *spy) written() []wire.LogLine {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]wire.LogLine(nil), s.lines...)
}
