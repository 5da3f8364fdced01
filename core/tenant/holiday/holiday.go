// Package holiday tells public holidays of the places where organisations are, worked out for any year (rickar/cal).
//
// Goals: their names in French and English, and the days on which the law has them. Non-goals: days that an organisation
// closes of its own accord, and bridges between two days. Pure; use it concurrently.
package holiday

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/fr"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// The places whose holidays are known.
const (
	France  = "FR"
	Moselle = "FR-57" // and Alsace: Good Friday and 26 December as well
	Quebec  = "CA-QC"
)

// day is a holiday by what it is called.
type day struct {
	rule   *cal.Holiday
	fr, en string
}

// Of implements tenant.Holidays; none for a place that is not known.
func Of(place string, year int) []tenant.Shut {
	var all []tenant.Shut
	for _, d := range days(place) {
		at, _ := d.rule.Calc(year)
		text := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).Format(tenant.Day)
		all = append(all, tenant.Shut{From: text, To: text, Name: map[string]string{"fr": d.fr, "en": d.en}})
	}
	return all
}

func days(place string) []day {
	switch place {
	case France:
		return french()
	case Moselle:
		return append(french(), day{aa.GoodFriday, "Vendredi saint", "Good Friday"}, day{aa.ChristmasDay2, "Saint-Étienne", "St Stephen’s Day"})
	case Quebec:
		return quebec()
	}
	return nil
}

// french are the holidays of France (Code du travail, article L3133-1).
func french() []day {
	return []day{
		{fr.NouvelAn, "Jour de l’An", "New Year’s Day"},
		{fr.LundiDePâques, "Lundi de Pâques", "Easter Monday"},
		{fr.FêteDuTravail, "Fête du Travail", "Labour Day"},
		{fr.FêteDeLaVictoire, "Victoire 1945", "Victory in Europe Day"},
		{fr.Ascension, "Ascension", "Ascension Day"},
		{fr.LundiDePentecôte, "Lundi de Pentecôte", "Whit Monday"},
		{fr.FêteNationale, "Fête nationale", "National Day"},
		{fr.Assomption, "Assomption", "Assumption"},
		{fr.Toussaint, "Toussaint", "All Saints’ Day"},
		{fr.Armistice1918, "Armistice 1918", "Armistice Day"},
		{fr.Noël, "Noël", "Christmas Day"},
	}
}

// quebec are the holidays of Québec (Loi sur les normes du travail, article 60; Loi sur la fête nationale). Employers choose
// between Good Friday and Easter Monday: Good Friday is taken here, an organisation that closes on the other adds it.
func quebec() []day {
	fixed := func(month time.Month, of int) *cal.Holiday {
		return &cal.Holiday{Month: month, Day: of, Func: cal.CalcDayOfMonth}
	}
	return []day{
		{fixed(time.January, 1), "Jour de l’An", "New Year’s Day"},
		{aa.GoodFriday, "Vendredi saint", "Good Friday"},
		{&cal.Holiday{Month: time.May, Day: 24, Weekday: time.Monday, Offset: -1, Func: cal.CalcWeekdayFrom}, "Journée nationale des patriotes", "National Patriots’ Day"},
		{fixed(time.June, 24), "Fête nationale", "National Holiday"},
		{fixed(time.July, 1), "Fête du Canada", "Canada Day"},
		{&cal.Holiday{Month: time.September, Weekday: time.Monday, Offset: 1, Func: cal.CalcWeekdayOffset}, "Fête du Travail", "Labour Day"},
		{&cal.Holiday{Month: time.October, Weekday: time.Monday, Offset: 2, Func: cal.CalcWeekdayOffset}, "Action de grâces", "Thanksgiving"},
		{fixed(time.December, 25), "Noël", "Christmas Day"},
	}
}
