package manifest

import (
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// open parses a file and checks it against a schema; false when something is wrong with it.
func (r *reader) open(name string, schema *schema) (*file, document, bool) {
	f, err := parse(name, r.files[name])
	var p *problem
	if errors.As(err, &p) {
		f.lines[p.pointer] = p.line
		r.wrong(f, p.pointer, "%s", p.message)
		return f, nil, false
	}
	before := len(r.problems)
	found := schema.check(f.value)
	slices.SortStableFunc(found, func(a, b problem) int { return f.line(a.pointer) - f.line(b.pointer) })
	for _, p := range found {
		r.wrong(f, p.pointer, "%s", p.message)
	}
	object, _ := f.value.(map[string]any)
	return f, object, len(r.problems) == before
}

// organisation reads one tenant.yaml.
func (r *reader) organisation(name string) (Organisation, bool) {
	f, object, ok := r.open(name, tenantSchema())
	if !ok {
		return Organisation{}, false
	}
	before := len(r.problems)
	org := Organisation{file: f, fields: document{}}
	org.Slug, _ = object["slug"].(string)
	for key, value := range object {
		if key != "units" && key != "modules" {
			org.fields[key] = value
		}
	}
	r.overlay(&org)
	if zone, _ := object["zone"].(string); !zoned(zone) {
		r.wrong(f, "/zone", "%q is not an IANA time zone, as Europe/Paris", zone)
	}
	r.units(&org, object["units"], "", "/units", map[string]string{})
	r.modules(&org, object["modules"])
	return org, len(r.problems) == before
}

func zoned(zone string) bool {
	_, err := time.LoadLocation(zone)
	return err == nil && zone != "" && zone != "Local"
}

// overlay puts the text of the policy in the place of its file's name, and has it checked.
func (r *reader) overlay(org *Organisation) {
	const at = "/settings/overlay"
	text, ok := org.fields.get(at).(string)
	if !ok {
		return
	}
	if !strings.ContainsRune(text, '\n') && path.Ext(text) == ".rego" {
		name := text
		if text, ok = r.files[path.Join(path.Dir(org.file.name), name)]; !ok {
			r.wrong(org.file, at, "there is no file %s beside this one", name)
			return
		}
		org.fields.set(at, text)
	}
	if r.options.Overlay == nil {
		return
	}
	if err := r.options.Overlay(text); err != nil {
		r.wrong(org.file, at, "%v", err)
	}
}

// units flattens the tree, parents first.
func (r *reader) units(org *Organisation, list any, parent, at string, seen map[string]string) {
	kinds := org.kinds()
	items, _ := list.([]any)
	for i, item := range items {
		object, _ := item.(map[string]any)
		u := unit{parent: parent, fields: document{"parent": parent}, at: at + "/" + strconv.Itoa(i)}
		u.key, _ = object["key"].(string)
		for key, value := range object {
			if key != "key" && key != "units" {
				u.fields[key] = value
			}
		}
		if first, twice := seen[u.key]; twice {
			r.wrong(org.file, u.at+"/key", "the key %q is taken by the unit on line %d", u.key, org.file.line(first))
		}
		seen[u.key] = u.at + "/key"
		if kind, _ := object["kind"].(string); !known(kinds, kind) {
			r.wrong(org.file, u.at+"/kind", "there is no kind %q; settings.kinds can add one", kind)
		}
		org.units = append(org.units, u)
		r.units(org, object["units"], u.key, u.at+"/units", seen)
	}
}

// modules reads what the file says of modules, by name.
func (r *reader) modules(org *Organisation, declared any) {
	object, _ := declared.(map[string]any)
	for _, name := range sorted(object) {
		entry, _ := object[name].(map[string]any)
		m := module{name: name}
		if on, ok := entry["on"].(bool); ok {
			m.on = &on
		}
		if config, ok := entry["config"].(map[string]any); ok {
			m.config = config
		}
		r.configured(org.file, m)
		org.modules = append(org.modules, m)
	}
}

// configured checks a module's configuration as the module wants it.
func (r *reader) configured(f *file, m module) {
	if m.config == nil || r.options.Config == nil {
		return
	}
	at := "/modules/" + escape(m.name) + "/config"
	text, err := json.Marshal(m.config)
	if err == nil {
		err = r.options.Config(m.name, text)
	}
	if err == nil {
		return
	}
	fields := fault.From(err).Fields
	for _, wrong := range fields {
		r.wrong(f, at+wrong.Pointer, "%s", wrong.Message)
	}
	if len(fields) == 0 {
		r.wrong(f, at, "%s", fault.From(err).Message)
	}
}
