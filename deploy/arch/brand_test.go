package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The server refuses a colour for the same reason as a screen would not show it: both judge it on the same grounds.
func TestColoursAreJudgedOnTheGroundsOfTheScreens(t *testing.T) {
	t.Parallel()
	read := func(path string) string {
		text, err := os.ReadFile(filepath.Join(root(t), path))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	screens, server := read("sdk/web/src/tokens.ts"), read("core/tenant/brand.go")
	for _, ground := range []string{"paper", "surface", "sunken"} { // the light theme comes first
		found := regexp.MustCompile(ground + `: '(#[0-9A-F]{6})'`).FindStringSubmatch(screens)
		if found == nil || !strings.Contains(server, `"`+found[1]+`"`) {
			t.Errorf("the server does not judge colours on %s: %v", ground, found)
		}
	}
}
