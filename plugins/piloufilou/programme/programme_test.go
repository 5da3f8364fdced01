package programme_test

import (
	"os"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
)

const sample = "../programmes/deux-marionnettes.yaml"

func sampleText(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheSampleIsAWholeProgramme(t *testing.T) {
	t.Parallel()
	p, problems := programme.Read([]byte(sampleText(t)))
	if len(problems) > 0 {
		t.Fatalf("%d problems, the first %+v", len(problems), problems[0])
	}
	if len(p.Workshops) != 16 || p.Licence != "CC BY 4.0" || p.Status != programme.Draft {
		t.Errorf("%d workshops, %q, %q", len(p.Workshops), p.Licence, p.Status)
	}
	w, ok := p.Workshop(7)
	if !ok || w.Minutes != 40 || len(p.Listed(w)) != 6 {
		t.Errorf("workshop 7: %v, %d minutes, %d components, want 40 and 6", ok, w.Minutes, len(p.Listed(w)))
	}
	if _, ok := p.Workshop(17); ok {
		t.Error("there is a workshop 17")
	}
	for _, mark := range []string{"pilou", "filou", "accompagne-moi"} {
		if strings.Contains(strings.ToLower(sampleText(t)), mark) {
			t.Errorf("the sample names the registered mark %q", mark)
		}
	}
}

func TestTheFrameHasThreeNineTwentyOne(t *testing.T) {
	t.Parallel()
	general, specific := 0, 0
	for _, c := range programme.Competences() {
		general += len(c.General)
		for _, g := range c.General {
			specific += len(g.Specific)
			for _, s := range g.Specific {
				if !strings.HasPrefix(s.Code, g.Code) || !strings.HasPrefix(g.Code, c.Code) || s.Title["fr"] == "" || s.Title["en"] == "" {
					t.Errorf("%s under %s under %s, %v", s.Code, g.Code, c.Code, s.Title)
				}
			}
		}
	}
	if n := len(programme.Competences()); n != 3 || general != 9 || specific != 21 {
		t.Errorf("%d categories, %d general, %d specific; want 3, 9, 21", n, general, specific)
	}
}

func TestTheSampleLeavesNoCompetenceOut(t *testing.T) {
	t.Parallel()
	p, _ := programme.Read([]byte(sampleText(t)))
	c := p.Coverage()
	if len(c.Columns) != 21 || len(c.Missing) != 0 {
		t.Errorf("%d columns, missing %v", len(c.Columns), c.Missing)
	}
	for _, column := range c.Columns {
		if len(column.Workshops) == 0 {
			t.Errorf("no workshop serves %s", column.Specific)
		}
	}
	p.Workshops = p.Workshops[:3]
	if missing := p.Coverage().Missing; strings.Join(missing, " ") != "C2 C3 E2 E3 S3" {
		t.Errorf("three workshops leave out %v", missing)
	}
}

func TestEachMistakeHasItsLine(t *testing.T) {
	t.Parallel()
	text := sampleText(t)
	line := func(part string) int { return strings.Count(text[:strings.Index(text, part)], "\n") + 1 }
	for name, tc := range map[string]struct {
		from, to string
		pointer  string
		at       string // what stands on the line that the problem names
	}{
		"no competence":      {"cps: [S2a, C1a]", "cps: []", "/workshops/0/cps", "cps: [S2a, C1a]"},
		"unknown competence": {"[S2a, C1a]", "[S9z, C1a]", "/workshops/0/cps/0", "cps: [S2a, C1a]"},
		"twice":              {"[S2a, C1a]", "[S2a, S2a]", "/workshops/0/cps/1", "cps: [S2a, C1a]"},
		"number":             {"number: 3", "number: 4", "/workshops/2/number", "number: 3"},
		"script too short":   {"minutes: 30\n    components: [{key: aime", "minutes: 25\n    components: [{key: aime", "/workshops/0/script", "script:"},
		"version":            {"version: 1.0.0", "version: 1.0", "/version", "version: 1.0.0"},
		"one language":       {`en: "Big ears"`, `de: "Ohren"`, "/workshops/1/title/en", "title: {fr: \"Les grandes oreilles\""},
		"component twice":    {"{key: silence", "{key: rituel", "/workshops/1/components/0/key", "components: [{key: silence"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(text, tc.from) {
				t.Fatalf("the sample has no %q", tc.from)
			}
			_, problems := programme.Read([]byte(strings.Replace(text, tc.from, tc.to, 1)))
			if len(problems) == 0 {
				t.Fatal("accepted")
			}
			if p := problems[0]; p.Pointer != tc.pointer || p.Line != line(tc.at) {
				t.Errorf("%s in line %d (%s), want %s in line %d", p.Pointer, p.Line, p.Message, tc.pointer, line(tc.at))
			}
		})
	}
}

func TestTextsThatAreNoProgramme(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty": "", "a list": "- a\n", "two documents": "code: a\n---\ncode: b\n", "unknown key": "code: a\nnom: b\n",
		"repeated key": "code: aa\ncode: bb\n", "tabs": "code:\t\ta\n\tb: c", "not UTF-8": "code: \xff\n",
		"deep": strings.Repeat("[", 400), "alias": "code: &x aa\nversion: *x\n", "huge": strings.Repeat("#", programme.MaxYAML+1),
	} {
		if _, problems := programme.Read([]byte(text)); len(problems) == 0 || problems[0].Line < 1 {
			t.Errorf("%s: %+v, want a refusal with its line", name, problems)
		}
	}
}

// Every complaint of ours has French words; only the parser speaks English alone.
func TestComplaintsAreSaidInFrench(t *testing.T) {
	t.Parallel()
	_, problems := programme.Read([]byte("code: A\nversion: x\nlicence: \"\"\ntitle: {fr: a, xx9: b}\npuppets: []\nworkshops: [{number: 2, cps: [Z], script: [{minutes: 0}], minutes: 1}]\n"))
	if len(problems) < 12 {
		t.Fatalf("%d problems", len(problems))
	}
	for _, p := range problems {
		if p.French == "" || !strings.HasPrefix(p.In("fr"), "ligne ") || !strings.HasPrefix(p.In("en"), "line ") {
			t.Errorf("%q: %q", p.Message, p.In("fr"))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("code: aa\nversion: 1.0.0\n"))
	f.Add([]byte("workshops: [{number: 1, title: {fr: a}}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, problems := programme.Read(text)
		if len(problems) == 0 && len(p.Check()) > 0 {
			t.Errorf("%q was read and does not check", text)
		}
	})
}
