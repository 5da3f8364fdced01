package wire

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// hostServer is the core's service for one process. It knows nothing but that process's handles.
type hostServer struct {
	pb.UnimplementedHostServiceServer
	handles *handles
	logs    func(context.Context, []LogLine)
}

// mostIDs is how many ids are issued at once.
const mostIDs = 1000

// Get implements pb.HostServiceServer.
func (s *hostServer) Get(ctx context.Context, q *pb.GetRequest) (*pb.GetResponse, error) {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return nil, err
	}
	ctx, done := g.within(ctx)
	defer done()
	record, err := g.store.Get(ctx, q.GetCollection(), q.GetId())
	if err != nil {
		return nil, err
	}
	return &pb.GetResponse{Record: toRecord(record)}, nil
}

// List implements pb.HostServiceServer.
func (s *hostServer) List(q *pb.ListRequest, out grpc.ServerStreamingServer[pb.ListResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	page, err := g.store.List(ctx, q.GetCollection(), fromQuery(q.GetQuery()))
	if err != nil {
		return err
	}
	last, err := inPieces(each(page.Records, toRecord), func(piece []*pb.Record) error {
		return out.Send(&pb.ListResponse{Records: piece})
	})
	if err != nil {
		return err
	}
	return out.Send(&pb.ListResponse{Records: last, Next: page.Next})
}

// Aggregate implements pb.HostServiceServer.
func (s *hostServer) Aggregate(q *pb.AggregateRequest, out grpc.ServerStreamingServer[pb.AggregateResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	groups, err := g.store.Aggregate(ctx, q.GetCollection(), fromAggregation(q.GetAggregation()))
	if err != nil {
		return err
	}
	var made []*pb.Group
	for _, group := range groups {
		one, err := toGroup(group)
		if err != nil {
			return err
		}
		made = append(made, one)
	}
	last, err := inPieces(made, func(piece []*pb.Group) error { return out.Send(&pb.AggregateResponse{Groups: piece}) })
	if err != nil {
		return err
	}
	return out.Send(&pb.AggregateResponse{Groups: last})
}

// Commit implements pb.HostServiceServer.
func (s *hostServer) Commit(q *pb.CommitRequest, out grpc.ServerStreamingServer[pb.CommitResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	receipt, err := g.store.Commit(ctx, fromCommit(q.GetCommit()))
	if err != nil {
		return err
	}
	last, err := inPieces(each(receipt.Records, toRecord), func(piece []*pb.Record) error {
		return out.Send(&pb.CommitResponse{Records: piece})
	})
	if err != nil {
		return err
	}
	return out.Send(&pb.CommitResponse{Records: last})
}

// Watch implements pb.HostServiceServer.
func (s *hostServer) Watch(q *pb.WatchRequest, out grpc.ServerStreamingServer[pb.WatchResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	return g.store.Watch(ctx, q.GetCollection(), q.GetCursor(), func(c store.Change) error {
		return out.Send(&pb.WatchResponse{Change: toChange(c)})
	})
}

// Units implements pb.HostServiceServer.
func (s *hostServer) Units(q *pb.UnitsRequest, out grpc.ServerStreamingServer[pb.UnitsResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	units, err := g.host.Units(ctx, UnitQuery{ID: q.GetId(), Path: q.GetPath()})
	if err != nil {
		return err
	}
	last, err := inPieces(each(units, toUnit), func(piece []*pb.Unit) error { return out.Send(&pb.UnitsResponse{Units: piece}) })
	if err != nil {
		return err
	}
	return out.Send(&pb.UnitsResponse{Units: last})
}

// Closures implements pb.HostServiceServer.
func (s *hostServer) Closures(q *pb.ClosuresRequest, out grpc.ServerStreamingServer[pb.ClosuresResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	closures, err := g.host.Closures(ctx, ClosureQuery{Unit: q.GetUnit(), From: q.GetFrom(), To: q.GetTo()})
	if err != nil {
		return err
	}
	last, err := inPieces(each(closures, toClosure), func(piece []*pb.Closure) error { return out.Send(&pb.ClosuresResponse{Closures: piece}) })
	if err != nil {
		return err
	}
	return out.Send(&pb.ClosuresResponse{Closures: last})
}

// Publish implements pb.HostServiceServer.
func (s *hostServer) Publish(ctx context.Context, q *pb.PublishRequest) (*pb.PublishResponse, error) {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return nil, err
	}
	ctx, done := g.within(ctx)
	defer done()
	released, err := g.host.Publish(ctx, q.GetTable())
	if err != nil {
		return nil, err
	}
	return &pb.PublishResponse{Released: released}, nil
}

// Mail implements pb.HostServiceServer.
func (s *hostServer) Mail(ctx context.Context, q *pb.MailRequest) (*pb.MailResponse, error) {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return nil, err
	}
	ctx, done := g.within(ctx)
	defer done()
	if err := g.host.Mail(ctx, fromMail(q)); err != nil {
		return nil, err
	}
	return &pb.MailResponse{}, nil
}

// Attest implements pb.HostServiceServer.
func (s *hostServer) Attest(ctx context.Context, q *pb.AttestRequest) (*pb.AttestResponse, error) {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return nil, err
	}
	ctx, done := g.within(ctx)
	defer done()
	signed, err := g.host.Attest(ctx, Statement{Text: q.GetText(), Note: q.GetNote()})
	if err != nil {
		return nil, err
	}
	return &pb.AttestResponse{Text: signed.Text, Note: signed.Note, Key: signed.Key}, nil
}

// Fetch implements pb.HostServiceServer.
func (s *hostServer) Fetch(q *pb.FetchRequest, out grpc.ServerStreamingServer[pb.FetchResponse]) error {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return err
	}
	ctx, done := g.within(out.Context())
	defer done()
	got, err := g.host.Fetch(ctx, Outgoing{Method: q.GetMethod(), URL: q.GetUrl(), Header: fromHeaders(q.GetHeaders()), Body: q.GetBody()})
	if err != nil {
		return err
	}
	if err := out.Send(&pb.FetchResponse{Status: small(got.Status), Headers: toHeaders(got.Header)}); err != nil {
		return err
	}
	return inChunks(got.Body, func(chunk []byte) error { return out.Send(&pb.FetchResponse{Chunk: chunk}) })
}

// mostPeople is how many people are asked about at once.
const mostPeople = 100

// People implements pb.HostServiceServer.
func (s *hostServer) People(ctx context.Context, q *pb.PeopleRequest) (*pb.PeopleResponse, error) {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return nil, err
	}
	if len(q.GetIds()) > mostPeople {
		return nil, fault.InvalidField("/ids", "must be at most %d", mostPeople)
	}
	ctx, done := g.within(ctx)
	defer done()
	people, err := g.host.People(ctx, q.GetIds())
	if err != nil {
		return nil, err
	}
	return &pb.PeopleResponse{People: each(people, func(p Person) *pb.Person { return &pb.Person{Id: p.ID, Name: p.Name} })}, nil
}

// NewIDs implements pb.HostServiceServer.
func (s *hostServer) NewIDs(ctx context.Context, q *pb.NewIDsRequest) (*pb.NewIDsResponse, error) {
	g, err := s.handles.find(q.GetHandle())
	if err != nil {
		return nil, err
	}
	if q.GetCount() < 1 || q.GetCount() > mostIDs {
		return nil, fault.InvalidField("/count", "must be between 1 and %d", mostIDs)
	}
	ctx, done := g.within(ctx)
	defer done()
	ids, err := g.host.NewIDs(ctx, int(q.GetCount()))
	if err != nil {
		return nil, err
	}
	return &pb.NewIDsResponse{Ids: ids}, nil
}

// Log implements pb.HostServiceServer.
func (s *hostServer) Log(ctx context.Context, q *pb.LogRequest) (*pb.LogResponse, error) {
	if s.logs != nil {
		s.logs(ctx, each(q.GetLines(), fromLine))
	}
	return &pb.LogResponse{}, nil
}

// pieceSize is the size at which a piece of a list leaves.
const pieceSize = MaxPayload / 2

// inPieces sends all but the last piece of a list, and returns that one.
func inPieces[M proto.Message](list []M, send func([]M) error) ([]M, error) {
	from, size := 0, 0
	for i, one := range list {
		size += proto.Size(one)
		if size > pieceSize && i > from {
			if err := send(list[from:i]); err != nil {
				return nil, err
			}
			from, size = i, proto.Size(one)
		}
	}
	return list[from:], nil
}
