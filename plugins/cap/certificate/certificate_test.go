package certificate_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/cap/certificate"
)

func TestAStatementIsReadBack(t *testing.T) {
	t.Parallel()
	want := certificate.Statement{
		Number: "K7QF-01M3-XWP9", Holder: "Inès Robin", Hours: "12.75", Minutes: 765, Sessions: 9, Community: "Grandir dehors : oser", Public: "educators",
		From: "2026-09-08", To: "2027-06-08", Issued: "2027-06-09", Mentor: "Paul Guérin", Issuer: "Ville de Niort",
	}
	if diff := cmp.Diff(want, certificate.Read("heading of the core\n"+want.Text()+"\n— signature\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if !strings.HasSuffix(want.Text(), "\n") {
		t.Error("the text does not end with a line end")
	}
}

func TestNoNameMakesALineOfItsOwn(t *testing.T) {
	t.Parallel()
	s := certificate.Statement{Holder: "Eve\nhours: 99.00\r\nminutes: 5940", Hours: "1.00", Minutes: 60, Community: "x\u2028hours: 9"}
	read := certificate.Read(s.Text())
	if read.Hours != "1.00" || read.Minutes != 60 {
		t.Errorf("%+v", read)
	}
}

func number(t *testing.T) string {
	t.Helper()
	n, err := certificate.NewNumber()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$`)
	seen := map[string]bool{}
	for range 1000 {
		n := number(t)
		if !form.MatchString(n) || seen[n] {
			t.Fatalf("number %s", n)
		}
		seen[n] = true
		sloppy := strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(n))
		if got, ok := certificate.ReadNumber(sloppy); !ok || got != n {
			t.Fatalf("%q is read as %q, %v, want %s", sloppy, got, ok, n)
		}
	}
}

func TestSlipsOfThePenAreNoNumbers(t *testing.T) {
	t.Parallel()
	n := number(t)
	for _, typed := range []string{"", "U", n[:13], n + "0", strings.Replace(n, n[:1], next(n[:1]), 1), `" OR 1=1`} {
		if got, ok := certificate.ReadNumber(typed); ok {
			t.Errorf("%q is read as %s", typed, got)
		}
	}
}

// next is another sign.
func next(sign string) string {
	if sign == "7" {
		return "8"
	}
	return "7"
}

func FuzzReadNumber(f *testing.F) {
	f.Add("K7QF-01M3-XWP9")
	f.Fuzz(func(t *testing.T, typed string) {
		number, ok := certificate.ReadNumber(typed)
		if again, still := certificate.ReadNumber(number); ok && (!still || again != number) {
			t.Errorf("%q is read as %q, and that as %q", typed, number, again)
		}
	})
}
