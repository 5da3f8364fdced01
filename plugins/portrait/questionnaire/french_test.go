package questionnaire

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryMistakeIsSaidInFrench reads the sources: each format that is said has its French one, and with the same
// things to fill in.
func TestEveryMistakeIsSaidInFrench(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{notVersion: true, unreadable: true, unreadable + ": %s": true, notWorkbook: true}
	quoted := regexp.MustCompile("(?:say|sayAt|lack|on|matches)\\(.*?(?:\"((?:must|has|is|a|the|there|lies|what|no|one|this|values|one|true|runs|%q|%d) (?:[^\"]*))\"|`(must [^`]*)`)")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, found := range quoted.FindAllStringSubmatch(string(text), -1) {
			said[found[1]+found[2]] = true
		}
	}
	if len(said) < len(french)-3 {
		t.Errorf("%d formats found for %d translations: the pattern misses some", len(said), len(french))
	}
	verb := regexp.MustCompile(`%[a-z]`)
	for format := range said {
		if got, want := verb.FindAllString(french[format], -1), verb.FindAllString(format, -1); french[format] == "" || strings.Join(got, "") != strings.Join(want, "") {
			t.Errorf("%q is %q in French", format, french[format])
		}
	}
}
