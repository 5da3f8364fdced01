package differential

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// field is a field of the collection that policies look at.
type field struct {
	name string
	kind store.Type
}

var (
	fields = []field{
		{"name", store.Text},
		{"peer", store.Text},
		{"day", store.Date},
		{"flag", store.Boolean},
		{"switch", store.Boolean},
		{"n", store.Integer},
		{"m", store.Integer},
		{"w", store.Number},
		{"unit_path", store.Text},
		{"owner_id", store.Text},
	}
	// texts has what engines are known to treat in their own ways: case, LIKE's signs, digits, accents, code
	// points beyond the plane where UTF-16 and UTF-8 sort apart, quotes.
	texts = []string{
		"a", "A", "ab", "aB", "Ab", "a%", "a_b", "axb", "b", "é", "E", "e\u0301", "\uffff", "\U00010000",
		"5", "5", "5.0", "1", "1", "1", "0", "0", "true", "true", "false", "'", "\\", "p1", "/a/", "/a/b/", "/A/", "/a/bc/", "/b/", "2026-03-01", "2026-03-01T00:00:00Z",
	}
	numbers = []string{"-1", "0", "1", "1.0", "2", "5", "5.5", "0.1", "9007199254740991"}
	roles   = []string{"m:one", "m:two"}
	paths   = []string{"/", "/a/", "/a/b/", "/A/", "/b/"}
)

// records makes rows. A field is missing one time in five; null and missing are one thing, so none is null.
func records(r *rand.Rand, count int) []store.Record {
	made := make([]store.Record, count)
	for i := range made {
		doc := map[string]any{}
		for _, f := range fields[:8] {
			if r.IntN(5) > 0 {
				doc[f.name] = value(r, f.kind)
			}
		}
		text, err := json.Marshal(doc)
		if err != nil {
			panic(err) // a map of texts, numbers and booleans
		}
		made[i] = store.Record{
			ID: uuid.NewSHA1(uuid.Nil, []byte(strconv.Itoa(i))).String(), Doc: text,
			Unit: pick(r, "/", "/a/", "/a/b/", "/a/bc/", "/A/", "/ab/", "/b/"), Owner: pick(r, "p1", "p2", "P1", "zzz"),
		}
	}
	return made
}

func value(r *rand.Rand, t store.Type) any {
	switch t {
	case store.Boolean:
		return r.IntN(2) == 0
	case store.Integer:
		return pick[int64](r, -1, 0, 1, 2, 5, 9007199254740991)
	case store.Number:
		return pick(r, -1, 0, 0.1, 1, 5, 5.5)
	case store.Date:
		return pick(r, "2026-03-01", "2026-03-02", "2025-12-31")
	}
	return pick(r, texts...)
}

// document is what policies see of a record.
func document(r store.Record) authz.Document {
	d := authz.Document{}
	if err := json.Unmarshal(r.Doc, &d); err != nil {
		panic(err) // made by records
	}
	d["id"], d["unit_path"], d["owner_id"] = r.ID, r.Unit, r.Owner
	return d
}

// principal makes somebody with up to three grants.
func principal(r *rand.Rand) identity.Principal {
	p := identity.Principal{Kind: identity.Human, ID: pick(r, "p1", "p2")}
	if r.IntN(6) == 0 {
		return identity.Principal{Kind: identity.Visitor}
	}
	for range r.IntN(4) {
		p.Grants = append(p.Grants, identity.Grant{Role: pick(r, roles...), Path: pick(r, paths...)})
	}
	return p
}

// table is the collection as storage knows it.
func table() record.Table {
	schema := store.Schema{Collection: "things", Kind: store.Ordinary, Version: 1, JSON: json.RawMessage(`{"type":"object"}`)}
	for i, f := range fields[:8] {
		declared := store.Field{Name: f.name, Type: f.kind}
		declared.Index = i%2 == 0
		schema.Fields = append(schema.Fields, declared)
	}
	return record.Table{Module: "differential", Schema: schema}
}

func tenantName(i int) string { return fmt.Sprintf("0198a000-0000-7000-8000-%012d", i) }
