package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	longestFile     = 500 // lines
	longestFunction = 80
	mostMethods     = 5
	largestFile     = 1 << 20 // bytes
)

// topFolders are the only folders at the root of the repository.
var topFolders = []string{"core", "plugins", "sdk", "tenants", "deploy"}

// trusting may turn text into a tenant.ID: it authenticates, binds handles or reads its own rows.
var trusting = []string{"core/tenant", "core/sqlstore", "core/identity"}

// starting is the one package with an init: under another name this program is a launcher of confined processes,
// whatever main it has and before anything of that is set up.
const starting = "core/confine"

func TestTopFolders(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		hidden := strings.HasPrefix(e.Name(), ".")
		made := slices.Contains([]string{"bin", "data", "node_modules"}, e.Name())
		if e.IsDir() && !hidden && !made && !slices.Contains(topFolders, e.Name()) {
			t.Errorf("top-level folder %s is not one of %v", e.Name(), topFolders)
		}
	}
}

// TestNothingBuiltIsKept looks at the size of what is versioned: a program that slips in stays in every clone.
func TestNothingBuiltIsKept(t *testing.T) {
	t.Parallel()
	names, err := exec.CommandContext(t.Context(), "git", "-C", root(t), "ls-files", "-z").Output()
	if err != nil {
		t.Fatalf("listing the versioned files: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(names), "\x00"), "\x00") {
		if info, err := os.Stat(filepath.Join(root(t), name)); err == nil && info.Size() > largestFile {
			t.Errorf("%s is versioned and has %d bytes: more than %d", name, info.Size(), largestFile)
		}
	}
}

// TestHabits reads every Go file of ours that is not generated.
func TestHabits(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, "sdk/proto") {
			continue
		}
		documented := len(p.GoFiles) == 0
		for _, file := range p.GoFiles {
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, parser.ParseComments)
			if err != nil {
				t.Fatalf("parsing %s: %v", file, err)
			}
			documented = documented || f.Doc != nil
			checkFile(t, name+"/"+file, set, f)
			if !slices.Contains(trusting, name) && trusts(f) {
				t.Errorf("%s/%s calls tenant.Trusted: only %v may", name, file, trusting)
			}
		}
		if !documented {
			t.Errorf("%s has no package comment", name)
		}
	}
}

func checkFile(t *testing.T, name string, set *token.FileSet, f *ast.File) {
	t.Helper()
	if lines := set.Position(f.End()).Line; lines > longestFile {
		t.Errorf("%s has %d lines, more than %d", name, lines, longestFile)
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fn.Name.Name == "init" && fn.Recv == nil && filepath.Dir(name) != starting {
			t.Errorf("%s has an init function", name)
		}
		if lines := set.Position(fn.End()).Line - set.Position(fn.Pos()).Line + 1; lines > longestFunction {
			t.Errorf("%s: %s has %d lines, more than %d", name, fn.Name.Name, lines, longestFunction)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || !spec.Name.IsExported() {
			return true
		}
		if face, ok := spec.Type.(*ast.InterfaceType); ok && face.Methods.NumFields() > mostMethods {
			t.Errorf("%s: interface %s has %d methods, more than %d", name, spec.Name.Name, face.Methods.NumFields(), mostMethods)
		}
		return true
	})
}

func trusts(f *ast.File) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Trusted" {
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "tenant" {
				found = true
			}
		}
		return !found
	})
	return found
}

// TestWords looks for what must not stand in the tree: left-over notes, skipped tests, vague folder names.
func TestWords(t *testing.T) {
	t.Parallel()
	leftOver := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX|HA` + `CK)\b`)
	skipped := regexp.MustCompile(`\bt\.Skip` + `(f|Now)?\(|\b(it|test|describe)\.(skip|only)` + `\(`)
	vague := regexp.MustCompile(`/(util|utils|helpers?|common|managers?|misc)(/|$)`)
	walkSources(t, func(path, text string) {
		for _, forbidden := range []*regexp.Regexp{leftOver, skipped} {
			if found := forbidden.FindString(text); found != "" {
				t.Errorf("%s contains %q", path, found)
			}
		}
		if vague.MatchString(filepath.Dir(path)) {
			t.Errorf("%s lies in a folder with a vague name", path)
		}
	})
}

func walkSources(t *testing.T, see func(path, text string)) {
	t.Helper()
	for _, top := range topFolders {
		dir := filepath.Join(root(t), top)
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && slices.Contains([]string{"node_modules", "dist", "proto"}, d.Name()) {
				return filepath.SkipDir
			}
			if !slices.Contains([]string{".go", ".ts", ".rego"}, filepath.Ext(path)) {
				return nil
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			see(path, string(text))
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatalf("walking %s: %v", dir, err)
		}
	}
}
