package record

import (
	"time"

	"go.einride.tech/aip/ordering"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const maxOrder = 8 // keys

// order reads an AIP-132 order and completes it with the id.
func (n names) order(text string) ([]Order, error) {
	var by ordering.OrderBy
	if err := by.UnmarshalString(text); err != nil {
		return nil, fault.InvalidField("/order_by", "cannot be read: %v", err)
	}
	if len(by.Fields) > maxOrder {
		return nil, fault.InvalidField("/order_by", "must not name more than %d fields", maxOrder)
	}
	var keys []Order
	for _, f := range by.Fields {
		if typ, ok := n.typeOf(f.Path); !ok || typ == store.Object {
			return nil, fault.InvalidField("/order_by", "%s is not a field to order by", f.Path)
		}
		if sealed, blind := n.schema.Sealed(f.Path); sealed {
			return nil, store.SealedField("/order_by", f.Path, blind)
		}
		keys = append(keys, Order{Field: f.Path, Desc: f.Desc})
		if f.Path == "id" {
			return keys, nil // nothing behind it can matter
		}
	}
	return append(keys, Order{Field: "id"}), nil
}

// keysOf are the values that a record is ordered by.
func keysOf(r store.Record, order []Order) ([]any, error) {
	envelope := map[string]any{
		"id": r.ID, "unit_path": r.Unit, "owner_id": r.Owner,
		"created_at": stamp(r.Created), "updated_at": stamp(r.Updated),
	}
	var fields map[string]any
	values := make([]any, len(order))
	for i, o := range order {
		if value, ok := envelope[o.Field]; ok {
			values[i] = value
			continue
		}
		if fields == nil {
			var err error
			if fields, err = decode(r.Doc); err != nil {
				return nil, err
			}
		}
		values[i] = fields[o.Field]
	}
	return values, nil
}

func stamp(t time.Time) string { return string(store.AppendTime(nil, t)) }
