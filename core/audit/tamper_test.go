package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/audit/verify"
)

// sealed makes a real log of n entries, sealed in sections of 5, and returns the head it had half way.
func sealed(t testing.TB, signer note.Signer, n int) (m *memory, old []byte) {
	t.Helper()
	m = newMemory()
	sealer := audit.NewSealer(audit.Config{Log: m, Signer: signer, Batch: 5})
	for i := range n {
		_ = m.Append(t.Context(), entry(lilas, i))
		if i%5 == 4 || i == n-1 {
			c, err := sealer.Seal(t.Context(), lilas)
			if err != nil {
				t.Fatal(err)
			}
			if i < n/2 {
				old = c.Note
			}
		}
	}
	return m, old
}

// attack changes the exported lines; pick chooses where. It returns the entry it harmed.
type attack struct {
	name string
	want verify.Kind
	do   func(lines []string, r *rand.Rand) (changed []string, harmed int64)
}

var attacks = []attack{
	{"edit an action", verify.Edited, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 0)
		lines[at] = strings.Replace(lines[at], "portrait:wave.open", "portrait:wave.look", 1)
		return lines, index
	}},
	{"edit an index", verify.Edited, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 0)
		lines[at] = strings.Replace(lines[at], fmt.Sprintf(`"index":%d,`, index), `"index":4000,`, 1)
		return lines, index
	}},
	{"delete one", verify.Deleted, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 0)
		return slices.Delete(lines, at, at+1), index
	}},
	{"delete one, number the rest again", verify.Deleted, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 0)
		return renumber(slices.Delete(lines, at, at+1)), index
	}},
	{"insert one, number the rest again", verify.Inserted, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 1)
		forged := strings.Replace(lines[at], "portrait:wave.open", "portrait:wave.look", 1)
		return renumber(slices.Insert(lines, at, forged)), index
	}},
	{"repeat one", verify.Inserted, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 1)
		return renumber(slices.Insert(lines, at, lines[at])), index + 1
	}},
	{"swap two, number them again", verify.Reordered, func(lines []string, r *rand.Rand) ([]string, int64) {
		at, index := pick(lines, r, 1)
		lines[at], lines[at+1] = lines[at+1], lines[at]
		return renumber(lines), index
	}},
}

// pick chooses an entry line that has `after` others behind it in its section.
func pick(lines []string, r *rand.Rand, after int) (at int, index int64) {
	for {
		at = r.IntN(len(lines) - after)
		if slices.ContainsFunc(lines[at:at+after+1], func(l string) bool { return !isEntry(l) }) {
			continue
		}
		var e struct{ Index int64 }
		_ = json.Unmarshal([]byte(lines[at]), &e)
		return at, e.Index
	}
}

func isEntry(line string) bool { return strings.HasPrefix(line, `{"type":"entry"`) }

// renumber gives entries the indexes of their places, as a careful attacker would.
func renumber(lines []string) []string {
	index := 0
	for i, line := range lines {
		if isEntry(line) {
			_, rest, _ := strings.Cut(line, `,"id"`)
			lines[i] = fmt.Sprintf(`{"type":"entry","index":%d,"id"%s`, index, rest)
			index++
		}
	}
	return lines
}

// readable is the control: a reader without the defence, which takes any well-formed log whose entries are
// numbered without a gap.
func readable(file []byte) bool {
	index := int64(0)
	for line := range bytes.Lines(file) {
		var e struct {
			Type  string
			Index int64
		}
		if json.Unmarshal(line, &e) != nil {
			return false
		}
		if e.Type == "entry" {
			if e.Index != index {
				return false
			}
			index++
		}
	}
	return true
}

// Each attack is made on a real log, at every kind of place. Without the hashes (the control) the careful
// ones pass; with them every one is found, and the first bad entry is named.
func TestTamperingIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	m, _ := sealed(t, signer, 43)
	whole := export(t, m, lilas)
	if _, err := verify.File(bytes.NewReader(whole), key, nil); err != nil {
		t.Fatalf("the untouched log: %v", err)
	}
	t.Logf("%-36s %8s %8s %8s", "attack", "attempts", "control", "leaks")
	controls := 0
	for _, a := range attacks {
		const attempts = 20
		hits, leaks := 0, 0
		for seed := range uint64(attempts) {
			lines := strings.Split(strings.TrimSpace(string(whole)), "\n")
			changed, harmed := a.do(lines, rand.New(rand.NewPCG(seed, 7)))
			file := []byte(strings.Join(changed, "\n") + "\n")
			if readable(file) {
				hits++
			}
			_, err := verify.File(bytes.NewReader(file), key, nil)
			var found *verify.Tampered
			switch {
			case err == nil:
				leaks++
			case !errors.As(err, &found):
				t.Errorf("%s (seed %d): %v, want Tampered", a.name, seed, err)
			case found.Kind != a.want || found.First != harmed || found.Last != harmed:
				t.Errorf("%s (seed %d): %v; want %s, entry %d", a.name, seed, err, a.want, harmed)
			}
		}
		t.Logf("%-36s %8d %8d %8d", a.name, attempts, hits, leaks)
		if controls += hits; leaks > 0 {
			t.Errorf("%s: %d of %d went unseen", a.name, leaks, attempts)
		}
	}
	if controls == 0 {
		t.Error("no attack succeeded against the control: the test proves nothing")
	}
}

// An attacker who rewrites the stored hashes too is found by the signature, to within a section.
func TestRewrittenHashesAreFound(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	m, _ := sealed(t, signer, 43)
	forged := entry(lilas, 17)
	forged.Principal = "person:somebody-else"
	m.books[lilas].sealed[17], m.books[lilas].hashes[17] = forged, tlog.RecordHash(forged.Leaf())
	_, err := verify.File(bytes.NewReader(export(t, m, lilas)), key, nil)
	var found *verify.Tampered
	if !errors.As(err, &found) || found.Kind != verify.Unsigned || found.First != 15 || found.Last != 19 {
		t.Errorf("%v; want unsigned, entries 15 to 19", err)
	}
}

// Cutting the end off, and writing the whole log anew with the real key, are told only by a head that was
// kept elsewhere; without one the report says so.
func TestOldCheckpointTellsTruncationAndFork(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	m, old := sealed(t, signer, 43)
	newest, _ := m.Last(t.Context(), lilas)
	cut := strings.SplitAfter(string(export(t, m, lilas)), "\n")
	section := slices.IndexFunc(cut, func(l string) bool { return strings.Contains(l, `"leaves","from":30`) })
	short := []byte(strings.Join(cut[:section], ""))

	fork, _ := sealed(t, signer, 43)
	other := newMemory()
	for i, e := range fork.books[lilas].sealed {
		if i != 3 { // the entry that somebody wants gone
			_ = other.Append(t.Context(), e)
		}
	}
	_ = other.Append(t.Context(), entry(lilas, 44))
	if _, err := audit.NewSealer(audit.Config{Log: other, Signer: signer}).Seal(t.Context(), lilas); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		file []byte
		old  []byte
		want verify.Kind
	}{
		{"whole", export(t, m, lilas), old, ""},
		{"whole, newest head", export(t, m, lilas), newest.Note, ""},
		{"cut", short, newest.Note, verify.Truncated},
		{"forked", export(t, other, lilas), old, verify.Forked},
	} {
		report, err := verify.File(bytes.NewReader(c.file), key, nil)
		if err != nil || !slices.Contains(report.Unchecked, "truncated") || !slices.Contains(report.Unchecked, "forked") {
			t.Errorf("%s, without the old head (control): %+v, %v; want it to pass and say what was not checked", c.name, report, err)
		}
		_, err = verify.File(bytes.NewReader(c.file), key, c.old)
		var found *verify.Tampered
		errors.As(err, &found)
		if c.want == "" && err != nil || c.want != "" && (found == nil || found.Kind != c.want) {
			t.Errorf("%s, with the old head: %v; want %q", c.name, err, c.want)
		}
	}
}

// A log signed by another key, or of another tenant, is not this log.
func TestForeignLogsAreRefused(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	_, stranger := keys(t)
	m, old := sealed(t, signer, 12)
	if _, err := verify.File(bytes.NewReader(export(t, m, lilas)), stranger, nil); err == nil {
		t.Error("a log verifies under a key that did not sign it")
	}
	_ = m.Append(t.Context(), entry(tilleu, 1))
	if _, err := audit.NewSealer(audit.Config{Log: m, Signer: signer}).Seal(t.Context(), tilleu); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.File(bytes.NewReader(export(t, m, tilleu)), key, old); err == nil {
		t.Error("a log verifies against another tenant's head")
	}
}
