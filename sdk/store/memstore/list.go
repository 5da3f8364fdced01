package memstore

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.einride.tech/aip/ordering"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const (
	defaultSize = 30
	maxSize     = 1000
)

// List implements store.Store.
func (s *Store) List(_ context.Context, collection string, q store.Query) (store.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.table(collection)
	if err != nil {
		return store.Page{}, err
	}
	matches, err := t.matching(q.Filter, q.Search, q.Unit)
	if err != nil {
		return store.Page{}, err
	}
	keys, err := orderOf(t.schema, q.Order)
	if err != nil {
		return store.Page{}, err
	}
	if q.Size == 0 {
		q.Size = defaultSize
	}
	if q.Size < 1 || q.Size > maxSize {
		return store.Page{}, fault.InvalidField("/page_size", "must be 1 to %d", maxSize)
	}
	slices.SortFunc(matches, func(a, b row) int { return compareRows(keys, values(keys, a), values(keys, b)) })
	after, err := open(collection, q, len(keys))
	if err != nil {
		return store.Page{}, err
	}
	if after != nil {
		matches = slices.DeleteFunc(matches, func(r row) bool { return compareRows(keys, values(keys, r), after) <= 0 })
	}
	return page(collection, q, keys, matches), nil
}

// matching returns the rows that a filter, search and subtree select.
func (t *table) matching(text, search, unit string) ([]row, error) {
	keep, err := filter(t.schema, text)
	if err != nil {
		return nil, err
	}
	if unit != "" && (!strings.HasPrefix(unit, "/") || !strings.HasSuffix(unit, "/")) {
		return nil, fault.InvalidField("/unit", `must be a unit's path, such as "/north/"`)
	}
	var found []row
	for _, r := range t.rows {
		if strings.HasPrefix(r.Unit, unit) && r.has(words(search)) && keep(r) {
			found = append(found, r)
		}
	}
	return found, nil
}

// key is one field of an order.
type key struct {
	name string
	desc bool
}

func orderOf(s store.Schema, text string) ([]key, error) {
	var by ordering.OrderBy
	if err := by.UnmarshalString(text); err != nil {
		return nil, fault.InvalidField("/order_by", "cannot be read: %v", err)
	}
	var keys []key
	for _, f := range by.Fields {
		if typ, ok := typeOf(s, f.Path); !ok || typ == store.Object {
			return nil, fault.InvalidField("/order_by", "%s is not a field to order by", f.Path)
		}
		if sealed, blind := s.Sealed(f.Path); sealed {
			return nil, store.SealedField("/order_by", f.Path, blind)
		}
		keys = append(keys, key{f.Path, f.Desc})
		if f.Path == "id" {
			return keys, nil
		}
	}
	return append(keys, key{name: "id"}), nil
}

func values(keys []key, r row) []any {
	v := make([]any, len(keys))
	for i, k := range keys {
		v[i] = r.field(k.name)
	}
	return v
}

func compareRows(keys []key, a, b []any) int {
	for i, k := range keys {
		c := compareValues(a[i], b[i])
		if k.desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func page(collection string, q store.Query, keys []key, matches []row) store.Page {
	p := store.Page{Records: []store.Record{}}
	for i, r := range matches {
		if i == q.Size {
			p.Next = seal(collection, q, values(keys, matches[i-1]))
			break
		}
		p.Records = append(p.Records, r.copied())
	}
	return p
}

// mark is what a page token holds: where the page ended, and of which query.
type mark struct {
	Query string `json:"q"`
	After []any  `json:"a"`
}

func fingerprint(collection string, q store.Query) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q", collection, q.Filter, q.Order, q.Search, q.Unit))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

func seal(collection string, q store.Query, after []any) string {
	text, _ := json.Marshal(mark{fingerprint(collection, q), after}) // strings, numbers and booleans only
	return base64.RawURLEncoding.EncodeToString(text)
}

func open(collection string, q store.Query, keys int) ([]any, error) {
	if q.Token == "" {
		return nil, nil
	}
	var m mark
	text, err := base64.RawURLEncoding.DecodeString(q.Token)
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil || len(m.After) != keys || m.Query != fingerprint(collection, q) {
		return nil, fault.InvalidField("/page_token", "belongs to another query: start again without it")
	}
	return m.After, nil
}
