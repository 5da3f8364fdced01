package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk"
)

// declaring are the checks of the manifest.
func declaring() []Check {
	own := []Check{
		{"manifest/readable", "It describes itself by a manifest in JSON.", func(ctx context.Context, r *run) error { return r.describe(ctx) }},
		{"manifest/same", "Every process of it describes itself alike.", same},
		{"manifest/members", "The manifest has no member that the core does not know.", members},
		{"manifest/size", "The manifest is at most 4 MiB.", size},
		{"manifest/icon", "Icons are named as Lucide names them.", of(icons)},
		{"roles/unique", "No two roles have one name.", of(func(m sdk.Manifest) error { return unique(m.Roles, func(r sdk.Role) string { return r.Name }) })},
		{"actions/unique", "No two actions have one name.", of(func(m sdk.Manifest) error { return unique(m.Actions, func(a sdk.Action) string { return a.Name }) })},
		{"actions/roles", "Actions are for roles that exist: the core's or its own.", of(knownRoles)},
		{"actions/records", "Each ordinary collection has its actions: read, create, update, delete.", of(recordActions)},
		{"jobs/unique", "No two jobs have one name.", of(func(m sdk.Manifest) error {
			return unique(m.Jobs, func(j sdk.JobDeclaration) string { return j.Name })
		})},
		{"jobs/often", "No job is due more often than once a minute.", of(often)},
		{"hears/unique", "No event is listed twice among those that it hears.", of(func(m sdk.Manifest) error {
			return unique(m.Hears, func(l sdk.Listener) string { return l.Type })
		})},
		{"policy/package", "Its policy is in package rb.module.<name>.", of(policyPackage)},
		{"policy/compiles", "Its policy compiles, and can become a filter.", policy},
		{"configuration/schema", "Its configuration is a JSON Schema of an object.", of(configuration)},
		{"configuration/defaults", "An organisation that chose nothing has a configuration: every required setting has a default.", of(chosen)},
	}
	rules := [][2]string{
		{"manifest/name", "Its name is lower case letters and digits, 2 to 30."},
		{"manifest/version", "Its version is semantic."},
		{"manifest/title", "Its title is there in French and English."},
		{"manifest/placement", "Its placement is one that exists."},
		{"roles/names", "Its roles begin with its name."},
		{"actions/names", "Its actions begin with its name."},
		{"jobs/names", "Its jobs have names."},
		{"jobs/every", "No job is due before it ends."},
		{"hears/types", "Whatever it hears has a type."},
		{"grants/known", "It asks for nothing but what a module can be granted."},
		{"grants/hosts", "Where the organisation lists the hosts that it reaches, its configuration has that list."},
		{"guards/collection", "It looks at writes of other modules' collections, each by its module's name."},
		{"guards/twice", "It looks at the writes of a collection once."},
		{"grants/twice", "It asks for each thing once."},
		{"grants/texts", "Where it gives a reason for what it asks for, it does so in French and English."},
		{"notices/names", "Notices are named in lower case letters, digits and hyphens, each its own name."},
		{"notices/texts", "Notices have a title, a subject and a text in French and English, of the same values."},
		{"notices/ways", "Notices reach people in a way that exists, and what cannot be switched off says why."},
		{"shares/name", "What may be shared is named in lower case letters, digits and hyphens, each its own name."},
		{"shares/words", "What may be shared has a title and a help in French and English."},
		{"shares/collection", "What may be shared is of its own ordinary collections."},
		{"shares/fields", "What may be shared tells fields that are there, and none about people."},
		{"shares/operation", "Figures that may be shared come from a published operation about one record."},
		{"publishes/collection", "What may be published is of its own ordinary collections, each once."},
		{"publishes/version", "What may be published says by what versions belong together and differ, or neither."},
		{"publishes/fields", "What may be published has the fields that it names, and they travel."},
		{"publishes/stays", "Nothing about people or places, sealed or a file travels with what may be published."},
		{"under-way/collection", "What is under way is records of its own collections."},
		{"first-steps/collection", "First steps are done by a record of an ordinary collection."},
		{"first-steps/title", "First steps have titles in French and English."},
		{"first-steps/action", "First steps are for who may do one of its own actions."},
		{"first-steps/path", "First steps lead to a path in its pages."},
		{"widgets/element", "Widgets are named as custom elements are."},
		{"widgets/place", "Widgets have a place that exists."},
		{"widgets/page", "Public widgets have a page."},
		{"widgets/embed", "Only public widgets stand in other portals."},
		{"widgets/plain", "Plain pages are public operations of shared modules."},
		{"collections/unique", "No two collections have one name."},
		{"collections/schema", "Collections are sound: schema, kind, version, indexes, and nothing about a child."},
		{"collections/marks", "The marks of fields agree with each other and with the kind of their collection."},
		{"collections/fields", "The fields that are declared are those of the schema."},
		{"views/collection", "Views are of ordinary collections, one of each."},
		{"views/fields", "Views name fields that are there, and forms every field that must be filled in."},
		{"operations/unique", "Operations have ids, each its own."},
		{"operations/routes", "Addresses are well formed, and no two of them overlap."},
		{"operations/core-routes", "Operations leave the addresses alone that the core itself serves."},
		{"operations/action", "Every operation has an action of the manifest."},
		{"operations/reads", "Operations read collections that exist."},
		{"operations/on", "What the gate asks about is a parameter of the path."},
		{"operations/stream", "Streaming operations stage and publish nothing."},
	}
	for _, rule := range rules {
		own = append(own, Check{rule[0], rule[1], complaintsOf(rule[0])})
	}
	return own
}

// of is a check of the manifest alone.
func of(check func(sdk.Manifest) error) func(context.Context, *run) error {
	return func(_ context.Context, r *run) error {
		if err := r.declared(); err != nil {
			return err
		}
		return check(r.manifest)
	}
}

// complaintsOf tells what the core itself would say of one rule.
func complaintsOf(rule string) func(context.Context, *run) error {
	return of(func(m sdk.Manifest) error {
		joined, ok := m.Validate().(interface{ Unwrap() []error })
		if !ok {
			return nil
		}
		var wrong findings
		for _, err := range joined.Unwrap() {
			var c *sdk.Complaint
			if errors.As(err, &c) && c.Rule == rule {
				wrong = append(wrong, c)
			}
		}
		return wrong.err()
	})
}

func same(_ context.Context, r *run) error {
	if err := r.declared(); err != nil {
		return err
	}
	if r.another == nil {
		return besides("there was one process only")
	}
	if !bytes.Equal(r.another, r.text) {
		return errors.New("two processes described themselves differently")
	}
	return nil
}

func members(_ context.Context, r *run) error {
	if err := r.declared(); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(r.text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(new(sdk.Manifest))
}

func size(_ context.Context, r *run) error {
	if err := r.declared(); err != nil {
		return err
	}
	const most = 4 << 20
	if len(r.text) > most {
		return fmt.Errorf("it has %d bytes", len(r.text))
	}
	return nil
}

func icons(m sdk.Manifest) error {
	form := regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)
	var wrong findings
	if !form.MatchString(m.Icon) {
		wrong.add("the module's icon is %q", m.Icon)
	}
	for _, w := range m.Widgets {
		if !form.MatchString(w.Icon) {
			wrong.add("the icon of %s is %q", w.Element, w.Icon)
		}
	}
	return wrong.err()
}

// unique tells what is named twice.
func unique[T any](all []T, name func(T) string) error {
	if len(all) == 0 {
		return besides("there are none")
	}
	var wrong findings
	seen := map[string]bool{}
	for _, one := range all {
		if seen[name(one)] {
			wrong.add("%s is there twice", name(one))
		}
		seen[name(one)] = true
	}
	return wrong.err()
}

func knownRoles(m sdk.Manifest) error {
	known := sdk.Roles()
	for _, r := range m.Roles {
		known = append(known, r.Name)
	}
	var wrong findings
	for _, a := range m.Actions {
		for _, role := range a.Roles {
			if !slices.Contains(known, role) {
				wrong.add("%s is for %q", a.Name, role)
			}
		}
	}
	return wrong.err()
}

func recordActions(m sdk.Manifest) error {
	var wrong findings
	for _, s := range ordinary(m) {
		for _, verb := range []string{"read", "create", "update", "delete"} {
			name := m.Name + ":" + s.Collection + "." + verb
			if !slices.ContainsFunc(m.Actions, func(a sdk.Action) bool { return a.Name == name }) {
				wrong.add("there is no action %s", name)
			}
		}
	}
	return wrong.err()
}

func often(m sdk.Manifest) error {
	var wrong findings
	for _, j := range m.Jobs {
		if j.Every > 0 && j.Every < time.Minute {
			wrong.add("%s is due every %s", j.Name, j.Every)
		}
	}
	return wrong.err()
}

func policyPackage(m sdk.Manifest) error {
	if m.Policy == "" {
		return besides("there is no policy")
	}
	want := regexp.MustCompile(`(?m)^package rb\.module\.` + regexp.QuoteMeta(m.Name) + `\s*(#.*)?$`)
	if !want.MatchString(m.Policy) {
		return fmt.Errorf("there is no line `package rb.module.%s`", m.Name)
	}
	return nil
}

func policy(_ context.Context, r *run) error {
	if err := r.declared(); err != nil {
		return err
	}
	switch {
	case r.manifest.Policy == "":
		return besides("there is no policy")
	case r.options.Policy == nil:
		return besides("nobody here can read policies")
	}
	return r.options.Policy(r.manifest.Name, r.manifest.Policy)
}

func configuration(m sdk.Manifest) error {
	if len(m.Config) == 0 {
		return besides("there is none")
	}
	var s schema
	if err := json.Unmarshal(m.Config, &s); err != nil {
		return fmt.Errorf("it is not readable as a schema: %w", err)
	}
	if s.kind() != "object" {
		return errors.New(`its type is not "object"`)
	}
	if strings.Contains(string(m.Config), `"$ref"`) {
		return errors.New("it refers to something: settings are shown from what stands there")
	}
	return nil
}

func chosen(m sdk.Manifest) error {
	if len(m.Config) == 0 {
		return besides("there is none")
	}
	var s schema
	if json.Unmarshal(m.Config, &s) != nil {
		return besides("its schema is not readable")
	}
	var wrong findings
	for _, name := range s.Required {
		p := s.Properties[name]
		if p == nil || p.Default == nil && p.kind() != "boolean" && p.kind() != "array" {
			wrong.add("%s is required and has no default", name)
		}
	}
	return wrong.err()
}
