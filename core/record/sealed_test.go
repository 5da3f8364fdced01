package record_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "github.com/jackc/pgx/v5/stdlib" // the attacker's own tools
	_ "modernc.org/sqlite"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/seal"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// sealer seals with keys of its own.
type sealer struct{ *seal.Fields }

func newSealer(t *testing.T) sealer {
	t.Helper()
	keys, err := seal.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return sealer{keys.Fields()}
}

func (s sealer) Seal(at record.Place, plain []byte) (string, error) {
	return s.Fields.Seal(seal.Place(at), plain)
}

func (s sealer) Open(at record.Place, sealed string) ([]byte, error) {
	return s.Fields.Open(seal.Place(at), sealed)
}

func (s sealer) Blind(at record.Place, plain []byte) string {
	return s.Fields.Blind(seal.Place(at), plain)
}

// glass is a sealer that seals nothing: the control of every attack.
type glass struct{ sealer }

func (glass) Seal(_ record.Place, plain []byte) (string, error)  { return string(plain), nil }
func (glass) Open(_ record.Place, sealed string) ([]byte, error) { return []byte(sealed), nil }
func (glass) Blind(_ record.Place, plain []byte) string          { return string(plain) }

// database opens a database past the platform, as somebody does who has stolen it.
func database(t *testing.T, d pgtest.Database) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", d.Super
	if dsn == "" {
		driver, dsn = "sqlite", strings.TrimPrefix(d.Running, "sqlite:")+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// dump is everything that a database holds: its files as they are, and on PostgreSQL every row as text beside.
func dump(t *testing.T, d pgtest.Database) []byte {
	t.Helper()
	if d.Super == "" {
		var all []byte
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(strings.TrimPrefix(d.Running, "sqlite:") + suffix)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, content...)
		}
		return all
	}
	db := database(t, d)
	var all bytes.Buffer
	read := func(query string) (texts []string) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			texts = append(texts, text)
		}
		return texts
	}
	read("CHECKPOINT")
	for _, table := range read("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") {
		all.WriteString(strings.Join(read("SELECT r::text FROM "+table+" r"), "\n"))
		var file []byte
		if err := db.QueryRowContext(t.Context(), "SELECT pg_read_binary_file(pg_relation_filepath($1))", table).Scan(&file); err != nil {
			t.Fatal(err)
		}
		all.Write(file)
	}
	return all.Bytes()
}

// secrets are what the sealed fields of a signature hold.
var secrets = []string{"ana-secret@example.org", "OPINION-SECRET", "NESTED-SECRET", "8675309"}

const signature = `{"title":"open title","email":"ana-secret@example.org","union":"yes","age":8675309,"opinion":"OPINION-SECRET","more":{"deep":"NESTED-SECRET"}}`

// TestADumpTellsNothingSealed uses a collection in every way, then searches the database for what was sealed: with
// sealing off all of it must be found.
func TestADumpTellsNothingSealed(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		find := func(t *testing.T, d pgtest.Database, off bool) (hits int) {
			w := newWorld(t, config(d), func(c *record.Config) {
				if off {
					c.Sealer = glass{}
				}
			})
			caller := w.a.coordinator()
			caller.Retry = &record.Idempotency{Key: []byte("key"), Request: []byte("request"), Answer: func(r store.Receipt) (int, []byte) { return 201, r.Records[0].Doc }}
			made := w.create(caller, "signatures", signature)
			caller.Retry = nil
			if string(made.Doc) != sorted(t, signature) {
				t.Errorf("the writer is answered %s", made.Doc)
			}
			if _, err := w.commit(caller, store.Mutation{Verb: store.Update, Collection: "signatures", ID: made.ID, Doc: []byte(strings.Replace(signature, "open", "new", 1))}); err != nil {
				t.Fatal(err)
			}
			page, err := w.keeper.View(caller).List(t.Context(), "signatures", store.Query{Filter: `email = "ana-secret@example.org" AND age = 8675309`})
			if err != nil || len(page.Records) != 1 {
				t.Fatalf("found %d, %v", len(page.Records), err)
			}
			stolen := dump(t, d)
			if !bytes.Contains(stolen, []byte("new title")) {
				t.Error("the search is blind: it does not even find what is open")
			}
			for _, secret := range secrets {
				if bytes.Contains(stolen, []byte(secret)) {
					hits++
				}
			}
			return hits
		}
		leaks := find(t, d, false)
		other := pgtest.SQLite(t)
		if d.Super != "" {
			other = cluster.Database(t)
		}
		control := find(t, other, true)
		t.Logf("attempts %d, control hits %d, leaks %d", len(secrets), control, leaks)
		if control != len(secrets) || leaks != 0 {
			t.Errorf("%d control hits of %d, %d leaks", control, len(secrets), leaks)
		}
	})
}

// sorted is a document in its normal form.
func sorted(t *testing.T, doc string) string {
	t.Helper()
	fields, err := store.Normal(store.Schema{}, []byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	text, err := store.Encode(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestASealedValueStaysInItsPlace changes the database past the platform: first with sealing off, where a value
// that was moved or forged is served as if it belonged there.
func TestASealedValueStaysInItsPlace(t *testing.T) {
	t.Parallel()
	forgeries := map[string]string{
		"another record's values": "(SELECT doc FROM rec_test_signatures WHERE id = 'FIRST')",
		"values in clear":         `'{"title":"b","opinion":"forged"}'`,
		"another field's value":   `'{"title":"b","opinion":OTHER}'`,
	}
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		served := func(t *testing.T, d pgtest.Database, off bool, forgery string) error {
			w := newWorld(t, config(d), func(c *record.Config) {
				if off {
					c.Sealer = glass{}
				}
			})
			first := w.create(w.a.coordinator(), "signatures", `{"title":"a","union":"yes","opinion":"theirs"}`)
			second := w.create(w.a.coordinator(), "signatures", `{"title":"b","opinion":"mine"}`)
			db := database(t, d)
			path := "json_extract(doc, '$.union')"
			if d.Super != "" {
				path = "(doc->'union')::text"
			}
			var union string
			if err := db.QueryRowContext(t.Context(), "SELECT "+path+" FROM rec_test_signatures WHERE id = '"+first.ID+"'").Scan(&union); err != nil {
				t.Fatal(err)
			}
			text := strings.NewReplacer("FIRST", first.ID, "OTHER", union).Replace(forgeries[forgery])
			if _, err := db.ExecContext(t.Context(), "UPDATE rec_test_signatures SET doc = "+text+" WHERE id = '"+second.ID+"'"); err != nil {
				t.Fatal(err)
			}
			v := w.keeper.View(w.a.coordinator())
			_, err := v.Get(t.Context(), "signatures", second.ID)
			if _, listed := v.List(t.Context(), "signatures", store.Query{}); (err == nil) != (listed == nil) {
				t.Errorf("a get says %v, a list %v", err, listed)
			}
			return err
		}
		fresh := func() pgtest.Database {
			if d.Super != "" {
				return cluster.Database(t)
			}
			return pgtest.SQLite(t)
		}
		for forgery := range forgeries {
			if err := served(t, fresh(), true, forgery); err != nil && forgery != "values in clear" {
				t.Errorf("the control is silent, %s: %v", forgery, err)
			}
			if err := served(t, fresh(), false, forgery); !errors.Is(err, fault.New(fault.Unavailable, "seal-broken", "")) {
				t.Errorf("%s: %v, want seal-broken", forgery, err)
			}
		}
	})
}

// TestAPersonInSealedFields is found, exported and erased by a sealed address; what stays is sealed still.
func TestAPersonInSealedFields(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		w := newWorld(t, config(d))
		made := w.create(w.a.coordinator(), "signatures", signature)
		w.create(w.b.coordinator(), "signatures", signature)
		ana := record.Subject{Names: []string{"ana-secret@example.org"}}
		held, err := w.keeper.Export(t.Context(), w.a.coordinator(), ana)
		if err != nil || len(held) != 1 || string(held[0].Records[0].Doc) != sorted(t, signature) {
			t.Errorf("exported %+v, %v", held, err)
		}
		done, err := w.keeper.Erase(t.Context(), w.a.coordinator(), ana)
		if diff := cmp.Diff(map[string]int{"test/signatures": 1}, done.Erased); err != nil || diff != "" {
			t.Errorf("erased (-want +got):\n%s%v", diff, err)
		}
		got, err := w.keeper.View(w.a.coordinator()).Get(t.Context(), "signatures", made.ID)
		if want := `{"age":8675309,"more":{"deep":"NESTED-SECRET"},"opinion":"OPINION-SECRET","title":"open title"}`; err != nil || string(got.Doc) != want {
			t.Errorf("left: %s, %v", got.Doc, err)
		}
		if bytes.Contains(dump(t, d), []byte("OPINION-SECRET")) {
			t.Error("what an erasure left is stored in clear")
		}
		there, err := w.keeper.Export(t.Context(), w.b.coordinator(), ana)
		if err != nil || len(there) != 1 {
			t.Errorf("the other town lost something: %+v, %v", there, err)
		}
	})
}

// TestAFieldBecomesSealed upgrades a collection whose note was kept in clear: until it is rewritten, a question
// about it is refused, not answered wrongly.
func TestAFieldBecomesSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	w.create(w.a.coordinator(), "contacts", `{"note":"mine"}`)
	table := record.Table{Module: "test", Schema: parse(t, "contacts", store.Schema{Version: 2, Conversions: []store.Conversion{
		{To: 2, Rename: map[string]string{"note": "remark"}, Drop: []string{"phone", "site", "person"}},
	}}, `"remark":{"type":"string","x-rb":{"sensitive":true,"index":true}}`)}
	keeper := w.next(table, w.db.Rows())
	v := keeper.View(w.a.coordinator())
	page, err := v.List(t.Context(), "contacts", store.Query{})
	if err != nil || len(page.Records) != 1 || string(page.Records[0].Doc) != `{"remark":"mine"}` {
		t.Errorf("read at once: %+v, %v", page.Records, err)
	}
	ask := store.Query{Filter: `remark = "mine"`}
	if _, err := v.List(t.Context(), "contacts", ask); !errors.Is(err, fault.New(fault.Unavailable, "conversion-under-way", "")) {
		t.Errorf("asked before it is rewritten: %v", err)
	}
	if err := keeper.ConvertAll(t.Context(), []tenant.ID{w.a.id}); err != nil {
		t.Fatal(err)
	}
	if page, err = v.List(t.Context(), "contacts", ask); err != nil || len(page.Records) != 1 {
		t.Errorf("asked afterwards: %+v, %v", page.Records, err)
	}
	kept, err := w.db.Rows().Fetch(t.Context(), w.a.id, table, page.Records[0].ID)
	if err != nil || bytes.Contains(kept.Doc, []byte("mine")) || !bytes.Contains(kept.Doc, []byte(`"sealed":`)) {
		t.Errorf("kept as %s, %v", kept.Doc, err)
	}
}
