package sqlstore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// heldDisk stands for a disk that takes the log only when it is told to, and shows what it would hold had the
// power failed.
type heldDisk struct {
	asked chan struct{}
	takes chan error
}

// hold puts the disk under a database whose writer is at rest.
func (db *DB) hold() *heldDisk {
	d := &heldDisk{asked: make(chan struct{}), takes: make(chan error)}
	db.writer.flusher.sync = func(*os.File) error {
		d.asked <- struct{}{}
		return <-d.takes
	}
	return d
}

// image copies a database's files as they are now: what a disk holds that has just taken them.
func (db *DB) image(t *testing.T) Config {
	t.Helper()
	to := filepath.Join(t.TempDir(), "image.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(db.source.path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+suffix, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return Config{DSN: "sqlite:" + to}
}

// found opens what a disk held and returns its values.
func found(t *testing.T, disk Config) []string {
	t.Helper()
	db, err := Open(t.Context(), disk)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	return db.values(t)
}

// TestNobodyIsAnsweredBeforeTheDiskHasIt lets a group be committed and holds the disk: the change can be read, and
// is lost if the power fails (the control), so its caller must still wait. The next group runs meanwhile.
func TestNobodyIsAnsweredBeforeTheDiskHasIt(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	before := db.image(t)
	disk := db.hold()
	answers := make(chan string, 2)
	put := func(value string) {
		if err := db.writer.submit(context.Background(), busy, 1, insert(add, value)); err != nil {
			t.Error(err)
		}
		answers <- value
	}
	go put("first")
	<-disk.asked
	if got := db.values(t); !slices.Equal(got, []string{"first"}) {
		t.Errorf("committed: %v", got)
	}
	if got := found(t, before); len(got) != 0 {
		t.Errorf("the control is silent: %v is on disk before the disk was asked", got)
	}
	ran := make(chan struct{})
	go func() {
		_ = db.writer.submit(context.Background(), busy, 1, func(context.Context, *session) error { close(ran); return nil })
	}()
	<-ran // while the disk is busy with the first
	select {
	case value := <-answers:
		t.Errorf("%s was answered before the disk had it", value)
	default:
	}
	after := db.image(t)
	disk.takes <- nil
	if value := <-answers; value != "first" {
		t.Errorf("answered: %s", value)
	}
	if got := found(t, after); !slices.Equal(got, []string{"first"}) {
		t.Errorf("on disk once it was answered: %v", got)
	}
	<-disk.asked
	disk.takes <- nil
}

// TestADiskThatFailsEndsWriting fails once: its callers are told, and so is everybody after them, although the disk
// would now say that it took everything. Opened anew, the database stores again.
func TestADiskThatFailsEndsWriting(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "failing.db")})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.writer.submit(t.Context(), quiet, 1, insert("CREATE TABLE t (v TEXT UNIQUE)")); err != nil {
		t.Fatal(err)
	}
	works := db.writer.flusher.sync
	db.writer.flusher.sync = func(*os.File) error { return errors.New("no such sector") }
	for _, value := range []string{"lost perhaps", "not even tried"} {
		err := translate(db.writer.submit(t.Context(), busy, 1, insert(add, value)))
		if f := fault.From(err); f == nil || f.Code != "storage-unavailable" {
			t.Errorf("%s: %v", value, err)
		}
		db.writer.flusher.sync = works
	}
	if err := db.Ready(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("it calls itself ready: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	again, err := Open(t.Context(), db.config)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if err := again.writer.submit(t.Context(), busy, 1, insert(add, "kept")); err != nil {
		t.Error(err)
	}
}
