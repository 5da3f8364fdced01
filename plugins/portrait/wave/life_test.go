package wave_test

import (
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func draft() wave.Wave {
	w := sized(12, 9)
	w.Title, w.Label, w.ClosesOn = "Portrait", "T0", "2026-03-31"
	w.Access, w.Anonymity = wave.Link, wave.Anonymous
	return w
}

func opened(t *testing.T) wave.Wave {
	t.Helper()
	w, err := draft().Open(questionnaire.Questionnaire{Code: "q"}, "2026-03-01")
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Errorf("error %v, want none", err)
		}
		return
	}
	if err == nil || fault.From(err).Code != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

func TestLifeOfAWave(t *testing.T) {
	t.Parallel()
	w := opened(t)
	if w.Status != wave.Open || w.OpenedOn != "2026-03-01" || w.Questionnaire.Code != "q" {
		t.Errorf("opened %+v", w)
	}
	longer, err := w.Extend("2026-04-15", "2026-03-20")
	if err != nil || longer.ClosesOn != "2026-04-15" {
		t.Errorf("extended to %s, %v", longer.ClosesOn, err)
	}
	late, err := w.Add(wave.Site{UnitID: "late", Headcount: 6, Group: "g"})
	if err != nil || late.Site("late") == nil || late.Site("late").Group != "" {
		t.Errorf("late site %+v, %v: want it in, in no group", late.Sites, err)
	}
	if w.Site("late") != nil {
		t.Error("adding changed the wave it was added to")
	}
	raised, err := w.Raise("s1", 11)
	if err != nil || raised.Site("s1").Headcount != 11 || w.Site("s1").Headcount != 9 {
		t.Errorf("raised %+v from %+v, %v", raised.Sites, w.Sites, err)
	}
	closed, err := w.Close("2026-03-31")
	if err != nil || closed.Status != wave.Closed || closed.ClosedOn != "2026-03-31" {
		t.Errorf("closed %+v, %v", closed, err)
	}
}

func TestWhatAWaveRefuses(t *testing.T) {
	t.Parallel()
	open, q := opened(t), questionnaire.Questionnaire{}
	closed, _ := open.Close("2026-03-31")
	cancelled, _ := draft().Cancel(0)
	noHeads := draft()
	noHeads.Sites[0].Headcount = 0
	lonely := draft()
	lonely.Groups, lonely.Sites[0].Group = []wave.Group{{Key: "g", Name: "G"}}, "g"
	try := func(w wave.Wave, err error) error { return err }
	for _, tc := range []struct {
		name string
		err  error
		code string
	}{
		{"opening twice", try(open.Open(q, "2026-03-01")), "wave-not-draft"},
		{"opening with a past last day", try(draft().Open(q, "2026-04-01")), "wave-not-ready"},
		{"opening without headcount", try(noHeads.Open(q, "2026-03-01")), "wave-not-ready"},
		{"opening with a group of one", try(lonely.Open(q, "2026-03-01")), "wave-not-ready"},
		{"opening without sites", try(wave.Wave{Status: wave.Draft, ClosesOn: "2026-03-31"}.Open(q, "2026-03-01")), "wave-not-ready"},
		{"extending a draft", try(draft().Extend("2026-05-01", "2026-03-01")), "wave-not-open"},
		{"shortening", try(open.Extend("2026-03-30", "2026-03-01")), "wave-not-shortened"},
		{"extending into the past", try(open.Extend("2026-04-01", "2026-04-02")), "wave-day-past"},
		{"adding a site twice", try(open.Add(wave.Site{UnitID: "s0", Headcount: 3})), "wave-site-there"},
		{"adding a site without people", try(open.Add(wave.Site{UnitID: "x"})), "invalid-input"},
		{"adding to a closed wave", try(closed.Add(wave.Site{UnitID: "x", Headcount: 3})), "wave-not-open"},
		{"lowering a headcount", try(open.Raise("s0", 12)), "wave-headcount-lower"},
		{"raising at a strange site", try(open.Raise("zz", 12)), "site-not-found"},
		{"closing twice", try(closed.Close("2026-04-01")), "wave-not-open"},
		{"cancelling with answers", try(open.Cancel(1)), "wave-has-answers"},
		{"cancelling a closed wave", try(closed.Cancel(0)), "wave-not-open"},
		{"cancelling without answers", try(open.Cancel(0)), ""},
		{"closing a cancelled wave", try(cancelled.Close("2026-04-01")), "wave-not-open"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, tc.err, tc.code)
		})
	}
}

func TestGuardKeepsHandsOff(t *testing.T) {
	t.Parallel()
	edit := func(w wave.Wave, change func(*wave.Wave)) *wave.Wave { change(&w); return &w }
	d, o := draft(), opened(t)
	cancelled, _ := draft().Cancel(0)
	for _, tc := range []struct {
		name          string
		before, after *wave.Wave
		code          string
	}{
		{"a new draft", nil, &d, ""},
		{"a new open wave", nil, &o, "wave-not-draft"},
		{"editing a draft", &d, edit(d, func(w *wave.Wave) { w.Anonymity = wave.Named }), ""},
		{"opening by hand", &d, edit(d, func(w *wave.Wave) { w.Status = wave.Open }), "wave-not-draft"},
		{"bringing one's own frozen questionnaire", &d, edit(d, func(w *wave.Wave) { w.Questionnaire = o.Questionnaire }), "invalid-input"},
		{"a group that does not exist", &d, edit(d, func(w *wave.Wave) { w.Sites = []wave.Site{{UnitID: "x", Group: "g"}} }), "invalid-input"},
		{"a site twice", &d, edit(d, func(w *wave.Wave) { w.Sites = []wave.Site{{UnitID: "x"}, {UnitID: "x"}} }), "invalid-input"},
		{"a group twice", &d, edit(d, func(w *wave.Wave) { w.Groups = []wave.Group{{Key: "g"}, {Key: "g"}} }), "invalid-input"},
		{"no date", &d, edit(d, func(w *wave.Wave) { w.ClosesOn = "soon" }), "invalid-input"},
		{"naming people after opening", &o, edit(o, func(w *wave.Wave) { w.Anonymity = wave.Named }), "anonymity-fixed"},
		{"renaming an open wave", &o, edit(o, func(w *wave.Wave) { w.Title = "Other" }), "wave-not-draft"},
		{"deleting a draft", &d, nil, ""},
		{"deleting an open wave", &o, nil, "wave-kept"},
		{"deleting a cancelled wave", &cancelled, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, wave.Guard(tc.before, tc.after), tc.code)
		})
	}
}

func TestNobodyMovesWhatAnonymityRestsOn(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*wave.Wave){
		"anonymity":          func(w *wave.Wave) { w.Anonymity = wave.Named },
		"floor":              func(w *wave.Wave) { w.Floor = 4 },
		"groups":             func(w *wave.Wave) { w.Groups = []wave.Group{{Key: "g", Name: "G"}} },
		"a site's group":     func(w *wave.Wave) { w.Sites = []wave.Site{w.Sites[0], {UnitID: "s1", Group: "g"}} },
		"a site's atom":      func(w *wave.Wave) { w.Sites[0].Atom = "pool:" },
		"a site that leaves": func(w *wave.Wave) { w.Sites = w.Sites[:1] },
		"the questionnaire":  func(w *wave.Wave) { w.Questionnaire = &questionnaire.Questionnaire{Code: "other"} },
		"the access":         func(w *wave.Wave) { w.Access = wave.Slips },
		"back to draft":      func(w *wave.Wave) { w.Status = wave.Draft },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := opened(t), opened(t)
			change(&after)
			if err := wave.Fixed(before, after); err == nil {
				t.Error("allowed")
			}
			draft := before
			draft.Status = wave.Draft
			if err := wave.Fixed(draft, after); err != nil {
				t.Errorf("refused in a draft: %v", err)
			}
		})
	}
	open := opened(t)
	for _, after := range []func() (wave.Wave, error){
		func() (wave.Wave, error) { return open.Extend("2026-05-01", "2026-03-01") },
		func() (wave.Wave, error) { return open.Add(wave.Site{UnitID: "x", Headcount: 6}) },
		func() (wave.Wave, error) { return open.Raise("s0", 30) },
		func() (wave.Wave, error) { return open.Close("2026-03-31") },
		func() (wave.Wave, error) { return open.Cancel(0) },
	} {
		w, err := after()
		if err != nil {
			t.Fatal(err)
		}
		if err := wave.Fixed(open, w); err != nil {
			t.Errorf("a rightful change is refused: %v", err)
		}
	}
}

func TestClosingIsOneMinuteBeforeMidnightWhereTheTenantIs(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{
		"Europe/Paris":     "2026-03-29T21:59:00Z", // the day on which clocks go forward
		"America/Montreal": "2026-03-30T03:59:00Z",
	} {
		where, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		w := wave.Wave{ClosesOn: "2026-03-29"}
		at, err := w.ClosesAt(where)
		if err != nil || at.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s: %v, %v; want %s", zone, at.UTC(), err, want)
		}
	}
}
