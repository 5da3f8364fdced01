package wave_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
)

func TestPeopleWhoWorkAloneAreOneAtom(t *testing.T) {
	t.Parallel()
	w := draft()
	w.Groups = []wave.Group{{Key: "relais", Name: "Relais"}}
	w.Sites = []wave.Site{
		{UnitID: "team", Headcount: 12},
		{UnitID: "h1", Headcount: 1, Home: true, Group: "relais"},
		{UnitID: "h2", Headcount: 1, Home: true, Group: "relais"},
		{UnitID: "h3", Headcount: 2, Home: true},
		{UnitID: "alone", Headcount: 1},
	}
	open, err := w.Open(questionnaire.Questionnaire{}, "2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	want := []wave.Atom{
		{Key: "team", Headcount: 12, Units: []string{"team"}},
		{Key: "pool:relais", Pool: true, Group: "relais", Headcount: 2, Units: []string{"h1", "h2"}},
		{Key: "pool:", Pool: true, Headcount: 3, Units: []string{"h3", "alone"}},
	}
	if diff := cmp.Diff(want, open.Atoms()); diff != "" {
		t.Errorf("atoms (-want +got):\n%s", diff)
	}
	if w.Sites[0].Atom != "" {
		t.Error("opening changed the draft")
	}
	if _, ok := open.Atom("h1"); ok {
		t.Error("a home is an atom of its own")
	}
}

func TestCaps(t *testing.T) {
	t.Parallel()
	team, small := wave.Atom{Headcount: 18}, wave.Atom{Headcount: 4}
	for _, tc := range []struct {
		name string
		wave wave.Wave
		atom wave.Atom
		want int
	}{
		{"a poster leaves half as many again", wave.Wave{Access: wave.Link}, team, 27},
		{"and five at least", wave.Wave{Access: wave.Link}, small, 9},
		{"slips hold to the headcount", wave.Wave{Access: wave.Slips}, team, 18},
		{"so does a named portrait", wave.Wave{Access: wave.Link, Anonymity: wave.Named}, team, 18},
	} {
		if got := tc.wave.Cap(tc.atom); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
	if team.Spare() != 3 || small.Spare() != 2 {
		t.Errorf("spare slips %d and %d, want 3 and 2", team.Spare(), small.Spare())
	}
}
