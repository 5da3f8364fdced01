package privacy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// TestDutiesFollowTheLawAndTheRisk reads the terms hour by hour.
func TestDutiesFollowTheLawAndTheRisk(t *testing.T) {
	t.Parallel()
	known := time.Date(2026, 11, 4, 8, 30, 0, 0, time.UTC)
	told := known.Add(time.Hour)
	for _, try := range []struct {
		law   privacy.Law
		risk  privacy.Risk
		after time.Duration
		told  bool
		want  string
		limit bool
	}{
		{privacy.GDPR, privacy.RiskUnknown, 71 * time.Hour, false, "due weigh", true},
		{privacy.GDPR, privacy.RiskUnlikely, 100 * time.Hour, false, "none none", false},
		{privacy.GDPR, privacy.RiskPossible, 72 * time.Hour, false, "due none", true},
		{privacy.GDPR, privacy.RiskPossible, 72*time.Hour + time.Second, false, "late none", true},
		{privacy.GDPR, privacy.RiskHigh, 73 * time.Hour, false, "late due", true},
		{privacy.GDPR, privacy.RiskHigh, 73 * time.Hour, true, "done done", true},
		{privacy.Law25, privacy.RiskUnknown, 100 * time.Hour, false, "weigh weigh", false},
		{privacy.Law25, privacy.RiskPossible, 100 * time.Hour, false, "none none", false},
		{privacy.Law25, privacy.RiskHigh, 100 * time.Hour, false, "due due", false},
		{privacy.Law25, privacy.RiskHigh, 100 * time.Hour, true, "done done", false},
	} {
		i := privacy.Incident{Known: known, Risk: try.risk}
		if try.told {
			i.Authority, i.Informed = &told, &told
		}
		d := i.Duties(try.law, known.Add(try.after))
		if got := d[0].State + " " + d[1].State; got != try.want || (d[0].Until != nil) != try.limit {
			t.Errorf("%s, risk %s, after %s: %s until %v, want %s", try.law, try.risk, try.after, got, d[0].Until, try.want)
		}
		if d[0].Until != nil && !d[0].Until.Equal(known.Add(72*time.Hour)) {
			t.Errorf("the term is %v", d[0].Until)
		}
	}
}

func TestNoticesSayWhatTheLawWants(t *testing.T) {
	t.Parallel()
	i := privacy.Incident{
		Title: "Courriel mal adressé", Happened: "2026-11-03", Known: time.Date(2026, 11, 4, 8, 30, 0, 0, time.UTC), What: "Une liste est partie.",
		Categories: []string{"identity", "contact"}, People: 12, Risk: privacy.RiskHigh,
	}
	for country, want := range map[string][]string{
		"FR": {"violation de données à caractère personnel", "personal data breach"},
		"CA": {"Commission d’accès à l’information", "confidentiality incident"},
	} {
		o := tenant.Tenant{Name: "Ville", Country: country, Zone: "Europe/Paris", Officer: tenant.Contact{Name: "Ana Roy", Email: "ana@example.org"}}
		for _, whom := range []string{privacy.TellAuthority, privacy.TellPeople} {
			all, err := i.Notices(whom, o)
			if err != nil {
				t.Fatal(err)
			}
			for language, n := range all {
				if !strings.Contains(n.Text, "Ana Roy, ana@example.org") || !strings.Contains(n.Text, "Une liste est partie.") || !strings.Contains(n.Subject, "Ville") {
					t.Errorf("%s, %s: %+v", whom, language, n)
				}
			}
			if whom == privacy.TellAuthority {
				fr, en := all["fr"], all["en"]
				if !strings.Contains(fr.Subject+fr.Text, want[0]) || !strings.Contains(en.Subject+en.Text, want[1]) || !strings.Contains(fr.Text, "2026-11-04, 09 h 30") {
					t.Errorf("%s: %s", country, fr.Subject+fr.Text)
				}
			}
		}
	}
}
