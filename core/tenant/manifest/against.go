package manifest

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Against reads files and compares them with what is there: Read, Now and Make in one. Fault kind: invalid,
// as Read says.
func Against(ctx context.Context, files map[string]string, directory tenant.Directory, tree tenant.Tree, o Options) (Plan, error) {
	declared, err := Read(files, o)
	if err != nil {
		return Plan{}, err
	}
	now, err := Now(ctx, directory, tree)
	if err != nil {
		return Plan{}, err
	}
	r := &reader{}
	r.hosts(declared, hostsOfOthers(declared, now))
	if err := r.refusal(); err != nil {
		return Plan{}, err
	}
	p := Make(declared, now, o)
	p.first = len(now) == 0
	return p, nil
}

// hostsOfOthers are the host names of organisations that no file says anything of, with their slugs.
func hostsOfOthers(declared []Organisation, now []State) map[string]string {
	taken := map[string]string{}
	for _, s := range now {
		if slices.ContainsFunc(declared, func(o Organisation) bool { return o.Slug == s.Tenant.Slug }) {
			continue
		}
		for _, host := range s.Tenant.Settings.Hosts {
			taken[host] = s.Tenant.Slug
		}
	}
	return taken
}

// First reports whether there was no organisation before.
func (p Plan) First() bool { return p.first }
