package api

import (
	"bytes"
	"net/http"
)

// reply is the answer under way: it knows its status, and keeps a copy where one is asked for.
type reply struct {
	http.ResponseWriter
	status int // 0 until something is written
	copied *bytes.Buffer
}

// WriteHeader implements http.ResponseWriter.
func (w *reply) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *reply) Write(text []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.copied != nil {
		w.copied.Write(text)
	}
	return w.ResponseWriter.Write(text)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *reply) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher, for those who ask for it by type.
func (w *reply) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }
