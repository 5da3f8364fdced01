package parcel

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Report is what can be told of a package without running it.
type Report struct {
	Name        string      `json:"name"`
	Version     string      `json:"version"`
	Platform    string      `json:"platform"`
	Digest      string      `json:"digest"` // SHA-256 of the program, or of the declaration where there is none
	Program     int64       `json:"program_bytes"`
	Declaration int64       `json:"declaration_bytes"`
	Placement   string      `json:"placement"`
	Grants      []string    `json:"grants"`              // what it asks for
	Publisher   string      `json:"publisher,omitempty"` // whose trusted key signed it
	Key         string      `json:"key,omitempty"`
	Difference  *Difference `json:"difference,omitempty"` // from the release before; nil without one
	Warning     string      `json:"warning,omitempty"`
}

// Inspect reads a package whole. older is the package to compare it with; empty: the newest other release of the module
// among the installed packages in a folder. A package that would not be installed as it stands gives its report and the
// fault that says why.
func Inspect(path, older, installed string, by Publishers) (Report, error) {
	p, m, err := Examine(path, true)
	if err != nil {
		if p != nil { // who changed a package has not signed it: that says more than what they broke
			if _, refused := by.Check(p.Note); refused != nil {
				return Report{}, refused
			}
		}
		return Report{}, err
	}
	r := ReportOf(p.Statement, m)
	if older == "" {
		if older, err = newestOther(installed, p.Statement); err != nil {
			return Report{}, err
		}
	}
	if older != "" {
		_, was, err := Examine(older, true)
		if err != nil {
			return Report{}, err
		}
		if was.Name != m.Name {
			return Report{}, fault.New(fault.Invalid, "package-other", "%s is a package of %s, not of %s.", older, was.Name, m.Name)
		}
		r.Against(was, m)
	}
	key, err := by.Check(p.Note)
	r.Publisher, r.Key = key.Publisher, key.ID
	return r, err
}

// ReportOf tells what a statement and a declaration say.
func ReportOf(s Statement, m sdk.Manifest) Report {
	r := Report{
		Name: s.Name, Version: s.Version, Platform: s.Platform, Digest: s.Digest(),
		Program: s.Program.Size, Declaration: s.Manifest.Size, Placement: m.Placement,
		Grants: each(m.Asks(), func(g sdk.Grant) string { return g.Name }),
	}
	if r.Placement == "" && !s.Declared() {
		r.Placement = sdk.PerTenant
	}
	return r
}

// Against adds the difference from another release's declaration.
func (r *Report) Against(was, is sdk.Manifest) {
	d := Compare(was, is)
	r.Difference, r.Warning = &d, d.Warning(is.Version)
}

// Examine reads a package and checks its declaration; whole also reads the program and holds it against the statement. The
// parcel that it returns is closed, and there also where the declaration is wrong.
func Examine(path string, whole bool) (*Parcel, sdk.Manifest, error) {
	var m sdk.Manifest
	p, err := Open(path)
	if err != nil {
		return nil, m, err
	}
	defer p.Close() //nolint:errcheck // only read
	if whole {
		if err := p.Program(io.Discard); err != nil {
			return nil, m, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
	}
	if err := json.Unmarshal(p.Declaration, &m); err != nil {
		return p, m, errWrong("its declaration is not readable")
	}
	err = m.Validate()
	if err == nil && (m.Name != p.Name || m.Version != p.Version) {
		err = fmt.Errorf("it is that of %s %s", m.Name, m.Version)
	}
	if err == nil && p.Declared() {
		err = m.WithoutProgram()
	}
	if err != nil {
		return p, m, fault.New(fault.Invalid, "module-declaration-wrong", "The declaration of module %q is wrong: %v", p.Name, err)
	}
	return p, m, nil
}

// newestOther finds the package of the highest other version of a module in a folder; empty without one.
func newestOther(folder string, s Statement) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, s.Name+"-*"+Suffix))
	if err != nil {
		return "", fmt.Errorf("looking for installed packages: %w", err)
	}
	newest, version := "", ""
	for _, file := range files {
		p, err := Open(file)
		if err != nil {
			continue // the server says of its own packages what is wrong with them
		}
		_ = p.Close()
		if p.Name == s.Name && p.Version != s.Version && (version == "" || Older(version, p.Version)) {
			newest, version = file, p.Version
		}
	}
	return newest, nil
}

// SignFile signs a package in its place.
func SignFile(path, secret string) (Statement, error) {
	p, err := Open(path)
	if err != nil {
		return Statement{}, err
	}
	defer p.Close() //nolint:errcheck // only read
	signed, err := Sign(p.Note, secret)
	if err != nil {
		return Statement{}, err
	}
	program, filled := io.Pipe()
	go func() { filled.CloseWithError(p.Program(filled)) }()
	defer program.Close() //nolint:errcheck // never fails
	return p.Statement, Create(path, func(w io.Writer) error { return Write(w, signed, p.Declaration, program) })
}
