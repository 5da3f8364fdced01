package date_test

import (
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/sdk/date"
)

func TestDaysAreWrittenAsPeopleReadThem(t *testing.T) {
	t.Parallel()
	first, eighth := time.Date(2026, 9, 1, 23, 0, 0, 0, time.UTC), time.Date(2026, 8, 8, 1, 0, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"1er septembre 2026":       date.Day(first, "fr-CA"),
		"1 September 2026":         date.Day(first, "en"),
		"8 août 2026":              date.Day(eighth, ""),
		"mardi 1er septembre 2026": date.Weekday(first, "fr"),
		"Saturday 8 August 2026":   date.Weekday(eighth, "en-CA"),
		"29 février 2028":          date.Civil("2028-02-29", "fr"),
		"bientôt":                  date.Civil("bientôt", "fr"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
