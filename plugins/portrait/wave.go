package portrait

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// beforeWave judges what is written by hand and fills a draft in: defaults of the organisation, the sites of
// the chosen territory, and what the organisation knows of each site. Names, kinds and what counts as a home
// are never taken from the request.
func (d *desk) beforeWave(ctx context.Context, c sdk.Change[wave.Wave]) error {
	if c.New == nil {
		return wave.Guard(c.Old, nil)
	}
	config, err := configured(ctx)
	if err != nil {
		return err
	}
	if c.Old == nil || c.Old.Status == wave.Draft {
		complete(c.New, config, sdk.Call(ctx).Today)
		c.New.Anonymity = cmp.Or(c.New.Anonymity, d.anonymity(*c.New))
	}
	if err := wave.Guard(c.Old, c.New); err != nil {
		return err
	}
	if err := d.fitting(*c.New, config); err != nil {
		return err
	}
	q, err := d.questionnaires.Get(ctx, c.New.QuestionnaireID)
	if err != nil {
		return missingAt(err, "/questionnaire_id", "there is no such questionnaire")
	}
	earlier, err := d.followed(ctx, *c.New, q.Doc)
	if err != nil {
		return err
	}
	c.New.Label = labelled(c, earlier)
	if err := settle(ctx, c.New, c.Old == nil); err != nil {
		return err
	}
	if c.New.Status == wave.Draft {
		c.New.ClosesOn, err = openDay(ctx, c.New.Unit, c.New.ClosesOn)
	}
	return err
}

// openDay is a last day to answer on which the place is open: a portrait that would end while it is closed ends on the next open
// day instead.
func openDay(ctx context.Context, unit, day string) (string, error) {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day, fault.InvalidRule("/closes_on", fault.Format, "date", "must be a date such as 2026-03-31")
	}
	closures, err := sdk.Units(ctx).Closures(ctx, unit, day, at.AddDate(1, 0, 0).Format(time.DateOnly))
	if err != nil {
		return day, fmt.Errorf("reading when the territory is closed: %w", err)
	}
	return closures.Open(day), nil
}

// complete fills in what was left open.
func complete(w *wave.Wave, c Config, today string) {
	if w.Status == "" {
		w.Status = wave.Draft
	}
	if w.Access == "" {
		w.Access = c.Access
	}
	if w.ClosesOn == "" {
		w.ClosesOn = c.lastDay(today)
	}
	if w.Floor == 0 {
		w.Floor = c.Floor
	}
	if len(w.Purpose) == 0 {
		w.Purpose = c.Purpose.text()
	}
	if len(w.Notice) == 0 && c.Notice != (Wording{}) {
		w.Notice = c.Notice.text()
	}
}

// anonymity is what a wave has: answers carry no name, whatever is asked for.
func (d *desk) anonymity(w wave.Wave) wave.Anonymity {
	if d.naming != nil && d.naming(w) {
		return wave.Named
	}
	return wave.Anonymous
}

func (d *desk) fitting(w wave.Wave, c Config) error {
	switch {
	case w.Floor < c.Floor:
		return fault.InvalidRule("/floor", "portrait-floor", fmt.Sprint(c.Floor), "your organisation's floor is %d; a portrait may ask for more, not less", c.Floor)
	case w.Anonymity != d.anonymity(w):
		return fault.InvalidField("/anonymity", "a portrait is anonymous: answers never carry who gave them")
	}
	return cmp.Or(bilingual("/purpose/", w.Purpose), bilingual("/notice/", w.Notice))
}

// bilingual refuses a text in another language than those of the screens.
func bilingual(pointer string, text questionnaire.Text) error {
	for tag := range text {
		if !slices.Contains([]string{"fr", "fr-CA", "en"}, tag) {
			return fault.InvalidRule(pointer+tag, fault.Choice, "", "French and English are offered")
		}
	}
	return nil
}

// settle writes what the organisation knows into a draft's sites; a new wave without sites gets all of its territory.
func settle(ctx context.Context, w *wave.Wave, fresh bool) error {
	scope, err := sdk.Units(ctx).Unit(ctx, w.Unit)
	if err != nil {
		return missingAt(err, "/unit", "there is no such territory or site")
	}
	units, err := sdk.Units(ctx).Subtree(ctx, scope.Path)
	if err != nil {
		return fmt.Errorf("reading the sites of the territory: %w", err)
	}
	byID := make(map[string]sdk.Unit, len(units))
	for _, u := range units {
		if asked(u) {
			byID[u.ID] = u
		}
	}
	if fresh && len(w.Sites) == 0 {
		w.Sites = allSites(units)
	}
	for i := range w.Sites {
		s := &w.Sites[i]
		u, ok := byID[s.UnitID]
		if !ok {
			return fault.InvalidRule(fmt.Sprintf("/sites/%d/unit_id", i), fault.Absent, "", "the territory has no such open site")
		}
		*s = siteOf(u, s.Headcount, s.Group)
	}
	return nil
}

// asked reports whether a unit has people who can be asked.
func asked(u sdk.Unit) bool {
	return !u.Closed && slices.Contains([]string{"site", "home", "office", "school"}, u.Class)
}

// allSites lists the sites of a territory. An office without a headcount only accompanies others. A home without
// one is counted already where its office has one: who declared eleven people at a relay declared those of the
// homes around it, and none is invited twice.
func allSites(units []sdk.Unit) []wave.Site {
	var sites []wave.Site
	for _, u := range units {
		if asked(u) && !countedElsewhere(u, units) {
			sites = append(sites, siteOf(u, 0, ""))
		}
	}
	return sites
}

// countedElsewhere reports whether nobody is declared at a unit itself because somebody is, or should be, around it.
func countedElsewhere(u sdk.Unit, units []sdk.Unit) bool {
	if u.Headcount > 0 || u.Class != "home" {
		return u.Class == "office" && u.Headcount == 0
	}
	return slices.ContainsFunc(units, func(office sdk.Unit) bool {
		return office.Class == "office" && office.Headcount > 0 && asked(office) && strings.HasPrefix(u.Path, office.Path)
	})
}

// siteOf is a unit as a wave knows it. A headcount of 0 means what the organisation knows; at a home that somebody
// asks by itself, one person works.
func siteOf(u sdk.Unit, headcount int, group string) wave.Site {
	s := wave.Site{UnitID: u.ID, Name: u.Name, Path: u.Path, Kind: u.Kind, Home: u.Class == "home", Headcount: headcount, Group: group}
	if s.Headcount == 0 {
		s.Headcount = u.Headcount
	}
	if s.Headcount == 0 && s.Home {
		s.Headcount = 1
	}
	return s
}

// missingAt turns "there is no such thing" into a refusal of the field that named it.
func missingAt(err error, pointer, message string) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.InvalidField(pointer, "%s", message).Because(err)
	}
	return err
}

// published returns a questionnaire that may be asked.
func (d *desk) published(ctx context.Context, id string) (questionnaire.Questionnaire, error) {
	one, err := d.questionnaires.Get(ctx, id)
	if err != nil {
		return questionnaire.Questionnaire{}, missingAt(err, "/questionnaire_id", "there is no such questionnaire")
	}
	if one.Doc.Status != questionnaire.Published {
		return questionnaire.Questionnaire{}, errNotPublished
	}
	return one.Doc, nil
}
