package outbox

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/google/uuid"
)

// fanOut replaces an event by one item for each module that hears it.
func (d *Dispatcher) fanOut(ctx context.Context, item Item) error {
	consumers, err := d.config.Listeners(ctx, item.Tenant, item.Name)
	if err != nil {
		return fmt.Errorf("find who hears %q: %w", item.Name, err)
	}
	items := make([]Item, len(consumers))
	for i, consumer := range consumers {
		items[i] = item
		items[i].ID, items[i].Consumer, items[i].Attempts = derive(item.ID, consumer), consumer, 0
	}
	if s, ok := d.config.Queue.(Splitter); ok {
		if err := s.Split(ctx, item, items); err != nil {
			return fmt.Errorf("hand an event to its listeners: %w", err)
		}
	} else if err := d.addThenRemove(ctx, item, items); err != nil {
		return err
	}
	if len(items) > 0 {
		d.Wake()
	}
	return nil
}

func (d *Dispatcher) addThenRemove(ctx context.Context, item Item, items []Item) error {
	if len(items) > 0 {
		if err := d.config.Queue.Add(ctx, items...); err != nil {
			return fmt.Errorf("hand an event to its listeners: %w", err)
		}
	}
	if err := d.config.Queue.Done(ctx, item); err != nil {
		return fmt.Errorf("take an event off the queue: %w", err)
	}
	return nil
}

// derive returns the id of a listener's copy: always the same, and in the order of the originals, because
// it keeps the half of a UUIDv7 that holds the time.
func derive(id, consumer string) string {
	sum := sha256.Sum256([]byte(id + " " + consumer))
	derived := uuid.UUID(sum[:16])
	if original, err := uuid.Parse(id); err == nil {
		copy(derived[:8], original[:8])
	}
	return version7(derived).String()
}

// version7 sets the bits that make sixteen bytes a UUIDv7.
func version7(id uuid.UUID) uuid.UUID {
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}
