package wire

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// treasure is a store that gives one record to whoever reaches it.
type treasure struct{ store.Store }

func (treasure) Get(context.Context, string, string) (store.Record, error) {
	return store.Record{ID: "1", Doc: []byte(`{}`)}, nil
}

// A handle works while its call is under way, and never again, nowhere else, nor when it was made up. The
// control is the same request with the handle of a living call, which must succeed.
func TestHandleAttacks(t *testing.T) {
	t.Parallel()
	host := func(c *Client) pb.HostServiceClient { return pb.NewHostServiceClient(listen(t, c.RegisterHost)) }
	get := func(h pb.HostServiceClient, handle []byte) error {
		_, err := h.Get(context.Background(), &pb.GetRequest{Handle: handle, Collection: "c", Id: "1"})
		return fromStatus(err)
	}
	var living, internal []byte
	inside := func(within func(c *Client)) *Client {
		var client *Client
		client = pair(t, stub{call: func(_ context.Context, c Call) (Answer, error) {
			living, internal = c.Store.(remote).handle, nil
			if c.Internal != nil {
				internal = c.Internal.(remote).handle
			}
			within(client)
			return Answer{Status: 200}, nil
		}})
		return client
	}
	call := Call{Store: treasure{}, Internal: treasure{}}
	refused := func(name string, err error) {
		t.Helper()
		if !errors.Is(err, fault.New(fault.Unauthenticated, "handle-not-valid", "")) {
			t.Errorf("%s: %v, want handle-not-valid", name, err)
		}
	}

	other := inside(func(*Client) {})
	mine := inside(func(c *Client) {
		for name, handle := range map[string][]byte{"living": living, "internal": internal} {
			if err := get(host(c), handle); err != nil {
				t.Errorf("control: the %s handle of a living call gets %v", name, err)
			}
		}
		forged := bytes.Clone(living)
		forged[7] ^= 1
		refused("forged", get(host(c), forged))
		refused("cut", get(host(c), living[:31]))
		refused("empty", get(host(c), nil))
		refused("foreign", get(host(other), living))
	})
	if _, err := mine.Call(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	refused("dead on return", get(host(mine), living))
	refused("internal dead on return", get(host(mine), internal))

	ctx, cancel := context.WithCancel(t.Context())
	tried := make(chan struct{})
	canceled := inside(func(c *Client) {
		defer close(tried)
		if err := get(host(c), living); err != nil {
			t.Errorf("control before cancel: %v", err)
		}
		cancel()
		refused("dead on cancel", get(host(c), living))
	})
	_, _ = canceled.Call(ctx, call)
	<-tried
	restarted := inside(func(*Client) {})
	refused("dead on restart", get(host(restarted), living))
}

// A back-call that is under way ends with its call.
func TestBackCallsEndWithTheirCall(t *testing.T) {
	t.Parallel()
	begun, ended := make(chan struct{}), make(chan error, 1)
	slow := blocking{begun: begun, ended: ended}
	client := pair(t, stub{call: func(ctx context.Context, c Call) (Answer, error) {
		go func() { _, _ = c.Store.Get(context.WithoutCancel(ctx), "c", "1") }()
		<-begun
		return Answer{Status: 200}, nil
	}})
	if _, err := client.Call(t.Context(), Call{Store: slow}); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the back-call ended with %v, want canceled", err)
	}
}

type blocking struct {
	store.Store
	begun chan struct{}
	ended chan error
}

func (b blocking) Get(ctx context.Context, _, _ string) (store.Record, error) {
	close(b.begun)
	<-ctx.Done()
	b.ended <- ctx.Err()
	return store.Record{}, ctx.Err()
}

// Nothing in the core's table is a handle.
func TestOnlyHashesAreKept(t *testing.T) {
	t.Parallel()
	var h handles
	handle := h.mint(grant{ctx: t.Context(), store: treasure{}})
	if len(handle) != handleSize {
		t.Fatalf("a handle has %d bytes, want %d", len(handle), handleSize)
	}
	for hash := range h.live {
		if bytes.Equal(hash[:], handle) {
			t.Error("the table holds the handle itself")
		}
	}
	if h.mint(grant{ctx: t.Context()}) != nil {
		t.Error("a handle was made for nothing")
	}
}
