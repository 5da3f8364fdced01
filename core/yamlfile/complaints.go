package yamlfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Complaints gathers what is wrong in files.
type Complaints []complaint

type complaint struct {
	file    string
	line    int
	message string
}

// Add complains about what stands at a pointer of a file.
func (c *Complaints) Add(f *File, pointer, message string, args ...any) {
	where := ""
	if pointer != "" {
		where = pointer + ": "
	}
	*c = append(*c, complaint{f.Name, f.Line(pointer), where + fmt.Sprintf(message, args...)})
}

// Fields are the complaints in the order of files and lines: a message begins with file, line and pointer.
func (c *Complaints) Fields() []fault.Field {
	slices.SortStableFunc(*c, func(a, b complaint) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	all := make([]fault.Field, 0, len(*c))
	for _, one := range *c {
		all = append(all, fault.Field{Pointer: "/files/" + Escape(one.file), Message: fmt.Sprintf("%s:%d: %s", one.file, one.line, one.message)})
	}
	return all
}

// Open parses a file and checks it against a schema. It is false when something is wrong with the file; that is added.
func (c *Complaints) Open(name, text string, schema *Schema) (*File, bool) {
	f, err := parse(name, text)
	var wrong *problem
	if errors.As(err, &wrong) {
		f.lines[wrong.pointer] = wrong.line
		c.Add(f, wrong.pointer, "%s", wrong.message)
		return f, false
	}
	found := schema.check(f)
	for _, p := range found {
		c.Add(f, p.pointer, "%s", p.message)
	}
	return f, len(found) == 0
}
