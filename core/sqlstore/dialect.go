package sqlstore

import (
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// dialect is the engine. Whatever SQLite and PostgreSQL spell differently is spelled in this file.
type dialect uint8

const (
	sqlite dialect = iota
	postgres
)

// ddl rewrites a table's or an index's definition, written for SQLite, for the engine: text compares byte
// by byte on both, whatever collation the database was made with.
func (d dialect) ddl(text string) string {
	if d == sqlite {
		return strings.ReplaceAll(text, " JSON", " TEXT")
	}
	return strings.NewReplacer(
		" TEXT", ` TEXT COLLATE "C"`,
		" BLOB", " BYTEA",
		" INTEGER PRIMARY KEY AUTOINCREMENT", " BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		" INTEGER", " BIGINT",
		" WITHOUT ROWID", "",
	).Replace(text)
}

// bind numbers the placeholders of a statement written with "?". No statement of ours has a "?" in a literal.
func (d dialect) bind(text string) string {
	if d == sqlite || !strings.Contains(text, "?") {
		return text
	}
	var out strings.Builder
	out.Grow(len(text) + 16)
	for n := 1; ; n++ {
		before, after, found := strings.Cut(text, "?")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteByte('$')
		out.WriteString(strconv.Itoa(n))
		text = after
	}
}

// field is the expression of a declared field of a document, NULL where it is missing. Indexes and queries
// must spell it alike, or the index is not used. The name has been checked (see named).
func (d dialect) field(f store.Field) string {
	if f.Sensitive {
		return d.blind(f.Name)
	}
	if d == sqlite {
		return "json_extract(doc,'$." + f.Name + "')"
	}
	text := "(doc->>'" + f.Name + "')"
	typed := func(kind, cast string) string {
		return "(CASE json_typeof(doc->'" + f.Name + "') WHEN '" + kind + "' THEN " + text + cast + " END)"
	}
	switch f.Type {
	case store.Integer:
		return typed("number", "::numeric")
	case store.Number:
		return typed("number", "::double precision")
	case store.Boolean:
		return typed("boolean", "::boolean")
	}
	return "(" + text + ` COLLATE "C")`
}

// blind is the expression of a sealed field: its blind index, NULL where it has none.
func (d dialect) blind(name string) string {
	if d == sqlite {
		return "json_extract(doc,'$." + name + ".blind')"
	}
	return "((doc->'" + name + "'->>'blind')" + ` COLLATE "C")`
}

// order is an ORDER BY term: a missing value sorts below every value.
func (d dialect) order(expression string, desc bool) string {
	switch {
	case d == sqlite && desc:
		return expression + " DESC"
	case d == sqlite:
		return expression
	case desc:
		return expression + " DESC NULLS LAST"
	}
	return expression + " NULLS FIRST"
}

// find is the position of a text within another, 0 where it is not.
func (d dialect) find(in, what string) string {
	if d == sqlite {
		return "instr(" + in + "," + what + ")"
	}
	return "strpos(" + in + "," + what + ")"
}

// number makes a numeric expression a floating-point one, so that both engines add alike.
func (d dialect) number(expression string) string {
	return "CAST(" + expression + " AS " + d.real() + ")"
}

// real is the type of floating-point numbers.
func (d dialect) real() string {
	if d == sqlite {
		return "REAL"
	}
	return "DOUBLE PRECISION"
}
