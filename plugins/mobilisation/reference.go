package mobilisation

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/reference"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerReferences(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "reference-import", Method: http.MethodPost, Path: "/references:import", MaxBodyBytes: 2 * reference.MostBytes,
		Summary:     "Import works in CSL-JSON",
		Description: "All of them, or none: each mistake has its place. A work whose DOI is there already is left as it is. Types of the Crossref registry are brought to those of CSL.",
	}, sdk.Rules{Action: "mobilisation:reference.import"}), d.importReferences)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "reference-csl", Method: http.MethodGet, Path: "/references:csl",
		Summary: "Export the library as CSL-JSON", Description: "What reference managers read: what was imported, with what was changed here.",
		Responses: map[string]*huma.Response{"200": {
			Description: "CSL-JSON.", Content: map[string]*huma.MediaType{"application/vnd.citationstyles.csl+json": {Schema: &huma.Schema{Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeObject}}}},
		}},
	}, sdk.Rules{Action: "mobilisation:references.read", Stream: true}), d.exportReferences)
}

type importingReferences struct {
	Body struct {
		Text   string `json:"text" minLength:"2" doc:"CSL-JSON: a list of works, or one."`
		DryRun bool   `json:"dry_run,omitempty" doc:"Check only, keep nothing."`
	}
}

type importedReferences struct {
	Read  int `json:"read"`
	Added int `json:"added"`
	There int `json:"there" doc:"Works whose DOI is in the library already."`
}

func (d *desk) importReferences(ctx context.Context, in *importingReferences) (*sdk.Reply[importedReferences], error) {
	items, problems := reference.Read([]byte(in.Body.Text))
	if len(problems) > 0 {
		f := fault.New(fault.Invalid, "references-invalid", "The works have mistakes; nothing was imported.")
		for _, p := range problems {
			f.Fields = append(f.Fields, fault.Field{Pointer: "/text" + p.Pointer, Message: p.Message})
		}
		return nil, f
	}
	known := map[string]bool{}
	for one, err := range d.references.All(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("reading the library: %w", err)
		}
		known[one.Doc.DOI] = one.Doc.DOI != ""
	}
	done := importedReferences{Read: len(items)}
	for _, item := range items {
		r := reference.Reference{}.FromItem(item)
		if known[r.DOI] {
			done.There++
			continue
		}
		known[r.DOI] = r.DOI != ""
		done.Added++
		if in.Body.DryRun {
			continue
		}
		if _, err := d.references.Create(ctx, r); err != nil {
			return nil, err
		}
	}
	return sdk.OK(done), nil
}

func (d *desk) exportReferences(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(h huma.Context) {
		h.SetHeader("Content-Type", "application/vnd.citationstyles.csl+json")
		h.SetHeader("Content-Disposition", `attachment; filename="references.json"`)
		if err := d.writeReferences(ctx, h); err != nil {
			panic(fmt.Errorf("writing the library: %w", err))
		}
	}}, nil
}

func (d *desk) writeReferences(ctx context.Context, h huma.Context) error {
	out := h.BodyWriter()
	separator := "["
	for one, err := range d.references.All(ctx, store.Query{}) {
		if err != nil {
			return err
		}
		text, err := json.Marshal(one.Doc.ToItem(one.ID))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s\n%s", separator, text); err != nil {
			return err
		}
		separator = ","
	}
	_, err := fmt.Fprint(out, strings.TrimPrefix(separator, ","), "\n]\n")
	return err
}

// beforeReference brings a DOI to its bare form, and refuses what is none.
func (d *desk) beforeReference(ctx context.Context, c sdk.Change[reference.Reference]) error {
	if c.New == nil || c.New.DOI == "" {
		return nil
	}
	written := c.New.DOI
	if c.New.DOI = reference.DOI(written); c.New.DOI == "" {
		return fault.InvalidRule("/doi", "mobilisation-doi", "", "is no DOI, such as 10.1000/182")
	}
	there, _, err := d.references.List(ctx, store.Query{Filter: "doi = " + quoted(c.New.DOI), Size: 2})
	if err != nil {
		return fmt.Errorf("looking for the DOI: %w", err)
	}
	for _, one := range there {
		if one.ID != c.ID {
			return fault.New(fault.Conflict, "reference-exists", "A work with this DOI is in the library already.")
		}
	}
	return nil
}

// citable says of works whether they can be found again; it refuses one that is not in the library.
func (d *desk) citable(ctx context.Context, ids []string) (map[string]bool, error) {
	found := map[string]bool{}
	if len(ids) == 0 {
		return found, nil
	}
	either := make([]string, len(ids))
	for i, id := range ids {
		either[i] = "id = " + quoted(id)
	}
	for one, err := range d.references.All(ctx, store.Query{Filter: strings.Join(either, " OR ")}) {
		if err != nil {
			return nil, fmt.Errorf("reading the works: %w", err)
		}
		found[one.ID] = one.Doc.Citable()
	}
	for i, id := range ids {
		if _, there := found[id]; !there {
			return nil, fault.InvalidRule(fmt.Sprintf("/evidence/%d", i), fault.Absent, "", "there is no such work in the library")
		}
	}
	return found, nil
}
