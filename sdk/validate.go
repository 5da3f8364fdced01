package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The forms of names, compiled once; they never change.
var (
	nameForm    = regexp.MustCompile(`^[a-z][a-z0-9]{1,29}$`)
	versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)
	elementForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)
)

// Complaint is one thing that is wrong with a declaration, and the rule that it breaks: "operations/action".
type Complaint struct {
	Rule string
	Err  error
}

// Error implements error.
func (c *Complaint) Error() string { return c.Err.Error() }

// Unwrap implements the convention of package errors.
func (c *Complaint) Unwrap() error { return c.Err }

// Validate returns everything that is wrong with a declaration, whoever sent it: Complaints, joined. The module
// checks itself with it before it serves, the core before it installs.
func (m Manifest) Validate() error {
	var wrong complaints
	wrong.check("manifest/name", nameForm.MatchString(m.Name), "the name %q is not lower case letters and digits, 2 to 30", m.Name)
	wrong.check("manifest/version", versionForm.MatchString(m.Version), "the version %q is not semantic (1.0.0)", m.Version)
	wrong.check("manifest/title", m.Title["fr"] != "" && m.Title["en"] != "", "the title needs French and English")
	wrong.check("manifest/placement", slices.Contains([]string{"", Shared, PerTenant}, m.Placement), "the placement %q is unknown", m.Placement)
	wrong.check("configuration/json", len(m.Config) == 0 || json.Valid(m.Config), "the configuration's schema is not JSON")
	wrong.names(m)
	wrong.grants(m)
	wrong.guards(m)
	wrong.notices(m)
	wrong.widgets(m)
	wrong.collections(m)
	wrong.views(m)
	wrong.operations(m)
	wrong.shares(m)
	wrong.publishes(m)
	return errors.Join(wrong...)
}

type complaints []error

func (c *complaints) check(rule string, ok bool, format string, args ...any) {
	if !ok {
		*c = append(*c, &Complaint{Rule: rule, Err: fmt.Errorf(format, args...)})
	}
}

// names must begin with the module's own.
func (c *complaints) names(m Manifest) {
	own := m.Name + ":"
	for _, r := range m.Roles {
		c.check("roles/names", strings.HasPrefix(r.Name, own), "the role %q does not begin with %q", r.Name, own)
	}
	for _, a := range m.Actions {
		c.check("actions/names", strings.HasPrefix(a.Name, own), "the action %q does not begin with %q", a.Name, own)
	}
	for _, j := range m.Jobs {
		c.check("jobs/names", j.Name != "", "a job has no name")
		c.check("jobs/every", j.Every >= 0, "the job %s is due before it ends", j.Name)
	}
	for _, l := range m.Hears {
		c.check("hears/types", l.Type != "", "a listener has no event type")
	}
	for _, u := range m.UnderWay {
		_, ok := m.Collection(u.Collection)
		c.check("under-way/collection", ok, "what is under way names %q, and there is no such collection", u.Collection)
	}
	for _, s := range m.FirstSteps {
		collection, ok := m.Collection(s.Collection)
		c.check("first-steps/collection", ok && collection.Kind == store.Ordinary, "the first step %q names %q, and there is no such ordinary collection", s.Title["en"], s.Collection)
		c.check("first-steps/title", s.Title["fr"] != "" && s.Title["en"] != "", "a first step's title needs French and English")
		c.check("first-steps/action", strings.HasPrefix(s.Action, own), "the action %q of a first step does not begin with %q", s.Action, own)
		c.check("first-steps/path", s.Path == "" || strings.HasPrefix(s.Path, "/"), "the path %q of a first step does not begin with /", s.Path)
	}
}

func (c *complaints) widgets(m Manifest) {
	for _, w := range m.Widgets {
		c.check("widgets/element", elementForm.MatchString(w.Element), "the element %q is not a custom element's name", w.Element)
		c.check("widgets/place", slices.Contains([]string{PlaceConsole, PlacePublic, PlaceHome}, w.Place), "the widget %s has no known place", w.Element)
		c.check("widgets/page", w.Place != PlacePublic || w.Page != "", "the public widget %s has no page", w.Element)
		c.check("widgets/embed", !w.Embed || w.Place == PlacePublic, "the widget %s is for other portals and not public", w.Element)
		c.plain(m, w)
	}
}

// plain pages are HTML under our own address: by modules that are trusted, through operations open to strangers.
func (c *complaints) plain(m Manifest, w Widget) {
	if w.Plain == "" {
		return
	}
	c.check("widgets/plain", w.Place == PlacePublic && m.Placement == Shared, "the widget %s cannot have a plain page: it is not public, or its module is not shared", w.Element)
	c.check("widgets/plain", slices.ContainsFunc(m.Operations, func(op OperationDeclaration) bool {
		return op.Method == http.MethodGet && op.Path == w.Plain && op.Public && !op.Stream
	}), "the plain page of the widget %s is no public operation GET %s", w.Element, w.Plain)
}

// collections are derived again from their schema: what is declared beside it must say the same.
func (c *complaints) collections(m Manifest) {
	seen := map[string]bool{}
	for _, s := range m.Collections {
		c.check("collections/unique", !seen[s.Collection], "two collections are named %q", s.Collection)
		seen[s.Collection] = true
		parsed, err := store.ParseSchema(s.Collection, s.JSON, s)
		c.check(schemaRule(err), err == nil, "collection %s: %w", s.Collection, err)
		if err == nil {
			c.check("collections/fields", slices.Equal(parsed.Fields, s.Fields), "the fields of the collection %s are not those of its schema", s.Collection)
		}
	}
}

// operations must each be something that the core can gate, and leave the addresses of collections alone.
func (c *complaints) operations(m Manifest) {
	seen := map[string]bool{}
	var table route.Table[string]
	for _, op := range m.Operations {
		named := fmt.Sprintf("operation %s (%s %s)", op.ID, op.Method, op.Path)
		c.check("operations/unique", !seen[op.ID], "two operations have the id %q", op.ID)
		seen[op.ID] = true
		next, err := table.With(op.Method, op.Path, op.ID)
		c.check("operations/routes", err == nil, "%s: %w", named, err)
		table = next
		rule, err := op.validate(m)
		c.check("operations/"+rule, err == nil, "%s: %w", named, err)
	}
}

// schemaRule tells marks that do not agree from the rest of a declaration that is not sound.
func schemaRule(err error) string {
	if err == nil {
		return ""
	}
	about := fault.From(err).Fields
	marked := func(f fault.Field) bool { return strings.HasSuffix(f.Pointer, "/x-rb") }
	if len(about) > 0 && !slices.ContainsFunc(about, func(f fault.Field) bool { return !marked(f) }) {
		return "collections/marks"
	}
	return "collections/schema"
}

// generic are the operations that the core itself serves for a collection.
func generic(collection string) []route.Entry[string] {
	var all []route.Entry[string]
	for _, line := range []string{
		"GET /%s", "POST /%s", "GET /%s/{id}", "PUT /%s/{id}", "DELETE /%s/{id}",
		"GET /%s:watch", "GET /%s:export", "GET /%s:schema",
	} {
		method, pattern, _ := strings.Cut(fmt.Sprintf(line, collection), " ")
		all = append(all, route.Entry[string]{Method: method, Pattern: pattern})
	}
	return all
}

// validate returns what is wrong first, and its rule.
func (op OperationDeclaration) validate(m Manifest) (rule string, err error) {
	switch {
	case op.ID == "":
		return "unique", errors.New("it has no OperationID")
	case op.Action == "":
		return "action", errors.New("it has no action: write sdk.Operation(…, sdk.Rules{Action: …})")
	case !slices.ContainsFunc(m.Actions, func(a Action) bool { return a.Name == op.Action }):
		return "action", fmt.Errorf("the action %q is not in the manifest", op.Action)
	case op.Stream && (op.Retry || op.Published):
		return "stream", errors.New("a streaming operation stages and publishes nothing")
	}
	for _, read := range op.Reads {
		name, _, _ := strings.Cut(read, "/")
		if _, ok := m.Collection(name); !ok {
			return "reads", fmt.Errorf("it reads %q, and there is no such collection", read)
		}
	}
	for _, s := range m.Collections {
		for _, own := range generic(s.Collection) {
			if s.Kind == store.Ordinary && own.Method == op.Method && route.Overlap(own.Pattern, op.Path) {
				return "core-routes", fmt.Errorf("its address overlaps the core's own %s %s", own.Method, own.Pattern)
			}
		}
	}
	return "on", op.validateOn(m)
}

func (op OperationDeclaration) validateOn(m Manifest) error {
	if op.On == "" {
		return nil
	}
	parameter, thing, ok := strings.Cut(op.On, "@")
	if !ok || !strings.Contains(op.Path, "{"+parameter+"}") {
		return fmt.Errorf("On %q names no parameter of the path", op.On)
	}
	if _, ok := m.Collection(thing); !ok && thing != "unit" {
		return fmt.Errorf("On %q names no collection", op.On)
	}
	return nil
}
