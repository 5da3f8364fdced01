package portrait

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/shortcode"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// slip admits one person once. Only the hash of its code is kept; it is deleted in the commit of its answer.
type slip struct {
	Hash string `json:"hash" maxLength:"64" rb:"unique" fr:"Empreinte" en:"Hash"`
	Wave string `json:"wave" maxLength:"60" fr:"Portrait" en:"Portrait"`
	Atom string `json:"atom" maxLength:"80" fr:"Lieu" en:"Site"`
}

// The refusals about slips.
var (
	errNoSlips   = fault.New(fault.Conflict, "wave-without-slips", "This portrait is answered through posters, not slips.")
	errIssued    = fault.New(fault.Conflict, "slips-issued", "All slips were issued. Their codes cannot be shown again; replace a lost one, or issue a site's slips anew.")
	errSpare     = fault.New(fault.Conflict, "slips-spare-spent", "This site has had as many slips replaced as it may; raise its headcount if people were forgotten.")
	errManySlips = fault.New(fault.Conflict, "slips-too-many", "Slips of so large a site cannot be issued anew at once.")
)

// sheetful is how many slips one call writes: as much as one commit takes.
const sheetful = 400

func (d *desk) registerSlips(api huma.API) {
	rules := sdk.Rules{Action: "portrait:wave.access", On: "id@waves", Reads: []string{"waves/{id}"}, Internal: true}
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-issue-slips", Method: http.MethodPost, Path: "/waves/{id}:issue-slips",
		Summary: "Issue single-use slips", Description: "The codes are shown this once; only their hashes are kept. Call again while `remaining` is not 0.",
	}, rules), d.issueSlips)
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "wave-replace-slip", Method: http.MethodPost, Path: "/waves/{id}:replace-slip",
		Summary: "Replace a lost slip", Description: "Nobody says whose it was. A site's answers never exceed its headcount, whatever is replaced.",
	}, rules), d.replaceSlip)
}

type issuing struct {
	sdk.Target
	Body struct {
		UnitID string `json:"unit_id,omitempty" maxLength:"60" doc:"One site only."`
		Again  bool   `json:"again,omitempty" doc:"Void the site's slips that are not used yet, and issue new ones: the print was spoilt."`
	}
}

type slipSheets struct {
	Sites     []slipSheet `json:"sites"`
	Remaining int         `json:"remaining" doc:"Slips still to be issued by a further call."`
}

type slipSheet struct {
	UnitID string   `json:"unit_id,omitempty"`
	Name   string   `json:"name"`
	Alone  bool     `json:"alone,omitempty" doc:"For people who work alone, together: hand them out without noting who got which."`
	Codes  []string `json:"codes"`
}

// issueSlips writes the slips that a site lacks: its people, less the slips that are out and the answers that
// are in. Nothing else says how many were issued, for a slip may not share a commit with a record that has a time.
func (d *desk) issueSlips(ctx context.Context, in *issuing) (*sdk.Reply[slipSheets], error) {
	desk, err := d.slipDesk(ctx, in.ID, in.Body.UnitID)
	if err != nil {
		return nil, err
	}
	if in.Body.Again {
		if in.Body.UnitID == "" {
			return nil, fault.InvalidRule("/unit_id", fault.Required, "", "must name the site whose slips are issued anew")
		}
		return d.reissue(ctx, desk)
	}
	out := slipSheets{Sites: []slipSheet{}}
	budget := sheetful
	for _, a := range desk.atoms {
		missing := max(0, a.Headcount-desk.known(a))
		now := min(missing, budget)
		budget, out.Remaining = budget-now, out.Remaining+missing-now
		if now == 0 {
			continue
		}
		sheet, err := d.sheet(ctx, desk, a, now)
		if err != nil {
			return nil, err
		}
		out.Sites = append(out.Sites, sheet)
	}
	if len(out.Sites) == 0 {
		return nil, errIssued
	}
	return sdk.OK(out), nil
}

// slipsLeft is how many slips of an open portrait are still to be issued.
func (d *desk) slipsLeft(ctx context.Context, one *sdk.Item[wave.Wave]) (int, error) {
	if one.Doc.Access != wave.Slips || one.Doc.Status != wave.Open {
		return 0, nil
	}
	desk, err := d.slipDesk(ctx, one.ID, "")
	if err != nil {
		return 0, err
	}
	left := 0
	for _, a := range desk.atoms {
		left += max(0, a.Headcount-desk.known(a))
	}
	return left, nil
}

// reissue voids an atom's unused slips and writes new ones for those who have not answered.
func (d *desk) reissue(ctx context.Context, desk slipDesk) (*sdk.Reply[slipSheets], error) {
	a := desk.atoms[0]
	left := max(0, a.Headcount-desk.answers[a.Key])
	if left+desk.slips[a.Key] > sheetful {
		return nil, errManySlips
	}
	for old, err := range d.slips.All(ctx, store.Query{Filter: fmt.Sprintf("%s AND atom = %q", ofWave(desk.waveID), a.Key)}) {
		if err != nil {
			return nil, fmt.Errorf("looking for unused slips: %w", err)
		}
		if err := d.slips.Delete(ctx, old.ID, 0); err != nil {
			return nil, err
		}
	}
	sheet, err := d.sheet(ctx, desk, a, left)
	if err != nil {
		return nil, err
	}
	return sdk.OK(slipSheets{Sites: []slipSheet{sheet}}), nil
}

type replacing struct {
	sdk.Target
	Body struct {
		UnitID string `json:"unit_id" minLength:"1" maxLength:"60"`
	}
}

func (d *desk) replaceSlip(ctx context.Context, in *replacing) (*sdk.Reply[replaced], error) {
	desk, err := d.slipDesk(ctx, in.ID, in.Body.UnitID)
	if err != nil {
		return nil, err
	}
	a := desk.atoms[0]
	if desk.known(a) >= a.Headcount+a.Spare() {
		return nil, errSpare
	}
	sheet, err := d.sheet(ctx, desk, a, 1)
	if err != nil {
		return nil, err
	}
	return sdk.OK(replaced{Code: sheet.Codes[0], Name: sheet.Name}), nil
}

type replaced struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// slipDesk is what issuing slips works on.
type slipDesk struct {
	waveID  string
	wave    wave.Wave
	atoms   []wave.Atom // asked for
	slips   counts      // not used yet
	answers counts
}

// known is how many people of an atom have a slip or have used one.
func (s slipDesk) known(a wave.Atom) int { return s.slips[a.Key] + s.answers[a.Key] }

// slipDesk gathers an open wave with slips; unit limits it to one site.
func (d *desk) slipDesk(ctx context.Context, id, unit string) (slipDesk, error) {
	one, err := d.waves.Get(ctx, id)
	switch {
	case err != nil:
		return slipDesk{}, err
	case one.Doc.Access != wave.Slips:
		return slipDesk{}, errNoSlips
	case one.Doc.Status != wave.Open:
		return slipDesk{}, wave.ErrNotOpen
	}
	s := slipDesk{waveID: one.ID, wave: one.Doc}
	if s.atoms, err = chosen(one.Doc, unit); err != nil {
		return slipDesk{}, err
	}
	if s.slips, err = countSlips(ctx, one.ID); err != nil {
		return slipDesk{}, err
	}
	s.answers, err = countAnswers(ctx, one.ID, one.Doc)
	return s, err
}

// chosen lists the atom of one site, or all of them.
func chosen(w wave.Wave, unit string) ([]wave.Atom, error) {
	if unit == "" {
		return w.Atoms(), nil
	}
	s := w.Site(unit)
	if s == nil {
		return nil, fault.InvalidRule("/unit_id", fault.Absent, "", "the portrait does not ask this site")
	}
	a, _ := w.Atom(s.Atom)
	return []wave.Atom{a}, nil
}

// sheet stages n slips of an atom and returns their codes as they are printed.
func (d *desk) sheet(ctx context.Context, s slipDesk, a wave.Atom, n int) (slipSheet, error) {
	sheet := slipSheet{Name: atomName(s.wave, a), Alone: a.Pool, Codes: make([]string, 0, n)}
	if !a.Pool {
		sheet.UnitID = a.Key
	}
	for range n {
		code, err := d.codes.New(slipCode)
		if err != nil {
			return sheet, err
		}
		canonical, _, _ := shortcode.Read(code)
		if _, err := d.slips.Create(ctx, slip{Hash: hashOf(canonical), Wave: s.waveID, Atom: a.Key}); err != nil {
			return sheet, err
		}
		sheet.Codes = append(sheet.Codes, code)
	}
	return sheet, nil
}

// The kinds of codes: of a poster, for many; and of a slip, which admits once.
const (
	linkCode = shortcode.Short
	slipCode = shortcode.Long
)

// hashOf is what is kept of a slip's code.
func hashOf(canonical string) string {
	sum := sha256.Sum256([]byte("ribambelle portrait slip\x00" + canonical))
	return hex.EncodeToString(sum[:])
}
