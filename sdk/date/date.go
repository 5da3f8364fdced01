// Package date writes days as people read them, in French and in English: in messages, files and pages that no browser
// sets. Screens have sdk/web's Format for it.
//
// Non-goals: hours and zones, other languages, reading what people typed. Functions are pure and may run concurrently.
package date

import (
	"fmt"
	"strings"
	"time"
)

// Day writes the day of a time, in the time's own zone: « 1er septembre 2026 », "1 September 2026". A language is
// English when it begins with "en", else French.
func Day(t time.Time, language string) string {
	if english(language) {
		return t.Format("2 January 2006")
	}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return day + " " + months()[t.Month()-1] + " " + fmt.Sprint(t.Year())
}

// Weekday is Day with the name of the day before it: « mardi 1er septembre 2026 », "Tuesday 1 September 2026".
func Weekday(t time.Time, language string) string {
	if english(language) {
		return t.Format("Monday ") + Day(t, language)
	}
	return weekdays()[t.Weekday()] + " " + Day(t, language)
}

// Civil is Day for a civil date: "2026-09-01". What is no such date comes back as it is.
func Civil(day, language string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return Day(t, language)
}

func english(language string) bool { return strings.HasPrefix(language, "en") }

func weekdays() []string {
	return []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
}

func months() []string {
	return []string{
		"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
	}
}
