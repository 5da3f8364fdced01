package sdk_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
)

func TestTheNextOpenDay(t *testing.T) {
	t.Parallel()
	closed := sdk.Closures{{From: "2027-08-02", To: "2027-08-20"}, {From: "2027-08-15", To: "2027-08-15"}, {From: "2027-08-23", To: "2027-08-23"}}
	for day, want := range map[string]string{
		"2027-08-01": "2027-08-01", // a Sunday that was chosen stays
		"2027-08-02": "2027-08-24", // over the weekend, and over the next closure
		"2027-08-24": "2027-08-24",
		"soon":       "soon",
	} {
		if got := closed.Open(day); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	if c, shut := closed.On("2027-08-15"); !shut || c.From != "2027-08-02" {
		t.Errorf("15 August lies in %+v", c)
	}
}
