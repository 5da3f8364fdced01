package archive_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/archive"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var made = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// written is a file with rows, a log and an image.
func written(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := archive.NewWriter(&out, archive.Manifest{Made: made, Organisation: archive.Moved{ID: "1", Slug: "ville", Name: "Ville"}})
	check(t, err)
	check(t, w.Begin(archive.RowsOf("people")))
	for range 3 {
		check(t, w.Line(map[string]any{"name": "Zoé & <Lou>", "rev": 9007199254740993, "nothing": nil}))
	}
	check(t, w.Begin(archive.RecordsOf("portrait/visits")))
	check(t, w.Line(map[string]any{"id": "a", "doc": json.RawMessage(`{"b":1.50,"a":"<é>"}`), "sealed": []string{"a"}}))
	check(t, w.Begin(archive.Log))
	for i := range 300_000 { // more than one entry holds
		_, err := io.WriteString(w, "{\"n\":"+strings.Repeat("1", i%7+1)+"}\n")
		check(t, err)
	}
	check(t, w.Begin(archive.Files))
	check(t, w.File("x.png", 3, strings.NewReader("png")))
	s, err := w.Close()
	check(t, err)
	if s.People != 3 || s.Records != 1 || s.LogLines != 300_000 || s.Images != 1 {
		t.Errorf("it says that it holds %+v", s)
	}
	return out.Bytes()
}

// read reads a file to its end.
func read(r io.Reader) (s archive.Summary, seen map[string]int, err error) {
	a, err := archive.NewReader(r)
	if err != nil {
		return s, nil, err
	}
	seen = map[string]int{}
	for {
		e, err := a.Next()
		if errors.Is(err, io.EOF) {
			return a.Summary(), seen, nil
		}
		if err != nil {
			return s, seen, err
		}
		seen[e.Part]++
		if e.Part != archive.Files {
			if err := e.Lines(func([]byte) error { return nil }); err != nil {
				return s, seen, err
			}
		}
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	file := written(t)
	if !bytes.Equal(file, written(t)) {
		t.Error("the same state makes other bytes")
	}
	s, seen, err := read(bytes.NewReader(file))
	check(t, err)
	if s.People != 3 || s.Records != 1 || s.LogLines != 300_000 || s.Images != 1 || seen[archive.Log] < 2 || s.Organisation.Slug != "ville" {
		t.Errorf("read %+v, %v", s, seen)
	}
	a, err := archive.NewReader(bytes.NewReader(file))
	check(t, err)
	e, err := a.Next()
	check(t, err)
	check(t, e.Rows(func(row map[string]any) error {
		if row["name"] != "Zoé & <Lou>" || row["rev"] != json.Number("9007199254740993") {
			t.Errorf("a row: %v", row)
		}
		return nil
	}))
	e, err = a.Next()
	check(t, err)
	check(t, e.Records(func(row map[string]any, doc json.RawMessage, sealed []string) error {
		if string(doc) != `{"b":1.50,"a":"<é>"}` || len(sealed) != 1 || len(row) != 1 {
			t.Errorf("a record: %v %s %v", row, doc, sealed)
		}
		return nil
	}))
}

// Each file that was cut at any of many places, or changed in any of many bytes, is refused, or says what it said.
func TestNoPartOfAFileIsTakenForAll(t *testing.T) {
	t.Parallel()
	file := written(t)
	tries, refused := 0, 0
	for at := 0; at < len(file)-1024; at += len(file)/211 + 1 {
		changed := bytes.Clone(file)
		changed[at] ^= 4
		for what, text := range map[string][]byte{"cut": file[:at], "changed": changed} {
			tries++
			s, _, err := read(bytes.NewReader(text))
			switch {
			case err != nil:
				refused++
			case what == "cut" || s.People != 3: // a bit of a header that says nothing may change
				t.Errorf("%s at %d: %+v", what, at, s)
			}
		}
	}
	t.Logf("%d of %d refused", refused, tries)
	if refused < tries*9/10 {
		t.Errorf("only %d of %d were refused", refused, tries)
	}
}

func TestLocksAndKeys(t *testing.T) {
	t.Parallel()
	if _, err := archive.LockWith("court"); code(err) != "invalid-input" {
		t.Errorf("a short passphrase: %v", err)
	}
	if _, err := archive.LockFor("age1nobody"); code(err) != "invalid-input" {
		t.Errorf("a wrong recipient: %v", err)
	}
	if _, err := archive.LockFor(); code(err) != "invalid-input" {
		t.Errorf("nobody: %v", err)
	}
	if _, err := archive.KeyIn([]byte("AGE-SECRET-KEY-1NO")); code(err) != "identity-unreadable" {
		t.Errorf("a wrong identity: %v", err)
	}
	lock, err := archive.LockWith("quatre mots tirés au sort")
	check(t, err)
	var out bytes.Buffer
	shut, err := lock.Shut(&out)
	check(t, err)
	_, err = shut.Write(bytes.Repeat([]byte("x"), 200_000))
	check(t, errors.Join(err, shut.Close()))
	key, err := archive.KeyFor("quatre mots tirés au sort")
	check(t, err)
	for what, try := range map[string]struct {
		text []byte
		code string
	}{
		"whole":       {out.Bytes(), ""},
		"cut":         {out.Bytes()[:out.Len()-1], "archive-changed"},
		"cut between": {out.Bytes()[:out.Len()-200_000%65536-16], "archive-truncated"},
		"changed":     {append(bytes.Clone(out.Bytes()[:out.Len()-1]), out.Bytes()[out.Len()-1]^1), "archive-changed"},
		"none":        {[]byte("no age file"), "archive-unreadable"},
	} {
		opened, err := key.Open(bytes.NewReader(try.text))
		if err == nil {
			_, err = io.Copy(io.Discard, opened)
		}
		if code(err) != try.code {
			t.Errorf("%s: %v, want %q", what, err, try.code)
		}
	}
	wrong, err := archive.KeyFor("quatre autres mots")
	check(t, err)
	if _, err := wrong.Open(bytes.NewReader(out.Bytes())); code(err) != "identity-wrong" {
		t.Errorf("with another passphrase: %v", err)
	}
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.From(err).Code
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
