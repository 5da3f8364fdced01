package cap

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/schedule"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// closedDay is a day that a rule names and on which the community's place is closed.
type closedDay struct {
	On   string   `json:"on" format:"date"`
	Name sdk.Text `json:"name"`
}

// openTimes are the moments of a plan, in order, but for those on whose days the community's place is closed: these are told.
func openTimes(ctx context.Context, plan schedule.Plan, unit string) ([]time.Time, []closedDay, error) {
	all, err := plan.Times()
	if err != nil {
		return nil, nil, err
	}
	closures, err := sdk.Units(ctx).Closures(ctx, unit, all[0].Format(time.DateOnly), all[len(all)-1].Format(time.DateOnly))
	if err != nil {
		return nil, nil, missingAt(err, "/unit", "there is no such territory or site")
	}
	var open []time.Time
	closed := []closedDay{}
	for _, at := range all {
		day := at.Format(time.DateOnly)
		if closure, shut := closures.On(day); shut {
			closed = append(closed, closedDay{day, closure.Name})
			continue
		}
		open = append(open, at)
	}
	if len(open) == 0 {
		return nil, nil, fault.InvalidRule("/rule", "cap-no-session-left", "", "must name at least one day on which it is open")
	}
	return open, closed, nil
}
