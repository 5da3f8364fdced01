package cap

import (
	"fmt"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
)

// zoneOf loads a community's or a reader's zone.
func zoneOf(name string) (*time.Location, error) { return schedule.Zone(name) }

// moment writes when a session begins, in the zone of whoever reads: « mardi 8 septembre 2026 à 18 h 30 (heure de
// Toronto) ». A zone that cannot be loaded is UTC, and said so.
func moment(at time.Time, zone, language string) string {
	place, err := zoneOf(zone)
	if err != nil {
		place, zone = time.UTC, "UTC"
	}
	local := at.In(place)
	city := strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
	if strings.HasPrefix(language, "en") {
		return local.Format("Monday 2 January 2006 at 15:04") + " (" + city + " time)"
	}
	day := fmt.Sprint(local.Day())
	if local.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %s %d à %d h %02d (heure de %s)",
		frenchDays()[local.Weekday()], day, frenchMonths()[local.Month()-1], local.Year(), local.Hour(), local.Minute(), city)
}

func frenchDays() []string {
	return []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
}

func frenchMonths() []string {
	return []string{
		"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
	}
}
