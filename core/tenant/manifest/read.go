package manifest

import (
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/yamlfile"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// open parses a file and checks it against a schema; false when something is wrong with it.
func (r *reader) open(name string, schema *yamlfile.Schema) (*yamlfile.File, document, bool) {
	f, ok := r.Open(name, r.files[name], schema)
	return f, f.Object(), ok
}

// organisation reads one tenant.yaml.
func (r *reader) organisation(name string) (Organisation, bool) {
	f, object, ok := r.open(name, tenantSchema())
	if !ok {
		return Organisation{}, false
	}
	before := len(r.Complaints)
	org := Organisation{file: f, fields: document{}}
	org.Slug, _ = object["slug"].(string)
	for key, value := range object {
		if key != "units" && key != "modules" {
			org.fields[key] = value
		}
	}
	r.overlay(&org)
	if zone, _ := object["zone"].(string); !zoned(zone) {
		r.Add(f, "/zone", "%q is not an IANA time zone, as Europe/Paris", zone)
	}
	r.brand(org)
	r.units(&org, object["units"], "", "/units", map[string]string{})
	r.modules(&org, object["modules"])
	return org, len(r.Complaints) == before
}

// hosts refuses a host name that two organisations say; taken are those of organisations that no file says anything of.
func (r *reader) hosts(all []Organisation, taken map[string]string) {
	whose := map[string]string{}
	maps.Copy(whose, taken)
	for _, org := range all {
		names, _ := org.fields.get("/settings/hosts").([]any)
		for i, name := range names {
			host, _ := name.(string)
			if other := whose[host]; other != "" {
				r.Add(org.file, "/settings/hosts/"+strconv.Itoa(i), "%s is the name of %s", host, other)
			}
			whose[host] = org.Slug
		}
	}
}

// brand refuses colours in which texts cannot be read.
func (r *reader) brand(org Organisation) {
	brand := tenant.Brand{}
	chosen, _ := org.fields.get("/settings/brand").(map[string]any)
	for token, value := range chosen {
		brand[token], _ = value.(string)
	}
	for _, colour := range brand.Illegible() {
		r.Add(org.file, "/settings/brand/"+colour.Token, "%s", colour.Why)
	}
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
		if text, ok = r.files[path.Join(path.Dir(org.file.Name), name)]; !ok {
			r.Add(org.file, at, "there is no file %s beside this one", name)
			return
		}
		org.fields.set(at, text)
	}
	if r.options.Overlay == nil {
		return
	}
	if err := r.options.Overlay(text); err != nil {
		r.Add(org.file, at, "%v", err)
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
			r.Add(org.file, u.at+"/key", "the key %q is taken by the unit on line %d", u.key, org.file.Line(first))
		}
		seen[u.key] = u.at + "/key"
		if kind, _ := object["kind"].(string); !known(kinds, kind) {
			r.Add(org.file, u.at+"/kind", "there is no kind %q; settings.kinds can add one", kind)
		}
		org.units = append(org.units, u)
		r.units(org, object["units"], u.key, u.at+"/units", seen)
	}
}

// modules reads what the file says of modules, by name.
func (r *reader) modules(org *Organisation, declared any) {
	object, _ := declared.(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(object)) {
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
func (r *reader) configured(f *yamlfile.File, m module) {
	if m.config == nil || r.options.Config == nil {
		return
	}
	at := "/modules/" + yamlfile.Escape(m.name) + "/config"
	text, err := json.Marshal(m.config)
	if err == nil {
		err = r.options.Config(m.name, text)
	}
	if err == nil {
		return
	}
	fields := fault.From(err).Fields
	for _, wrong := range fields {
		r.Add(f, at+wrong.Pointer, "%s", wrong.Message)
	}
	if len(fields) == 0 {
		r.Add(f, at, "%s", fault.From(err).Message)
	}
}
