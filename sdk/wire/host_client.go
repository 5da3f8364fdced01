package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"google.golang.org/grpc"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// remote is the core as a call sees it from the module's process: a store and a Host behind one handle.
type remote struct {
	client pb.HostServiceClient
	handle []byte
}

var (
	_ store.Store = remote{}
	_ Host        = remote{}
)

// Get implements store.Store.
func (r remote) Get(ctx context.Context, collection, id string) (store.Record, error) {
	a, err := r.client.Get(ctx, &pb.GetRequest{Handle: r.handle, Collection: collection, Id: id})
	if err != nil {
		return store.Record{}, fromStatus(err)
	}
	return fromRecord(a.GetRecord()), nil
}

// List implements store.Store.
func (r remote) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	page := store.Page{Records: []store.Record{}}
	in, err := r.client.List(ctx, &pb.ListRequest{Handle: r.handle, Collection: collection, Query: toQuery(q)})
	err = receive(in, err, func(a *pb.ListResponse) error {
		page.Records = append(page.Records, each(a.GetRecords(), fromRecord)...)
		page.Next = a.GetNext()
		return nil
	})
	return page, err
}

// Aggregate implements store.Store.
func (r remote) Aggregate(ctx context.Context, collection string, a store.Aggregation) ([]store.Group, error) {
	var groups []store.Group
	in, err := r.client.Aggregate(ctx, &pb.AggregateRequest{Handle: r.handle, Collection: collection, Aggregation: toAggregation(a)})
	err = receive(in, err, func(a *pb.AggregateResponse) error {
		groups = append(groups, each(a.GetGroups(), fromGroup)...)
		return nil
	})
	return groups, err
}

// Commit implements store.Store.
func (r remote) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	var receipt store.Receipt
	in, err := r.client.Commit(ctx, &pb.CommitRequest{Handle: r.handle, Commit: toCommit(c)})
	err = receive(in, err, func(a *pb.CommitResponse) error {
		receipt.Records = append(receipt.Records, each(a.GetRecords(), fromRecord)...)
		return nil
	})
	return receipt, err
}

// Watch implements store.Store.
func (r remote) Watch(ctx context.Context, collection, cursor string, deliver func(store.Change) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	in, err := r.client.Watch(ctx, &pb.WatchRequest{Handle: r.handle, Collection: collection, Cursor: cursor})
	var stopped error
	err = receive(in, err, func(a *pb.WatchResponse) error {
		stopped = deliver(fromChange(a.GetChange()))
		return stopped
	})
	if stopped != nil {
		return stopped
	}
	return err
}

// Units implements Host.
func (r remote) Units(ctx context.Context, q UnitQuery) ([]Unit, error) {
	var units []Unit
	in, err := r.client.Units(ctx, &pb.UnitsRequest{Handle: r.handle, Id: q.ID, Path: q.Path})
	err = receive(in, err, func(a *pb.UnitsResponse) error {
		units = append(units, each(a.GetUnits(), fromUnit)...)
		return nil
	})
	return units, err
}

// Closures implements Host.
func (r remote) Closures(ctx context.Context, q ClosureQuery) ([]Closure, error) {
	var closures []Closure
	in, err := r.client.Closures(ctx, &pb.ClosuresRequest{Handle: r.handle, Unit: q.Unit, From: q.From, To: q.To})
	err = receive(in, err, func(a *pb.ClosuresResponse) error {
		closures = append(closures, each(a.GetClosures(), fromClosure)...)
		return nil
	})
	return closures, err
}

// Publish implements Host.
func (r remote) Publish(ctx context.Context, table json.RawMessage) (json.RawMessage, error) {
	a, err := r.client.Publish(ctx, &pb.PublishRequest{Handle: r.handle, Table: table})
	if err != nil {
		return nil, fromStatus(err)
	}
	return a.GetReleased(), nil
}

// Mail implements Granted.
func (r remote) Mail(ctx context.Context, m Mail) error {
	q := toMail(m)
	q.Handle = r.handle
	_, err := r.client.Mail(ctx, q)
	return fromStatus(err)
}

// Attest implements Granted.
func (r remote) Attest(ctx context.Context, s Statement) (Statement, error) {
	a, err := r.client.Attest(ctx, &pb.AttestRequest{Handle: r.handle, Text: s.Text, Note: s.Note})
	if err != nil {
		return Statement{}, fromStatus(err)
	}
	return Statement{Text: a.GetText(), Note: a.GetNote(), Key: a.GetKey()}, nil
}

// Fetch implements Granted.
func (r remote) Fetch(ctx context.Context, q Outgoing) (Incoming, error) {
	var got Incoming
	in, err := r.client.Fetch(ctx, &pb.FetchRequest{Handle: r.handle, Method: q.Method, Url: q.URL, Headers: toHeaders(q.Header), Body: q.Body})
	var whole bytes.Buffer
	err = receive(in, err, func(a *pb.FetchResponse) error {
		if got.Status == 0 {
			got.Status, got.Header = int(a.GetStatus()), fromHeaders(a.GetHeaders())
		}
		return fill(&whole, a.GetChunk())
	})
	got.Body = whole.Bytes()
	return got, err
}

// People implements Granted.
func (r remote) People(ctx context.Context, ids []string) ([]Person, error) {
	a, err := r.client.People(ctx, &pb.PeopleRequest{Handle: r.handle, Ids: ids})
	if err != nil {
		return nil, fromStatus(err)
	}
	return each(a.GetPeople(), func(p *pb.Person) Person { return Person{p.GetId(), p.GetName()} }), nil
}

// NewIDs implements Host.
func (r remote) NewIDs(ctx context.Context, n int) ([]string, error) {
	a, err := r.client.NewIDs(ctx, &pb.NewIDsRequest{Handle: r.handle, Count: small(n)})
	if err != nil {
		return nil, fromStatus(err)
	}
	return a.GetIds(), nil
}

// receive takes every message of a stream.
func receive[M any](in grpc.ServerStreamingClient[M], err error, take func(*M) error) error {
	for err == nil {
		var m *M
		if m, err = in.Recv(); err == nil {
			err = take(m)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return fromStatus(err)
}
