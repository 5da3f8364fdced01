package piloufilou

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Training is a training of facilitators in one or several meetings.
type Training struct {
	Title    string    `json:"title" minLength:"1" maxLength:"120" rb:"searchable" fr:"Titre" en:"Title"`
	Unit     string    `json:"unit" minLength:"1" maxLength:"60" rb:"unit" fr:"Territoire ou lieu d’accueil" en:"Territory or site"`
	Meetings []Meeting `json:"meetings" minItems:"1" maxItems:"20" fr:"Rencontres" en:"Meetings"`
}

// Meeting is one day of a training.
type Meeting struct {
	On      string `json:"on" format:"date" fr:"Date" en:"Date"`
	Minutes int    `json:"minutes" minimum:"15" maximum:"600" fr:"Durée, en minutes" en:"Length, in minutes"`
}

// Minutes is how long the training takes.
func (t Training) Minutes() int {
	sum := 0
	for _, m := range t.Meetings {
		sum += m.Minutes
	}
	return sum
}

// Attendance is how much of a training one person followed.
type Attendance struct {
	Training    string `json:"training" maxLength:"60" rb:"index" fr:"Formation" en:"Training"`
	Facilitator string `json:"facilitator" maxLength:"60" rb:"index" fr:"Personne" en:"Person"`
	Email       string `json:"email" maxLength:"120" rb:"personal,subject=email" fr:"Courriel" en:"E-mail"`
	Unit        string `json:"unit" maxLength:"60" rb:"unit" fr:"Lieu" en:"Site"`
	Minutes     int    `json:"minutes" minimum:"0" maximum:"12000" rb:"personal,subject=email" fr:"Minutes suivies" en:"Minutes attended"`
}

func (d *desk) registerTrainings(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "training-attend", Method: http.MethodPost, Path: "/trainings/{id}:attend",
		Summary: "Note who followed how much of a training", Description: "Noting somebody again replaces what was noted.",
	}, sdk.Rules{Action: "piloufilou:training.attend", On: "id@trainings", Reads: []string{"trainings/{id}"}}), d.attend)
}

// beforeTraining judges what is written by hand.
func (d *desk) beforeTraining(ctx context.Context, c sdk.Change[Training]) error {
	if c.New != nil {
		return nil
	}
	found, _, err := d.attendances.List(ctx, store.Query{Filter: fmt.Sprintf("training = %q", c.ID), Size: 1})
	if err != nil {
		return fmt.Errorf("looking for attendance: %w", err)
	}
	if len(found) > 0 {
		return fault.New(fault.Conflict, "training-attended", "People followed this training: it is kept.")
	}
	return nil
}

type attending struct {
	sdk.Target
	Body struct {
		Lines []attendanceLine `json:"lines" minItems:"1" maxItems:"60"`
	}
}

type attendanceLine struct {
	Facilitator string `json:"facilitator" minLength:"1" maxLength:"60"`
	Minutes     int    `json:"minutes" minimum:"0" maximum:"12000"`
}

type attendanceList struct {
	Minutes int              `json:"minutes" doc:"Of the whole training."`
	Lines   []attendanceLine `json:"lines"`
}

func (d *desk) attend(ctx context.Context, in *attending) (*sdk.Reply[attendanceList], error) {
	one, err := d.trainings.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(in.Body.Lines))
	for i, line := range in.Body.Lines {
		ids[i] = line.Facilitator
		if line.Minutes > one.Doc.Minutes() {
			return nil, fault.InvalidField(fmt.Sprintf("/lines/%d/minutes", i), "the whole training takes %d minutes", one.Doc.Minutes())
		}
	}
	people, err := d.people(ctx, ids)
	if err != nil {
		return nil, err
	}
	noted, err := d.attendanceOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	for i, line := range in.Body.Lines {
		person, ok := people[line.Facilitator]
		if !ok {
			return nil, fault.InvalidField(fmt.Sprintf("/lines/%d/facilitator", i), "nobody is registered under that id")
		}
		if kept, ok := noted[line.Facilitator]; ok {
			kept.Doc.Minutes = line.Minutes
			if err := d.attendances.Update(ctx, &kept); err != nil {
				return nil, err
			}
			continue
		}
		made := Attendance{Training: in.ID, Facilitator: person.ID, Email: person.Doc.Email, Unit: person.Doc.Unit, Minutes: line.Minutes}
		if _, err := d.attendances.Create(ctx, made); err != nil {
			return nil, err
		}
	}
	return sdk.OK(attendanceList{Minutes: one.Doc.Minutes(), Lines: in.Body.Lines}), nil
}

// attendanceOf is a training's attendance by facilitator.
func (d *desk) attendanceOf(ctx context.Context, training string) (map[string]sdk.Item[Attendance], error) {
	noted := map[string]sdk.Item[Attendance]{}
	for one, err := range d.attendances.All(ctx, store.Query{Filter: fmt.Sprintf("training = %q", training)}) {
		if err != nil {
			return nil, fmt.Errorf("reading attendance: %w", err)
		}
		noted[one.Doc.Facilitator] = one
	}
	return noted, nil
}

// people are facilitators by id; those whom the caller does not see are absent.
func (d *desk) people(ctx context.Context, ids []string) (map[string]sdk.Item[Facilitator], error) {
	found := map[string]sdk.Item[Facilitator]{}
	if len(ids) == 0 {
		return found, nil
	}
	either := make([]string, len(ids))
	for i, id := range ids {
		either[i] = fmt.Sprintf("id = %q", id)
	}
	for one, err := range d.facilitators.All(ctx, store.Query{Filter: strings.Join(either, " OR ")}) {
		if err != nil {
			return nil, fmt.Errorf("reading facilitators: %w", err)
		}
		found[one.ID] = one
	}
	return found, nil
}
