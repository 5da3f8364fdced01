package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	"google.golang.org/grpc"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// Server is a module's end of the wire: it serves the core's calls from the module's own interfaces.
type Server struct {
	pb.UnimplementedPluginServiceServer
	module Module
	dial   func(broker uint32) (grpc.ClientConnInterface, error)

	mu   sync.RWMutex
	host pb.HostServiceClient
	logs *shipper
}

// NewServer returns the server of a module. dial reaches the core's own service, once, when it attaches.
func NewServer(m Module, dial func(broker uint32) (grpc.ClientConnInterface, error)) *Server {
	return &Server{module: m, dial: dial, logs: newShipper()}
}

// Register adds the module's service to a server.
func (s *Server) Register(r grpc.ServiceRegistrar) { pb.RegisterPluginServiceServer(r, s) }

// Attach implements pb.PluginServiceServer.
func (s *Server) Attach(_ context.Context, q *pb.AttachRequest) (*pb.AttachResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.host != nil {
		return nil, fault.New(fault.Conflict, "attached-already", "This process has its core.")
	}
	conn, err := s.dial(q.GetBrokerId())
	if err != nil {
		return nil, fault.New(fault.Unavailable, "core-unreachable", "The core cannot be reached.").Because(err)
	}
	s.host = pb.NewHostServiceClient(conn)
	s.logs.attach(s.host)
	return &pb.AttachResponse{}, nil
}

// begin puts a call together from its message.
func (s *Server) begin(ctx context.Context, m *pb.Call) (context.Context, Call, error) {
	s.mu.RLock()
	host := s.host
	s.mu.RUnlock()
	if host == nil {
		return nil, Call{}, fault.New(fault.Unavailable, "not-attached", "This process has no core yet.")
	}
	own := remote{client: host, handle: m.GetHandle()}
	c := Call{Caller: fromCaller(m.GetCaller()), Store: own, Host: own, IDs: m.GetIds(), Reads: each(m.GetReads(), fromRead)}
	if len(m.GetInternal()) > 0 {
		c.Internal = remote{client: host, handle: m.GetInternal()}
	}
	return withLogger(ctx, s.logs), c, nil
}

// Call implements pb.PluginServiceServer.
func (s *Server) Call(line grpc.BidiStreamingServer[pb.CallRequest, pb.CallResponse]) error {
	for {
		q, err := line.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fromStatus(err)
		}
		a, err := s.answer(line.Context(), q)
		if err != nil {
			return err
		}
		if err := line.Send(a); err != nil {
			return fromStatus(err)
		}
	}
}

// answer is the answer to one request on a line, or the fault instead. An error ends the line: its call was given up.
func (s *Server) answer(ctx context.Context, q *pb.CallRequest) (*pb.CallResponse, error) {
	ctx, end := limited(ctx, q)
	defer end()
	a, err := s.call(ctx, q)
	switch {
	case err == nil:
		return a, nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil, err
	}
	return &pb.CallResponse{Fault: toFault(fault.From(err))}, nil
}

func (s *Server) call(ctx context.Context, q *pb.CallRequest) (*pb.CallResponse, error) {
	ctx, c, err := s.begin(ctx, q.GetCall())
	if err != nil {
		return nil, err
	}
	c.Request = fromRequest(q.GetRequest())
	a, err := s.module.Call(ctx, c)
	if err != nil {
		return nil, s.told(ctx, err)
	}
	if len(a.Body) > MaxPayload {
		return nil, fault.New(fault.Exhausted, "answer-too-large",
			"The answer is larger than %d bytes: the operation needs Rules.Stream.", MaxPayload)
	}
	return toAnswer(a), nil
}

// Stream implements pb.PluginServiceServer.
func (s *Server) Stream(stream grpc.BidiStreamingServer[pb.StreamRequest, pb.StreamResponse]) error {
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	ctx, c, err := s.begin(stream.Context(), first.GetHead().GetCall())
	if err != nil {
		return err
	}
	c.Request = fromRequest(first.GetHead().GetRequest())
	if first.GetHead().GetWhole() {
		return s.callWhole(ctx, c, stream)
	}
	w := &answerWriter{stream: stream, header: http.Header{}}
	if err := s.module.Stream(ctx, c, &bodyReader{stream: stream}, w); err != nil {
		return s.told(ctx, err)
	}
	w.Flush()
	return w.err
}

// Before implements pb.PluginServiceServer.
func (s *Server) Before(ctx context.Context, q *pb.BeforeRequest) (*pb.BeforeResponse, error) {
	ctx, c, err := s.begin(ctx, q.GetCall())
	if err != nil {
		return nil, err
	}
	doc, err := s.module.Before(ctx, c, fromBefore(q))
	if err != nil {
		return nil, s.told(ctx, err)
	}
	return &pb.BeforeResponse{Doc: doc}, nil
}

// Hear implements pb.PluginServiceServer.
func (s *Server) Hear(ctx context.Context, q *pb.HearRequest) (*pb.HearResponse, error) {
	ctx, c, err := s.begin(ctx, q.GetCall())
	if err != nil {
		return nil, err
	}
	staged, err := s.module.Hear(ctx, c, fromHear(q))
	if err != nil {
		return nil, s.told(ctx, err)
	}
	return &pb.HearResponse{Staged: toCommit(staged)}, nil
}

// Run implements pb.PluginServiceServer.
func (s *Server) Run(ctx context.Context, q *pb.RunRequest) (*pb.RunResponse, error) {
	ctx, c, err := s.begin(ctx, q.GetCall())
	if err != nil {
		return nil, err
	}
	staged, err := s.module.Run(ctx, c, fromRun(q))
	if err != nil {
		return nil, s.told(ctx, err)
	}
	return &pb.RunResponse{Staged: toCommit(staged)}, nil
}

// Describe implements pb.PluginServiceServer.
func (s *Server) Describe(_ *pb.DescribeRequest, out grpc.ServerStreamingServer[pb.DescribeResponse]) error {
	manifest, err := s.module.Describe(out.Context())
	if err != nil {
		return err
	}
	return inChunks(manifest, func(chunk []byte) error { return out.Send(&pb.DescribeResponse{Chunk: chunk}) })
}

// Asset implements pb.PluginServiceServer.
func (s *Server) Asset(q *pb.AssetRequest, out grpc.ServerStreamingServer[pb.AssetResponse]) error {
	file, err := s.module.Asset(out.Context(), q.GetPath())
	if err != nil {
		return err
	}
	return inChunks(file, func(chunk []byte) error { return out.Send(&pb.AssetResponse{Chunk: chunk}) })
}

// Check implements pb.PluginServiceServer.
func (s *Server) Check(ctx context.Context, _ *pb.CheckRequest) (*pb.CheckResponse, error) {
	return &pb.CheckResponse{}, s.module.Check(ctx)
}

// Drain implements pb.PluginServiceServer.
func (s *Server) Drain(ctx context.Context, _ *pb.DrainRequest) (*pb.DrainResponse, error) {
	err := s.module.Drain(ctx)
	s.logs.flush(ctx)
	return &pb.DrainResponse{}, err
}

// told logs, on the module's side, what the core will only know as internal.
func (s *Server) told(ctx context.Context, err error) error {
	if fault.KindOf(err) == fault.Internal {
		Logger(ctx).ErrorContext(ctx, "a call failed", "error", err.Error())
	}
	return err
}
