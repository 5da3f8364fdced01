// Package declared reads a module that is only a declaration: a folder of YAML, JSON Schema and a policy, without a
// program.
//
//	module.yaml                 name, version, texts, roles
//	collections/reports.yaml    one collection: fields, who may, list, form, paper, spreadsheet
//	policy.rego                 who may beyond roles, if need be, and policy_test.rego its tests
//
// Goals: whoever writes such a folder is no programmer, so everything that is wrong is told at once, by file, line and
// field; editors know the files by the JSON Schemas that the reader itself uses; a folder that comes as a zip from somebody
// unknown can do no harm. Non-goals: what a policy means (core/authz/rego checks and tests it), packing, installing.
// All functions may be used concurrently.
package declared

import (
	"context"
	_ "embed" // the schemas
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/yamlfile"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
)

// The files that a folder may hold, beside collections.
const (
	ModuleFile     = "module.yaml"
	PolicyFile     = "policy.rego"
	PolicyTestFile = "policy_test.rego"
	collections    = "collections"
	schemaSuffix   = ".schema.json"
)

//go:embed module.schema.json
var moduleText string

//go:embed collection.schema.json
var collectionText string

// Schemas are the JSON Schemas of module.yaml and of collections, for editors, by the names of their files.
func Schemas() map[string]string {
	return map[string]string{"module.schema.json": moduleText, "collection.schema.json": collectionText}
}

// The schemas are compiled at first use.
var (
	moduleSchema     = sync.OnceValue(func() *yamlfile.Schema { return yamlfile.Compile("module.schema.json", moduleText, "") })
	collectionSchema = sync.OnceValue(func() *yamlfile.Schema { return yamlfile.Compile("collection.schema.json", collectionText, "") })
	documentSchema   = sync.OnceValue(func() *yamlfile.Schema {
		return yamlfile.Compile("collection.schema.json", collectionText, "/$defs/document")
	})
)

// Read reads the declaration that files make. Fault kind: invalid, whose Fields name file, line and field of everything
// that is wrong.
func Read(files Files) (sdk.Manifest, error) {
	r := &reader{files: files, collections: map[string]*collection{}}
	if _, there := files[ModuleFile]; !there {
		return sdk.Manifest{}, fault.New(fault.Invalid, "module-declaration-wrong", "There is no %s here: that is where a module without a program begins.", ModuleFile)
	}
	r.strangers()
	m := r.module()
	for _, name := range r.names() {
		if c := r.collection(name); c != nil {
			m.Collections, m.Views = append(m.Collections, c.schema), append(m.Views, c.view)
			r.collections[name] = c
		}
	}
	if len(m.Collections) == 0 && len(r.Complaints) == 0 {
		r.Add(r.file, "", "the module keeps nothing: write a file for each collection into the folder %s", collections)
	}
	m = r.rights(m.WithCollectionActions())
	m.Policy = r.policy(m)
	r.steps(m)
	r.whole(m)
	return m, r.refusal()
}

// reader collects what is wrong.
type reader struct {
	yamlfile.Complaints
	files       Files
	file        *yamlfile.File // module.yaml
	sound       bool           // module.yaml is, so that its names can be held against others
	collections map[string]*collection
}

func (r *reader) refusal() error {
	if len(r.Complaints) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "module-declaration-wrong", "The module is refused as a whole.")
	e.Fields = r.Fields()
	return e
}

// alone complains about a whole file.
func (r *reader) alone(name, message string, args ...any) {
	r.Add(&yamlfile.File{Name: name}, "", message, args...)
}

// strangers are files that nobody reads: a name that is not quite right would go unnoticed.
func (r *reader) strangers() {
	for _, name := range r.files.names() {
		folder, base := path.Split(name)
		switch {
		case slices.Contains([]string{ModuleFile, PolicyFile, PolicyTestFile}, name):
		case path.Ext(name) == ".md", base == "LICENSE":
		case folder == collections+"/" && path.Ext(name) == ".yaml":
		case folder == collections+"/" && strings.HasSuffix(name, schemaSuffix):
			r.used(name)
		default:
			r.alone(name, "nobody reads this file: there may be %s, %s, %s, and in %s one NAME.yaml for each collection", ModuleFile, PolicyFile, PolicyTestFile, collections)
		}
	}
}

// used complains about a schema beside which there is no collection.
func (r *reader) used(name string) {
	if _, there := r.files[strings.TrimSuffix(name, schemaSuffix)+".yaml"]; !there {
		r.alone(name, "there is no collection %s.yaml beside it", strings.TrimSuffix(path.Base(name), schemaSuffix))
	}
}

// names are those of the collections, in order.
func (r *reader) names() (all []string) {
	for _, name := range r.files.names() {
		if path.Dir(name) == collections && path.Ext(name) == ".yaml" {
			all = append(all, strings.TrimSuffix(path.Base(name), ".yaml"))
		}
	}
	return all
}

// module reads module.yaml.
func (r *reader) module() (m sdk.Manifest) {
	if r.file, r.sound = r.Open(ModuleFile, r.files[ModuleFile], moduleSchema()); !r.sound {
		return m
	}
	if err := json.Unmarshal(r.file.JSON(""), &m); err != nil {
		r.Add(r.file, "", "this cannot be read: %v", err)
	}
	for i, role := range m.Roles {
		if slices.ContainsFunc(m.Roles[:i], func(before sdk.Role) bool { return before.Name == m.Name+":"+role.Name }) {
			r.Add(r.file, fmt.Sprintf("/roles/%d/name", i), "the role %q comes twice", role.Name)
		}
		m.Roles[i].Name = m.Name + ":" + role.Name
	}
	for i, step := range m.FirstSteps {
		m.FirstSteps[i].Action = m.Name + ":" + step.Collection + ".create"
		m.FirstSteps[i].Path = "/" + collections + "/" + step.Collection + "/new"
	}
	return m
}

// rights lays what collections say of who may over what goes without saying.
func (r *reader) rights(m sdk.Manifest) sdk.Manifest {
	for _, name := range slices.Sorted(maps.Keys(r.collections)) {
		c := r.collections[name]
		for _, verb := range slices.Sorted(maps.Keys(c.may)) {
			action := m.Name + ":" + name + "." + verb
			i := slices.IndexFunc(m.Actions, func(a sdk.Action) bool { return a.Name == action })
			m.Actions[i].Roles = r.roles(m, c.file, "/may/"+verb, c.may[verb])
		}
	}
	return m
}

// roles are names in full: a short one is the module's own.
func (r *reader) roles(m sdk.Manifest, f *yamlfile.File, at string, names []string) (full []string) {
	for i, name := range names {
		known := slices.Contains(sdk.Roles(), name)
		if !strings.Contains(name, ":") {
			name = m.Name + ":" + name
			known = slices.ContainsFunc(m.Roles, func(own sdk.Role) bool { return own.Name == name })
		}
		if !known && (r.sound || strings.Contains(names[i], ":")) {
			r.Add(f, fmt.Sprintf("%s/%d", at, i), "there is no role %q: the platform has %s; others stand under roles in %s", names[i], strings.Join(sdk.Roles(), ", "), ModuleFile)
		}
		full = append(full, name)
	}
	return full
}

// policy is the text of the module's own; what it means is not ours to say.
func (r *reader) policy(m sdk.Manifest) string {
	text, there := r.files[PolicyFile]
	if _, tested := r.files[PolicyTestFile]; tested && !there {
		r.alone(PolicyTestFile, "there is no %s that it could test", PolicyFile)
	}
	if !there || m.Name == "" {
		return ""
	}
	if !regexp.MustCompile(`(?m)^package rb\.module\.` + m.Name + `\s*$`).MatchString(text) {
		r.alone(PolicyFile, "it must begin with: package rb.module.%s", m.Name)
	}
	return text
}

// steps holds first steps, what is under way, shared and published, and orders of lists against the collections that are sound.
func (r *reader) steps(m sdk.Manifest) {
	kept, err := memstore.New(memstore.Config{Collections: m.Collections})
	if err != nil {
		r.Add(r.file, "", "%v", err)
		return
	}
	ask := func(f *yamlfile.File, at string, s store.Schema, q store.Query) {
		if _, err := kept.List(context.Background(), s.Collection, q); err != nil {
			r.Add(f, at, "%s", told(err))
		}
	}
	check := func(at, name, filter string) {
		s, known := m.Collection(name)
		switch {
		case !known && !slices.Contains(r.names(), name):
			r.Add(r.file, at+"/collection", "there is no collection %q", name)
		case known && filter != "":
			ask(r.file, at+"/filter", s, store.Query{Filter: filter})
		}
	}
	for i, step := range m.FirstSteps {
		check(fmt.Sprintf("/first_steps/%d", i), step.Collection, step.Filter)
	}
	for i, u := range m.UnderWay {
		check(fmt.Sprintf("/under_way/%d", i), u.Collection, u.Filter)
	}
	for i, s := range m.Shares {
		check(fmt.Sprintf("/shares/%d", i), s.Collection, s.Filter)
	}
	for i, p := range m.Publishes {
		check(fmt.Sprintf("/publishes/%d", i), p.Collection, p.Filter)
	}
}

// told is what a fault says of fields, else what it says. What a parser says is nothing for people.
func told(err error) string {
	f := fault.From(err)
	if strings.Contains(err.Error(), "\n") {
		return `this is no filter: write field = "value", several with AND or OR between them`
	}
	said := make([]string, 0, len(f.Fields))
	for _, field := range f.Fields {
		said = append(said, field.Message)
	}
	if len(said) == 0 {
		return f.Message
	}
	return strings.Join(said, "; ")
}

// whole asks of what was read, file by file, what is asked of every module.
func (r *reader) whole(m sdk.Manifest) {
	if len(r.Complaints) > 0 {
		return
	}
	if err := errors.Join(m.Validate(), m.WithoutProgram()); err != nil {
		r.Add(r.file, "", "%v", err)
	}
}
