package cap

import (
	"fmt"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk/date"
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
		return date.Weekday(local, language) + local.Format(" at 15:04") + " (" + city + " time)"
	}
	return fmt.Sprintf("%s à %d h %02d (heure de %s)", date.Weekday(local, language), local.Hour(), local.Minute(), city)
}
