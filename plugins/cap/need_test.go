package cap_test

import (
	"fmt"
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// hears tells what a portrait found, as the platform does: perhaps twice.
func (c *circle) hears(wave string, domain sdk.Domain) {
	c.Helper()
	for range 2 {
		e := store.Event{Type: sdk.NeedFound, Subject: wave, Data: text(sdk.Need{Wave: wave, Title: "Portrait de mars", Unit: "quebec", Domain: domain})}
		if err := c.office.Hear(c.Context(), e); err != nil {
			c.Fatal(err)
		}
	}
}

// suggested are the reasons for which the home suggests a community.
func (c *circle) suggested() (reasons []string) {
	c.Helper()
	var list struct {
		Communities []struct {
			Domains []string
			Needs   []struct{ Portrait, Domain string }
		}
	}
	c.office.Into(c.T, "GET", "/home", "", &list)
	for _, line := range list.Communities {
		for _, n := range line.Needs {
			reasons = append(reasons, n.Portrait+"/"+n.Domain)
		}
	}
	return reasons
}

func TestAPortraitsNeedSuggestsTheCommunitiesThatAreAboutIt(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"domains": []string{"interactions", "parents"}})
	c.hears("w1", sdk.Layout)
	c.hears("w1", "bien-etre")
	if got := c.suggested(); len(got) != 0 {
		t.Errorf("suggested for what it is not about: %v", got)
	}
	c.hears("w1", sdk.Interactions)
	if got := fmt.Sprint(c.suggested()); got != "[Portrait de mars/interactions]" {
		t.Errorf("suggested for %s", got)
	}
	c.office.Into(t, "POST", "/communities/"+c.community+":revise", `{"domains":["amenagement"]}`, nil)
	if got := fmt.Sprint(c.suggested()); got != "[Portrait de mars/amenagement]" {
		t.Errorf("about something else now, it is suggested for %s", got)
	}
	c.at("2027-09-01T12:00:00Z")
	if got := c.suggested(); len(got) != 0 {
		t.Errorf("a year later still: %v", got)
	}
	c.at("2026-08-21T12:00:00Z")
	c.office.Into(t, "POST", "/communities/"+c.community+":close", "", nil)
	if got := c.suggested(); len(got) != 0 {
		t.Errorf("a community that is over is suggested for %v", got)
	}
}
