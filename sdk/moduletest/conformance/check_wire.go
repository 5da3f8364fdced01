package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// talking are the checks of the messages themselves.
func talking() []Check {
	return []Check{
		{"wire/unknown-fields", "Fields of messages that it does not know are let be.", unknownFields},
		{"wire/unknown-method", "A method that it does not know is Unimplemented.", unknownMethod},
		{"wire/garbage", "A message that cannot be read harms nobody.", raw("Before", []byte{0xff, 0xff, 0xff, 0x07, 0x00})},
		{"wire/utf8", "A text that is not UTF-8 harms nobody.", raw("Before", protowire.AppendBytes(protowire.AppendTag(nil, 2, protowire.BytesType), []byte("vis\xff\xfeits")))},
		{"wire/empty", "Messages without anything in them harm nobody.", emptyMessages},
		{"wire/huge", "A message beyond 1 MiB harms nobody.", huge},
		{"wire/line", "One stream of Call carries one call after the other, and ends when the core ends it.", line},
		{"wire/lines", "Streams of Call stand side by side.", linesBeside},
		{"wire/trace", "What it asks of the core carries the trace of its call.", traced},
	}
}

// service is where its methods are.
const service = "/ribambelle.module.v1.PluginService/"

func unknownFields(ctx context.Context, r *run) error {
	all, err := r.called(ctx)
	if err != nil {
		return err
	}
	all = willing(all)
	extra := protowire.AppendBytes(protowire.AppendTag(nil, 15_000, protowire.BytesType), []byte("of a newer core"))
	var wrong findings
	r.current.spy.meanwhile(func(m proto.Message) {
		m.ProtoReflect().SetUnknown(extra)
		if q, ok := m.(interface{ GetCall() *pb.Call }); ok && q.GetCall() != nil {
			q.GetCall().ProtoReflect().SetUnknown(extra)
		}
	}, func() {
		for _, a := range all[:min(8, len(all))] {
			is, err := r.perform(ctx, a.drill)
			if err := unchanged(a, is, err); err != nil {
				wrong.add("%s: %w", a.name, err)
			}
		}
	})
	return wrong.err()
}

func unknownMethod(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	err = p.conn.Invoke(ctx, service+"Dream", &pb.CheckRequest{}, &pb.CheckResponse{})
	if status.Code(err) != codes.Unimplemented {
		return fmt.Errorf("it ends with %s", status.Code(err))
	}
	return nil
}

// raw sends bytes in the place of a message.
func raw(method string, text []byte) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		p, err := r.module(ctx)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
		defer cancel()
		err = p.conn.Invoke(ctx, service+method, text, new([]byte), grpc.ForceCodecV2(bytesCodec{}))
		if status.Code(err) == codes.DeadlineExceeded {
			return errors.New("it does not answer")
		}
		return p.alive(ctx)
	}
}

// bytesCodec sends and takes bytes as they are.
type bytesCodec struct{}

var _ encoding.CodecV2 = bytesCodec{}

func (bytesCodec) Name() string { return "proto" }

func (bytesCodec) Marshal(v any) (mem.BufferSlice, error) {
	text, ok := v.([]byte)
	if !ok {
		return nil, errors.New("these are no bytes")
	}
	return mem.BufferSlice{mem.SliceBuffer(text)}, nil
}

func (bytesCodec) Unmarshal(data mem.BufferSlice, v any) error {
	text, ok := v.(*[]byte)
	if !ok {
		return errors.New("these are no bytes")
	}
	*text = data.Materialize()
	return nil
}

func emptyMessages(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	client := pb.NewPluginServiceClient(p.conn)
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	var wrong findings
	try := func(what string, ask func() error) {
		if err := ask(); status.Code(err) == codes.DeadlineExceeded {
			wrong.add("%s: it does not answer", what)
		}
		if err := p.alive(ctx); err != nil {
			wrong.add("%s: %w", what, err)
		}
	}
	try("Before", func() error { _, err := client.Before(ctx, &pb.BeforeRequest{}); return err })
	try("Hear", func() error { _, err := client.Hear(ctx, &pb.HearRequest{}); return err })
	try("Run", func() error { _, err := client.Run(ctx, &pb.RunRequest{}); return err })
	try("Call", func() error {
		s, err := client.Call(ctx)
		if err != nil {
			return err
		}
		_ = s.Send(&pb.CallRequest{})
		_, err = s.Recv()
		return err
	})
	try("Stream", func() error {
		s, err := client.Stream(ctx)
		if err != nil {
			return err
		}
		_, _ = s.Send(&pb.StreamRequest{}), s.CloseSend()
		for err == nil {
			_, err = s.Recv()
		}
		return err
	})
	return wrong.err()
}

func huge(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	doc := []byte(`{"a":"` + strings.Repeat("x", 3<<20) + `"}`)
	_, err = pb.NewPluginServiceClient(p.conn).Before(ctx, &pb.BeforeRequest{Collection: "x", Verb: "create", New: doc}, grpc.MaxCallSendMsgSize(8<<20))
	if status.Code(err) == codes.DeadlineExceeded {
		return errors.New("it does not answer")
	}
	return p.alive(ctx)
}

// nothing is a call to an address where nothing is.
func nothing() *pb.CallRequest {
	return &pb.CallRequest{
		Call:    &pb.Call{Handle: []byte(strings.Repeat("h", 32)), Caller: &pb.Caller{Kind: "visitor", Language: "fr", Zone: "Europe/Paris"}},
		Request: &pb.Request{Method: "GET", Path: "/no/such/address"},
	}
}

func line(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	s, err := pb.NewPluginServiceClient(p.conn).Call(ctx)
	if err != nil {
		return fmt.Errorf("opening it: %w", err)
	}
	for n := range 3 {
		if err := s.Send(nothing()); err != nil {
			return fmt.Errorf("call %d cannot be sent: %w", n+1, err)
		}
		if _, err := s.Recv(); err != nil {
			return fmt.Errorf("call %d is not answered: %w", n+1, err)
		}
	}
	if err := s.CloseSend(); err != nil {
		return fmt.Errorf("ending it: %w", err)
	}
	if _, err := s.Recv(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("ended by the core, it does not end well: %w", err)
	}
	return nil
}

func linesBeside(ctx context.Context, r *run) error {
	p, err := r.module(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	var open []grpc.BidiStreamingClient[pb.CallRequest, pb.CallResponse]
	for range 80 { // a core keeps up to 64 that wait
		s, err := pb.NewPluginServiceClient(p.conn).Call(ctx)
		if err != nil {
			return fmt.Errorf("opening one more: %w", err)
		}
		open = append(open, s)
	}
	for n, s := range open {
		err := s.Send(nothing())
		if err == nil {
			_, err = s.Recv()
		}
		if err != nil {
			return fmt.Errorf("of %d, number %d is not answered: %w", len(open), n+1, err)
		}
	}
	return nil
}

func traced(ctx context.Context, r *run) error {
	asking, err := r.talkers(ctx)
	if err != nil {
		return err
	}
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	spy := r.current.spy
	began := spy.count()
	spy.meanwhile(func(m proto.Message) {
		if q, ok := m.(*pb.CallRequest); ok {
			q.TraceParent = "00-" + id + "-00f067aa0ba902b7-01"
		}
	}, func() {
		for _, a := range asking {
			if a.op.ID != "" {
				_, _ = r.perform(ctx, a.drill) // others tell
			}
		}
	})
	var wrong findings
	for _, back := range spy.since(began) {
		if !strings.Contains(back.trace, id) {
			wrong.add("%s carries %q", back.method, back.trace)
		}
	}
	return wrong.err()
}

// sharing are the checks of calls side by side.
func sharing() []Check {
	return []Check{
		{"load/parallel", "Thirty-two calls at once are answered as one is.", parallel},
		{"load/beside", "While a call waits for the core, others are answered.", beside},
	}
}

func parallel(ctx context.Context, r *run) error {
	all, err := r.called(ctx)
	if err != nil {
		return err
	}
	type outcome struct {
		name string
		err  error
	}
	all = willing(all)
	if len(all) == 0 {
		return besides("no operation answers")
	}
	outcomes := make(chan outcome)
	const many = 32
	for n := range many {
		a := all[n%len(all)]
		go func() {
			is, err := r.perform(ctx, a.drill)
			outcomes <- outcome{a.name, unchanged(a, is, err)}
		}()
	}
	var wrong findings
	for range many {
		if o := <-outcomes; o.err != nil {
			wrong.add("%s: %w", o.name, o.err)
		}
	}
	return wrong.err()
}

// hold holds up whatever the module asks until release is called; arrived tells when it did.
func (s *spy) hold() (arrived <-chan struct{}, release func()) {
	came, free := make(chan struct{}, 256), make(chan struct{})
	s.set(func() {
		s.refuse = func(ctx context.Context, method string) error {
			if method == "Log" {
				return nil
			}
			select {
			case came <- struct{}{}:
			default:
			}
			select {
			case <-free:
			case <-ctx.Done():
			}
			return nil
		}
	})
	return came, func() {
		s.set(func() { s.refuse = nil })
		close(free)
	}
}

func beside(ctx context.Context, r *run) error {
	asking, err := r.talkers(ctx)
	if err != nil {
		return err
	}
	arrived, release := r.current.spy.hold()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = r.perform(ctx, asking[0].drill) // others tell
	}()
	defer func() {
		release()
		<-done
	}()
	select {
	case <-arrived:
	case <-time.After(grace):
		return besides("it asks the core for nothing any more")
	}
	short, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	_, err = r.perform(short, drill{do: call, request: nothingAsked})
	if err != nil && short.Err() != nil {
		return errors.New("another call is not answered meanwhile")
	}
	return nil
}
