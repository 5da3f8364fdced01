package plan

// Tally is how far a plan is, counted.
type Tally struct {
	Actions    int    `json:"actions"`
	Todo       int    `json:"todo"`
	Doing      int    `json:"doing"`
	Done       int    `json:"done"`
	Dropped    int    `json:"dropped"`
	Carried    int    `json:"carried"`
	Steps      int    `json:"steps"`
	StepsDone  int    `json:"steps_done"`
	Overdue    int    `json:"overdue"`
	NextDue    string `json:"next_due,omitempty" format:"date" doc:"Of what is still open, from today on."`
	LatestDone string `json:"latest_done,omitempty" format:"date" doc:"When an action was last done."`
}

// Add counts an action.
func (t *Tally) Add(a Action, today string) {
	t.Actions++
	t.Steps, t.StepsDone = t.Steps+a.StepsTotal, t.StepsDone+a.StepsDone
	switch a.Status {
	case Todo:
		t.Todo++
	case Doing:
		t.Doing++
	case Done:
		t.Done++
		t.LatestDone = max(t.LatestDone, a.DoneOn)
	case Dropped:
		t.Dropped++
	case Carried:
		t.Carried++
	}
	switch {
	case a.Overdue(today):
		t.Overdue++
	case !a.Ended() && a.Due != "" && (t.NextDue == "" || a.Due < t.NextDue):
		t.NextDue = a.Due
	}
}

// Join adds what another plan counted.
func (t *Tally) Join(other Tally) {
	t.Actions, t.Todo, t.Doing = t.Actions+other.Actions, t.Todo+other.Todo, t.Doing+other.Doing
	t.Done, t.Dropped, t.Carried = t.Done+other.Done, t.Dropped+other.Dropped, t.Carried+other.Carried
	t.Steps, t.StepsDone, t.Overdue = t.Steps+other.Steps, t.StepsDone+other.StepsDone, t.Overdue+other.Overdue
	t.LatestDone = max(t.LatestDone, other.LatestDone)
	if other.NextDue != "" && (t.NextDue == "" || other.NextDue < t.NextDue) {
		t.NextDue = other.NextDue
	}
}

// Due counts what of a plan is past its date, and what soon will be.
type Due struct {
	Late, Soon int
}

// DueBy counts the open actions that are late today, and those due until the last day that counts as soon.
func DueBy(actions []Action, today, soon string) (due Due) {
	for _, a := range actions {
		switch {
		case a.Overdue(today):
			due.Late++
		case !a.Ended() && a.Due != "" && a.Due <= soon:
			due.Soon++
		}
	}
	return due
}
