package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// ImportRequest is a file of lines under a heading.
type ImportRequest struct {
	CSV      string `json:"csv,omitempty" doc:"The file as text."`
	File     []byte `json:"file,omitempty" doc:"The file's bytes in base64, instead of csv: text in UTF-8 or Windows-1252, or an Excel workbook, of which the first sheet is read."`
	ParentID string `json:"parent_id,omitempty" maxLength:"64" doc:"Where lines without a parent go, and below which parents are looked for."`
	DryRun   bool   `json:"dry_run,omitempty" doc:"Only say what would happen."`
}

type importUnits struct {
	InTenant
	Body   ImportRequest
	parent tenant.Unit
}

func (in *importUnits) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.ParentID, "/parent_id")
	in.parent = unit
	return doc, err
}

// cellError is what is wrong with one cell.
type cellError struct {
	Field   string `json:"field" doc:"The column's name in English."`
	Code    string `json:"code" doc:"Stable name of the slip; screens translate by it." example:"kind-unknown"`
	Value   string `json:"value,omitempty" doc:"What the cell says, or the number of another line."`
	Message string `json:"message" doc:"In English."`
}

// importRow says what becomes of one line.
type importRow struct {
	Line      int         `json:"line"`
	Act       string      `json:"act" enum:"create,update,same,error"`
	Name      string      `json:"name"`
	Kind      string      `json:"kind"`
	Headcount int         `json:"headcount"`
	Errors    []cellError `json:"errors"`

	unit   tenant.Unit
	parent *importRow // a line above that makes the parent
}

type importReport struct {
	Rows    []*importRow `json:"rows"`
	Created int          `json:"created"`
	Updated int          `json:"updated"`
	Same    int          `json:"same"`
	Errors  int          `json:"errors" doc:"Lines with errors; with any, nothing is written."`
}

func (e *edge) unitImport() {
	register(e, operation{
		id: "unit-import", method: http.MethodPost, path: "/t/{tenant}/units:import", action: "core:unit.import", body: maxImportBody,
		summary: "Import sites and headcounts from CSV or Excel, with preview and errors by line",
		example: ImportRequest{CSV: "nom;type;territoire;effectif\nLes Lilas;creche-collective;Bordeaux;14\n", DryRun: true},
	}, e.importUnits)
}

func (e *edge) importUnits(ctx context.Context, c *call, in *importUnits) (*body[importReport], error) {
	if err := takes(in.parent); err != nil {
		return nil, err
	}
	lines, err := in.Body.read(unitHeading())
	if err != nil {
		return nil, err
	}
	units, err := e.Units.Units(ctx, c.Tenant.ID, tenant.Root)
	if err != nil {
		return nil, err
	}
	report := newPlan(c.Tenant, units, in.parent).report(lines)
	if in.Body.DryRun || report.Errors > 0 {
		return ok(report), nil
	}
	err = e.change(ctx, c, "core:unit.import", "", func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.parent.Path
		entry.Count = max(1, report.Created+report.Updated)
		return writeRows(ctx, tx, report.Rows)
	})
	if err != nil {
		return nil, err
	}
	return ok(report), nil
}

// writeRows makes the units; a parent's line comes before its children's.
func writeRows(ctx context.Context, tx audit.Tx, rows []*importRow) error {
	made := map[*importRow]string{}
	for _, row := range rows {
		if row.Act != "create" && row.Act != "update" {
			made[row] = row.unit.ID
			continue
		}
		unit := row.unit
		if row.parent != nil {
			unit.Parent = made[row.parent]
		}
		kept, err := tx.Units().Put(ctx, unit)
		if err != nil {
			f := *fault.From(err)
			if f.Kind == fault.Conflict {
				f.Message = "Line " + strconv.Itoa(row.Line) + ": " + f.Message
			}
			return f.Because(err)
		}
		made[row] = kept.ID
	}
	return nil
}
