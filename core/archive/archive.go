// Package archive is the file in which everything of one organisation leaves an installation and comes to another.
//
// It is a tar stream in an age file (age-encryption.org/v1), so that nobody needs this program to read it:
//
//	manifest.json                       what the organisation is, the modules that it needs, and what stays behind
//	rows/<table>/0001.jsonl             what the core keeps, a row a line
//	secrets/0001.jsonl                  what the keys of its modules come from
//	records/<module>/<collection>/0001.jsonl   records, a line each, with nothing sealed
//	log/0001.ndjson                     the audit log, as `ribambelle audit verify` reads it
//	files/<id>                          images, as they are stored
//	sums.json                           of each part: how many, how many bytes, their SHA-256; the end of the file
//
// Lines of one part may be cut into several entries, between two lines. Rows come in the order of their keys, and members of
// an object in that of their names: the same state makes the same bytes, before they are encrypted.
//
// Goals: written and read as a stream, never in the clear on a disk; a file that was cut short, changed, or says other sizes
// than it has is refused before it counts. Non-goals: what the rows mean; the database. A Writer and a Reader each belong to
// one goroutine.
package archive

import (
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Format is the version of what Writer writes. A Reader reads this one and refuses newer ones.
const Format = 1

// How large the parts of a file may be. Who says more is refused before it is read.
const (
	maxEntry   = 32 << 20 // bytes of one entry: an image has 10 MiB at most, lines are cut at lineBytes
	maxLine    = 16 << 20
	maxTotal   = 64 << 30
	maxEntries = 4 << 20
	lineBytes  = 1 << 20 // of lines after which an entry is cut
)

// The parts that are no rows.
const (
	manifestName = "manifest.json"
	sumsName     = "sums.json"

	Secrets = "secrets"
	Log     = "log"
	Files   = "files"
	rows    = "rows/"
	records = "records/"
)

// RowsOf is the part that holds the rows of a table of the core.
func RowsOf(table string) string { return rows + table }

// RecordsOf is the part that holds the records of a collection: "portrait/visits".
func RecordsOf(collection string) string { return records + collection }

// Manifest begins a file.
type Manifest struct {
	Format       int       `json:"format"`
	Made         time.Time `json:"made_at"`
	Software     string    `json:"software"` // version that made it
	Organisation Moved     `json:"organisation"`
	Modules      []Module  `json:"modules"`
	Changes      int64     `json:"changes"`   // length of the feed of changes, from which watches go on
	LogKey       string    `json:"audit_key"` // verifies the log
	Left         []Left    `json:"left"`
}

// Moved is whose file it is.
type Moved struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Module is a module that the organisation has on, or has records of.
type Module struct {
	Name        string       `json:"name"`
	Version     string       `json:"version"`
	Pinned      bool         `json:"pinned,omitempty"`
	Collections []Collection `json:"collections"`
}

// Collection is one that has records.
type Collection struct {
	Name    string `json:"name"`
	Kind    string `json:"kind,omitempty"` // empty, internal, anonymous
	Version int    `json:"version"`        // of its schema
}

// Left is something that stays with the installation that made the file.
type Left struct {
	What  string   `json:"what"` // "sessions", "service-keys", "waiting-mail"…
	N     int64    `json:"n"`
	Names []string `json:"names,omitempty"`
}

// Sum is what a part holds.
type Sum struct {
	Part  string `json:"part"`
	N     int64  `json:"n"` // lines, or files
	Bytes int64  `json:"bytes"`
	SHA   string `json:"sha256"` // of the contents of its entries, one after the other, in hexadecimal
}

// Summary is what a whole file holds, in short: the sums are in the file.
type Summary struct {
	Organisation Moved  `json:"organisation"`
	Records      int64  `json:"records"`
	People       int64  `json:"people"`
	Units        int64  `json:"units"`
	Images       int64  `json:"images"`
	LogLines     int64  `json:"log_lines"`
	Bytes        int64  `json:"bytes"` // before they are encrypted
	Left         []Left `json:"left"`
}

// mostNames is how many names of what is left a summary says.
const mostNames = 10

func summary(of Moved, sums []Sum, left []Left) Summary {
	s := Summary{Organisation: of, Left: []Left{}}
	for _, sum := range sums {
		s.Bytes += sum.Bytes
		switch {
		case strings.HasPrefix(sum.Part, records):
			s.Records += sum.N
		case sum.Part == RowsOf("people"):
			s.People = sum.N
		case sum.Part == RowsOf("units"):
			s.Units = sum.N
		case sum.Part == Files:
			s.Images = sum.N
		case sum.Part == Log:
			s.LogLines = sum.N
		}
	}
	for _, l := range left {
		s.Leave(l)
	}
	return s
}

// Leave adds something that is left.
func (s *Summary) Leave(l Left) {
	l.Names = l.Names[:min(len(l.Names), mostNames)]
	s.Left = append(s.Left, l)
}

var (
	errNoArchive = fault.New(fault.Invalid, "archive-unreadable", "This is not an organisation's file of Ribambelle.")
	errCut       = fault.New(fault.Invalid, "archive-truncated", "The file ends too early: a part of it is missing.")
	errChanged   = fault.New(fault.Invalid, "archive-changed", "The file is not as it was written: a part of it was changed, or cut off.")
	errLarge     = fault.New(fault.Invalid, "archive-too-large", "The file says that it holds more than an organisation can have.")
)

func newer(format int) error {
	return fault.New(fault.Invalid, "archive-newer", "The file has the format %d, and this version reads up to %d: import it with the version that made it, or a later one.", format, Format)
}

// place is where a part's sum is among those known; -1 where it is not.
func place(sums []Sum, part string) int {
	return slices.IndexFunc(sums, func(s Sum) bool { return s.Part == part })
}
