package petition

import (
	"errors"
	"maps"
	"slices"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
)

// Problem is one place of a petition that keeps it from being opened or changed.
type Problem struct{ Pointer, Message string }

// The refusals of a petition's life.
var (
	ErrState  = errors.New("the petition does not stand where that is possible")
	ErrReason = errors.New("say why, for everybody to read")
	ErrFixed  = errors.New("what people have signed cannot be changed")
)

// Check returns what is missing before a petition can be opened.
func (p Petition) Check(today string) []Problem {
	var wrong []Problem
	need := func(ok bool, pointer, message string) {
		if !ok {
			wrong = append(wrong, Problem{pointer, message})
		}
	}
	need(p.Title["fr"] != "" || p.Title["en"] != "", "/title", "a title is needed")
	need(p.Text["fr"] != "" || p.Text["en"] != "", "/text", "people must read what they sign")
	need(p.Target["fr"] != "" || p.Target["en"] != "", "/target", "say whom the petition is for")
	need(len(p.Axes) > 0, "/axes", "a petition serves one axis at least")
	need(p.ClosesOn == "" || p.ClosesOn >= today, "/closes_on", "the last day is over")
	for language := range p.Title {
		need(p.Text[language] != "", "/text/"+language, "the title is in this language, the text is not")
	}
	return wrong
}

// Open lets people sign: for the first time with the words of the choices, later after a pause.
func (p Petition) Open(sign, news wording.Prose, today string) (Petition, error) {
	switch p.Status {
	case Draft, "":
		p.Sign, p.News = sign, news
	case Paused:
	default:
		return p, ErrState
	}
	return p.step(Open, nil, today), nil
}

// Pause stops taking signatures for a while.
func (p Petition) Pause(reason wording.Text, today string) (Petition, error) {
	if p.Status != Open {
		return p, ErrState
	}
	if reason.In("fr") == "" {
		return p, ErrReason
	}
	return p.step(Paused, reason, today), nil
}

// Close ends a petition for good.
func (p Petition) Close(reason wording.Text, today string) (Petition, error) {
	if p.Status != Open && p.Status != Paused {
		return p, ErrState
	}
	return p.step(Closed, reason, today), nil
}

func (p Petition) step(to Status, reason wording.Text, today string) Petition {
	p.Status = to
	p.Log = append(slices.Clone(p.Log), Step{On: today, Status: to, Reason: reason})
	return p
}

// Guard refuses a change by hand of what was fixed at opening, or of what only steps change.
func (p Petition) Guard(next Petition) error {
	if p.Status == Draft || p.Status == "" {
		return nil
	}
	same := maps.Equal(p.Title, next.Title) && maps.Equal(p.Text, next.Text) && maps.Equal(p.Target, next.Target) &&
		maps.Equal(p.Sign, next.Sign) && maps.Equal(p.News, next.News) && len(next.Axes) > 0
	if !same {
		return ErrFixed
	}
	return nil
}

// ClosedOn is the day on which a petition ended; empty before.
func (p Petition) ClosedOn() string {
	if p.Status != Closed || len(p.Log) == 0 {
		return ""
	}
	return p.Log[len(p.Log)-1].On
}
