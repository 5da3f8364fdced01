package holiday_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/tenant/holiday"
)

// As published: service-public.fr, and the CNESST.
func TestHolidaysFallAsPublished(t *testing.T) {
	for place, want := range map[string]map[int]string{
		holiday.France:  {2026: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25", 2027: "01-01 03-29 05-01 05-08 05-06 05-17 07-14 08-15 11-01 11-11 12-25"},
		holiday.Moselle: {2026: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25 04-03 12-26"},
		holiday.Quebec:  {2026: "01-01 04-03 05-18 06-24 07-01 09-07 10-12 12-25", 2027: "01-01 03-26 05-24 06-24 07-01 09-06 10-11 12-25"},
		"nowhere":       {2026: ""},
	} {
		for year, days := range want {
			var got []string
			for _, s := range holiday.Of(place, year) {
				got = append(got, s.From[5:])
			}
			if !same(got, strings.Fields(days)) {
				t.Errorf("%s %d: %v", place, year, got)
			}
		}
	}
}

func same(a, b []string) bool {
	count := map[string]int{}
	for _, one := range a {
		count[one]++
	}
	for _, one := range b {
		count[one]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}
