package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/identity/scim"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func (e *edge) scimConfig(_ context.Context, d *provisioning) (int, any, error) {
	return http.StatusOK, scim.Config(d.at), nil
}

func (e *edge) scimTypes(_ context.Context, d *provisioning) (int, any, error) {
	return http.StatusOK, whole(scim.Types(d.at)), nil
}

func (e *edge) scimSchemas(_ context.Context, d *provisioning) (int, any, error) {
	return http.StatusOK, whole(scim.Schemas(d.at)), nil
}

// whole is a list on one page.
func whole(resources []map[string]any) map[string]any {
	return map[string]any{"schemas": []string{scim.ListSchema}, "totalResults": len(resources), "startIndex": 1, "itemsPerPage": len(resources), "Resources": resources}
}

// comparison is what a directory would change if it wrote down everybody whom it has, by login.
type comparison struct {
	Created     []string      `json:"created"`
	Updated     []string      `json:"updated"`
	Deactivated []string      `json:"deactivated"`
	Refused     []refusedUser `json:"refused"`
	Unchanged   int           `json:"unchanged"`
}

type refusedUser struct {
	UserName string `json:"userName"`
	Detail   string `json:"detail"`
}

// scimCompare says what would happen if the list in the body were all whom the directory has; nothing is changed. Whoever
// came from a directory (they have an externalId) and is not in the list would be deactivated.
func (e *edge) scimCompare(ctx context.Context, d *provisioning) (int, any, error) {
	text, err := d.read()
	if err != nil {
		return 0, nil, err
	}
	var in struct {
		Resources []json.RawMessage `json:"Resources"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return 0, nil, fault.New(fault.Invalid, "scim-syntax", "A list of Resources.").Because(err)
	}
	people, err := e.Roll.People(ctx, d.Tenant.ID)
	if err != nil {
		return 0, nil, err
	}
	out := comparison{Created: []string{}, Updated: []string{}, Deactivated: []string{}, Refused: []refusedUser{}}
	listed := map[string]bool{}
	for _, one := range in.Resources {
		listed[out.note(people, one)] = true
	}
	for _, p := range people {
		if p.External != "" && !p.Suspended && !listed[p.ID] {
			out.Deactivated = append(out.Deactivated, p.Login)
		}
	}
	return http.StatusOK, out, nil
}

// note tells what one user of the list would change, and returns who they are here, if anybody.
func (x *comparison) note(people []identity.Person, text []byte) string {
	u, err := scim.Read(text)
	login := identity.CanonicalLogin(u.UserName)
	i := slices.IndexFunc(people, func(p identity.Person) bool { return u.External != "" && p.External == u.External })
	if i < 0 {
		i = slices.IndexFunc(people, func(p identity.Person) bool { return p.Login == login })
	}
	var old, p identity.Person
	if i >= 0 {
		old = people[i]
	}
	if err == nil {
		p, err = u.Onto(old)
	}
	switch {
	case err != nil:
		x.Refused = append(x.Refused, refusedUser{u.UserName, fault.From(err).Error()})
	case i < 0:
		x.Created = append(x.Created, p.Login)
	case p == old:
		x.Unchanged++
	case p.Suspended && !old.Suspended:
		x.Deactivated = append(x.Deactivated, p.Login)
	default:
		x.Updated = append(x.Updated, p.Login)
	}
	return old.ID
}
