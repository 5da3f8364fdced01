package e2e

import (
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the attacker's own tool
)

// pageSize is SQLite's, as the platform makes its files.
const pageSize = 4096

// loot is what an attacker carries away: every file of the data folder but the keys, as the disk had them at
// one moment, and what left the machine for other places.
type loot struct {
	t     testing.TB
	files map[string][]byte
	db    *sql.DB  // the copied database, opened
	away  []string // audit export, log lines, spans
}

// rob copies the data folder of a server that runs.
func (p *platform) rob() *loot {
	p.t.Helper()
	l := &loot{t: p.t, files: map[string][]byte{}}
	folder := p.t.TempDir()
	err := filepath.WalkDir(p.data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() == "keys" && entry.IsDir() {
			if entry != nil && entry.IsDir() && err == nil {
				return fs.SkipDir
			}
			return err
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(p.data, path)
		l.files[name] = content
		if filepath.Dir(name) != "." {
			return nil
		}
		return os.WriteFile(filepath.Join(folder, name), content, 0o600)
	})
	if err != nil {
		p.t.Fatalf("copying the data folder: %v", err)
	}
	if l.db, err = sql.Open("sqlite", filepath.Join(folder, "ribambelle.db")); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = l.db.Close() })
	return l
}

// texts runs a query whose rows are one text each; a query that cannot be asked finds nothing.
func (l *loot) texts(query string) (found []string) {
	rows, err := l.db.Query(query)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var text sql.NullString
		if rows.Scan(&text) == nil {
			found = append(found, text.String)
		}
	}
	return found
}

// pages are the pages of a b-tree in the database file, as the file format describes them.
func (l *loot) pages(root int) (all [][]byte) {
	file := l.files["ribambelle.db"]
	if root <= 0 || root*pageSize > len(file) {
		return nil
	}
	page := file[(root-1)*pageSize : root*pageSize]
	all = append(all, page)
	if page[0] != 2 && page[0] != 5 { // a leaf
		return all
	}
	for i := range int(binary.BigEndian.Uint16(page[3:])) {
		cell := int(binary.BigEndian.Uint16(page[12+2*i:]))
		all = append(all, l.pages(int(binary.BigEndian.Uint32(page[cell:])))...)
	}
	return append(all, l.pages(int(binary.BigEndian.Uint32(page[8:])))...)
}

// frames are the pages in the write-ahead log, oldest first, those of earlier rounds included.
func (l *loot) frames() (all [][]byte) {
	log := l.files["ribambelle.db-wal"]
	for at := 32; at+24+pageSize <= len(log); at += 24 + pageSize {
		all = append(all, log[at+24:at+24+pageSize])
	}
	return all
}

// everything is all of the loot as one text.
func (l *loot) everything() string {
	var all strings.Builder
	for _, content := range l.files {
		all.Write(content)
	}
	for _, text := range l.away {
		all.WriteString(text)
	}
	return all.String()
}

// sheet is one person's answers as they lie in the database.
type sheet struct {
	id, owner, person string
	respondent        int // the truth: whose they are, told by the distinct answers
}

// sheets reads the answers that a table holds.
func (l *loot) sheets(table string) (all []sheet) {
	l.t.Helper()
	for _, id := range l.texts("SELECT id FROM " + table + " ORDER BY id") {
		s := sheet{id: id}
		var doc string
		if err := l.db.QueryRow("SELECT doc FROM "+table+" WHERE id = ?", id).Scan(&doc); err != nil {
			l.t.Fatal(err)
		}
		_ = l.db.QueryRow("SELECT COALESCE(owner_id, '') FROM "+table+" WHERE id = ?", id).Scan(&s.owner)
		var said struct {
			Person string
			Values map[string]int
		}
		if err := json.Unmarshal([]byte(doc), &said); err != nil {
			l.t.Fatalf("%s: %v", doc, err)
		}
		s.person, s.respondent = said.Person, said.Values[attitudeItems[0]]
		all = append(all, s)
	}
	return all
}
