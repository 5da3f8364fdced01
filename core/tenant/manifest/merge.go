package manifest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/yamlfile"
)

// merged is what becomes of one thing's fields.
type merged struct {
	result   document
	managed  []string
	changed  []string // in words, one for each field that changes
	taken    []string // as changed, for fields that people had set
	adopted  []string // pointers that the file names anew, with the value that is there
	released []string // pointers that the file no longer names
}

// merge lays the declared fields over the current ones. managed are the pointers that a file owned so far.
func merge(current, declared document, managed []string) merged {
	m := merged{result: current.clone()}
	for _, pointer := range declared.leaves() {
		m.managed = append(m.managed, pointer)
		before, after := current.get(pointer), declared.get(pointer)
		if reflect.DeepEqual(before, after) || unset(before) && unset(after) {
			if !slices.Contains(managed, pointer) {
				m.adopted = append(m.adopted, pointer)
			}
			continue
		}
		m.result.set(pointer, after)
		words := fmt.Sprintf("%s: %s → %s", name(pointer), shown(before), shown(after))
		if unset(before) || slices.Contains(managed, pointer) {
			m.changed = append(m.changed, words)
		} else {
			m.taken = append(m.taken, words)
		}
	}
	for _, pointer := range managed {
		if !slices.Contains(m.managed, pointer) {
			m.released = append(m.released, pointer)
		}
	}
	return m
}

// same reports whether nothing changes, ownership included.
func (m merged) same() bool { return len(m.changed)+len(m.taken)+len(m.adopted)+len(m.released) == 0 }

// names writes pointers for people.
func names(pointers []string) string {
	all := make([]string, len(pointers))
	for i, pointer := range pointers {
		all[i] = name(pointer)
	}
	return strings.Join(all, ", ")
}

// name writes a pointer for people: "officer.name".
func name(pointer string) string {
	return yamlfile.Unescape(strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", "."))
}
