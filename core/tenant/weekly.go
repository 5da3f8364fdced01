package tenant

import "time"

// Weekly is a time of the week, where the organisation is. The zero Weekly is none.
type Weekly struct {
	Day  int `json:"day" minimum:"1" maximum:"7" doc:"1 is Monday."`
	Hour int `json:"hour" minimum:"0" maximum:"23"`
}

// Weekly is when the week's message goes out: on Monday at 7 unless the organisation has chosen another time.
func (t Tenant) Weekly() Weekly {
	if t.Settings.Weekly.Day == 0 {
		return Weekly{Day: 1, Hour: 7}
	}
	return t.Settings.Weekly
}

// Next is the first such time after another. Where clocks go forward over it, it is as long after midnight as on other days.
func (w Weekly) Next(after time.Time, zone *time.Location) time.Time {
	local := after.In(zone)
	ahead := (w.Day%7 - int(local.Weekday()) + 7) % 7
	at := time.Date(local.Year(), local.Month(), local.Day()+ahead, w.Hour, 0, 0, 0, zone)
	if !at.After(after) {
		at = time.Date(local.Year(), local.Month(), local.Day()+ahead+7, w.Hour, 0, 0, 0, zone)
	}
	return at
}
