package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

type peopleRequest struct {
	ImportRequest
	Days int  `json:"days,omitempty" minimum:"0" maximum:"60" doc:"How long invitations may be accepted; 14 when left out."`
	Send bool `json:"send,omitempty" doc:"Send each invitation to its address by e-mail."`
}

type importPeople struct {
	InTenant
	Body   peopleRequest
	parent tenant.Unit
}

func (in *importPeople) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.ParentID, "/parent_id")
	in.parent = unit
	return doc, err
}

// personRow says what becomes of one line.
type personRow struct {
	Line     int          `json:"line"`
	Act      string       `json:"act" enum:"create,update,same,error" doc:"create: an invitation; update: a role for somebody who is here; same: they hold it, or are invited to it."`
	Name     string       `json:"name"`
	Email    string       `json:"email,omitempty"`
	Role     string       `json:"role"`
	UnitName string       `json:"unit_name,omitempty" doc:"Empty: the whole organisation."`
	Errors   []cellError  `json:"errors"`
	Issued   *issuedToRow `json:"issued,omitempty" doc:"The invitation, once it is made."`

	unit tenant.Unit
	here identity.Person // who has an account already
}

// issuedToRow is an invitation that was just made. Whoever loses the link makes a new one.
type issuedToRow struct {
	ID   string `json:"id"`
	Link string `json:"link" doc:"Shown once."`
	Code string `json:"code" doc:"The link's token alone, for a letter. Shown once."`
	Sent bool   `json:"sent" doc:"It is on its way by e-mail."`

	expires time.Time
}

type peopleReport struct {
	Rows    []*personRow `json:"rows"`
	Created int          `json:"created" doc:"Invitations."`
	Updated int          `json:"updated" doc:"Roles given to people who have an account."`
	Same    int          `json:"same"`
	Errors  int          `json:"errors" doc:"Lines with errors; with any, nothing is written."`
	Expires *time.Time   `json:"expires,omitempty" doc:"Until when the invitations may be accepted."`
}

func (e *edge) peopleImport() {
	register(e, operation{
		id: "people-import", method: http.MethodPost, path: "/t/{tenant}/people:import", action: "core:invitation.create", body: maxImportBody, secret: true,
		summary: "Invite people from CSV or Excel, with preview and errors by line; who has an account is given the role",
		example: peopleRequest{ImportRequest: ImportRequest{CSV: "nom;courriel;rôle;lieu\nCamille Roy;camille@example.org;Direction;Les Lilas\n", DryRun: true}},
	}, e.importPeople)
}

func (e *edge) importPeople(ctx context.Context, c *call, in *importPeople) (*body[peopleReport], error) {
	if err := takes(in.parent); err != nil {
		return nil, err
	}
	origin, mailed := "", false
	if in.Body.Send {
		if origin, mailed = e.mailed(ctx, c); !mailed {
			return nil, errNoMail("/send")
		}
	}
	lines, err := in.Body.read(peopleHeading())
	if err != nil {
		return nil, err
	}
	plan, err := e.newPeoplePlan(ctx, c, in.parent)
	if err != nil {
		return nil, err
	}
	report := plan.report(lines)
	if in.Body.DryRun || report.Errors > 0 || report.Created+report.Updated == 0 {
		return ok(report), nil
	}
	letters, err := e.writePeople(ctx, c, in, &report, origin)
	if err != nil {
		return nil, err
	}
	if !e.post(ctx, c, letters...) {
		for _, row := range report.Rows {
			if row.Issued != nil {
				row.Issued.Sent = false
			}
		}
	}
	return ok(report), nil
}

// writePeople makes the invitations and gives the roles, all or none, and returns the letters that tell of them.
func (e *edge) writePeople(ctx context.Context, c *call, in *importPeople, report *peopleReport, origin string) (letters []Letter, err error) {
	err = e.change(ctx, c, "core:invitation.create", "", func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit, entry.Count = in.parent.Path, report.Created+report.Updated
		letters = nil
		for _, row := range report.Rows {
			letter, err := e.writePersonRow(ctx, tx, c, row, in.Body.Days, origin)
			if err != nil {
				return err
			}
			if row.Issued != nil {
				report.Expires = &row.Issued.expires
			}
			if letter.To != "" {
				letters = append(letters, letter)
			}
		}
		return nil
	})
	return letters, err
}

func (e *edge) writePersonRow(ctx context.Context, tx audit.Tx, c *call, row *personRow, days int, origin string) (Letter, error) {
	switch row.Act {
	case "update":
		return Letter{}, tx.Access().PutGrant(ctx, identity.Grant{
			ID: uuid.Must(uuid.NewV7()).String(), Principal: row.here.ID, Role: row.Role, Unit: row.unit.ID, Path: row.unit.Path, By: c.actor(),
		})
	case "create":
		made, token, hash, err := identity.NewInvitation(c.Tenant.ID, identity.Invitation{
			Name: row.Name, Email: row.Email, Role: row.Role, Unit: row.unit.ID, By: c.actor(),
		}, days, e.Now())
		if err != nil {
			return Letter{}, err
		}
		if err := tx.Access().Invitations().Put(ctx, made, hash); err != nil {
			return Letter{}, err
		}
		row.Issued = &issuedToRow{ID: made.ID, Link: joinLink(c, token), Code: token, expires: made.Expires}
		if origin == "" || row.Email == "" {
			return Letter{}, nil
		}
		row.Issued.Sent = true
		return e.invitationLetter(c, made, row.UnitName, origin+row.Issued.Link), nil
	}
	return Letter{}, nil
}

func (r *personRow) wrong(field, code, value, message string) {
	r.Errors = append(r.Errors, cellError{field, code, value, message})
}

// twice says that a line above is about the same thing.
func (r *personRow) twice(line int) {
	r.wrong("name", "person-twice", strconv.Itoa(line), "line "+strconv.Itoa(line)+" says the same")
}
