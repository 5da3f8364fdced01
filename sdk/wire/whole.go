package wire

import (
	"bytes"
	"context"
	"errors"
	"io"

	"google.golang.org/grpc"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// callWhole is Call for a body that does not fit one message.
func (c *Client) callWhole(ctx context.Context, message *pb.Call, r Request) (Answer, error) {
	if len(r.Body) > MaxWhole {
		return Answer{}, errTooLarge()
	}
	s, err := c.client.Stream(ctx)
	if err != nil {
		return Answer{}, fromStatus(err)
	}
	body := r.Body
	r.Body = nil
	head := &pb.CallRequest{Call: message, Request: toRequest(r), Whole: true}
	if err := s.Send(&pb.StreamRequest{Part: &pb.StreamRequest_Head{Head: head}}); err != nil {
		return Answer{}, fromStatus(err)
	}
	go sendBody(s, bytes.NewReader(body))
	var answer Answer
	var whole bytes.Buffer
	err = receive(s, nil, func(m *pb.StreamResponse) error {
		if m.GetHead() != nil {
			answer = fromAnswer(m.GetHead())
			return nil
		}
		return fill(&whole, m.GetChunk())
	})
	answer.Body = whole.Bytes()
	return answer, err
}

// callWhole gathers a body, calls, and sends the answer with what it stages.
func (s *Server) callWhole(ctx context.Context, c Call, stream grpc.BidiStreamingServer[pb.StreamRequest, pb.StreamResponse]) error {
	var body bytes.Buffer
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if body.Len()+len(m.GetChunk()) > MaxWhole {
			return errTooLarge()
		}
		body.Write(m.GetChunk())
	}
	c.Request.Body = body.Bytes()
	a, err := s.module.Call(ctx, c)
	if err != nil {
		return s.told(ctx, err)
	}
	answer := a.Body
	a.Body = nil
	if err := stream.Send(&pb.StreamResponse{Part: &pb.StreamResponse_Head{Head: toAnswer(a)}}); err != nil {
		return err
	}
	return inChunks(answer, func(chunk []byte) error {
		return stream.Send(&pb.StreamResponse{Part: &pb.StreamResponse_Chunk{Chunk: chunk}})
	})
}

func errTooLarge() error {
	return fault.New(fault.Exhausted, "body-too-large", "The body is larger than %d bytes.", MaxWhole)
}
