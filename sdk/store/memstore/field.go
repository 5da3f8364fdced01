package memstore

import "github.com/ribambelle/ribambelle/sdk/store"

// typeOf finds the type of what filters and orders may name.
func typeOf(s store.Schema, name string) (store.Type, bool) {
	switch name {
	case "id", "unit_path", "owner_id":
		return store.Text, true
	case "created_at", "updated_at":
		return store.Time, s.Kind != store.Anonymous
	}
	f, ok := s.Field(name)
	return f.Type, ok
}

// field returns a value as filters and orders see it: nil, string, float64 or bool; objects as themselves.
func (r row) field(name string) any {
	switch name {
	case "id":
		return r.ID
	case "unit_path":
		return some(r.Unit)
	case "owner_id":
		return some(r.Owner)
	case "created_at":
		return r.Created.UTC().Format(store.TimeLayout)
	case "updated_at":
		return r.Updated.UTC().Format(store.TimeLayout)
	}
	return r.fields[name]
}

func some(text string) any {
	if text == "" {
		return nil
	}
	return text
}
