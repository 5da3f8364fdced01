package piloufilou

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/programme"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The refusals about programmes.
var (
	errPublished    = fault.New(fault.Conflict, "programme-published", "A published version never changes: import a new version.")
	errVersionTaken = fault.New(fault.Conflict, "programme-version-taken", "This programme has that version already.")
	errNotPublished = fault.New(fault.Conflict, "programme-not-published", "The programme is a draft: publish it first.")
)

func (d *desk) registerProgrammes(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "programme-import", Method: http.MethodPost, Path: "/programmes:import", DefaultStatus: http.StatusCreated,
		Summary: "Import a programme", Description: "Reads a programme from YAML into a draft. A text with a mistake is refused whole; each mistake has its line, column and pointer.",
		MaxBodyBytes: 2 * programme.MaxYAML,
	}, sdk.Rules{Action: "piloufilou:programme.import"}), d.importProgramme)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "programme-publish", Method: http.MethodPost, Path: "/programmes/{id}:publish",
		Summary: "Publish a programme", Description: "From then on this version never changes, and families can read its cards.",
	}, sdk.Rules{Action: "piloufilou:programme.publish", On: "id@programmes", Reads: []string{"programmes/{id}"}, Internal: true}), d.publishProgramme)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "programme-coverage", Method: http.MethodGet, Path: "/programmes/{id}:coverage",
		Summary: "Show which psychosocial competences a programme serves", Description: "One line for each of the 21 specific competences of the frame, by its 9 general ones and 3 categories.",
	}, sdk.Rules{Action: "piloufilou:programmes.read", On: "id@programmes", Reads: []string{"programmes/{id}"}}), d.coverProgramme)
}

type importing struct {
	Body struct {
		YAML   string `json:"yaml" minLength:"1" doc:"The programme's text."`
		DryRun bool   `json:"dry_run,omitempty" doc:"Check only, keep nothing."`
	}
}

type programmeReply = sdk.Reply[sdk.Record[programme.Programme]]

func (d *desk) importProgramme(ctx context.Context, in *importing) (*programmeReply, error) {
	p, problems := programme.Read([]byte(in.Body.YAML))
	if len(problems) > 0 {
		return nil, unsound(ctx, "The programme has mistakes; nothing was imported.", problems)
	}
	if err := d.versionFree(ctx, p, ""); err != nil {
		return nil, err
	}
	if in.Body.DryRun {
		return sdk.Stored(&sdk.Item[programme.Programme]{Doc: p}), nil
	}
	made, err := d.programmes.Create(ctx, p)
	if err != nil {
		return nil, err
	}
	return sdk.Created(made), nil
}

func (d *desk) publishProgramme(ctx context.Context, in *sdk.Target) (*programmeReply, error) {
	one, err := d.programmes.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if one.Doc.Status == programme.Published {
		return nil, errPublished
	}
	if problems := one.Doc.Check(); len(problems) > 0 {
		return nil, unsound(ctx, "The programme has mistakes.", problems)
	}
	one.Doc.Status = programme.Published
	if err := d.programmes.Update(ctx, one); err != nil {
		return nil, err
	}
	if err := d.layCards(ctx, one); err != nil {
		return nil, err
	}
	return sdk.Stored(one), nil
}

// frame is the frame of competences as screens show it.
type frame struct {
	Code      string         `json:"code"`
	Title     programme.Text `json:"title"`
	Parts     []frame        `json:"parts,omitempty"`
	Workshops []int          `json:"workshops,omitempty"`
}

type coverage struct {
	Categories []frame  `json:"categories"`
	Missing    []string `json:"missing" doc:"General competences that no workshop serves."`
	Workshops  int      `json:"workshops"`
}

func (d *desk) coverProgramme(ctx context.Context, in *sdk.Target) (*sdk.Reply[coverage], error) {
	one, err := d.programmes.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	matrix := one.Doc.Coverage()
	served := map[string][]int{}
	for _, c := range matrix.Columns {
		served[c.Specific] = c.Workshops
	}
	made := coverage{Missing: matrix.Missing, Workshops: len(one.Doc.Workshops)}
	for _, c := range programme.Competences() {
		category := frame{Code: c.Code, Title: c.Title}
		for _, g := range c.General {
			general := frame{Code: g.Code, Title: g.Title}
			for _, s := range g.Specific {
				general.Parts = append(general.Parts, frame{Code: s.Code, Title: s.Title, Workshops: served[s.Code]})
			}
			category.Parts = append(category.Parts, general)
		}
		made.Categories = append(made.Categories, category)
	}
	return sdk.OK(made), nil
}

// beforeProgramme judges what is written by hand.
func (d *desk) beforeProgramme(ctx context.Context, c sdk.Change[programme.Programme]) error {
	if c.Old != nil && c.Old.Status == programme.Published {
		return errPublished
	}
	if c.New == nil {
		return nil
	}
	if c.New.Status == "" {
		c.New.Status = programme.Draft
	}
	if c.New.Status != programme.Draft {
		return errNotPublished
	}
	if problems := c.New.Check(); len(problems) > 0 {
		return unsound(ctx, "The programme has mistakes.", problems)
	}
	return d.versionFree(ctx, *c.New, c.ID)
}

// versionFree refuses a version that another record has.
func (d *desk) versionFree(ctx context.Context, p programme.Programme, self string) error {
	taken, _, err := d.programmes.List(ctx, store.Query{Filter: fmt.Sprintf("code = %q AND version = %q", p.Code, p.Version), Size: 2})
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

// unsound is the refusal of a programme with problems, in the caller's language. Where a problem has a line, its
// message begins with it.
func unsound(ctx context.Context, message string, problems []programme.Problem) error {
	refusal := fault.New(fault.Invalid, "programme-invalid", message)
	for _, p := range problems {
		refusal.Fields = append(refusal.Fields, fault.Field{Pointer: p.Pointer, Message: p.In(sdk.Language(ctx, ""))})
	}
	return refusal
}
