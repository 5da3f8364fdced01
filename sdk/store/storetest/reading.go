package storetest

import (
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// visits fills the collection that queries look at: "bare" has nothing but its title.
func (s *suite) visits() []store.Record {
	return s.create("visits",
		doc{"title": "alpha", "site": s.North.ID, "status": "draft", "places": 10, "score": 1.5, "starts": "2026-01-10", "urgent": true, "tags": []string{"Été"}},
		doc{"title": "beta", "site": s.Inner.ID, "status": "open", "places": 20, "score": 2, "starts": "2026-02-10", "opens": "2026-02-10T09:00:00Z"},
		doc{"title": "gamma", "site": s.South.ID, "status": "open", "places": 30, "score": -3, "urgent": false},
		doc{"title": "Délta du Chêne", "site": s.South.ID, "status": "done", "places": 0, "code": `a"b\%_`},
		doc{"title": "bare"},
	)
}

func (s *suite) filters() {
	made := s.visits()
	all := []string{"alpha", "beta", "gamma", "Délta du Chêne", "bare"}
	without := func(names ...string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(n string) bool { return slices.Contains(names, n) })
	}
	for text, want := range map[string][]string{
		``:                                     all,
		`status = "open"`:                      {"beta", "gamma"},
		`status = open`:                        {"beta", "gamma"},
		`status != "open"`:                     {"alpha", "Délta du Chêne"},
		`NOT status = "open"`:                  without("beta", "gamma"),
		`NOT status != "open"`:                 {"beta", "gamma", "bare"},
		`-status = "open"`:                     without("beta", "gamma"),
		`status:*`:                             without("bare"),
		`NOT status:*`:                         {"bare"},
		`tags:*`:                               {"alpha"},
		`places > 10`:                          {"beta", "gamma"},
		`places >= 10 AND places < 30`:         {"alpha", "beta"},
		`NOT places > 10`:                      {"alpha", "Délta du Chêne", "bare"},
		`NOT (places > 10 AND urgent:*)`:       without("gamma"),
		`NOT (places > 10 OR urgent = true)`:   {"Délta du Chêne", "bare"},
		`places = 0`:                           {"Délta du Chêne"},
		`places = 10.0`:                        {"alpha"},
		`places < 0.5`:                         {"Délta du Chêne"},
		`score = 1.5`:                          {"alpha"},
		`score > 1`:                            {"alpha", "beta"},
		`score < -2.5`:                         {"gamma"},
		`urgent = true`:                        {"alpha"},
		`urgent = false`:                       {"gamma"},
		`urgent != true`:                       {"gamma"},
		`starts > "2026-01-10"`:                {"beta"},
		`opens = "2026-02-10T10:00:00+01:00"`:  {"beta"},
		`opens <= "2026-02-10T09:00:00Z"`:      {"beta"},
		`title = "al*"`:                        {"alpha"},
		`title = "*ta"`:                        {"beta"},
		`NOT title = "al*"`:                    without("alpha"),
		`title:"et"`:                           {"beta"},
		`title = "ALPHA"`:                      {},
		`title > "alpha"`:                      {"beta", "gamma", "bare"},
		`title = "Délta du Chêne"`:             {"Délta du Chêne"},
		`code = "a\"b\\%_"`:                    {"Délta du Chêne"},
		`code:"%"`:                             {"Délta du Chêne"},
		`code:"x%"`:                            {},
		`status = "open" places > 20`:          {"gamma"},
		`status = "open" OR status = "draft"`:  {"alpha", "beta", "gamma"},
		`unit_path = "` + s.South.Path + `"`:   {"gamma", "Délta du Chêne"},
		`unit_path = "` + s.North.Path + `*"`:  {"alpha", "beta"},
		`id = "` + made[1].ID + `"`:            {"beta"},
		`created_at > "2000-01-01T00:00:00Z"`:  all,
		`updated_at < "2000-01-01T00:00:00Z"`:  {},
		`title = "x' OR 1=1 --"`:               {},
		`(((status = "done")))`:                {"Délta du Chêne"},
		`NOT NOT_a_field_no = 1 OR places = 0`: nil,
	} {
		p, err := s.Store.List(s.Context(), "visits", store.Query{Filter: text})
		if want == nil {
			s.wantPointer(text, err, "/filter")
			continue
		}
		if err != nil {
			s.Errorf("%s: %v", text, err)
			continue
		}
		slices.Sort(want)
		got := titlesOf(s.T, p.Records)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func (s *suite) badQueries() {
	s.visits()
	for _, text := range []string{
		`nothing = 1`, `places = "ten"`, `title = 7`, `urgent = "yes"`, `urgent > true`, `starts = "soon"`, `opens > "soon"`,
		`tags = "x"`, `title`, `"alpha"`, `title.x = 1`, `7 = 7`, `(`, `title = `, `title = "open`, `title = places AND`,
		`f(title)`, `title:(a OR b)`, `rev = 1`, `places:5`, `title = "a" ) OR (title = "b"`, strings.Repeat("(", 3000),
	} {
		_, err := s.Store.List(s.Context(), "visits", store.Query{Filter: text})
		s.wantPointer("filter "+text, err, "/filter")
	}
	for _, text := range []string{`nothing`, `tags`, `title up`, `title;`, `rev`, `title desc asc`, `,`} {
		_, err := s.Store.List(s.Context(), "visits", store.Query{Order: text})
		s.wantPointer("order "+text, err, "/order_by")
	}
	for pointer, q := range map[string]store.Query{
		"/page_size":  {Size: 1001},
		"/page_token": {Token: "bm8"},
		"/unit":       {Unit: "north"},
	} {
		_, err := s.Store.List(s.Context(), "visits", q)
		s.wantPointer("query", err, pointer)
	}
	_, err := s.Store.List(s.Context(), "visits", store.Query{Size: -1})
	s.wantPointer("a negative page", err, "/page_size")
}

func (s *suite) order() {
	s.visits()
	for text, want := range map[string][]string{
		``:                    {"alpha", "beta", "gamma", "Délta du Chêne", "bare"}, // ids of one commit rise
		`id desc`:             {"bare", "Délta du Chêne", "gamma", "beta", "alpha"},
		`title`:               {"Délta du Chêne", "alpha", "bare", "beta", "gamma"}, // byte order
		`places`:              {"bare", "Délta du Chêne", "alpha", "beta", "gamma"}, // missing comes first
		`places desc`:         {"gamma", "beta", "alpha", "Délta du Chêne", "bare"},
		`status, title desc`:  {"bare", "Délta du Chêne", "alpha", "gamma", "beta"},
		`status desc, places`: {"beta", "gamma", "alpha", "Délta du Chêne", "bare"},
		`urgent desc, title`:  {"alpha", "gamma", "Délta du Chêne", "bare", "beta"},
		`starts desc, score`:  {"beta", "alpha", "Délta du Chêne", "bare", "gamma"},
	} {
		if diff := cmp.Diff(want, s.titles(store.Query{Order: text})); diff != "" {
			s.Errorf("order %q (-want +got):\n%s", text, diff)
		}
	}
}

// pages reads every list page by page: nothing twice, nothing lost, ties and missing values included.
func (s *suite) pages() {
	s.visits()
	for _, order := range []string{"", "status", "status desc", "places desc, title", "urgent", "starts, score desc", "created_at desc", "unit_path, opens"} {
		want := s.titles(store.Query{Order: order})
		for _, size := range []int{1, 2, 3, 5} {
			got := []string{}
			q := store.Query{Order: order, Size: size, Filter: `title != "x"`}
			for pages := 0; pages < 10; pages++ {
				p, err := s.Store.List(s.Context(), "visits", q)
				if err != nil {
					s.Fatalf("order %q, page %d of %d: %v", order, pages, size, err)
				}
				got = append(got, titlesOf(s.T, p.Records)...)
				if q.Token = p.Next; p.Next == "" {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("order %q in pages of %d (-whole +pages):\n%s", order, size, diff)
			}
		}
	}
	p, err := s.Store.List(s.Context(), "visits", store.Query{Size: 2})
	if err != nil || p.Next == "" {
		s.Fatalf("no second page: %v", err)
	}
	_, err = s.Store.List(s.Context(), "visits", store.Query{Size: 2, Order: "title", Token: p.Next})
	s.wantPointer("a token of another query", err, "/page_token")
}

func (s *suite) search() {
	s.visits()
	for text, want := range map[string][]string{
		"delta":        {"Délta du Chêne"},
		"DÉLTA":        {"Délta du Chêne"},
		"chene  délta": {"Délta du Chêne"},
		"ché":          {"Délta du Chêne"},
		"hene":         {},
		"ete":          {"alpha"},
		"alpha beta":   {},
		"b":            {"beta", "bare"},
		"%":            {"alpha", "beta", "gamma", "Délta du Chêne", "bare"}, // no word, no condition
		"b_ta":         {},
	} {
		got := s.titles(store.Query{Search: text})
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("search %q (-want +got):\n%s", text, diff)
		}
	}
}

func (s *suite) units() {
	s.visits()
	for unit, want := range map[string][]string{
		"/":          {"alpha", "beta", "gamma", "Délta du Chêne", "bare"},
		s.North.Path: {"alpha", "beta"},
		s.Inner.Path: {"beta"},
		s.South.Path: {"gamma", "Délta du Chêne"},
		"/n/":        {},
	} {
		if diff := cmp.Diff(want, s.titles(store.Query{Unit: unit})); diff != "" {
			s.Errorf("unit %q (-want +got):\n%s", unit, diff)
		}
	}
}
