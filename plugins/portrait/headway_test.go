package portrait_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestProgressIsPublicWhenTheOrganisationSaysSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := opened(h, "")
	type headway struct {
		Title             string
		Invited, Answered int
	}
	look := func() []headway {
		t.Helper()
		var p struct{ Portraits []headway }
		h.do(visitor, "GET", "/public/progress", nil, &p)
		return p.Portraits
	}
	if all := look(); len(all) != 0 {
		t.Errorf("shown to everybody though nobody said so: %+v", all)
	}
	h.config = json.RawMessage(`{"public":true}`)
	answer := func(n int) {
		for range n {
			h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(h.code(id, "c0"), someValues)), nil)
		}
	}
	answer(4)
	if all := look(); len(all) != 1 || all[0].Answered != 0 || all[0].Invited != 55 {
		t.Errorf("below the floor: %+v", all)
	}
	answer(1)
	if all := look(); len(all) != 1 || all[0] != (headway{"Portrait de mars", 55, 5}) {
		t.Errorf("at the floor: %+v", all)
	}
	status, page, err := h.try(visitor, "GET", "/public/progress:page?lang=en", "")
	if err != nil || status != 200 || !strings.Contains(string(page), "5 answers of 55 people invited") {
		t.Errorf("page: %d %s %v", status, page, err)
	}
	h.do(coordinator, "POST", "/waves/"+id+":close", nil, nil)
	if all := look(); len(all) != 0 {
		t.Errorf("a closed portrait is under way: %+v", all)
	}
}

func TestASingleSitesProgressIsNotPublic(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.config = json.RawMessage(`{"public":true}`)
	id := opened(h, `,"sites":[{"unit_id":"c0"}]`)
	for range 6 {
		h.do(visitor, "POST", "/answers:submit", json.RawMessage(submission(h.code(id, "c0"), someValues)), nil)
	}
	var p struct{ Portraits []any }
	if h.do(visitor, "GET", "/public/progress", nil, &p); len(p.Portraits) != 0 {
		t.Errorf("one team's progress is public: %v", p.Portraits)
	}
}
