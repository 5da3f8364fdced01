package piloufilou

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// shown is a cycle of the demonstration: where, since how many weeks, what went otherwise than planned.
type shown struct {
	site     string // key of the unit; any site where the organisation has none of that key
	group    string
	ages     string
	children int
	weeks    int // since the first workshop; 0: in preparation
	every    int
	player   int                  // index in demoPeople
	skipped  map[int]cycle.Reason // by workshop
	unlogged int                  // how many of the last ones nobody has noted yet
	visits   int                  // supervisions
	adapted  map[int]string       // what was changed, by workshop
}

// demoPeople are invented; the last one has not followed enough of the training yet.
func demoPeople(wording string) []Facilitator {
	names := []string{"Inès Robin", "Maud Lefort", "Yasmine Perrin", "Gilles Arnaud", "Sonia Vidal", "Chloé Mercier"}
	if wording == "fr-CA" {
		names = []string{"Emily Fraser", "Maude Pelletier", "Yasmine Haddad", "Gilles Arsenault", "Sonia Vidal", "Chloé Bélanger"}
	}
	people := make([]Facilitator, len(names))
	for i, name := range names {
		people[i] = Facilitator{Name: name, Email: fmt.Sprintf("marionnettes.%d@demonstration.example", i+1)}
	}
	return people
}

// demoCycles are played by the groups of a town in France, or by those of a network of CPE.
func demoCycles(wording string) []shown {
	all := townCycles()
	if wording == "fr-CA" {
		for i, of := range [][2]string{
			{"courte-echelle-limoilou", "Les Grands"},
			{"courte-echelle-charlesbourg", "Les Explorateurs"},
			{"grand-heron-sainte-foy", "Les Papillons"},
			{"petites-marees-lauzon", "Les Castors"},
			{"bureau-de-la-rive-sud", "Matinée du bureau coordonnateur"},
			{"petites-marees-saint-nicolas", "Les Loutres"},
		} {
			all[i].site, all[i].group = of[0], of[1]
		}
	}
	return all
}

func townCycles() []shown {
	return []shown{
		{
			site: "le-petit-pont", group: "Les Grands", ages: "36-59", children: 8, weeks: 6, every: 1, player: 0, visits: 1,
			adapted: map[int]string{4: "La tour de cubes remplacée par des boîtes", 6: "Scène jouée deux fois, à la demande du groupe"},
		},
		{
			site: "les-libellules", group: "Les Explorateurs", ages: "36-59", children: 10, weeks: 20, every: 1, player: 1, visits: 2,
			skipped: map[int]cycle.Reason{9: "illness"}, adapted: map[int]string{12: "Deux camions, puis un seul"},
		},
		{
			site: "la-coulee-verte", group: "Les Moyens", ages: "18-35", children: 7, weeks: 10, every: 1, player: 2, unlogged: 2,
			skipped: map[int]cycle.Reason{3: "closure"}, adapted: map[int]string{2: "Dix minutes de moins : les plus jeunes étaient fatigués"},
		},
		{site: "les-hirondelles", group: "Grande section", ages: "36-59", children: 9, weeks: 12, every: 1, player: 3, visits: 1, skipped: map[int]cycle.Reason{5: "weather"}},
		{site: "relais", group: "Matinée du relais", ages: "mixed", children: 6, weeks: 8, every: 2, player: 4},
		{site: "la-cabane", group: "Le petit groupe", ages: "18-35", children: 5, every: 1, player: 5},
	}
}

// beginDemo shows the programme at work in an organisation that a demonstration has just made. It may be told
// twice: where an edition is, nothing is added.
func (d *desk) beginDemo(ctx context.Context, _ sdk.Event) error {
	there, _, err := d.editions.List(ctx, store.Query{Size: 1})
	if err != nil || len(there) > 0 {
		return err
	}
	units, err := sdk.Units(ctx).Subtree(ctx, "/")
	if err != nil {
		return fmt.Errorf("reading the sites: %w", err)
	}
	sites := slices.DeleteFunc(slices.Clone(units), func(u sdk.Unit) bool { return u.Class != "site" && u.Class != "office" })
	if len(sites) == 0 {
		return nil
	}
	s := stage{desk: d, units: units, sites: sites, today: sdk.Call(ctx).Now.In(sdk.Call(ctx).Zone)}
	return s.play(ctx)
}

// stage is where the demonstration's content is put together.
type stage struct {
	*desk
	units, sites []sdk.Unit
	today        time.Time
	programme    *sdk.Item[programme.Programme]
	edition      string
	people       []*sdk.Item[Facilitator]
}

func (s *stage) play(ctx context.Context) error {
	samples, err := Samples()
	if err != nil {
		return err
	}
	samples[0].Status = programme.Published
	if s.programme, err = s.programmes.Create(ctx, samples[0]); err != nil {
		return err
	}
	if err := s.layCards(ctx, s.programme); err != nil {
		return err
	}
	top := s.units[0].ID
	edition, err := s.editions.Create(ctx, Edition{
		Title: "Première édition", Unit: top, Programme: s.programme.ID, BeginsOn: s.day(-150), EndsOn: s.day(210),
	})
	if err != nil {
		return err
	}
	s.edition = edition.ID
	if err := s.train(ctx, top); err != nil {
		return err
	}
	for i, c := range demoCycles(sdk.Call(ctx).Wording) {
		if err := s.cycle(ctx, c, i); err != nil {
			return err
		}
	}
	return nil
}

// day is a date so many days from today.
func (s *stage) day(days int) string { return s.today.AddDate(0, 0, days).Format(time.DateOnly) }

func (s *stage) train(ctx context.Context, unit string) error {
	training, err := s.trainings.Create(ctx, Training{
		Title: "Jouer avec deux marionnettes", Unit: unit, Meetings: []Meeting{{s.day(-160), 360}, {s.day(-159), 360}},
	})
	if err != nil {
		return err
	}
	cast, people := demoCycles(sdk.Call(ctx).Wording), demoPeople(sdk.Call(ctx).Wording)
	for i, person := range people {
		person.Unit = s.site(cast[i].site, i).ID
		minutes := 720
		if i == len(people)-1 {
			minutes = 360
		} else if err := person.award(s.day(-158), 36, training.ID); err != nil {
			return err
		}
		made, err := s.facilitators.Create(ctx, person)
		if err != nil {
			return err
		}
		s.people = append(s.people, made)
		followed := Attendance{Training: training.ID, Facilitator: made.ID, Email: person.Email, Unit: person.Unit, Minutes: minutes}
		if _, err := s.attendances.Create(ctx, followed); err != nil {
			return err
		}
	}
	return nil
}

// site finds a unit by its key, else one of the sites.
func (s *stage) site(key string, i int) sdk.Unit {
	if at := slices.IndexFunc(s.units, func(u sdk.Unit) bool { return u.Key == key }); at >= 0 {
		return s.units[at]
	}
	return s.sites[i%len(s.sites)]
}

func (s *stage) cycle(ctx context.Context, from shown, i int) error {
	site := s.site(from.site, i)
	c := cycle.Cycle{
		Edition: s.edition, Unit: site.ID, Place: site.Name, Group: from.group, Ages: from.ages, Children: from.children, Adults: 2,
		Facilitator: s.people[from.player].ID, FirstOn: s.day(-7 * from.weeks), At: "10:00", Every: from.every,
		Status: cycle.Planned, Programme: s.programme.ID,
	}
	if from.weeks == 0 {
		c.FirstOn = s.day(14)
		_, err := s.cycles.Create(ctx, c)
		return err
	}
	next, all, err := c.Open(s.programme.Doc, s.day(-7*from.weeks-3))
	if err != nil {
		return err
	}
	for w := range all {
		if all[w], err = from.past(all[w], next, s.day(0), s.unlogged(all, from, w)); err != nil {
			return err
		}
	}
	made, err := s.cycles.Create(ctx, next.Settled(all, s.day(0)))
	if err != nil {
		return err
	}
	for _, w := range all {
		w.Cycle = made.ID
		if _, err := s.workshops.Create(ctx, w); err != nil {
			return err
		}
	}
	return s.visit(ctx, made, from.visits)
}

// unlogged reports whether a workshop is one of the last past ones, which nobody has noted yet.
func (s *stage) unlogged(all []cycle.Session, from shown, w int) bool {
	past := 0
	for _, other := range all {
		if other.PlannedOn < s.day(0) {
			past++
		}
	}
	return w >= past-from.unlogged
}

// past is a workshop as it was played, if its day is over.
func (c shown) past(w cycle.Session, of cycle.Cycle, today string, unlogged bool) (cycle.Session, error) {
	if w.PlannedOn >= today || unlogged {
		return w, nil
	}
	if reason, ok := c.skipped[w.Number]; ok {
		return w.Skip(reason, "", w.PlannedOn)
	}
	drifted := (w.Number + c.children) % 3
	engaged := c.children - drifted - w.Number%2
	e := cycle.Entry{
		Number: w.Number, HeldOn: w.PlannedOn, Minutes: w.PlannedMinutes - 5*(w.Number%3), Components: w.Core, Present: c.children,
		Engaged: &engaged, Drifted: &drifted, Responsiveness: 2 + (w.Number+c.player)%3, Quality: 3 - (w.Number+c.player)%2,
	}
	if w.Number%3 == 1 {
		e.Components = w.Core[:len(w.Core)-1]
	}
	if what, ok := c.adapted[w.Number]; ok {
		e.Adaptations = []cycle.Adaptation{{What: what, Why: "Pour garder tout le groupe dans le jeu", Planned: w.Number%2 == 0}}
	}
	held, wrong := w.Log(e, of, w.PlannedOn, "")
	if len(wrong) > 0 {
		return w, fmt.Errorf("playing workshop %d of %s: %v", w.Number, c.group, wrong)
	}
	return held, nil
}

func (s *stage) visit(ctx context.Context, of *sdk.Item[cycle.Cycle], visits int) error {
	for v := range visits {
		seen := Supervision{
			Cycle: of.ID, Edition: s.edition, Unit: of.Doc.Unit, On: s.day(-10 - 30*v), Mode: "visit", Minutes: 75, Workshop: 4 + v, Quality: 3,
			Strengths: "Les marionnettes gardent chacune leur caractère ; personne n’est pressé de répondre.",
			Change:    "Laisser trois secondes de silence après chaque question.", CheckOn: s.day(20),
		}
		if _, err := s.supervisions.Create(ctx, seen); err != nil {
			return err
		}
	}
	return nil
}
