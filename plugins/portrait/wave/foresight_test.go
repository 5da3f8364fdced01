package wave_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk/foresight"
)

func sized(headcounts ...int) wave.Wave {
	w := wave.Wave{Status: wave.Draft, Floor: 5}
	for i, n := range headcounts {
		w.Sites = append(w.Sites, wave.Site{UnitID: fmt.Sprintf("s%d", i), Path: fmt.Sprintf("/t/s%d/", i), Headcount: n})
	}
	return w
}

func reasons(w wave.Wave) []wave.Reason {
	var out []wave.Reason
	for _, s := range w.Sites {
		out = append(out, w.Foresee().Sites[s.UnitID])
	}
	return out
}

func TestForesight(t *testing.T) {
	t.Parallel()
	grouped := sized(4, 3, 9)
	grouped.Groups = []wave.Group{{Key: "g", Name: "Micro"}}
	grouped.Sites[0].Group, grouped.Sites[1].Group = "g", "g"
	homes := sized(1, 1, 12, 9)
	homes.Sites[0].Home, homes.Sites[1].Home = true, true
	large := sized(7, 12)
	large.Sites[0].Home = true
	raised := sized(7, 12, 9)
	raised.Floor = 8
	const ok, below, home, rest, none = foresight.Showable, foresight.BelowFloor, foresight.Never, foresight.Remainder, foresight.NoHeadcount
	for _, tc := range []struct {
		name string
		wave wave.Wave
		want []wave.Reason
	}{
		{"the remainder takes the next smallest", sized(12, 9, 5, 3, 1), []wave.Reason{ok, ok, rest, below, below}},
		{"hidden ones reach the floor together", sized(12, 5, 4, 3), []wave.Reason{ok, ok, below, below}},
		{"all can be shown", sized(12, 5), []wave.Reason{ok, ok}},
		{"a single small one takes another with it", sized(12, 9, 4), []wave.Reason{ok, rest, below}},
		{"nobody is left", sized(3), []wave.Reason{below}},
		{"unknown headcount", sized(12, 0), []wave.Reason{ok, none}},
		{"a group shows its sites", grouped, []wave.Reason{ok, ok, ok}},
		{"homes are never cells", homes, []wave.Reason{home, home, ok, rest}},
		{"not even large ones", large, []wave.Reason{home, ok}},
		{"a raised floor", raised, []wave.Reason{below, ok, rest}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, reasons(tc.wave)); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

// town is a city with twelve nurseries in two districts, and a relay with nine childminders.
func town() wave.Wave {
	w := wave.Wave{Status: wave.Draft, Floor: 5}
	add := func(path string, n int, home bool) {
		w.Sites = append(w.Sites, wave.Site{UnitID: path, Name: path, Path: path, Headcount: n, Home: home})
	}
	for i, n := range []int{18, 20, 16, 15, 4, 3} {
		add(fmt.Sprintf("/ville/nord/n%d/", i), n, false)
	}
	for i, n := range []int{22, 19, 17, 14, 12, 17} {
		add(fmt.Sprintf("/ville/sud/s%d/", i), n, false)
	}
	for i := range 9 {
		add(fmt.Sprintf("/ville/relais/a%d/", i), 1, true)
	}
	return w
}

func TestProposalsMakeEverySiteCount(t *testing.T) {
	t.Parallel()
	w := town()
	proposals := w.Propose()
	if len(proposals) != 2 {
		t.Fatalf("proposals %+v, want the relay's homes and the two small nurseries", proposals)
	}
	if p := proposals[0]; p.Key != "relais" || p.Headcount != 9 || len(p.Sites) != 9 {
		t.Errorf("first proposal %+v, want the nine homes of the relay", p)
	}
	if diff := cmp.Diff([]string{"/ville/nord/n4/", "/ville/nord/n5/"}, proposals[1].Sites); diff != "" {
		t.Errorf("second proposal (-want +got):\n%s", diff)
	}
	adopt(&w, proposals)
	for unit, reason := range w.Foresee().Sites {
		if reason != wave.Showable {
			t.Errorf("%s is %s once the proposals are adopted", unit, reason)
		}
	}
	if again := w.Propose(); len(again) != 0 {
		t.Errorf("proposals for a town that needs none: %+v", again)
	}
}

func TestAProposalBorrowsANeighbourWhereItMust(t *testing.T) {
	t.Parallel()
	w := sized(20, 8, 3)
	w.Sites[1].Path, w.Sites[2].Path = "/t/nord/s1/", "/t/nord/s2/"
	proposals := w.Propose()
	if len(proposals) != 1 || !cmp.Equal(proposals[0].Sites, []string{"s2", "s1"}) || proposals[0].Near != "/t/nord/" {
		t.Fatalf("proposals %+v, want s2 with its neighbour s1", proposals)
	}
	adopt(&w, proposals)
	if got := reasons(w); !cmp.Equal(got, []wave.Reason{wave.Showable, wave.Showable, wave.Showable}) {
		t.Errorf("reasons %v", got)
	}
}

func TestNoProposalWhereNoneHelps(t *testing.T) {
	t.Parallel()
	for _, w := range []wave.Wave{sized(3), sized(1, 1, 1), sized(12, 9), {}} {
		if proposals := w.Propose(); len(proposals) > 0 {
			t.Errorf("proposals %+v for %v", proposals, w.Sites)
		}
	}
}

func TestKeysOfProposalsDoNotClash(t *testing.T) {
	t.Parallel()
	w := town()
	w.Groups = []wave.Group{{Key: "relais", Name: "Taken"}}
	if key := w.Propose()[0].Key; key != "relais-2" {
		t.Errorf("key %q, want relais-2", key)
	}
}

func adopt(w *wave.Wave, proposals []wave.Proposal) {
	for _, p := range proposals {
		w.Groups = append(w.Groups, wave.Group{Key: p.Key, Name: p.Key})
		for _, unit := range p.Sites {
			w.Site(unit).Group = p.Key
		}
	}
}
