package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"google.golang.org/grpc"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Client is a module's process as the core sees it. It gives every call its handles and takes them back.
type Client struct {
	client  pb.PluginServiceClient
	lines   *lines
	handles *handles
	logs    func(context.Context, []LogLine)
	broker  uint32 // where the module reaches the core's service
}

// NewClient returns the module behind a connection. logs takes the lines that it writes; nil drops them.
func NewClient(c grpc.ClientConnInterface, logs func(context.Context, []LogLine)) *Client {
	client := pb.NewPluginServiceClient(c)
	return &Client{client: client, lines: &lines{client: client}, handles: &handles{}, logs: logs}
}

// Module returns the client as the three interfaces that it implements.
func (c *Client) Module() Module { return Module{Operations: c, Reactions: c, Declaration: c} }

// RegisterHost adds the core's service for this module, and no other, to a server.
func (c *Client) RegisterHost(s grpc.ServiceRegistrar) {
	pb.RegisterHostServiceServer(s, &hostServer{handles: c.handles, logs: c.logs})
}

// Attach is the first call to a process.
func (c *Client) Attach(ctx context.Context) error {
	_, err := c.client.Attach(ctx, &pb.AttachRequest{BrokerId: c.broker})
	return fromStatus(err)
}

// open gives a call its handles; they are dead once done was called, or ctx has ended.
func (c *Client) open(ctx context.Context, call Call) (_ context.Context, message *pb.Call, done func()) {
	ctx, cancel := context.WithCancel(ctx)
	message = &pb.Call{
		Handle:   c.handles.mint(grant{ctx, call.Store, call.Host}),
		Internal: c.handles.mint(grant{ctx, call.Internal, call.Host}),
		Caller:   toCaller(call.Caller),
		Ids:      call.IDs,
		Reads:    each(call.Reads, toRead),
	}
	return ctx, message, func() {
		c.handles.revoke(message.GetHandle(), message.GetInternal())
		cancel()
	}
}

// Call implements Operations.
func (c *Client) Call(ctx context.Context, call Call) (Answer, error) {
	ctx, message, done := c.open(ctx, call)
	defer done()
	if len(call.Request.Body) > MaxPayload {
		return c.callWhole(ctx, message, call.Request)
	}
	q := &pb.CallRequest{Call: message, Request: toRequest(call.Request), LeftUs: left(ctx)}
	q.TraceParent, q.TraceState = traceOf(ctx)
	a, err := c.lines.exchange(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	return fromAnswer(a), nil
}

// Stream implements Operations.
func (c *Client) Stream(ctx context.Context, call Call, body io.Reader, w http.ResponseWriter) error {
	ctx, message, done := c.open(ctx, call)
	defer done()
	s, err := c.client.Stream(ctx)
	if err != nil {
		return fromStatus(err)
	}
	head := &pb.CallRequest{Call: message, Request: toRequest(call.Request)}
	if err := s.Send(&pb.StreamRequest{Part: &pb.StreamRequest_Head{Head: head}}); err != nil {
		return fromStatus(err)
	}
	go sendBody(s, body)
	return receiveAnswer(s, w)
}

// Before implements Reactions.
func (c *Client) Before(ctx context.Context, call Call, change Change) (json.RawMessage, error) {
	ctx, message, done := c.open(ctx, call)
	defer done()
	q := toBefore(change)
	q.Call = message
	a, err := c.client.Before(ctx, q)
	if err != nil {
		return nil, fromStatus(err)
	}
	return raw(a.GetDoc()), nil
}

// Hear implements Reactions.
func (c *Client) Hear(ctx context.Context, call Call, e Event) (store.Commit, error) {
	ctx, message, done := c.open(ctx, call)
	defer done()
	q := toHear(e)
	q.Call = message
	a, err := c.client.Hear(ctx, q)
	if err != nil {
		return store.Commit{}, fromStatus(err)
	}
	return fromCommit(a.GetStaged()), nil
}

// Run implements Reactions.
func (c *Client) Run(ctx context.Context, call Call, j Job) (store.Commit, error) {
	ctx, message, done := c.open(ctx, call)
	defer done()
	q := toRun(j)
	q.Call = message
	a, err := c.client.Run(ctx, q)
	if err != nil {
		return store.Commit{}, fromStatus(err)
	}
	return fromCommit(a.GetStaged()), nil
}

// Describe implements Declaration.
func (c *Client) Describe(ctx context.Context) ([]byte, error) {
	var whole bytes.Buffer
	in, err := c.client.Describe(ctx, &pb.DescribeRequest{})
	err = receive(in, err, func(a *pb.DescribeResponse) error { return fill(&whole, a.GetChunk()) })
	return whole.Bytes(), err
}

// Asset implements Declaration.
func (c *Client) Asset(ctx context.Context, path string) ([]byte, error) {
	var whole bytes.Buffer
	in, err := c.client.Asset(ctx, &pb.AssetRequest{Path: path})
	err = receive(in, err, func(a *pb.AssetResponse) error { return fill(&whole, a.GetChunk()) })
	return whole.Bytes(), err
}

// Check implements Declaration.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.client.Check(ctx, &pb.CheckRequest{})
	return fromStatus(err)
}

// Drain implements Declaration.
func (c *Client) Drain(ctx context.Context) error {
	_, err := c.client.Drain(ctx, &pb.DrainRequest{})
	return fromStatus(err)
}
