package manifest

import (
	"path"
	"slices"
	"strconv"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/yamlfile"
)

// Actor is a person of the demonstration. Passwords are the demonstration's to give.
type Actor struct {
	Login    string
	Name     string
	Language string // empty: the organisation's first
	Role     string
	Unit     string // key of the unit whose subtree the role covers; empty: all of it
}

// People reads every demo.yaml among files: the people by slug of the organisation beside them. Fault kind:
// invalid, as Read.
func People(files map[string]string) (map[string][]Actor, error) {
	orgs, err := Read(files, Options{})
	if err != nil {
		return nil, err
	}
	r := &reader{files: files}
	people := map[string][]Actor{}
	for _, name := range r.named(demoFile) {
		beside := slices.IndexFunc(orgs, func(o Organisation) bool { return path.Dir(o.file.Name) == path.Dir(name) })
		f, object, ok := r.open(name, demoSchema())
		switch {
		case beside < 0:
			r.Add(f, "", "there is no tenant.yaml beside it")
		case ok:
			people[orgs[beside].Slug] = r.actors(f, object, orgs[beside])
		}
	}
	return people, r.refusal()
}

func (r *reader) actors(f *yamlfile.File, object document, org Organisation) []Actor {
	var read struct {
		People []struct{ Login, Name, Language, Role, Unit string }
	}
	object.into(&read)
	var actors []Actor
	for i, p := range read.People {
		at := "/people/" + strconv.Itoa(i)
		if p.Unit != "" && !slices.ContainsFunc(org.units, func(u unit) bool { return u.key == p.Unit }) {
			r.Add(f, at+"/unit", "tenant.yaml has no unit %q", p.Unit)
		}
		if slices.ContainsFunc(actors, func(a Actor) bool { return a.Login == p.Login }) {
			r.Add(f, at+"/login", "the login %q comes twice", p.Login)
		}
		if p.Role == identity.Operator && org.Slug != tenant.SystemSlug {
			r.Add(f, at+"/role", "operators belong to the installation, not to an organisation")
		}
		actors = append(actors, Actor(p))
	}
	return actors
}
