package portrait

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The refusals about questionnaires.
var (
	errPublished    = fault.New(fault.Conflict, "questionnaire-published", "A published version never changes: make a new version.")
	errVersionTaken = fault.New(fault.Conflict, "questionnaire-version-taken", "This questionnaire has that version already.")
	errNotPublished = fault.New(fault.Conflict, "questionnaire-not-published", "The questionnaire is a draft: publish it first.")
)

func (d *desk) registerQuestionnaires(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "questionnaire-import", Method: http.MethodPost, Path: "/questionnaires:import", DefaultStatus: http.StatusCreated,
		Summary: "Import a questionnaire", Description: "Reads a questionnaire from YAML, or from a workbook in a subset of XLSForm, into a draft. What has a mistake is refused whole; each mistake has its line and column, and its pointer or sheet.",
		MaxBodyBytes: 2 * questionnaire.MaxWorkbook,
	}, sdk.Rules{Action: "portrait:questionnaire.import"}), d.importQuestionnaire)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "questionnaire-write", Method: http.MethodGet, Path: "/questionnaires/{id}:write",
		Summary: "Write a questionnaire as a file", Description: "As YAML or XLSForm that the import takes.",
		Responses: map[string]*huma.Response{"200": {
			Description: "The file.", Content: map[string]*huma.MediaType{
				"application/yaml": {Schema: &huma.Schema{Type: huma.TypeString}},
				xlsx:               {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			},
		}},
	}, sdk.Rules{Action: "portrait:questionnaires.read", On: "id@questionnaires", Reads: []string{"questionnaires/{id}"}}), d.writeQuestionnaire)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "questionnaire-publish", Method: http.MethodPost, Path: "/questionnaires/{id}:publish",
		Summary: "Publish a questionnaire", Description: "From then on this version never changes.",
	}, sdk.Rules{Action: "portrait:questionnaire.publish", On: "id@questionnaires", Reads: []string{"questionnaires/{id}"}}), d.publishQuestionnaire)
}

type importing struct {
	Body struct {
		YAML    string `json:"yaml,omitempty" minLength:"1" doc:"The questionnaire's text."`
		XLSForm []byte `json:"xlsform,omitempty" minLength:"1" doc:"Or its workbook (.xlsx), in base64."`
		DryRun  bool   `json:"dry_run,omitempty" doc:"Check only, keep nothing."`
	}
}

func (d *desk) importQuestionnaire(ctx context.Context, in *importing) (*sdk.Reply[sdk.Record[questionnaire.Questionnaire]], error) {
	if (in.Body.YAML == "") == (in.Body.XLSForm == nil) {
		return nil, fault.InvalidField("/yaml", "either a text or a workbook is expected")
	}
	q, problems := questionnaire.Read([]byte(in.Body.YAML))
	if in.Body.XLSForm != nil {
		q, problems = questionnaire.ReadXLSForm(in.Body.XLSForm)
	}
	if len(problems) > 0 {
		return nil, unsound(ctx, "questionnaire-invalid", "The questionnaire has mistakes; nothing was imported.", problems)
	}
	if err := d.versionFree(ctx, q, ""); err != nil {
		return nil, err
	}
	if in.Body.DryRun {
		return sdk.Stored(&sdk.Item[questionnaire.Questionnaire]{Doc: q}), nil
	}
	made, err := d.questionnaires.Create(ctx, q)
	if err != nil {
		return nil, err
	}
	return sdk.Created(made), nil
}

// attachment is a file that an operation answers.
type attachment struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

// xlsx is the media type of workbooks.
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type writing struct {
	sdk.Target
	Format string `query:"format" enum:"yaml,xlsform" default:"yaml"`
}

func (d *desk) writeQuestionnaire(ctx context.Context, in *writing) (*attachment, error) {
	one, err := d.questionnaires.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	write, kind, ending := one.Doc.Write, "application/yaml", "yaml"
	if in.Format == "xlsform" {
		write, kind, ending = one.Doc.WriteXLSForm, xlsx, "xlsx"
	}
	text, err := write()
	if err != nil {
		return nil, err
	}
	return &attachment{
		ContentType: kind,
		Disposition: fmt.Sprintf(`attachment; filename="%s-%s.%s"`, one.Doc.Code, one.Doc.Version, ending),
		Body:        text,
	}, nil
}

func (d *desk) publishQuestionnaire(ctx context.Context, in *sdk.Target) (*sdk.Reply[sdk.Record[questionnaire.Questionnaire]], error) {
	one, err := d.questionnaires.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if one.Doc.Status == questionnaire.Published {
		return nil, errPublished
	}
	one.Doc.Status = questionnaire.Published
	if err := soundQuestionnaire(ctx, one.Doc); err != nil {
		return nil, err
	}
	if err := d.questionnaires.Update(ctx, one); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

// beforeQuestionnaire judges what is written by hand. A draft may lack what it needs once it is published.
func (d *desk) beforeQuestionnaire(ctx context.Context, c sdk.Change[questionnaire.Questionnaire]) error {
	switch {
	case c.New == nil:
		return nil
	case c.Old != nil && c.Old.Status == questionnaire.Published:
		return errPublished
	}
	if c.New.Status == "" {
		c.New.Status = questionnaire.Draft
	}
	if c.New.Status != questionnaire.Draft {
		return errNotPublished
	}
	if err := soundQuestionnaire(ctx, *c.New); err != nil {
		return err
	}
	return d.versionFree(ctx, *c.New, c.ID)
}

// versionFree refuses a version that another record has.
func (d *desk) versionFree(ctx context.Context, q questionnaire.Questionnaire, self string) error {
	taken, _, err := d.questionnaires.List(ctx, store.Query{
		Filter: fmt.Sprintf("code = %q AND version = %q", q.Code, q.Version), Size: 2,
	})
	if err != nil {
		return fmt.Errorf("looking for the version: %w", err)
	}
	for _, other := range taken {
		if other.ID != self {
			return errVersionTaken
		}
	}
	return nil
}

func soundQuestionnaire(ctx context.Context, q questionnaire.Questionnaire) error {
	problems := q.Check()
	if q.Status == questionnaire.Draft {
		problems = slices.DeleteFunc(problems, func(p questionnaire.Problem) bool { return p.Unfinished })
	}
	if len(problems) > 0 {
		return unsound(ctx, "questionnaire-invalid", "The questionnaire has mistakes.", problems)
	}
	return nil
}

// unsound is the refusal of a document with problems, in the caller's language. Where a problem has a line, its
// message begins with it.
func unsound(ctx context.Context, code, message string, problems []questionnaire.Problem) error {
	refusal := fault.New(fault.Invalid, code, message)
	for _, p := range problems {
		refusal.Fields = append(refusal.Fields, fault.Field{Pointer: p.Pointer, Message: p.In(language(ctx, ""))})
	}
	return refusal
}
