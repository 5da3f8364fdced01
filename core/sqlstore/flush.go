package sqlstore

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
)

// flusher makes committed groups durable, while the writer already runs the next one. A commit on the writer's
// connection ends in the operating system's memory (synchronous NORMAL); the flusher then has the disk take the
// write-ahead log, and only then are the group's callers answered. What a reader sees may thus be some
// milliseconds younger than what the disk holds; what anybody is told never is.
//
// SQLite itself syncs the log before it moves it into the database, and its head when it begins anew, so that a
// later group is never on disk without an earlier one.
type flusher struct {
	path      string // of the write-ahead log, which is one file as long as the writer's connection is open
	file      *os.File
	sync      func(*os.File) error
	committed chan []outcome // holds none: the writer gets ahead by one group, and the next one fills meanwhile
	failed    atomic.Pointer[error]
	log       *slog.Logger
	ended     chan struct{}
}

// outcome is how a turn ended, to be told once it is durable.
type outcome struct {
	turn *turn
	err  error
}

func startFlusher(database string, log *slog.Logger) *flusher {
	f := &flusher{
		path: database + "-wal", sync: syncData, committed: make(chan []outcome), log: log, ended: make(chan struct{}),
	}
	go f.serve()
	return f
}

// take accepts a group that is committed, as soon as the one before it is durable.
func (f *flusher) take(group []outcome) { f.committed <- group }

// broken says why nothing can be made durable any more; nil while all is well.
func (f *flusher) broken() error {
	if err := f.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// close makes durable what was taken, and ends.
func (f *flusher) close() error {
	close(f.committed)
	<-f.ended
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

func (f *flusher) serve() {
	defer close(f.ended)
	for group := range f.committed {
		err := f.flush()
		for _, o := range group {
			o.turn.end(errors.Join(o.err, err))
		}
	}
}

// flush has the disk take the log. After a failure the system may have forgotten what it could not write, so a
// second try proves nothing: no change is accepted until the database is opened anew.
func (f *flusher) flush() error {
	if err := f.broken(); err != nil {
		return err
	}
	err := f.syncLog()
	if err == nil {
		return nil
	}
	err = broken{fmt.Errorf("having the disk take the write-ahead log: %w", err)}
	f.failed.Store(&err)
	f.log.Error("the disk does not take the write-ahead log: nothing is stored any more until the server is started anew", slog.Any("error", err))
	return err
}

func (f *flusher) syncLog() (err error) {
	if f.file == nil {
		if f.file, err = os.OpenFile(f.path, os.O_RDWR, 0); err != nil {
			return err
		}
	}
	return f.sync(f.file)
}
