package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/archive"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/audit/verify"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

const (
	comesFor  = 10 * time.Minute // after which an organisation that does not go on arriving is given up
	goesOn    = time.Minute      // how often that is put off
	comesRows = 200              // rows written at once: others write in between
)

// newcomer is an organisation on its way in. Nobody finds it until its own row is written, last of all.
type newcomer struct {
	*moving
	from   *archive.Reader
	id     tenant.ID
	tables map[string]record.Table // by "module/collection"
	put    time.Time               // when the giving up was put off last

	people  []string          // their ids here
	anew    map[string]string // ids of people in the file to those here, where it comes in beside the one that it was made from
	rename  *strings.Replacer // nil as long as there is nothing to rename
	own     sqlstore.Row
	waiting []sqlstore.Row // entries that were not sealed
	log     *formerLog
}

// Import implements api.Moving: all of it, or nothing is left.
func (m *moving) Import(ctx context.Context, from io.Reader, a api.Arrival) (s archive.Summary, err error) {
	in, err := archive.NewReader(from)
	if err != nil {
		return s, err
	}
	n := &newcomer{moving: m, from: in, tables: map[string]record.Table{}}
	was := in.Manifest.Organisation
	if a.As == "" {
		a.As = was.Slug
	} else {
		was.ID, n.anew = "", map[string]string{}
	}
	if err := n.welcome(ctx, a.As); err != nil {
		return s, err
	}
	if n.id, err = m.db.Carrier().Begin(ctx, was.ID, m.clock().Add(comesFor)); err != nil {
		return s, err
	}
	defer func() {
		if err != nil {
			n.log.abandon()
			err = errors.Join(fmt.Errorf("bringing in %s: %w", a.As, err), m.forsake(context.WithoutCancel(ctx), n.id))
		}
	}()
	n.put = m.clock()
	if err := n.read(ctx); err != nil {
		return s, err
	}
	if n.own == nil {
		return s, fault.New(fault.Invalid, "archive-unreadable", "The file does not say what the organisation is.")
	}
	n.own["slug"] = a.As
	if err := n.unknown(ctx); err != nil {
		return s, err
	}
	entry, err := n.closeLog(ctx, a)
	if err != nil {
		return s, err
	}
	if err := m.db.Carrier().Land(ctx, n.id, n.own, in.Manifest.Changes, []audit.Entry{entry}, n.waiting); err != nil {
		return s, err
	}
	m.forgetSecrets(n.id)
	s = in.Summary()
	s.Organisation.ID, s.Organisation.Slug = n.id.String(), a.As
	if err := m.modules.Settle(ctx); err != nil {
		m.telemetry.Logger.ErrorContext(ctx, "an organisation is here, and its modules could not be settled", "organisation", a.As, "error", err)
	}
	return s, nil
}

// welcome refuses what could not be brought in to the end, before anything is written.
func (n *newcomer) welcome(ctx context.Context, slug string) error {
	switch _, err := n.db.Directory().BySlug(ctx, slug); {
	case err == nil:
		return fault.New(fault.Conflict, "slug-taken", "There is an organisation %s here already: --as brings it in under another name.", slug)
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	lacking, err := n.lacking(ctx)
	if err != nil {
		return err
	}
	if len(lacking) > 0 {
		return fault.New(fault.Conflict, "archive-modules", "This installation lacks what the organisation needs: %s.", strings.Join(lacking, "; "))
	}
	return nil
}

// lacking lists the modules and versions of schemas that are not here, and notes the collections that are.
func (n *newcomer) lacking(ctx context.Context) (lacking []string, err error) {
	versions, err := n.modules.Versions(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue of modules: %w", err)
	}
	for _, of := range n.from.Manifest.Modules {
		tables, found := n.modules.tables(tenant.ID{}, of.Name)
		if !found {
			lacking = append(lacking, fmt.Sprintf("the module %s %s", of.Name, of.Version))
			continue
		}
		if of.Pinned && !strings.Contains(" "+strings.Join(versions[of.Name], " ")+" ", " "+of.Version+" ") {
			lacking = append(lacking, fmt.Sprintf("the version %s of %s, at which it stays", of.Version, of.Name))
		}
		for _, c := range of.Collections {
			if why := n.lacks(tables, of.Name, c); why != "" {
				lacking = append(lacking, why)
			}
		}
	}
	return lacking, nil
}

func (n *newcomer) lacks(tables []record.Table, module string, c archive.Collection) string {
	name := module + "/" + c.Name
	for _, t := range tables {
		switch {
		case t.Schema.Collection != c.Name:
			continue
		case string(t.Schema.Kind) != c.Kind:
			return fmt.Sprintf("a collection %s of the same kind", name)
		case t.Schema.Version < c.Version:
			return fmt.Sprintf("version %d of the schema of %s (here it is %d)", c.Version, name, t.Schema.Version)
		}
		n.tables[name] = t
		return ""
	}
	return "the collection " + name
}

// read takes the file in, entry after entry, to its end.
func (n *newcomer) read(ctx context.Context) error {
	for {
		e, err := n.from.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = n.take(ctx, e)
		}
		if err == nil {
			err = n.goOn(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// goOn puts off that the organisation is given up.
func (n *newcomer) goOn(ctx context.Context) error {
	now := n.clock()
	if now.Before(n.put.Add(goesOn)) {
		return nil
	}
	n.put = now
	return n.db.Carrier().GoOn(ctx, n.id, now.Add(comesFor))
}

func (n *newcomer) take(ctx context.Context, e *archive.Entry) error {
	kind, name, _ := strings.Cut(e.Part, "/")
	switch {
	case e.Part == archive.Log, e.Part == archive.Files: // they stay as they were sealed and named
	case e.Part == archive.RowsOf("people"), len(n.anew) == 0:
	default:
		n.renamed(e)
	}
	switch {
	case n.anew != nil && e.Part == archive.RowsOf("passkeys"): // made for the accounts of the other
		return nil
	case kind == "rows" && name == "tenants":
		return e.Rows(func(row map[string]any) error { n.own = row; return nil })
	case kind == "rows" && name == "entries":
		return e.Rows(func(row map[string]any) error { n.waiting = append(n.waiting, row); return nil })
	case kind == "rows":
		return n.takeRows(ctx, e, name)
	case kind == "records":
		return n.takeRecords(ctx, e, name)
	case e.Part == archive.Secrets:
		return e.Lines(func(line []byte) error { return n.takeSecret(ctx, line) })
	case e.Part == archive.Log:
		return n.takeLog(ctx, e)
	case e.Part == archive.Files:
		return n.files.Adopt(n.id, e.Name, e.Body)
	}
	return fault.New(fault.Invalid, "archive-newer", "The file has a part %q, which this version does not know: import it with the version that made it, or a later one.", path.Clean(e.Part))
}

func (n *newcomer) takeRows(ctx context.Context, e *archive.Entry, table string) error {
	var batch []sqlstore.Row
	write := func() error {
		defer func() { batch = nil }()
		return n.db.Carrier().PutRows(ctx, n.id, table, batch)
	}
	err := e.Rows(func(row map[string]any) error {
		if table == "factors" {
			if err := n.sealFactor(row); err != nil {
				return err
			}
		}
		if table == "people" {
			n.meet(row)
		}
		if batch = append(batch, row); len(batch) == comesRows {
			return write()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write()
}

// meet notes a person. Beside the organisation that it was made from, one needs people of its own: whoever has an id has the
// rights that were given to it, everywhere.
func (n *newcomer) meet(row sqlstore.Row) {
	id, _ := row["id"].(string)
	if n.anew != nil {
		made := uuid.Must(uuid.NewV7()).String()
		n.anew[id], row["id"] = made, made
		id = made
	}
	n.people = append(n.people, id)
}

// renamed has an entry's lines name people by their ids here.
func (n *newcomer) renamed(e *archive.Entry) {
	if n.rename == nil {
		pairs := make([]string, 0, 2*len(n.anew))
		for was, is := range n.anew {
			pairs = append(pairs, was, is)
		}
		n.rename = strings.NewReplacer(pairs...)
	}
	e.Rewrite = n.rename.Replace
}

// knownAtOnce is after how many people other organisations are asked about.
const knownAtOnce = 500

// unknown refuses people whose ids others here have, or have given rights to: they would be taken for those.
func (n *newcomer) unknown(ctx context.Context) error {
	all, err := n.db.Directory().All(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		for people := range slices.Chunk(n.people, knownAtOnce) {
			known, err := n.db.Carrier().Knows(ctx, t.ID, people)
			if err != nil {
				return fmt.Errorf("looking whether %s knows somebody: %w", t.Slug, err)
			}
			if known {
				return fault.New(fault.Conflict, "archive-people", "Somebody in the file has the id of an account that %s has, or has given rights to: take those away, or bring the organisation in with --as.", t.Slug)
			}
		}
	}
	return nil
}

func (n *newcomer) sealFactor(row sqlstore.Row) (err error) {
	person, _ := row["person_id"].(string)
	text, _ := row["secret"].(string)
	secret, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		row["secret"], err = secrets{n.keys.Fields()}.Seal(n.id, person, secret)
	}
	return err
}

func (n *newcomer) takeRecords(ctx context.Context, e *archive.Entry, name string) error {
	into, known := n.tables[name]
	if !known {
		return fault.New(fault.Invalid, "archive-unreadable", "The file holds records of %s, and its beginning does not say so.", name)
	}
	var batch []sqlstore.Row
	write := func() error {
		defer func() { batch = nil }()
		return n.db.Carrier().PutRecords(ctx, n.id, into, batch)
	}
	err := e.Records(func(row map[string]any, doc json.RawMessage, sealed []string) error {
		id, _ := row["id"].(string)
		doc, err := n.records.Resealed(n.id, into, id, doc, sealed)
		if err != nil {
			return err
		}
		row["doc"] = string(doc)
		if batch = append(batch, row); len(batch) == comesRows {
			return write()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return write()
}

func (n *newcomer) takeSecret(ctx context.Context, line []byte) error {
	var s secretLine
	if err := json.Unmarshal(line, &s); err != nil || s.Module == "" || len(s.Secret) == 0 {
		return fault.New(fault.Invalid, "archive-unreadable", "A module's secret cannot be read.").Because(err)
	}
	sealed, err := n.keys.Fields().Seal(secretPlace(n.id, s.Module), s.Secret)
	if err != nil {
		return err
	}
	return n.db.Carrier().PutSecret(ctx, n.id, s.Module, sealed)
}

// formerLog is the log that the organisation had, verified while it is kept.
type formerLog struct {
	id     string
	parts  int
	pipe   *io.PipeWriter
	report chan verified
}

type verified struct {
	verify.Report
	err error
}

func newFormerLog(key string) *formerLog {
	from, to := io.Pipe()
	l := &formerLog{id: uuid.Must(uuid.NewV7()).String(), pipe: to, report: make(chan verified, 1)}
	go func() {
		report, err := verify.File(from, key, nil)
		from.CloseWithError(errors.Join(err, io.ErrClosedPipe)) // whoever writes on is told
		l.report <- verified{report, err}
	}()
	return l
}

// takeLog keeps an entry of the former log.
func (n *newcomer) takeLog(ctx context.Context, e *archive.Entry) error {
	if n.log == nil {
		n.log = newFormerLog(n.from.Manifest.LogKey)
	}
	l := n.log
	var text []byte
	err := e.Lines(func(line []byte) error {
		text = append(append(text, line...), '\n')
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := l.pipe.Write(text); err != nil {
		return badLog((<-l.report).err)
	}
	l.parts++
	return n.db.Carrier().PutRows(ctx, n.id, "former_log_parts", []sqlstore.Row{{
		"id": l.id, "part": json.Number(strconv.Itoa(l.parts)), "body": base64.StdEncoding.EncodeToString(text),
	}})
}

// abandon ends the verifying of a log that does not come to its end.
func (l *formerLog) abandon() {
	if l != nil {
		_ = l.pipe.CloseWithError(io.ErrUnexpectedEOF) // it never fails
	}
}

func badLog(err error) error {
	return fault.New(fault.Invalid, "archive-log", "The organisation's log is not as it was sealed: %v", err)
}

// closeLog keeps what is known of the former log, and makes the entry with which the new one begins: it names the other.
func (n *newcomer) closeLog(ctx context.Context, a api.Arrival) (audit.Entry, error) {
	entry := audit.Entry{
		Tenant: n.id, Principal: a.Principal, Action: "core:tenant.import", Unit: tenant.Root, Outcome: audit.Done, Count: 1, Request: a.Request,
	}
	if n.log == nil {
		return entry, badLog(errors.New("there is none"))
	}
	_ = n.log.pipe.Close() // it never fails
	report := <-n.log.report
	if report.err != nil {
		return entry, badLog(report.err)
	}
	key := n.from.Manifest.LogKey
	entry.Resource = "log/" + n.log.id
	entry.Cover(fmt.Appendf(nil, "%s\n%d\n%s\n%s\n", report.Origin, report.Size, report.Root, key))
	return entry, n.db.Carrier().PutRows(ctx, n.id, "former_logs", []sqlstore.Row{{
		"id": n.log.id, "origin": report.Origin, "size": json.Number(strconv.FormatInt(report.Size, 10)), "root": report.Root,
		"verifier": key, "closed_at": n.from.Manifest.Made.Format(time.RFC3339Nano),
	}})
}

// forsake removes what was brought in of an organisation that does not arrive.
func (m *moving) forsake(ctx context.Context, t tenant.ID) error {
	if err := m.files.Forget(t); err != nil {
		return err
	}
	return m.db.Carrier().GiveUp(ctx, t)
}

// giveUp removes what was left of organisations that did not arrive.
func (m *moving) giveUp(ctx context.Context) error {
	gone, err := m.db.Carrier().GivenUp(ctx, m.clock())
	if err != nil {
		return fmt.Errorf("looking for organisations that did not arrive: %w", err)
	}
	for _, t := range gone {
		if err := m.forsake(ctx, t); err != nil {
			return fmt.Errorf("removing what is left of an organisation that did not arrive: %w", err)
		}
	}
	return nil
}
