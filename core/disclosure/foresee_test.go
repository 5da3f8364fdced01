package disclosure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/disclosure"
)

func member(key string, n int, near string) disclosure.Member {
	return disclosure.Member{Key: key, Name: "Site " + key, N: n, Near: near}
}

func home(key, near string) disclosure.Member {
	return disclosure.Member{Key: key, Name: "Site " + key, N: 1, Never: true, Near: near}
}

func TestForesee(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		members   []disclosure.Member
		reasons   []disclosure.Reason
		proposals [][]string
	}{
		"the field's example": {
			[]disclosure.Member{member("a", 12, "/x/a/"), member("b", 9, "/x/b/"), member("c", 5, "/x/c/"), member("d", 3, "/x/d/"), member("e", 1, "/x/e/")},
			[]disclosure.Reason{"ok", "ok", "remainder", "below-floor", "below-floor"},
			[][]string{{"c", "d", "e"}},
		},
		"everybody can be shown": {
			[]disclosure.Member{member("a", 12, "/a/"), member("b", 9, "/b/")}, []disclosure.Reason{"ok", "ok"}, nil,
		},
		"a relay and its homes": {
			[]disclosure.Member{member("r", 2, "/x/r/"), home("h1", "/x/r/h1/"), home("h2", "/x/r/h2/"), home("h3", "/x/r/h3/"), member("a", 20, "/x/a/")},
			[]disclosure.Reason{"below-floor", "home", "home", "home", "ok"},
			[][]string{{"h1", "h2", "h3", "r"}},
		},
		"nearest first": {
			[]disclosure.Member{member("a", 3, "/n/a/"), member("b", 3, "/n/b/"), member("c", 3, "/s/c/"), member("d", 3, "/s/d/"), member("e", 9, "/s/e/")},
			[]disclosure.Reason{"below-floor", "below-floor", "below-floor", "below-floor", "ok"},
			[][]string{{"a", "b"}, {"c", "d"}},
		},
		"one left over joins the nearest group": {
			[]disclosure.Member{member("a", 3, "/n/a/"), member("b", 3, "/n/b/"), member("c", 4, "/s/c/"), member("d", 9, "/s/d/")},
			[]disclosure.Reason{"below-floor", "below-floor", "below-floor", "ok"},
			[][]string{{"a", "b", "c"}},
		},
		"the only small one takes a neighbour with it": {
			[]disclosure.Member{member("a", 4, "/n/a/"), member("b", 9, "/n/b/"), member("c", 6, "/s/c/")},
			[]disclosure.Reason{"below-floor", "ok", "remainder"},
			[][]string{{"a", "c"}},
		},
		"headcount unknown": {
			[]disclosure.Member{member("a", 0, "/a/"), member("b", 9, "/b/")}, []disclosure.Reason{"no-headcount", "ok"}, nil,
		},
		"nothing reaches it": {
			[]disclosure.Member{member("a", 2, "/a/"), member("b", 1, "/b/")}, []disclosure.Reason{"below-floor", "below-floor"}, nil,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdicts, proposals := disclosure.Foresee(0, c.members)
			var reasons []disclosure.Reason
			for i, v := range verdicts {
				reasons = append(reasons, v.Reason)
				if v.Key != c.members[i].Key || v.Showable != (v.Reason == disclosure.ReasonOK) {
					t.Errorf("verdict %+v", v)
				}
			}
			if diff := cmp.Diff(c.reasons, reasons); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			var groups [][]string
			for _, p := range proposals {
				groups = append(groups, p.Members)
				if p.N < disclosure.FloorScore || p.Name == "" || p.Key == "" {
					t.Errorf("proposal %+v", p)
				}
			}
			if diff := cmp.Diff(c.proposals, groups); diff != "" {
				t.Errorf("proposals (-want +got):\n%s", diff)
			}
		})
	}
}
