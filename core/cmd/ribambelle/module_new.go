package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed scaffold
var scaffold embed.FS

type moduleNew struct {
	Declared bool   `help:"Write one that is only a declaration: a folder of YAML, without a program."`
	Name     string `arg:"" help:"Lower case letters and digits, 2 to 30: it begins every address, action and role of the module."`
	Folder   string `type:"path" placeholder:"DIR" help:"Where to write it (default: a new folder of that name, here)."`
	Path     string `placeholder:"PATH" help:"The path of its Go module (default: example.org/NAME)."`
	Checkout string `type:"path" env:"RIBAMBELLE" placeholder:"DIR" help:"Checkout of Ribambelle, which holds the SDK (default: the one that this program lies in)."`
}

// sketch is what the templates of a new module are filled with.
type sketch struct {
	Name, Title, Path, Checkout, Go, Huma string
	Replaces                              []string
}

// Run writes a module that builds, is tested, and can be installed without an edit.
func (c *moduleNew) Run(ctx context.Context, console *console) error {
	if c.Declared {
		return c.declare(console)
	}
	s, err := c.sketch()
	if err != nil {
		return err
	}
	folder, err := c.into()
	if err != nil {
		return err
	}
	if err := s.write(scaffold, "scaffold", folder); err != nil {
		return fault.New(fault.Invalid, "file-unwritable", "cannot write the module to %s: %v", folder, cause(err))
	}
	tidy := exec.CommandContext(ctx, "go", "mod", "tidy")
	tidy.Dir, tidy.Env = folder, append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	if said, err := tidy.CombinedOutput(); err != nil {
		return fault.New(fault.Unavailable, "go-mod-tidy", "the module is written to %s, but `go mod tidy` fails there: %s", folder, strings.Join(strings.Fields(string(said)+" "+err.Error()), " "))
	}
	return console.show(map[string]any{"module": s.Name, "folder": folder, "checkout": s.Checkout}, func() error {
		_, err := fmt.Fprintf(console.out, "The module %s is in %s. Next: cd %s && go test ./... ; its README.md says what follows.\n", s.Name, folder, folder)
		return err
	})
}

// sketch checks what was asked for.
func (c *moduleNew) sketch() (sketch, error) {
	taken := []string{"main", "core", "internal", "vendor", "testdata", "rb", "sdk", "store", "fault", "huma", "moduletest", "context", "embed", "fs", "http", "json", "time", "strings", "fmt", "testing", "policy", "web", "any", "error", "string", "int", "len", "nil", "true", "false"}
	switch {
	case !regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`).MatchString(c.Name):
		return sketch{}, errModuleName(c.Name)
	case token.IsKeyword(c.Name), slices.Contains(taken, c.Name):
		return sketch{}, fault.New(fault.Invalid, "module-name", "%q cannot be the name of a module: it means something in Go, or to the core", c.Name)
	}
	checkout, mod, err := c.checkout()
	if err != nil {
		return sketch{}, err
	}
	s := sketch{Name: c.Name, Title: strings.ToUpper(c.Name[:1]) + c.Name[1:], Path: c.Path, Checkout: checkout}
	if s.Path == "" {
		s.Path = "example.org/" + c.Name
	}
	if !regexp.MustCompile(`^[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*$`).MatchString(s.Path) || s.Path == c.Name && !strings.Contains(s.Path, "/") {
		return sketch{}, fault.New(fault.Invalid, "module-path", "%q cannot be the path of a Go module: take example.org/%s", s.Path, c.Name)
	}
	s.Go = found(mod, `(?m)^go (\S+)`)
	s.Huma = found(mod, `danielgtaylor/huma/v2 (\S+)`)
	for _, line := range regexp.MustCompile(`(?m)^replace ([^()\n]+)$`).FindAllStringSubmatch(mod, -1) {
		s.Replaces = append(s.Replaces, line[1])
	}
	return s, nil
}

func found(text, pattern string) string {
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

// checkout finds the SDK's source, and reads its go.mod: as told, around this program, or around where we are.
func (c *moduleNew) checkout() (folder, mod string, err error) {
	starts := []string{c.Checkout}
	if c.Checkout == "" {
		program, _ := os.Executable() // none is no start
		here, _ := os.Getwd()
		starts = []string{filepath.Dir(program), here}
	}
	for _, start := range starts {
		for at := start; at != ""; at = filepath.Dir(at) {
			text, err := os.ReadFile(filepath.Join(at, "go.mod"))
			if err == nil && strings.HasPrefix(string(text), "module github.com/ribambelle/ribambelle\n") {
				return at, string(text), nil
			}
			if at == filepath.Dir(at) || c.Checkout != "" {
				break
			}
		}
	}
	if c.Checkout != "" {
		return "", "", fault.New(fault.Invalid, "no-checkout", "%s is not a checkout of Ribambelle", c.Checkout)
	}
	return "", "", fault.New(fault.Invalid, "no-checkout", "the SDK's source is not found: say where the checkout of Ribambelle is, by --checkout")
}

// write fills the templates in that lie in a folder among them.
func (s sketch) write(templates fs.FS, within, folder string) error {
	return fs.WalkDir(templates, within, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := template.ParseFS(templates, path)
		if err != nil {
			return err
		}
		var filled bytes.Buffer
		if err := text.Execute(&filled, s); err != nil {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(path, within+"/"), ".tmpl")
		switch {
		case name == "gitignore":
			name = ".gitignore"
		case strings.HasPrefix(name, "cmd/"):
			name = strings.Replace(name, "cmd/", "cmd/"+s.Name+"/", 1)
		}
		return put(filepath.Join(folder, filepath.FromSlash(name)), filled.Bytes())
	})
}
