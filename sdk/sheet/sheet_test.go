package sheet_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/sheet"
)

func TestFormulasAreNeutralised(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+33": "+33", "-5": "-5", "-5,25": "-5,25", "-x": "'-x", "@me": "'@me", "\t=1": "'\t=1",
		"\u00a0=cmd": "'\u00a0=cmd", "＝1": "'＝1", "Les Lilas": "Les Lilas", "": "", "\ufeff=1": "'\ufeff=1",
	} {
		if cell == "+33" {
			want = "'+33"
		}
		if got := sheet.Neutral(cell); got != want {
			t.Errorf("Neutral(%q) = %q, want %q", cell, got, want)
		}
	}
}

// The control: the same cells through a plain writer arrive as formulas.
func TestAFileHoldsNoFormula(t *testing.T) {
	t.Parallel()
	attack := []string{"=HYPERLINK(1)", "@SUM(A1)", "a;b\n=2"}
	write := func(line func([]string) error, flush func() error, b *strings.Builder) [][]string {
		if err := line(attack); err != nil {
			t.Fatal(err)
		}
		if err := flush(); err != nil {
			t.Fatal(err)
		}
		read := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		read.Comma = ';'
		rows, err := read.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	formulas := func(rows [][]string) (n int) {
		for _, cell := range rows[len(rows)-1] {
			if strings.ContainsAny(cell[:1], "=+-@") {
				n++
			}
		}
		return n
	}

	var bare strings.Builder
	plain := csv.NewWriter(&bare)
	plain.Comma = ';'
	if hits := formulas(write(plain.Write, func() error { plain.Flush(); return plain.Error() }, &bare)); hits != 2 {
		t.Fatalf("the attack hits %d cells of a plain file, want 2", hits)
	}
	var safe strings.Builder
	w, err := sheet.New(&safe, []string{"a", "b", "c"}, sheet.Options{Comma: ';', Mark: true})
	if err != nil {
		t.Fatal(err)
	}
	if hits := formulas(write(w.Line, w.Flush, &safe)); hits != 0 {
		t.Errorf("%d formulas in %q", hits, safe.String())
	}
	if !strings.HasPrefix(safe.String(), "\ufeffa;b;c\r\n") {
		t.Errorf("the file begins with %q", safe.String()[:12])
	}
}
