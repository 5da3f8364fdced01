package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/archive"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// moving takes organisations to other installations, and in from them. It implements api.Moving.
type moving struct {
	*parts
	version string
}

// moment is an organisation at one moment, on its way into a file.
type moment struct {
	*moving
	db     *sqlstore.DB // frozen
	tenant tenant.Tenant
	tables []record.Table
	had    map[string]int64 // rows by table
	files  []string         // that records name
	lost   []string         // of those, that are not there
	out    *archive.Writer
}

// Export implements api.Moving. Everything in the database is of one moment; an image that was removed since is named among
// what is left.
func (m *moving) Export(ctx context.Context, t tenant.Tenant, to io.Writer) (archive.Summary, error) {
	if err := m.records.ConvertAll(ctx, []tenant.ID{t.ID}); err != nil {
		return archive.Summary{}, fmt.Errorf("bringing records to the newest version: %w", err)
	}
	if _, err := m.sealer.Seal(ctx, t.ID); err != nil {
		return archive.Summary{}, fmt.Errorf("sealing the log: %w", err)
	}
	var summary archive.Summary
	err := m.db.Frozen(ctx, t.ID, func(db *sqlstore.DB) (err error) {
		at := &moment{moving: m, db: db, tenant: t, tables: m.modules.allTables(t.ID)}
		summary, err = at.write(ctx, to)
		return err
	})
	if err != nil {
		return summary, fmt.Errorf("exporting %s: %w", t.Slug, err)
	}
	return summary, nil
}

func (m *moment) write(ctx context.Context, to io.Writer) (s archive.Summary, err error) {
	if m.had, err = m.db.Departures().Rows(ctx, m.tenant.ID); err != nil {
		return s, err
	}
	manifest, err := m.manifest(ctx)
	if err != nil {
		return s, err
	}
	if m.out, err = archive.NewWriter(to, manifest); err != nil {
		return s, err
	}
	for _, part := range []func(context.Context) error{m.rows, m.secrets, m.collections, m.log, m.images} {
		if err := part(ctx); err != nil {
			return s, err
		}
	}
	s, err = m.out.Close()
	if len(m.lost) > 0 {
		s.Leave(archive.Left{What: "lost-images", N: int64(len(m.lost)), Names: m.lost})
	}
	return s, err
}

func (m *moment) manifest(ctx context.Context) (archive.Manifest, error) {
	t := m.tenant
	a := archive.Manifest{
		Made: m.clock(), Software: m.version, LogKey: m.keys.Verifier(), Left: []archive.Left{},
		Organisation: archive.Moved{ID: t.ID.String(), Slug: t.Slug, Name: t.Name},
	}
	var err error
	if a.Changes, err = m.db.Carrier().Changes(ctx, t.ID); err != nil {
		return a, err
	}
	if a.Modules, err = m.needs(ctx); err != nil {
		return a, err
	}
	a.Left, err = m.left(ctx)
	return a, err
}

// needs lists the modules that the organisation has on or has records of, with the versions that serve it.
func (m *moment) needs(ctx context.Context) ([]archive.Module, error) {
	states, err := m.db.Directory().Modules(ctx, m.tenant.ID)
	if err != nil {
		return nil, err
	}
	all := []archive.Module{}
	for _, d := range m.modules.host.Declarations(m.tenant.ID) {
		of := archive.Module{Name: d.Manifest.Name, Version: d.Manifest.Version, Collections: []archive.Collection{}}
		for _, t := range m.tables {
			if t.Module == of.Name && m.had[t.Name()] > 0 {
				of.Collections = append(of.Collections, archive.Collection{Name: t.Schema.Collection, Kind: string(t.Schema.Kind), Version: t.Schema.Version})
			}
		}
		for _, s := range states {
			of.Pinned = of.Pinned || s.Name == of.Name && s.Pin != ""
		}
		if on(states, of.Name) || len(of.Collections) > 0 {
			all = append(all, of)
		}
	}
	return all, nil
}

// left names what stays behind.
func (m *moment) left(ctx context.Context) ([]archive.Left, error) {
	counts, keys, err := m.db.Carrier().Staying(ctx, m.tenant.ID)
	if err != nil {
		return nil, err
	}
	letters, err := m.post.Count(m.tenant.ID)
	if err != nil {
		return nil, fmt.Errorf("counting letters: %w", err)
	}
	counts["waiting-mail"] += int64(letters)
	all := []archive.Left{}
	for _, what := range []string{"sessions", "foreign-rights", "waiting-mail", "waiting-work", "module-requests"} {
		if counts[what] > 0 {
			all = append(all, archive.Left{What: what, N: counts[what]})
		}
	}
	if len(keys) > 0 {
		all = append(all, archive.Left{What: "service-keys", N: int64(len(keys)), Names: keys})
	}
	known := map[string]bool{}
	for _, t := range m.tables {
		known[t.Name()] = true
	}
	unknown := archive.Left{What: "unknown-records"}
	for table, n := range m.had {
		if strings.HasPrefix(table, "rec_") && !known[table] {
			unknown.N, unknown.Names = unknown.N+n, append(unknown.Names, table)
		}
	}
	if unknown.N > 0 {
		slices.Sort(unknown.Names)
		all = append(all, unknown)
	}
	return all, nil
}

// rows writes what the core keeps; second factors are opened.
func (m *moment) rows(ctx context.Context) error {
	for _, table := range m.db.Carrier().Tables() {
		if err := m.out.Begin(archive.RowsOf(table)); err != nil {
			return err
		}
		err := m.db.Carrier().Rows(ctx, m.tenant.ID, table, func(row sqlstore.Row) error {
			if table == "factors" {
				if err := m.openFactor(row); err != nil {
					return err
				}
			}
			return m.out.Line(row)
		})
		if err != nil {
			return fmt.Errorf("writing %s: %w", table, err)
		}
	}
	return nil
}

func (m *moment) openFactor(row sqlstore.Row) error {
	person, _ := row["person_id"].(string)
	sealed, _ := row["secret"].(string)
	secret, err := secrets{m.keys.Fields()}.Open(m.tenant.ID, person, sealed)
	row["secret"] = secret
	return err
}

// secretLine is what a module's keys come from.
type secretLine struct {
	Module string `json:"module"`
	Secret []byte `json:"secret"`
}

func (m *moment) secrets(ctx context.Context) error {
	states, err := m.db.Directory().Modules(ctx, m.tenant.ID)
	if err != nil {
		return err
	}
	if err := m.out.Begin(archive.Secrets); err != nil {
		return err
	}
	for _, s := range states {
		secret, err := m.secretOf(ctx, m.tenant.ID, s.Name)
		if err != nil {
			return fmt.Errorf("reading what the keys of %s come from: %w", s.Name, err)
		}
		if err := m.out.Line(secretLine{s.Name, secret}); err != nil {
			return err
		}
	}
	return nil
}

// collections writes all records, opened, and remembers which images they name.
func (m *moment) collections(ctx context.Context) error {
	for _, t := range m.tables {
		if m.had[t.Name()] == 0 {
			continue
		}
		name := t.Module + "/" + t.Schema.Collection
		if err := m.out.Begin(archive.RecordsOf(name)); err != nil {
			return err
		}
		err := m.db.Carrier().Records(ctx, m.tenant.ID, t, func(row sqlstore.Row) error { return m.record(t, row) })
		if err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	return nil
}

func (m *moment) record(from record.Table, row sqlstore.Row) error {
	id, _ := row["id"].(string)
	text, _ := row["doc"].(string)
	doc, sealed, err := m.records.Unsealed(m.tenant.ID, from, id, json.RawMessage(text))
	if err != nil {
		return err
	}
	held, err := record.Held(from.Schema, doc)
	if err != nil {
		return err
	}
	m.files = append(m.files, held...)
	row["doc"] = doc
	if len(sealed) > 0 {
		row["sealed"] = sealed
	}
	return m.out.Line(row)
}

func (m *moment) log(ctx context.Context) error {
	if err := m.out.Begin(archive.Log); err != nil {
		return err
	}
	return audit.Export(ctx, m.out, audit.Source{Log: m.db.Log(), Reader: m.db.Entries()}, m.tenant.ID)
}

func (m *moment) images(ctx context.Context) error {
	if err := m.out.Begin(archive.Files); err != nil {
		return err
	}
	slices.Sort(m.files)
	for _, id := range slices.Compact(m.files) {
		body, info, err := m.parts.files.Open(ctx, m.tenant.ID, id)
		if err != nil && fault.KindOf(err) == fault.NotFound {
			m.lost = append(m.lost, id)
			continue
		}
		if err != nil {
			return err
		}
		if err := errors.Join(m.out.File(id, info.Size, body), body.Close()); err != nil {
			return err
		}
	}
	return nil
}
