package wire

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// codeOf gives the gRPC code that is nearest to a kind; the fault itself travels as a detail.
func codeOf(k fault.Kind) codes.Code {
	return map[fault.Kind]codes.Code{
		fault.Invalid:         codes.InvalidArgument,
		fault.Unauthenticated: codes.Unauthenticated,
		fault.Denied:          codes.PermissionDenied,
		fault.NotFound:        codes.NotFound,
		fault.Conflict:        codes.Aborted,
		fault.Exhausted:       codes.ResourceExhausted,
		fault.Unavailable:     codes.Unavailable,
		fault.Unsupported:     codes.Unimplemented,
		fault.Internal:        codes.Internal,
	}[k]
}

// toStatus makes a gRPC error of any error. Causes stay here.
func toStatus(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return status.Error(codes.Canceled, "canceled")
	case errors.Is(err, context.DeadlineExceeded):
		return status.Error(codes.DeadlineExceeded, "deadline exceeded")
	}
	f := fault.From(err)
	s := status.New(codeOf(f.Kind), f.Message)
	detailed, failed := s.WithDetails(toFault(f))
	if failed != nil {
		return s.Err()
	}
	return detailed.Err()
}

// fromStatus makes a fault of a gRPC error. What carries no fault came from gRPC itself.
func fromStatus(err error) error {
	if err == nil {
		return nil
	}
	s, ok := status.FromError(err)
	if !ok {
		return err
	}
	for _, detail := range s.Details() {
		if f, ok := detail.(*pb.Fault); ok {
			return fromFault(f)
		}
	}
	return fromCode(s)
}

func fromCode(s *status.Status) error {
	switch s.Code() {
	case codes.Canceled:
		return fault.New(fault.Unavailable, "call-canceled", "The call was given up.").Because(context.Canceled)
	case codes.DeadlineExceeded:
		return fault.New(fault.Unavailable, "deadline-exceeded", "This took too long.").Because(context.DeadlineExceeded)
	case codes.Unavailable:
		return fault.New(fault.Unavailable, "module-unavailable", "The module does not answer.").Because(s.Err())
	case codes.Unimplemented:
		return fault.New(fault.Unsupported, "unsupported", "The other side does not know this call.").Because(s.Err())
	case codes.ResourceExhausted:
		return fault.New(fault.Exhausted, "message-too-large", "A message is larger than %d bytes.", MaxMessage).Because(s.Err())
	}
	return fault.New(fault.Internal, "internal", "Something went wrong on our side.").Because(s.Err())
}

func toFault(f *fault.Error) *pb.Fault {
	made := &pb.Fault{Kind: f.Kind.String(), Code: f.Code, Message: f.Message, RetryAfterMs: f.RetryAfter.Milliseconds()}
	for _, field := range f.Fields {
		made.Fields = append(made.Fields, &pb.FaultField{Pointer: field.Pointer, Message: field.Message, Rule: field.Rule, Limit: field.Limit})
	}
	return made
}

func fromFault(f *pb.Fault) *fault.Error {
	made := fault.New(fault.KindNamed(f.GetKind()), f.GetCode(), f.GetMessage())
	made.RetryAfter = time.Duration(f.GetRetryAfterMs()) * time.Millisecond
	for _, field := range f.GetFields() {
		made.Fields = append(made.Fields, fault.Field{
			Pointer: field.GetPointer(), Message: field.GetMessage(), Rule: field.GetRule(), Limit: field.GetLimit(),
		})
	}
	return made
}
