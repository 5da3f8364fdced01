package portrait

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/date"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// reminderJob reminds those who are asked that a portrait ends, at reminderHour of a day before its last one. It reads no answer and no code:
// all who hold a role at a site are told, whether they have answered or not.
const (
	reminderJob  = "wave-reminder"
	reminderHour = 9
)

// What those who are asked are told.
const (
	waveOpened = "wave-opened"
	waveEnding = "wave-ending"
)

func notices() []sdk.NoticeKind {
	return []sdk.NoticeKind{
		{
			Name:    waveOpened,
			Title:   sdk.Text{"fr": "Un portrait est ouvert", "en": "A portrait is open"},
			Subject: sdk.Text{"fr": "Un portrait est ouvert : {title}", "en": "A portrait is open: {title}"},
			Text: sdk.Text{
				"fr": "Votre équipe peut répondre au portrait « {title} » jusqu’au {day} inclus, avec l’affiche ou le billet de votre lieu. Répondre est libre et anonyme : personne ne sait qui a répondu.",
				"en": "Your team can answer the portrait “{title}” until {day} inclusive, with the poster or the slip of your site. Answering is free and anonymous: nobody knows who has answered.",
			},
		},
		{
			Name:    waveEnding,
			Title:   sdk.Text{"fr": "Un portrait se termine bientôt", "en": "A portrait ends soon"},
			Subject: sdk.Text{"fr": "Dernier jour le {day} : {title}", "en": "Last day {day}: {title}"},
			Text: sdk.Text{
				"fr": "Le portrait « {title} » se termine le {day}. Qui le souhaite peut encore répondre, avec l’affiche ou le billet de votre lieu. Ce message va à toute l’équipe : répondre est libre et anonyme, et personne ne sait qui a répondu.",
				"en": "The portrait “{title}” ends on {day}. Whoever wishes can still answer, with the poster or the slip of your site. This message goes to the whole team: answering is free and anonymous, and nobody knows who has answered.",
			},
		},
	}
}

// tellTeams stages a notice to the educators and directors of these sites.
func tellTeams(ctx context.Context, kind, waveID string, w wave.Wave, sites []wave.Site) {
	units := make([]string, len(sites))
	for i, s := range sites {
		units[i] = s.UnitID
	}
	sdk.Tx(ctx).Notify(sdk.Notice{
		Roles: []string{sdk.Educator, sdk.Director}, Units: units, Kind: kind, Link: "/waves/" + waveID,
		Values: map[string]map[string]string{
			"title": sdk.Same(w.Title), "day": {"fr": date.Civil(w.ClosesOn, "fr"), "en": date.Civil(w.ClosesOn, "en")},
		},
	})
}

// announce tells that a wave is open, until when, and stages the reminder: none before those who open it could be told of it.
func announce(ctx context.Context, waveID string, w wave.Wave) error {
	tellTeams(ctx, waveOpened, waveID, w, w.Sites)
	at, due, err := reminderAt(ctx, w)
	if err != nil || !due || !at.After(sdk.Call(ctx).Now) {
		return err
	}
	return scheduleReminder(ctx, waveID, w)
}

// reminderAt is when a wave's last day is told again, where the organisation is; false if it wants no reminder.
func reminderAt(ctx context.Context, w wave.Wave) (time.Time, bool, error) {
	config, err := configured(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	last, err := w.ClosesAt(sdk.Call(ctx).Zone)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("reading the last day: %w", err)
	}
	day := last.AddDate(0, 0, -*config.Reminder)
	return time.Date(day.Year(), day.Month(), day.Day(), reminderHour, 0, 0, 0, last.Location()), *config.Reminder > 0, nil
}

// scheduleReminder stages the job for a wave's last day, instead of the one that waits.
func scheduleReminder(ctx context.Context, waveID string, w wave.Wave) error {
	at, due, err := reminderAt(ctx, w)
	if err != nil || !due {
		return err
	}
	data, err := json.Marshal(closing{Wave: waveID})
	if err != nil {
		return fmt.Errorf("writing the reminder's job: %w", err)
	}
	sdk.Tx(ctx).Enqueue(store.Job{Name: reminderJob, Key: waveID, At: at, Data: data})
	return nil
}

// remindWhenDue reminds of a last day, once. It runs at least once and perhaps for a day that was moved meanwhile: it never
// reminds early, nor of a wave that is over.
func (d *desk) remindWhenDue(ctx context.Context, data json.RawMessage) error {
	one, err := d.stillOpen(ctx, data)
	if err != nil || one == nil || one.Doc.Reminded == one.Doc.ClosesOn {
		return err
	}
	at, due, err := reminderAt(ctx, one.Doc)
	if err != nil || !due {
		return err
	}
	last, err := one.Doc.ClosesAt(sdk.Call(ctx).Zone)
	if err != nil {
		return fmt.Errorf("reading the last day: %w", err)
	}
	switch now := sdk.Call(ctx).Now; {
	case now.Before(at):
		return scheduleReminder(ctx, one.ID, one.Doc)
	case !now.Before(last):
		return nil
	}
	tellTeams(ctx, waveEnding, one.ID, one.Doc, one.Doc.Sites)
	next := one.Doc
	next.Reminded = next.ClosesOn
	return d.save(ctx, one, next)
}
