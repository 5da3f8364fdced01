package sqlstore

import (
	"cmp"
	"strings"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// carried is a table of which an organisation takes its rows along to another installation.
type carried struct {
	name  string
	where string // which rows, beside being the organisation's; empty for all
	args  int    // how often where names the organisation
	order string
	cells []cell
}

// cell is a column as it travels.
type cell struct {
	name string
	kind cellKind
}

type cellKind uint8

const (
	textCell cellKind = iota
	timeCell
	numberCell
	truthCell
	bytesCell // base64
)

// columns reads a list of columns: "id rev:number body:bytes".
func columns(list string) (cells []cell) {
	kinds := map[string]cellKind{"": textCell, "time": timeCell, "number": numberCell, "truth": truthCell, "bytes": bytesCell}
	for word := range strings.FieldsSeq(list) {
		name, kind, _ := strings.Cut(word, ":")
		cells = append(cells, cell{name, kinds[kind]})
	}
	return cells
}

const (
	// ownPeople leaves what people of the organisation and its groups hold: keys and people from elsewhere stay behind.
	ownPeople = "principal_id IN (SELECT id FROM people WHERE tenant_id = ? UNION ALL SELECT id FROM groups WHERE tenant_id = ?)"
	unsealed  = "seq >= (SELECT sealed FROM logs WHERE tenant_id = ?)" // what is sealed travels as a log
)

// carriedTables lists the core's tables that go along, in the order in which they are written. The organisation's own row comes
// back last of all: until then nobody finds it.
func carriedTables() []carried {
	return []carried{
		{name: "tenants", order: "id", cells: columns("slug name country wording languages template zone officer hosting settings managed created_at:time")},
		{name: "tenant_modules", order: "name", cells: columns("name is_on:truth config since:time managed consented pin")},
		{name: "units", order: "id", cells: columns(`id unit_key path parent_id name kind headcount:number places:number address code
			priority:truth closed_at:time managed local rev:number`)},
		{name: "closures", order: "id", cells: columns("id unit_id first_day last_day name yearly:number rev:number")},
		{name: "people", order: "id", cells: columns("id name email login external_id language suspended:truth password created_at:time rev:number")},
		{name: "grants", where: ownPeople, args: 2, order: "id", cells: columns("id principal_id role unit_id expires_at:time reason given_by")},
		{name: "groups", order: "id", cells: columns("id name unit_id created_at:time rev:number")},
		{name: "group_members", order: "group_id, person_id", cells: columns("group_id person_id since:time")},
		{name: "invitations", order: "id", cells: columns(`id token_hash:bytes person_id name email role unit_id lasts_until:time reason given_by support:truth
			expires_at:time used_at:time revoked_at:time created_at:time`)},
		{name: "factors", order: "person_id", cells: columns("person_id secret confirmed_at:time step:number")},
		{name: "recovery_codes", order: "person_id, hash", cells: columns("person_id hash:bytes")},
		{name: "passkeys", order: "id", cells: columns("id person_id credential:bytes name doc counter:number created_at:time used_at:time")},
		{name: "linked_accounts", order: "id", cells: columns("id issuer subject person_id created_at:time")},
		{name: "holds", order: "id", cells: columns("id doc rev:number")},
		{name: "incidents", order: "id", cells: columns("id known_at:time doc rev:number")},
		{name: "privacy_requests", order: "id", cells: columns("id doc rev:number")},
		{name: "notices", order: "id", cells: columns("id person_id module doc way at:time sent_at:time read_at:time handed_at:time")},
		{name: "notice_choices", order: "person_id, module, kind", cells: columns("person_id module kind way")},
		{name: "embed_keys", order: "id", cells: columns("id public name modules origins created_at:time revoked_at:time")},
		{name: "works", order: "id", cells: columns("id doc rev:number")},
		{name: "work_versions", order: "id", cells: columns("id doc")},
		{name: "subscriptions", order: "id", cells: columns("id publisher_id doc rev:number")},
		{name: "publications", order: "release, digest", cells: columns("release digest:bytes name atoms n:number")},
		{name: "changes", order: "tbl, seq", cells: columns("tbl seq:number id verb at:time")},
		{name: "former_logs", order: "id", cells: columns("id origin size:number root verifier closed_at:time")},
		{name: "former_log_parts", order: "id, part", cells: columns("id part:number body:bytes")},
		{name: "entries", where: unsealed, args: 1, order: "seq", cells: columns(`id at:time principal behalf action resource unit_path outcome rule
			count:number digest:bytes salt:bytes request`)},
	}
}

// carriedRecords is a collection's table as it travels.
func carriedRecords(name string, t record.Table) carried {
	if t.Schema.Kind == store.Anonymous {
		return carried{name: name, order: "id", cells: columns("id unit_path doc")}
	}
	return carried{name: name, order: "id", cells: columns("id unit_path owner_id rev:number schema_version:number doc search created_at:time updated_at:time")}
}

// selection is the statement that reads the rows.
func (c carried) selection(tenant string) (text string, args []any) {
	names := make([]string, len(c.cells))
	for i, cell := range c.cells {
		names[i] = cell.name
	}
	owner := "tenant_id"
	if c.name == "tenants" {
		owner = "id"
	}
	text = "SELECT " + strings.Join(names, ", ") + " FROM " + c.name + " WHERE " + owner + " = ?"
	for range c.args + 1 {
		args = append(args, tenant)
	}
	if c.where != "" {
		text += " AND " + c.where
	}
	return text + " ORDER BY " + cmp.Or(c.order, "id"), args
}
