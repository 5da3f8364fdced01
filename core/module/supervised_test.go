package module

import "testing"

// A module that fell is in trouble until it answers again, whoever asks in between.
func TestTroubleIsToldUntilReadyAgain(t *testing.T) {
	t.Parallel()
	s := &supervised{}
	for _, step := range []struct {
		state         State
		trouble, want string
	}{
		{Starting, "", ""},
		{Ready, "", ""},
		{Starting, "the process exited", "the process exited"},
		{Starting, "", "the process exited"},
		{Ready, "", ""},
		{Quarantined, "its program was changed", "its program was changed"},
		{Starting, "", "its program was changed"},
		{Stopped, "", ""},
	} {
		s.become(step.state, nil, step.trouble)
		if got := s.condition().trouble; got != step.want {
			t.Errorf("%s with %q: trouble %q, want %q", step.state, step.trouble, got, step.want)
		}
	}
}
