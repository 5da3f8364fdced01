package portrait

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/plan"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// planJob tells those who lead a place what of its plan is late or soon due: once a week at most, by their function.
const planJob = "plan-reminder"

// planDue is what they are told.
const planDue = "plan-due"

const (
	remindEvery = 7   // days between two reminders of one plan
	soonDays    = 14  // what is due within so many days is told too
	mostPlans   = 200 // plans that one run reminds of; the others are next day's
)

func planNotice() sdk.NoticeKind {
	return sdk.NoticeKind{
		Name: planDue, Default: sdk.NoticeWeekly,
		Title:   sdk.Text{"fr": "Échéances d’un plan d’action", "en": "Dates of an action plan"},
		Subject: sdk.Text{"fr": "{place} : {title}", "en": "{place}: {title}"},
		Text: sdk.Text{
			"fr": "Dans le plan « {title} » : {due}. Terminez, repoussez, ou abandonnez en disant pourquoi.",
			"en": "In the plan “{title}”: {due}. End it, move it, or give it up and say why.",
		},
	}
}

// remindOfPlans looks through the plans under way.
func (d *desk) remindOfPlans(ctx context.Context, _ json.RawMessage) error {
	today, soon, before := remindDays(sdk.Call(ctx).Now.In(sdk.Call(ctx).Zone))
	told := 0
	for one, err := range d.plans.All(ctx, store.Query{Filter: fmt.Sprintf("status = %q", plan.UnderWay), Order: "id"}) {
		if err != nil {
			return fmt.Errorf("reading the plans under way: %w", err)
		}
		if one.Doc.Reminded > before || told >= mostPlans {
			continue
		}
		actions, err := d.actionsOf(ctx, one.ID)
		if err != nil {
			return err
		}
		due := plan.DueBy(held{actions: actions}.docs(), today, soon)
		if due == (plan.Due{}) {
			continue
		}
		told++
		sdk.Tx(ctx).Notify(sdk.Notice{
			Roles: []string{sdk.Director}, Units: []string{one.Doc.Unit}, Kind: planDue, Link: "/plans/" + one.ID,
			Values: map[string]map[string]string{"title": sdk.Same(one.Doc.Title), "place": sdk.Same(one.Doc.Place), "due": inWords(due)},
		})
		one.Doc.Reminded = today
		if err := d.plans.Update(ctx, &one); err != nil {
			return err
		}
	}
	return nil
}

// remindDays are today, the last day that counts as soon, and the day after which a plan was reminded of lately.
func remindDays(now time.Time) (today, soon, before string) {
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	return day(0), day(soonDays), day(-remindEvery)
}

// inWords says how many actions are late and how many soon due.
func inWords(due plan.Due) map[string]string {
	words := map[string]string{}
	for language, say := range map[string]struct{ late, lates, soon, soons string }{
		"fr": {"%d action en retard", "%d actions en retard", "%d action à finir d’ici deux semaines", "%d actions à finir d’ici deux semaines"},
		"en": {"%d action late", "%d actions late", "%d action due within two weeks", "%d actions due within two weeks"},
	} {
		var parts []string
		count := func(n int, one, several string) {
			switch {
			case n == 1:
				parts = append(parts, fmt.Sprintf(one, n))
			case n > 1:
				parts = append(parts, fmt.Sprintf(several, n))
			}
		}
		count(due.Late, say.late, say.lates)
		count(due.Soon, say.soon, say.soons)
		words[language] = strings.Join(parts, ", ")
	}
	return words
}
