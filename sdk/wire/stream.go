package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"google.golang.org/grpc"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
)

// maxFile is the largest manifest or web file that a module may hand over.
const maxFile = 32 << 20

// fill adds a chunk to something that must not grow for ever.
func fill(whole *bytes.Buffer, chunk []byte) error {
	if whole.Len()+len(chunk) > maxFile {
		return fault.New(fault.Exhausted, "file-too-large", "A module hands over %d bytes at most.", maxFile)
	}
	whole.Write(chunk)
	return nil
}

// inChunks sends bytes in pieces.
func inChunks(whole []byte, send func([]byte) error) error {
	for len(whole) > 0 {
		n := min(len(whole), ChunkSize)
		if err := send(whole[:n]); err != nil {
			return err
		}
		whole = whole[n:]
	}
	return nil
}

// sendBody pumps a request's body until it ends, the module has answered, or the call is over.
func sendBody(s grpc.BidiStreamingClient[pb.StreamRequest, pb.StreamResponse], body io.Reader) {
	buffer := make([]byte, ChunkSize)
	for {
		n, err := body.Read(buffer)
		if n > 0 {
			if s.Send(&pb.StreamRequest{Part: &pb.StreamRequest_Chunk{Chunk: buffer[:n]}}) != nil {
				return
			}
		}
		if err != nil {
			_ = s.CloseSend()
			return
		}
	}
}

// receiveAnswer copies an answer to w. An error after the head leaves the answer unfinished.
func receiveAnswer(s grpc.BidiStreamingClient[pb.StreamRequest, pb.StreamResponse], w http.ResponseWriter) error {
	flush := http.NewResponseController(w)
	for {
		m, err := s.Recv()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fromStatus(err)
		}
		if head := m.GetHead(); head != nil {
			for name, values := range fromHeaders(head.GetHeaders()) {
				w.Header()[name] = values
			}
			w.WriteHeader(int(head.GetStatus()))
			continue
		}
		if _, err := w.Write(m.GetChunk()); err != nil {
			return fmt.Errorf("passing an answer on: %w", err)
		}
		_ = flush.Flush()
	}
}

// bodyReader reads a request's body from a stream.
type bodyReader struct {
	stream grpc.BidiStreamingServer[pb.StreamRequest, pb.StreamResponse]
	rest   []byte
}

// Read implements io.Reader.
func (b *bodyReader) Read(p []byte) (int, error) {
	for len(b.rest) == 0 {
		m, err := b.stream.Recv()
		if err != nil {
			return 0, err
		}
		b.rest = m.GetChunk()
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// answerWriter writes an answer to a stream, a chunk at a time.
type answerWriter struct {
	stream  grpc.BidiStreamingServer[pb.StreamRequest, pb.StreamResponse]
	header  http.Header
	begun   bool
	pending []byte
	err     error
}

// Header implements http.ResponseWriter.
func (w *answerWriter) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *answerWriter) WriteHeader(code int) {
	if w.begun {
		return
	}
	w.begun = true
	head := &pb.CallResponse{Status: small(code), Headers: toHeaders(w.header)}
	w.err = w.stream.Send(&pb.StreamResponse{Part: &pb.StreamResponse_Head{Head: head}})
}

// Write implements http.ResponseWriter.
func (w *answerWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	w.pending = append(w.pending, p...)
	for w.err == nil && len(w.pending) >= ChunkSize {
		w.send(ChunkSize)
	}
	return len(p), w.err
}

// Flush sends what waits.
func (w *answerWriter) Flush() {
	w.WriteHeader(http.StatusOK)
	if w.err == nil && len(w.pending) > 0 {
		w.send(len(w.pending))
	}
}

// SetWriteDeadline does nothing: the call's own deadline holds.
func (w *answerWriter) SetWriteDeadline(time.Time) error { return nil }

func (w *answerWriter) send(n int) {
	w.err = w.stream.Send(&pb.StreamResponse{Part: &pb.StreamResponse_Chunk{Chunk: w.pending[:n]}})
	w.pending = append(w.pending[:0], w.pending[n:]...)
}
