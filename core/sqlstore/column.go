package sqlstore

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// layout is how times are kept on both engines: of one width, so that text order is time order.
const layout = store.TimeLayout

// stamp is a time in a column; the zero time is NULL.
type stamp struct{ time.Time }

// Value implements driver.Valuer.
func (s stamp) Value() (driver.Value, error) {
	if s.IsZero() {
		return nil, nil
	}
	return string(store.AppendTime(make([]byte, 0, len(store.TimeLayout)), s.Time)), nil
}

// Scan implements sql.Scanner.
func (s *stamp) Scan(from any) error {
	switch v := from.(type) {
	case nil:
		s.Time = time.Time{}
		return nil
	case string:
		return s.parse(v)
	case []byte:
		return s.parse(string(v))
	case time.Time: // SQLite's driver reads what looks like a time as one
		s.Time = v.UTC()
		return nil
	}
	return fmt.Errorf("a time was kept as %T", from)
}

func (s *stamp) parse(text string) (err error) {
	s.Time, err = time.Parse(time.RFC3339Nano, text)
	return err
}

// stampOf makes a stamp of an optional time.
func stampOf(t *time.Time) stamp {
	if t == nil {
		return stamp{}
	}
	return stamp{*t}
}

// atLayout brings a time to the layout of our columns; other text stays as it is.
func atLayout(value string) string {
	if t, err := time.Parse(time.RFC3339Nano, value); err == nil {
		return t.UTC().Format(layout)
	}
	return value
}

// optional is the inverse of stampOf.
func (s stamp) optional() *time.Time {
	if s.IsZero() {
		return nil
	}
	return &s.Time
}

// document is a value kept as JSON text.
type document[T any] struct{ value T }

// Value implements driver.Valuer.
func (d document[T]) Value() (driver.Value, error) {
	text, err := json.Marshal(d.value)
	return string(text), err
}

// Scan implements sql.Scanner.
func (d *document[T]) Scan(from any) error {
	switch v := from.(type) {
	case nil:
		var zero T
		d.value = zero
		return nil
	case string:
		return json.Unmarshal([]byte(v), &d.value)
	case []byte:
		return json.Unmarshal(v, &d.value)
	}
	return fmt.Errorf("a document was kept as %T", from)
}

// newID returns a UUIDv7.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
