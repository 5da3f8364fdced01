package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/ribambelle/ribambelle/core/module/declared"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed sample
var sample embed.FS

// declare writes a module that is only a declaration: a visit report, which can be used as it is.
func (c *moduleNew) declare(console *console) error {
	if !regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`).MatchString(c.Name) || c.Name == "core" || c.Name == "rb" {
		return errModuleName(c.Name)
	}
	folder, err := c.into()
	if err != nil {
		return err
	}
	err = sketch{Name: c.Name}.write(sample, "sample", folder)
	for name, text := range declared.Schemas() {
		if err == nil {
			err = put(filepath.Join(folder, ".schema", name), []byte(text))
		}
	}
	if err != nil {
		return fault.New(fault.Invalid, "file-unwritable", "cannot write the module to %s: %v", folder, cause(err))
	}
	return console.show(map[string]any{"module": c.Name, "folder": folder}, func() error {
		_, err := fmt.Fprintf(console.out, "The module %s is in %s. Open collections/reports.yaml there and change what you like; then: ribambelle module verify %s\n", c.Name, folder, folder)
		return err
	})
}

// into is the folder that a new module goes to: one that is not there yet, or empty.
func (c *moduleNew) into() (string, error) {
	folder := c.Folder
	if folder == "" {
		folder = c.Name
	}
	if left, err := os.ReadDir(folder); err == nil && len(left) > 0 {
		return "", fault.New(fault.Conflict, "folder-not-empty", "%s is there already, and is not empty", folder)
	}
	return folder, nil
}

func errModuleName(name string) error {
	return fault.New(fault.Invalid, "module-name", "%q cannot be the name of a module: lower case letters and digits, 2 to 30, a letter first", name)
}

// put writes a file, and the folders on the way to it.
func put(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}
