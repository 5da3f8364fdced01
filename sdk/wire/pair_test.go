package wire

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// stub is a module whose every answer is a function of the test.
type stub struct {
	call   func(context.Context, Call) (Answer, error)
	stream func(context.Context, Call, io.Reader, http.ResponseWriter) error
	before func(context.Context, Call, Change) (json.RawMessage, error)
	hear   func(context.Context, Call, Event) (store.Commit, error)
	run    func(context.Context, Call, Job) (store.Commit, error)
	asset  []byte
}

func (s stub) Call(ctx context.Context, c Call) (Answer, error) { return s.call(ctx, c) }

func (s stub) Stream(ctx context.Context, c Call, body io.Reader, w http.ResponseWriter) error {
	return s.stream(ctx, c, body, w)
}

func (s stub) Before(ctx context.Context, c Call, change Change) (json.RawMessage, error) {
	return s.before(ctx, c, change)
}

func (s stub) Hear(ctx context.Context, c Call, e Event) (store.Commit, error) {
	return s.hear(ctx, c, e)
}

func (s stub) Run(ctx context.Context, c Call, j Job) (store.Commit, error) { return s.run(ctx, c, j) }
func (s stub) Describe(context.Context) ([]byte, error)                     { return s.asset, nil }
func (s stub) Asset(context.Context, string) ([]byte, error)                { return s.asset, nil }
func (s stub) Check(context.Context) error                                  { return nil }
func (s stub) Drain(context.Context) error                                  { return nil }

// pair joins a module and the core by two gRPC connections in memory, as broker and socket do between
// processes. It returns the core's end.
func pair(t *testing.T, m stub) *Client {
	t.Helper()
	return pairWithLogs(t, m, nil)
}

func pairWithLogs(t *testing.T, m stub, logs func(context.Context, []LogLine)) *Client {
	t.Helper()
	var client *Client
	server := NewServer(Module{m, m, m}, func(uint32) (grpc.ClientConnInterface, error) {
		return listen(t, client.RegisterHost), nil
	})
	client = NewClient(listen(t, server.Register), logs)
	if err := client.Attach(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client
}

// listen serves in memory and returns a connection to it.
func listen(t *testing.T, register func(grpc.ServiceRegistrar)) *grpc.ClientConn {
	t.Helper()
	pipe := bufconn.Listen(1 << 20)
	s := grpc.NewServer(ServerOptions()...)
	register(s)
	go func() {
		if err := s.Serve(pipe); err != nil && !errors.Is(err, grpc.ErrServerStopped) {
			t.Error(err)
		}
	}()
	t.Cleanup(s.Stop)
	conn, err := grpc.NewClient("passthrough:pipe", append(DialOptions(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return pipe.DialContext(ctx) }))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// hold makes a call that stays under way until the test ends, and returns it as the module sees it.
func hold(t *testing.T, c Call) Call {
	t.Helper()
	seen, release := make(chan Call), make(chan struct{})
	client := pair(t, stub{call: func(_ context.Context, c Call) (Answer, error) {
		seen <- c
		<-release
		return Answer{Status: 200}, nil
	}})
	done := make(chan error, 1)
	go func() {
		_, err := client.Call(context.Background(), c)
		done <- err
	}()
	t.Cleanup(func() {
		close(release)
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return <-seen
}
