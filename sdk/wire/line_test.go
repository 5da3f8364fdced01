package wire

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// openLines counts the lines that wait for a call.
func openLines(c *Client) int {
	c.lines.mu.Lock()
	defer c.lines.mu.Unlock()
	return len(c.lines.free)
}

// Calls that follow each other go over one line, a fault between them included; calls at the same time have one each.
func TestLinesAreKept(t *testing.T) {
	t.Parallel()
	var together sync.WaitGroup
	client := pair(t, stub{call: func(_ context.Context, c Call) (Answer, error) {
		switch c.Request.Operation {
		case "fails":
			return Answer{}, fault.Missing("wave")
		case "meets":
			together.Done()
			together.Wait()
		}
		return Answer{Status: 200, Body: c.Request.Body}, nil
	}})
	call := func(operation, body string) (Answer, error) {
		return client.Call(t.Context(), Call{Store: treasure{}, Request: Request{Operation: operation, Body: []byte(body)}})
	}
	for _, body := range []string{"one", "two", "three"} {
		if a, err := call("answers", body); err != nil || string(a.Body) != body {
			t.Errorf("%s was answered with %q, %v", body, a.Body, err)
		}
		if _, err := call("fails", body); !errors.Is(err, fault.Missing("wave")) {
			t.Errorf("a fault came as %v", err)
		}
	}
	if n := openLines(client); n != 1 {
		t.Errorf("calls in a row left %d lines, want 1", n)
	}
	const crowd = 5
	together.Add(crowd)
	var all sync.WaitGroup
	for range crowd {
		all.Go(func() {
			if _, err := call("meets", ""); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := openLines(client); n != crowd {
		t.Errorf("%d calls at once left %d lines", crowd, n)
	}
}

// Who gives up ends the operation and its line, on a line that served before; the next call has another. A call's
// time is over in the module too, and nothing of a call outlives its answer.
func TestLinesEndWithTheirCall(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	var kept context.Context
	client := pair(t, stub{call: func(ctx context.Context, c Call) (Answer, error) {
		kept = ctx
		if c.Request.Operation == "waits" {
			<-ctx.Done()
			ended <- ctx.Err()
			return Answer{}, ctx.Err()
		}
		return Answer{Status: 200}, nil
	}})
	call := func(ctx context.Context, operation string) error {
		_, err := client.Call(ctx, Call{Store: treasure{}, Request: Request{Operation: operation}})
		return err
	}
	if err := call(t.Context(), "answers"); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(kept.Err(), context.Canceled) {
		t.Errorf("after the answer, the operation's context says %v", kept.Err())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := call(ctx, "waits"); !errors.Is(err, context.DeadlineExceeded) || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a call whose time is over = %v", err)
	}
	if err := <-ended; err == nil {
		t.Error("the operation went on")
	}
	if _, limited := kept.Deadline(); !limited {
		t.Error("the operation was not told its deadline")
	}
	if err := call(t.Context(), "answers"); err != nil {
		t.Errorf("after a call that was given up: %v", err)
	}
	if _, limited := kept.Deadline(); limited {
		t.Error("the deadline of one call is another's")
	}
}
