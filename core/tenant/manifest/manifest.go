// Package manifest reads organisations as code: what tenants/ holds, one folder each with a tenant.yaml.
//
// Files come as text by path, from a folder or from the API alike. They are checked against a JSON Schema
// and against each other; whatever is wrong is named with file, line and field, and then nothing of it is
// used. Make compares them with what is there and answers a Plan; Apply carries a plan out, one transaction
// for each organisation.
//
// A file owns only the fields that it names: they are listed as Managed (JSON pointers; in a module "/on" is
// whether it is on, the others lie within its configuration) and the console shows them locked. Everything
// else is people's. A field that people have set before a file named it is overwritten only with TakeOver;
// what no file names any more is removed only with Prune.
//
// Goals: reading, comparing and planning are pure; applying twice is applying once.
// Non-goals: accounts (demo.yaml is read here, and used by the demonstration only), HTTP, SQL.
// All functions may be used concurrently.
package manifest

import (
	_ "embed" // the schemas
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/yamlfile"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed schema.json
var tenantText string

//go:embed demo.json
var demoText string

// Schema is the JSON Schema of tenant.yaml, for editors.
func Schema() string { return tenantText }

// tenantSchema and demoSchema are compiled at first use.
var (
	tenantSchema = sync.OnceValue(func() *yamlfile.Schema { return yamlfile.Compile("schema.json", tenantText, "") })
	demoSchema   = sync.OnceValue(func() *yamlfile.Schema { return yamlfile.Compile("demo.json", demoText, "") })
)

// Names of the files in an organisation's folder.
const (
	tenantFile = "tenant.yaml"
	demoFile   = "demo.yaml"
)

// Organisation is one tenant.yaml: what it says, and where.
type Organisation struct {
	Slug    string
	file    *yamlfile.File
	fields  document // of the tenant itself: name, officer, settings, …
	units   []unit   // parents first
	modules []module
}

// unit is a unit as declared.
type unit struct {
	key    string
	parent string // key; empty under the root
	fields document
	at     string // pointer into the file
}

// module is a module as declared.
type module struct {
	name   string
	on     *bool
	config document
}

// Options say how to read and plan.
type Options struct {
	Prune    bool // remove what files once made and name no more
	TakeOver bool // overwrite what people set in fields that a file names now
	// Asks lists what a module asks for, and whether turning it on by a file agrees to that. Default: it asks for nothing.
	Asks func(module string) (grants []string, trusted bool)
	// Config checks a module's configuration; Fields of its fault point into it. Default: any will do.
	Config func(module string, config []byte) error
	// Overlay checks an organisation's own policy before it goes live. Default: any will do.
	Overlay func(rego string) error
}

// Load reads the files of a folder that say something about organisations.
func Load(folder fs.FS) (map[string]string, error) {
	files := map[string]string{}
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".rego"}, path.Ext(name)) {
			return err
		}
		text, err := fs.ReadFile(folder, name)
		files[name] = string(text)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the folder of organisations: %w", err)
	}
	return files, nil
}

// Read reads every tenant.yaml among files, by slug. Fault kind: invalid, whose Fields name file, line and
// field of everything that is wrong.
func Read(files map[string]string, o Options) ([]Organisation, error) {
	r := &reader{files: files, options: o}
	var all []Organisation
	for _, name := range r.named(tenantFile) {
		if org, ok := r.organisation(name); ok {
			all = append(all, org)
		}
	}
	slices.SortFunc(all, func(a, b Organisation) int { return strings.Compare(a.Slug, b.Slug) })
	for i := 1; i < len(all); i++ {
		if all[i].Slug == all[i-1].Slug {
			r.Add(all[i].file, "/slug", "%s has the same slug", all[i-1].file.Name)
		}
	}
	r.hosts(all, nil)
	if len(all) == 0 && len(r.Complaints) == 0 {
		return nil, fault.New(fault.Invalid, "no-tenants", "There is no tenant.yaml among the %d files.", len(files))
	}
	return all, r.refusal()
}

// reader collects what is wrong.
type reader struct {
	yamlfile.Complaints
	files   map[string]string
	options Options
}

// named lists the files of that name, in order.
func (r *reader) named(base string) []string {
	var names []string
	for name := range r.files {
		if path.Base(name) == base {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// refusal is the error of all that is wrong; nil where nothing is.
func (r *reader) refusal() error {
	if len(r.Complaints) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "manifest-invalid", "The files are refused as a whole; nothing was changed.")
	e.Fields = r.Fields()
	return e
}

// kinds returns what units of an organisation may be.
func (o *Organisation) kinds() tenant.Tenant {
	declared := organisationOf(o.fields)
	return tenant.Tenant{Settings: declared.Settings}
}
