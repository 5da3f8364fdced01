package store_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestANoticeIsForAPersonOrForRoles(t *testing.T) {
	t.Parallel()
	roles, units := []string{"core:director"}, []string{"lilas"}
	for what, c := range map[string]struct {
		notice  store.Notice
		pointer string
	}{
		"a person":             {store.Notice{To: "ana", Address: "ana@example.org"}, ""},
		"a role":               {store.Notice{Roles: roles}, ""},
		"a role at a site":     {store.Notice{Roles: roles, Units: units, Link: "/here"}, ""},
		"nobody":               {store.Notice{}, "/notices/0/to"},
		"both":                 {store.Notice{To: "ana", Roles: roles}, "/notices/0/roles"},
		"a person at a site":   {store.Notice{To: "ana", Units: units}, "/notices/0/units"},
		"a role's address":     {store.Notice{Roles: roles, Address: "ana@example.org"}, "/notices/0/address"},
		"files for a role":     {store.Notice{Roles: roles, Attachments: []store.Attachment{{Name: "a.csv"}}}, "/notices/0/attachments"},
		"many roles":           {store.Notice{Roles: make([]string, store.MaxRoles+1)}, "/notices/0/roles"},
		"a role at many sites": {store.Notice{Roles: roles, Units: make([]string, store.MaxUnits+1)}, "/notices/0/units"},
	} {
		err, pointer := store.CheckCommit(store.Commit{Notices: []store.Notice{c.notice}}, nil), ""
		if err != nil {
			pointer = fault.From(err).Fields[0].Pointer
		}
		if pointer != c.pointer || err != nil && fault.From(err).Code != "notice-invalid" {
			t.Errorf("%s: %v at %q, want %q", what, err, pointer, c.pointer)
		}
	}
}
