package api

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 15 * time.Second

// events writes server-sent events; the heart and the changes take turns.
type events struct {
	mu  sync.Mutex
	w   http.ResponseWriter
	out *http.ResponseController
}

// watchRecords streams changes as server-sent events. Last-Event-ID resumes after a change.
func (e *edge) watchRecords(w http.ResponseWriter, r *http.Request, a asked) error {
	if a.session.Device != "" {
		return errOnDevice() // a stream would outlive the session, which a device locks after minutes
	}
	view := e.Records.View(a.as(a.module.Name))
	cursor, err := view.WatchFrom(r.Context(), a.name(), orElse(r.Header.Get("Last-Event-ID"), r.URL.Query().Get("cursor")))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	s := &events{w: w, out: http.NewResponseController(w)}
	if err := s.begin(cursor); err != nil {
		return fmt.Errorf("begin a stream: %w", err)
	}
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		s.beat(ctx, cancel)
	}()
	err = view.Watch(ctx, a.name(), cursor, s.change)
	cancel()
	<-beating
	if err != nil && ctx.Err() == nil && fault.KindOf(err) != fault.Unavailable {
		e.Logger.ErrorContext(r.Context(), "a watch ended", "request_id", a.Request, "error", err)
	}
	return nil // the answer has begun; the browser comes back with Last-Event-ID
}

// begin answers, and tells at once where the stream stands: who is cut off before the first change comes back
// there too.
func (s *events) begin(cursor string) error {
	_ = s.out.SetReadDeadline(time.Time{})  // not every writer has deadlines
	_ = s.out.SetWriteDeadline(time.Time{}) // a stream lasts as long as its reader
	s.w.Header().Set("Content-Type", "text/event-stream")
	s.w.Header().Set("X-Accel-Buffering", "no")
	s.w.WriteHeader(http.StatusOK)
	return s.send(fmt.Appendf(nil, "retry: 2000\nid: %s\n\n", cursor))
}

// beat writes a comment every so often, and ends the watch once nobody reads.
func (s *events) beat(ctx context.Context, cancel context.CancelFunc) {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.send([]byte(": alive\n\n")) != nil {
				cancel()
				return
			}
		}
	}
}

func (s *events) change(c store.Change) error {
	text := fmt.Appendf(nil, "id: %s\nevent: %s\ndata: ", c.Cursor, c.Verb)
	return s.send(append(appendRecord(text, c.Record), "\n\n"...))
}

func (s *events) send(text []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.w.Write(text); err != nil {
		return err
	}
	return s.out.Flush()
}
