package e2e

import (
	"bytes"
	"math"
	"slices"
	"strings"
)

// attack is one way to find out who gave which answers. It knows the order in which people answered, and
// returns ids of answers in the order in which it believes they came; where it knows the order within parts
// only, each part is a list of its own.
type attack struct {
	name string
	try  func(l *loot, w *target) [][]string
}

// target is a wave under attack: where its answers lie, and what the attacker knows about who came when.
type target struct {
	table  string
	sheets []sheet
	people []string // ids of persons, first to last; empty for strangers
}

var attacks = []attack{
	{"the person beside the answers", besideAnswers},
	{"rows by rowid", byQuery("SELECT id FROM {table} ORDER BY rowid")},
	{"rows as they come", byQuery("SELECT id FROM {table}")},
	{"time in the ids", byQuery("SELECT id FROM {table} ORDER BY id")},
	{"time beside the answers", byQuery("SELECT id FROM {table} ORDER BY created_at, updated_at")},
	{"the change feed", byQuery("SELECT id FROM changes ORDER BY seq")},
	{"place in the table's pages", inTree("table")},
	{"place in the indexes' pages", inTree("index")},
	{"place in the write-ahead log", inLog},
	{"the outbox", byLines("SELECT subject || key || COALESCE(data, '') FROM outbox ORDER BY seq")},
	{"replays", byLines("SELECT COALESCE(body, '') FROM replays ORDER BY at")},
	{"entries of the audit log", byLines("SELECT resource FROM entries ORDER BY seq")},
	{"audit export, log lines, spans", func(l *loot, w *target) [][]string { return [][]string{w.found(l.away)} }},
}

func besideAnswers(_ *loot, w *target) [][]string {
	var order []string
	for _, person := range w.people {
		for _, s := range w.sheets {
			if person != "" && (s.person == person || s.owner == person) {
				order = append(order, s.id)
			}
		}
	}
	return [][]string{order}
}

// byQuery takes the order of a query's rows.
func byQuery(query string) func(*loot, *target) [][]string {
	return func(l *loot, w *target) [][]string {
		return [][]string{w.known(l.texts(strings.ReplaceAll(query, "{table}", w.table)))}
	}
}

// byLines looks for ids in texts that have an order.
func byLines(query string) func(*loot, *target) [][]string {
	return func(l *loot, w *target) [][]string { return [][]string{w.found(l.texts(query))} }
}

// inTree reads where cells lie in the pages of the table or its indexes: SQLite fills a page from its end.
func inTree(kind string) func(*loot, *target) [][]string {
	return func(l *loot, w *target) (parts [][]string) {
		var trees []int
		rows, err := l.db.Query("SELECT rootpage FROM sqlite_master WHERE tbl_name = ? AND type = ?", w.table, kind)
		if err != nil {
			return nil
		}
		defer rows.Close()
		for rows.Next() {
			var root int
			if rows.Scan(&root) == nil {
				trees = append(trees, root)
			}
		}
		for _, root := range trees {
			for _, page := range l.pages(root) {
				parts = append(parts, w.placed(page))
			}
		}
		return parts
	}
}

// inLog reads the log's frames, oldest first: an answer is new in the first frame that holds it.
func inLog(l *loot, w *target) [][]string {
	seen := map[string]bool{}
	var order []string
	for _, frame := range l.frames() {
		for _, id := range w.placed(frame) {
			if !seen[id] {
				seen[id] = true
				order = append(order, id)
			}
		}
	}
	return [][]string{order}
}

// placed are the ids in a page, from its end to its beginning.
func (w *target) placed(page []byte) []string {
	at := map[string]int{}
	var ids []string
	for _, s := range w.sheets {
		if place := bytes.LastIndex(page, []byte(s.id)); place >= 0 {
			at[s.id], ids = place, append(ids, s.id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return at[b] - at[a] })
	return ids
}

// found are the ids in texts, in the order of the texts.
func (w *target) found(texts []string) (order []string) {
	for _, text := range texts {
		for _, s := range w.sheets {
			if strings.Contains(text, s.id) && !slices.Contains(order, s.id) {
				order = append(order, s.id)
			}
		}
	}
	return order
}

// known keeps the ids of answers.
func (w *target) known(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		return !slices.ContainsFunc(w.sheets, func(s sheet) bool { return s.id == id })
	})
}

// score says how many answers an attack gave to the right person, and by how many standard deviations the
// order it found is nearer to the true one (or its reverse) than a random order is.
func (w *target) score(parts [][]string) (hits int, sigma float64) {
	truth := map[string]int{}
	for _, s := range w.sheets {
		truth[s.id] = s.respondent
	}
	agreed, variance := 0.0, 0.0
	for _, part := range parts {
		for i, id := range part {
			for _, later := range part[i+1:] {
				agreed += math.Copysign(1, float64(truth[later]-truth[id]))
			}
		}
		n := float64(len(part))
		variance += n * (n - 1) * (2*n + 5) / 18 // of Kendall's S
	}
	if variance > 0 {
		sigma = agreed / math.Sqrt(variance)
	}
	for place, id := range slices.Concat(parts...) {
		if truth[id] == place {
			hits++
		}
	}
	return hits, sigma
}
