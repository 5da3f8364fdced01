package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPromises holds what the page of promises tells people to run against what there is.
func TestPromises(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../promises.md")
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, found := range regexp.MustCompile("`((?:go test|make|ribambelle) [^`]+)`").FindAllStringSubmatch(string(page), -1) {
		told++
		words := strings.Fields(found[1])
		switch words[0] {
		case "make":
			if !strings.Contains(string(makefile), "\n"+words[1]+":") {
				t.Errorf("there is no target for %q", found[1])
			}
		case "ribambelle":
			if command := strings.Join(words[1:3], " "); !isCommand(command) {
				t.Errorf("there is no command %q", command)
			}
		default:
			if !testsIn(t, words[len(words)-1], argument(words, "-run")) {
				t.Errorf("%q runs nothing", found[1])
			}
		}
	}
	if told < 20 {
		t.Errorf("%d commands were found on the page", told)
	}
}

func isCommand(name string) bool { return slices.Contains(commands, name) }

func argument(words []string, flag string) string {
	for i, word := range words {
		if word == flag {
			return words[i+1]
		}
	}
	return "Test"
}

// testsIn reports whether a package of the repository has a test whose name begins so.
func testsIn(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name) {
			return true
		}
	}
	return false
}
