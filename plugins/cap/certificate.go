package cap

import (
	"context"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/certificate"
	"github.com/ribambelle/ribambelle/plugins/cap/community"
	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// certificateDoc is a certificate of hours as it is kept. The note is what was signed: the rest is read from it
// again whenever somebody verifies.
type certificateDoc struct {
	Number    string `json:"number" maxLength:"20" rb:"unique" fr:"Numéro" en:"Number"`
	Community string `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Seat      string `json:"seat" maxLength:"60" rb:"index" fr:"Place" en:"Seat"`
	Person    string `json:"person" maxLength:"320" rb:"index,subject=person" fr:"Personne" en:"Person"`
	Note      string `json:"note" maxLength:"20000" rb:"personal,subject=person" fr:"Attestation signée" en:"Signed certificate"`
	IssuedOn  string `json:"issued_on" format:"date" fr:"Délivrée le" en:"Issued on"`
	RevokedOn string `json:"revoked_on,omitempty" format:"date" fr:"Révoquée le" en:"Revoked on"`
	Reason    string `json:"reason,omitempty" maxLength:"500" fr:"Raison de la révocation" en:"Why it was revoked"`
}

var (
	errNoHours       = fault.New(fault.Conflict, "certificate-no-hours", "No hours are validated yet: there is nothing to certify.")
	errIssued        = fault.New(fault.Conflict, "certificate-there", "There is a certificate already: revoke it first.")
	errRevoked       = fault.New(fault.Conflict, "certificate-revoked", "This certificate is revoked already.")
	errNoCertificate = fault.Missing("certificate")
)

func (d *desk) registerCertificates(api huma.API) {
	huma.Register(api, sdk.Operation(step("certificate-issue", "/seats/{id}/members/{seat}:certify", "Issue a certificate of hours",
		"Of the hours validated so far. Minutes are added up, then rounded once to the nearest quarter of an hour."), onSeat("certificate.issue")), d.certify)
	huma.Register(api, sdk.Operation(step("certificate-withdraw", "/seats/{id}/certificates/{number}:revoke", "Revoke a certificate that one’s community issued", ""),
		onSeat("certificate.issue")), d.withdraw)
	huma.Register(api, sdk.Operation(step("certificate-revoke", "/certificates/{number}:revoke", "Revoke a certificate", "It stays, revoked, with the reason."),
		sdk.Rules{Action: "cap:certificate.revoke", Internal: true, Retry: true}), d.revoke)
	huma.Register(api, sdk.Operation(look("certificate-verify", "/certificates/{number}:verify", "Verify a certificate by its number"),
		sdk.Rules{Action: "cap:certificate.verify", Internal: true, Public: true}), d.verify)
}

// certificateLine is a certificate in a list.
type certificateLine struct {
	Number    string `json:"number"`
	Hours     string `json:"hours"`
	IssuedOn  string `json:"issued_on"`
	RevokedOn string `json:"revoked_on,omitempty"`
}

func (d *desk) certificatesOf(ctx context.Context, seatID string) ([]certificateLine, error) {
	all, err := gather(ctx, d.certificates, store.Query{Filter: fmt.Sprintf("seat = %q", seatID)})
	if err != nil {
		return nil, fmt.Errorf("reading the certificates: %w", err)
	}
	lines := []certificateLine{}
	for _, one := range all {
		lines = append(lines, certificateLine{
			Number: one.Doc.Number, Hours: certificate.Read(one.Doc.Note).Hours, IssuedOn: one.Doc.IssuedOn, RevokedOn: one.Doc.RevokedOn,
		})
	}
	return lines, nil
}

// issuedBy is the number of the certificate that each seat holds, for the mentor who may revoke it; nothing for others.
func (d *desk) issuedBy(ctx context.Context, e entry) (map[string]string, error) {
	if e.seat.Doc.Role != community.Mentor {
		return nil, nil
	}
	all, err := gather(ctx, d.certificates, store.Query{Filter: fmt.Sprintf("community = %q", e.seat.Doc.Community)})
	if err != nil {
		return nil, fmt.Errorf("reading the certificates: %w", err)
	}
	numbers := map[string]string{}
	for _, one := range all {
		if one.Doc.RevokedOn == "" {
			numbers[one.Doc.Seat] = one.Doc.Number
		}
	}
	return numbers, nil
}

func (d *desk) certify(ctx context.Context, in *SeatTarget) (*sdk.Reply[verdict], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	seat, err := d.seatIn(ctx, e.seat.Doc.Community, in.Seat)
	if err != nil {
		return nil, err
	}
	earlier, err := d.certificatesOf(ctx, seat.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range earlier {
		if c.RevokedOn == "" {
			return nil, errIssued
		}
	}
	if err := d.seats.Update(ctx, seat); err != nil { // at this revision: of two who certify at once, one looks again
		return nil, err
	}
	statement, err := d.statement(ctx, e, seat)
	if err != nil {
		return nil, err
	}
	signed, err := sdk.Sign(ctx, statement.Text())
	if err != nil {
		return nil, fmt.Errorf("signing a certificate: %w", err)
	}
	one, err := d.certificates.Create(ctx, certificateDoc{
		Number: statement.Number, Community: seat.Doc.Community, Seat: seat.ID, Person: seat.Doc.Person, Note: signed.Note, IssuedOn: statement.Issued,
	})
	if err != nil {
		return nil, err
	}
	return sdk.Made(verdictOf(one.Doc, statement, signed.Key)), nil
}

// statement is what is certified of a seat's validated hours.
func (d *desk) statement(ctx context.Context, e entry, seat *sdk.Item[community.Seat]) (certificate.Statement, error) {
	lines, err := gather(ctx, d.attendances, store.Query{Filter: fmt.Sprintf("seat = %q", seat.ID)})
	if err != nil {
		return certificate.Statement{}, fmt.Errorf("reading the hours: %w", err)
	}
	there := hoursOf(lines)
	if session.Quarters(there.Minutes) == 0 {
		return certificate.Statement{}, errNoHours
	}
	config, err := configured(ctx)
	if err != nil {
		return certificate.Statement{}, err
	}
	number, err := certificate.NewNumber()
	if err != nil {
		return certificate.Statement{}, err
	}
	from, to, err := d.span(ctx, e, lines)
	return certificate.Statement{
		Number: number, Holder: seat.Doc.Name, Hours: there.Hours, Minutes: there.Minutes, Sessions: there.Sessions,
		Community: e.roll.Title, Public: string(e.roll.Public), From: from, To: to, Issued: sdk.Call(ctx).Today, Mentor: e.seat.Doc.Name, Issuer: config.Issuer,
	}, err
}

// span is the first and the last civil day, where the community is, on which somebody was there.
func (d *desk) span(ctx context.Context, e entry, lines []sdk.Item[session.Attendance]) (from, to string, err error) {
	zone, err := zoneOf(e.roll.Zone)
	if err != nil {
		return "", "", err
	}
	all, err := d.sessionsOf(ctx, e.seat.Doc.Community)
	if err != nil {
		return "", "", err
	}
	there := map[string]bool{}
	for _, l := range lines {
		there[l.Doc.Session] = l.Doc.Minutes > 0
	}
	for _, s := range all {
		if !there[s.ID] {
			continue
		}
		to = s.Doc.Time().In(zone).Format("2006-01-02")
		if from == "" {
			from = to
		}
	}
	return from, to, nil
}

// NumberTarget is the input of an operation on one certificate.
type NumberTarget struct {
	Number string `path:"number" maxLength:"40"`
}

// Revocation says why.
type Revocation struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

func (d *desk) revoke(ctx context.Context, in *struct {
	NumberTarget
	Body Revocation
},
) (*sdk.Reply[verdict], error) {
	return d.revokeOne(ctx, in.Number, "", in.Body.Reason)
}

func (d *desk) withdraw(ctx context.Context, in *struct {
	sdk.Target
	NumberTarget
	Body Revocation
},
) (*sdk.Reply[verdict], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return d.revokeOne(ctx, in.Number, e.seat.Doc.Community, in.Body.Reason)
}

// revokeOne stages a revocation; within says which community's certificate alone.
func (d *desk) revokeOne(ctx context.Context, number, within, reason string) (*sdk.Reply[verdict], error) {
	one, err := d.numbered(ctx, number)
	if err != nil {
		return nil, err
	}
	if within != "" && one.Doc.Community != within {
		return nil, errNoCertificate
	}
	if one.Doc.RevokedOn != "" {
		return nil, errRevoked
	}
	if reason, err = words(reason, "/reason"); err != nil {
		return nil, err
	}
	one.Doc.RevokedOn, one.Doc.Reason = sdk.Call(ctx).Today, reason
	if err := d.certificates.Update(ctx, one); err != nil {
		return nil, err
	}
	return d.judged(ctx, one)
}

// numbered finds a certificate by its number, however it was typed.
func (d *desk) numbered(ctx context.Context, typed string) (*sdk.Item[certificateDoc], error) {
	number, ok := certificate.ReadNumber(typed)
	if !ok {
		return nil, errNoCertificate
	}
	found, _, err := d.certificates.List(ctx, store.Query{Filter: fmt.Sprintf("number = %q", number), Size: 1})
	if err != nil {
		return nil, fmt.Errorf("looking for a certificate: %w", err)
	}
	if len(found) == 0 {
		return nil, errNoCertificate
	}
	return &found[0], nil
}

// verdict is what a third party learns from a number.
type verdict struct {
	certificate.Statement
	Status    string `json:"status" enum:"valid,revoked" doc:"Of a certificate whose signature holds."`
	RevokedOn string `json:"revoked_on,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Rounding  string `json:"rounding" doc:"How minutes became hours."`
	Note      string `json:"note" doc:"C2SP signed note, to be checked anywhere with the key."`
	Key       string `json:"key" doc:"This server’s public key for statements, as /statements/key gives it."`
}

// rounding says how hours are made of minutes, for whoever checks.
const rounding = "sum-then-nearest-quarter"

func verdictOf(doc certificateDoc, s certificate.Statement, key string) verdict {
	v := verdict{Statement: s, Status: "valid", RevokedOn: doc.RevokedOn, Reason: doc.Reason, Rounding: rounding, Note: doc.Note, Key: key}
	if doc.RevokedOn != "" {
		v.Status = "revoked"
	}
	return v
}

func (d *desk) verify(ctx context.Context, in *NumberTarget) (*sdk.Reply[verdict], error) {
	one, err := d.numbered(ctx, in.Number)
	if err != nil {
		return nil, err
	}
	return d.judged(ctx, one)
}

// judged reads a certificate from what was signed, and from nothing else.
func (d *desk) judged(ctx context.Context, one *sdk.Item[certificateDoc]) (*sdk.Reply[verdict], error) {
	signed, err := sdk.Verify(ctx, one.Doc.Note)
	if err != nil {
		return nil, fmt.Errorf("checking the signature of a certificate: %w", err)
	}
	s := certificate.Read(signed.Text)
	if !strings.EqualFold(s.Number, one.Doc.Number) {
		return nil, errNoCertificate
	}
	return sdk.OK(verdictOf(one.Doc, s, signed.Key)), nil
}
