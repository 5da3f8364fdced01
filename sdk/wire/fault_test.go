package wire

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// A fault crosses with kind, code, message, fields and wait; its cause stays where it arose.
func TestFaultsSurvive(t *testing.T) {
	t.Parallel()
	sent := map[string]error{"plain": errors.New("a secret text")}
	for k := fault.Internal; k <= fault.Unsupported; k++ {
		f := fault.New(k, "some-code", "A sentence.").Because(errors.New("a secret cause"))
		f.Fields = []fault.Field{{Pointer: "/a/0", Message: "must be b"}, {Pointer: "/c", Message: "must be d"}}
		f.RetryAfter = 1500 * time.Millisecond
		sent[k.String()] = fmt.Errorf("doing something: %w", f)
	}
	for name, err := range sent {
		client := pair(t, stub{call: func(context.Context, Call) (Answer, error) { return Answer{}, err }})
		_, got := client.Call(t.Context(), Call{})
		want := fault.From(err)
		if !errors.Is(got, want) {
			t.Errorf("%s: errors.Is is false for %v", name, got)
		}
		if diff := cmp.Diff(want, fault.From(got), cmpopts.IgnoreUnexported(fault.Error{})); diff != "" {
			t.Errorf("%s (-sent +received)\n%s", name, diff)
		}
		if errors.Unwrap(fault.From(got)) != nil {
			t.Errorf("%s: the cause crossed: %v", name, got)
		}
	}
}

func TestGRPCsOwnErrorsBecomeFaults(t *testing.T) {
	t.Parallel()
	for code, want := range map[codes.Code]fault.Kind{
		codes.Canceled: fault.Unavailable, codes.DeadlineExceeded: fault.Unavailable, codes.Unavailable: fault.Unavailable,
		codes.Unimplemented: fault.Unsupported, codes.ResourceExhausted: fault.Exhausted, codes.DataLoss: fault.Internal,
	} {
		if got := fault.KindOf(fromStatus(status.Error(code, "x"))); got != want {
			t.Errorf("%v becomes %v, want %v", code, got, want)
		}
	}
	if err := fromStatus(toStatus(context.DeadlineExceeded)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a deadline does not survive: %v", err)
	}
}
