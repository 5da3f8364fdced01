package sdk

import (
	"bytes"
	"net/http"
	"time"
)

// recorder keeps a small answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

// Flush does nothing: the answer leaves as a whole.
func (r *recorder) Flush() {}

// SetWriteDeadline does nothing: the call's own deadline holds.
func (r *recorder) SetWriteDeadline(time.Time) error { return nil }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// lateWriter withholds what Huma writes about a fault: it leaves as a fault, not as a document.
type lateWriter struct {
	http.ResponseWriter
	call *call
}

func (w *lateWriter) WriteHeader(status int) {
	if w.call.failed() == nil {
		w.ResponseWriter.WriteHeader(status)
	}
}

func (w *lateWriter) Write(p []byte) (int, error) {
	if w.call.failed() != nil {
		return len(p), nil //nolint:nilerr // the answer is the failure; what the handler writes beside it is dropped
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find Flush and deadlines.
func (w *lateWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush passes on.
func (w *lateWriter) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// SetWriteDeadline does nothing: the call's own deadline holds.
func (w *lateWriter) SetWriteDeadline(time.Time) error { return nil }
