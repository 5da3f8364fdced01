package mobilisation

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/sheet"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// supporter is a signature as the organisation reads it.
type supporter struct {
	ID       string           `json:"id"`
	Rev      int64            `json:"rev"`
	Status   signature.Status `json:"status"`
	Name     string           `json:"name,omitempty"`
	Email    string           `json:"email,omitempty"`
	Postcode string           `json:"postcode,omitempty"`
	News     bool             `json:"news,omitempty"`
	Language string           `json:"language"`
	SignedOn string           `json:"signed_on"`
	Reason   string           `json:"reason,omitempty"`
}

func supporterOf(one sdk.Item[signature.Signature]) supporter {
	s := one.Doc
	return supporter{one.ID, one.Rev, s.Status, s.Name, s.Email, s.Postcode, s.News, s.Language, s.SignedOn, s.Reason}
}

func (d *desk) registerSignatures(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "signature-list", Method: http.MethodGet, Path: "/petitions/{id}/signatures",
		Summary: "List the signatures of a petition, newest first",
	}, sdk.Rules{Action: "mobilisation:signatures.read", On: "id@petitions", Internal: true}), d.listSignatures)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "signature-judge", Method: http.MethodPost, Path: "/petitions/{id}/signatures/{signature}:judge",
		Summary: "Flag a signature, declare it invalid, or let it count again", Description: "With a reason. A pending or withdrawn one is nobody’s to judge.",
	}, sdk.Rules{Action: "mobilisation:signatures.judge", On: "id@petitions", Internal: true}), d.judgeSignature)
}

type listing struct {
	sdk.Target
	Status string `query:"status" enum:"pending,confirmed,flagged,invalid,withdrawn"`
	Size   int    `query:"page_size" minimum:"1" maximum:"200" default:"50"`
	Token  string `query:"page_token"`
}

type supporters struct {
	Signatures []supporter `json:"signatures"`
	Next       string      `json:"next_page_token,omitempty"`
}

func (d *desk) listSignatures(ctx context.Context, in *listing) (*sdk.Reply[supporters], error) {
	filter := "petition = " + quoted(in.ID)
	if in.Status != "" {
		filter += " AND status = " + quoted(in.Status)
	}
	found, next, err := d.signatures.List(ctx, store.Query{Filter: filter, Order: "id desc", Size: in.Size, Token: in.Token})
	if err != nil {
		return nil, fmt.Errorf("listing signatures: %w", err)
	}
	list := supporters{Signatures: make([]supporter, 0, len(found)), Next: next}
	for _, one := range found {
		list.Signatures = append(list.Signatures, supporterOf(one))
	}
	return sdk.OK(list), nil
}

type judging struct {
	sdk.Target
	Signature string `path:"signature" maxLength:"60"`
	Body      struct {
		Status signature.Status `json:"status" enum:"confirmed,flagged,invalid"`
		Reason string           `json:"reason" minLength:"3" maxLength:"300"`
	}
}

func (d *desk) judgeSignature(ctx context.Context, in *judging) (*sdk.Reply[supporter], error) {
	one, err := d.signatures.Get(ctx, in.Signature)
	if err != nil {
		return nil, err
	}
	if one.Doc.Petition != in.ID {
		return nil, errNoSignature
	}
	if one.Doc, err = one.Doc.Judge(in.Body.Status, in.Body.Reason); err != nil {
		return nil, errSignatureState
	}
	if err := d.signatures.Update(ctx, one); err != nil {
		return nil, err
	}
	return sdk.OK(supporterOf(*one)), nil
}

func (d *desk) registerSupporters(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "petition-supporters", Method: http.MethodGet, Path: "/petitions/{id}:supporters",
		Summary: "Export the confirmed supporters of a petition as CSV", Description: "What begins like a formula is neutralised. Pending, flagged, invalid and withdrawn ones are not in it.",
		Responses: csvResponse(),
	}, sdk.Rules{Action: "mobilisation:signatures.export", On: "id@petitions", Internal: true, Stream: true}), d.exportSupporters)
}

func csvResponse() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "CSV in UTF-8.", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// exporting is how a file is wanted.
type exporting struct {
	Language  string `query:"language" enum:"fr,en" doc:"Of the headings; default the caller's."`
	Separator string `query:"separator" enum:"comma,semicolon" default:"comma"`
	Mark      bool   `query:"bom" doc:"Begin with a byte order mark, for spreadsheets."`
}

// Exporting is exported because Huma looks into embedded types only then.
type Exporting = exporting

type exportingSupporters struct {
	sdk.Target
	Exporting
}

func (d *desk) exportSupporters(ctx context.Context, in *exportingSupporters) (*huma.StreamResponse, error) {
	headings := map[string][]string{
		"fr": {"Nom", "Adresse électronique", "Code postal", "Langue", "Signée le", "Veut des nouvelles"},
		"en": {"Name", "E-mail address", "Postal code", "Language", "Signed on", "Wants news"},
	}[sdk.Language(ctx, in.Language)]
	query := store.Query{Filter: "petition = " + quoted(in.ID) + ` AND status = "confirmed"`}
	return in.file("supporters.csv", headings, func(line func([]string) error) error {
		for one, err := range d.signatures.All(ctx, query) {
			if err != nil {
				return err
			}
			s := one.Doc
			if err := line([]string{s.Name, s.Email, s.Postcode, s.Language, s.SignedOn, yes(s.News, in.Language)}); err != nil {
				return err
			}
		}
		return nil
	}), nil
}

// file streams a CSV file. What fails on the way breaks the answer off, so that half a file is not taken for a whole.
func (e exporting) file(name string, headings []string, write func(line func([]string) error) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(h huma.Context) {
		h.SetHeader("Content-Type", "text/csv; charset=utf-8")
		h.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		options := sheet.Options{Mark: e.Mark}
		if e.Separator == "semicolon" {
			options.Comma = ';'
		}
		out, err := sheet.New(h.BodyWriter(), headings, options)
		if err == nil {
			err = write(out.Line)
		}
		if err == nil {
			err = out.Flush()
		}
		if err != nil {
			panic(fmt.Errorf("writing %s: %w", name, err))
		}
	}}
}

// quoted is a text within a filter.
func quoted(text string) string { return strconv.Quote(text) }

// yes says yes or no in a language.
func yes(is bool, language string) string {
	words := map[bool]string{true: "oui", false: "non"}
	if language == "en" {
		words = map[bool]string{true: "yes", false: "no"}
	}
	return words[is]
}
