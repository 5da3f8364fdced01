package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// MostItems is how many works are read at once, MostBytes how long their text may be.
const (
	MostItems = 500
	MostBytes = 2 << 20
)

// Problem is one mistake in a text of CSL-JSON.
type Problem struct{ Pointer, Message string }

// types are those of CSL 1.0.2.
var types = strings.Fields(`article article-journal article-magazine article-newspaper bill book broadcast chapter
	classic collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
	interview legal_case legislation manuscript map motion_picture musical_score pamphlet paper-conference patent
	performance periodical personal_communication post post-weblog regulation report review review-book software
	song speech standard thesis treaty webpage`)

// registry is what Crossref calls types, by what CSL does.
func registry(name string) string {
	switch name {
	case "journal-article":
		return "article-journal"
	case "book-chapter", "book-section", "book-part":
		return "chapter"
	case "posted-content":
		return "article"
	case "proceedings-article":
		return "paper-conference"
	case "monograph", "edited-book", "reference-book", "book-set":
		return "book"
	case "dissertation":
		return "thesis"
	case "report-component", "report-series":
		return "report"
	case "":
		return "document"
	}
	return name
}

// Types lists the types of CSL.
func Types() []string { return slices.Clone(types) }

// Read reads CSL-JSON: a list of items, or one. All of it is read, or nothing: each mistake has its place.
func Read(text []byte) ([]Item, []Problem) {
	if len(text) > MostBytes {
		return nil, []Problem{{"", fmt.Sprintf("the text is longer than %d MiB", MostBytes>>20)}}
	}
	trimmed := bytes.TrimSpace(text)
	if bytes.HasPrefix(trimmed, []byte("{")) {
		trimmed = slices.Concat([]byte("["), trimmed, []byte("]"))
	}
	var items []Item
	if err := json.Unmarshal(trimmed, &items); err != nil {
		return nil, []Problem{{"", "this is not a list of works in CSL-JSON"}}
	}
	if len(items) == 0 || len(items) > MostItems {
		return nil, []Problem{{"", fmt.Sprintf("1 to %d works at once", MostItems)}}
	}
	var wrong []Problem
	for i, item := range items {
		wrong = append(wrong, item.repair(fmt.Sprintf("/%d", i))...)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return items, nil
}

// repair brings an item to what CSL asks, and says what cannot be brought there.
func (i Item) repair(at string) []Problem {
	var wrong []Problem
	if i == nil {
		return []Problem{{at, "is no work"}}
	}
	if kind, given := i["type"]; given && kind != nil {
		if _, text := kind.(string); !text {
			wrong = append(wrong, Problem{at + "/type", "must be a text"})
		}
	}
	i["type"] = registry(i.text("type"))
	if !slices.Contains(types, i.text("type")) {
		wrong = append(wrong, Problem{at + "/type", "is no type of CSL, such as article-journal, report or legislation"})
	}
	if title := i.text("title"); title == "" || len([]rune(title)) > 500 {
		wrong = append(wrong, Problem{at + "/title", "a title of 1 to 500 characters is needed"})
	} else {
		i["title"] = title
	}
	if i.text("id") == "" {
		wrong = append(wrong, Problem{at + "/id", "each work has an id of its own"})
	}
	if written := i.text("DOI"); written != "" {
		if doi := DOI(written); doi != "" {
			i["DOI"] = doi
		} else {
			wrong = append(wrong, Problem{at + "/DOI", "is no DOI, such as 10.1000/182"})
		}
	}
	if source := i.text("container-title"); source != "" {
		i["container-title"] = source
	}
	return wrong
}
