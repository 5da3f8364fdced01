package piloufilou

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/shortcode"
)

func (d *desk) registerCertificates(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "training-certify", Method: http.MethodPost, Path: "/trainings/{id}:certify",
		Summary: "Certify people who followed a training", Description: "Each must have attended as much as the organisation asks. A certificate that holds already gets a new date and keeps its number.",
	}, sdk.Rules{Action: "piloufilou:training.certify", On: "id@trainings", Reads: []string{"trainings/{id}"}}), d.certify)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "facilitator-withdraw", Method: http.MethodPost, Path: "/facilitators/{id}:withdraw",
		Summary: "Withdraw a certificate", Description: "Cycles under way go on; no new one is opened with it.",
	}, sdk.Rules{Action: "piloufilou:facilitator.withdraw", On: "id@facilitators", Reads: []string{"facilitators/{id}"}}), d.withdraw)
}

type certifying struct {
	sdk.Target
	Body struct {
		Facilitators []string `json:"facilitators" minItems:"1" maxItems:"60"`
	}
}

type certified struct {
	Facilitators []sdk.Record[Facilitator] `json:"facilitators"`
}

func (d *desk) certify(ctx context.Context, in *certifying) (*sdk.Reply[certified], error) {
	training, err := d.trainings.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	config, err := configured(ctx)
	if err != nil {
		return nil, err
	}
	people, err := d.people(ctx, in.Body.Facilitators)
	if err != nil {
		return nil, err
	}
	noted, err := d.attendanceOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	made := certified{}
	for i, id := range in.Body.Facilitators {
		at := fmt.Sprintf("/facilitators/%d", i)
		person, ok := people[id]
		if !ok {
			return nil, fault.InvalidField(at, "nobody is registered under that id")
		}
		if followed := noted[id].Doc.Minutes; followed*100 < config.Share*training.Doc.Minutes() {
			refusal := fault.New(fault.Conflict, "training-too-short", "Not enough of the training was attended for a certificate.")
			refusal.Fields = []fault.Field{{Pointer: at, Message: fmt.Sprintf(
				"attended %d of %d minutes; %d %% are asked", followed, training.Doc.Minutes(), config.Share)}}
			return nil, refusal
		}
		if err := person.Doc.award(sdk.Call(ctx).Today, config.Months, in.ID); err != nil {
			return nil, err
		}
		if err := d.facilitators.Update(ctx, &person); err != nil {
			return nil, err
		}
		made.Facilitators = append(made.Facilitators, sdk.RecordOf(person))
	}
	return sdk.OK(made), nil
}

// award dates the certificate; a new one gets a number: the year, then what cannot be guessed.
func (f *Facilitator) award(today string, months int, training string) error {
	if f.Certificate == "" || f.Withdrawn != "" {
		number, err := shortcode.Maker{}.New(shortcode.Short)
		if err != nil {
			return err
		}
		f.Certificate = today[:4] + "-" + number
	}
	f.CertifiedOn, f.ValidUntil, f.Training, f.Withdrawn = today, "", training, ""
	if day, err := time.Parse(time.DateOnly, today); err == nil && months > 0 {
		f.ValidUntil = day.AddDate(0, months, 0).Format(time.DateOnly)
	}
	return nil
}

func (d *desk) withdraw(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"300"`
	}
},
) (*sdk.Reply[sdk.Record[Facilitator]], error) {
	one, err := d.facilitators.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if one.Doc.Certificate == "" || one.Doc.Withdrawn != "" {
		return nil, fault.New(fault.Conflict, "certificate-missing", "This person has no certificate that holds.")
	}
	one.Doc.Withdrawn = in.Body.Reason
	if err := d.facilitators.Update(ctx, one); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}
