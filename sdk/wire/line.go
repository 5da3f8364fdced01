package wire

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// lines are the open streams of one process over which calls go, one at a time each. A call takes one that is free,
// or opens another; opening one for each call costs both ends about twice what the call does.
type lines struct {
	client pb.PluginServiceClient

	mu   sync.Mutex
	free []*line
}

// line is one stream, nil before its first call. cancel ends it, and with it the call under way.
type line struct {
	stream grpc.BidiStreamingClient[pb.CallRequest, pb.CallResponse]
	ctx    context.Context
	cancel context.CancelFunc
}

// mostFree is how many lines wait for their next call; those beyond are closed.
const mostFree = 64

// exchange asks one thing over a line. The call ends with ctx, in the module too: its line is then given up.
func (l *lines) exchange(ctx context.Context, q *pb.CallRequest) (*pb.CallResponse, error) {
	one := l.take()
	stop := context.AfterFunc(ctx, one.cancel)
	a, err := one.ask(l.client, q)
	if stop() && err == nil {
		l.put(one)
	} else {
		one.cancel()
	}
	switch {
	case err == nil && a.GetFault() != nil:
		return nil, fromFault(a.GetFault())
	case err != nil && ctx.Err() != nil:
		return nil, fromStatus(status.FromContextError(ctx.Err()).Err())
	}
	return a, fromStatus(err)
}

// ask opens the line where that was not done, sends, and waits for the answer. Where the stream has ended already,
// receiving says why.
func (o *line) ask(client pb.PluginServiceClient, q *pb.CallRequest) (a *pb.CallResponse, err error) {
	if o.stream == nil {
		if o.stream, err = client.Call(o.ctx); err != nil {
			return nil, err
		}
	}
	if err := o.stream.Send(q); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return o.stream.Recv()
}

// take returns the line that was free last, whose memory is the warmest, or one to be opened.
func (l *lines) take() *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	if last := len(l.free) - 1; last >= 0 {
		one := l.free[last]
		l.free = l.free[:last]
		return one
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &line{ctx: ctx, cancel: cancel}
}

// put keeps a line for the next call.
func (l *lines) put(one *line) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.free) == mostFree {
		one.cancel()
		return
	}
	l.free = append(l.free, one)
}

// left is how long an answer may take, in microseconds; 0 is without limit.
func left(ctx context.Context) int64 {
	deadline, limited := ctx.Deadline()
	if !limited {
		return 0
	}
	return max(1, time.Until(deadline).Microseconds())
}

// limited is the context of one call on a line, which ends with the call and when its time is over.
func limited(ctx context.Context, q *pb.CallRequest) (context.Context, context.CancelFunc) {
	ctx = withTrace(ctx, q.GetTraceParent(), q.GetTraceState())
	if q.GetLeftUs() == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Duration(q.GetLeftUs())*time.Microsecond)
}
