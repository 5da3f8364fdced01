package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// erasure asks for the name, so that nobody erases the wrong person by a slip of the mouse.
type erasure struct {
	Confirm string `json:"confirm" maxLength:"120" doc:"The person's name, as it is kept."`
}

type eraseRequest struct {
	WithID
	Body erasure
}

// download is an answer to be kept as a file.
type download struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func (e *edge) personData() {
	one := "/t/{tenant}/people/{id}"
	register(e, operation{
		id: "person-export", method: http.MethodGet, path: one + ":export", action: "core:person.export",
		summary: "Everything that is kept about one person, across all modules",
	}, e.exportPerson)
	register(e, operation{
		id: "person-erase", method: http.MethodPost, path: one + ":erase", action: "core:person.erase",
		summary: "Erase a person's data, across all modules, and their account", example: erasure{"Camille Roy"},
	}, e.erasePerson)
}

// account is what the core itself keeps about a person; of one of another organisation, the name and what they hold here.
type account struct {
	PersonBrief
	Created  string       `json:"created_at,omitempty"`
	Grants   []grantOut   `json:"grants"`
	Groups   []membership `json:"groups,omitempty" doc:"Groups that they are in."`
	Sessions []sessionOut `json:"sessions"`
	Passkeys []passkeyOut `json:"passkeys"`
	Accounts []linkedOut  `json:"accounts"`
	Factor   *time.Time   `json:"second_factor_since,omitempty"`
	Devices  []string     `json:"devices,omitempty" doc:"Sites' devices that they may sign in on, by name."`
	PIN      string       `json:"pin,omitempty" doc:"How their PIN for these stands."`
	Notices  []noticeOut  `json:"notices" doc:"What they were told, as far as the list keeps it."`
	Choices  []choice     `json:"notice_choices" doc:"How they want to be told, where they have chosen."`
}

// membership is somebody's place in a group.
type membership struct {
	Group string    `json:"group"`
	Since time.Time `json:"since"`
}

// linkedOut is an account of a provider that opens the person's.
type linkedOut struct {
	Issuer  string    `json:"issuer"`
	Subject string    `json:"subject"`
	Created time.Time `json:"created_at"`
}

func (e *edge) exportPerson(ctx context.Context, c *call, in *WithID) (*download, error) {
	held, err := e.grantsOf(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, held, in.ID)
	if err != nil {
		return nil, err
	}
	file, err := e.everythingAbout(ctx, c, p, held)
	if err != nil {
		return nil, err
	}
	entry := c.entry("core:person.export", "person/"+p.ID)
	entry.At = e.clock()
	if err := e.Log.Append(ctx, *entry); err != nil {
		return nil, fmt.Errorf("note the export: %w", err)
	}
	return &download{"application/json", `attachment; filename="person-` + p.ID + `.json"`, file}, nil
}

// everythingAbout is what is kept about somebody, as a file.
func (e *edge) everythingAbout(ctx context.Context, c *call, p identity.Person, held []identity.Grant) ([]byte, error) {
	mine, err := e.accountOf(ctx, c, p, held)
	if err == nil {
		err = e.noticesOf(ctx, c, &mine)
	}
	if err != nil {
		return nil, err
	}
	records, err := e.Subjects.Export(ctx, c.Caller, p)
	if err != nil {
		return nil, err
	}
	file, err := json.MarshalIndent(map[string]any{
		"organisation": c.Tenant.Slug, "exported_at": e.clock(), "account": mine, "collections": records,
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write the export: %w", err)
	}
	return file, nil
}

func (e *edge) accountOf(ctx context.Context, c *call, p identity.Person, grants []identity.Grant) (account, error) {
	held, err := e.grantsOut(ctx, c.Tenant.ID, grants)
	if err != nil {
		return account{}, err
	}
	if p.Tenant != c.Tenant.ID {
		return account{PersonBrief: PersonBrief{ID: p.ID, Name: p.Name}, Grants: held, Sessions: []sessionOut{}, Passkeys: []passkeyOut{}}, nil
	}
	sessions, err := e.Sessions.Sessions(ctx, c.Tenant.ID, p.ID)
	if err != nil {
		return account{}, err
	}
	mine := account{PersonBrief: brief(p), Created: p.Created.UTC().Format("2006-01-02T15:04:05Z"), Grants: held, Sessions: []sessionOut{}}
	for _, s := range sessions {
		mine.Sessions = append(mine.Sessions, sessionOut{s.ID, s.Created, s.Seen, s.Expires, s.Agent, s.How.First, s.How.Second, false})
	}
	joined, err := e.groupsOf(ctx, p.Tenant, p.ID)
	if err != nil {
		return account{}, err
	}
	for _, g := range joined {
		i := slices.IndexFunc(g.Members, func(m identity.Member) bool { return m.Person == p.ID })
		mine.Groups = append(mine.Groups, membership{g.Name, g.Members[i].Since})
	}
	f, err := e.Factors.Factor(ctx, p.Tenant, p.ID)
	if err != nil {
		return account{}, err
	}
	mine.Factor = f.Confirmed
	if mine.Passkeys, err = e.passkeysOf(ctx, p.Tenant, p.ID); err != nil {
		return account{}, err
	}
	links, err := e.Providers.Links(ctx, p.Tenant, p.ID)
	mine.Accounts = []linkedOut{}
	for _, l := range links {
		mine.Accounts = append(mine.Accounts, linkedOut{l.Issuer, l.Subject, l.Created})
	}
	if err != nil {
		return account{}, err
	}
	return mine, e.devicesOf(ctx, p, &mine)
}

// devicesOf adds the sites' devices that a person may sign in on, and their PIN.
func (e *edge) devicesOf(ctx context.Context, p identity.Person, mine *account) error {
	all, err := e.Devices.Devices(ctx, p.Tenant)
	if err != nil {
		return err
	}
	for _, d := range all {
		if slices.Contains(d.People, p.ID) {
			mine.Devices = append(mine.Devices, d.Name)
		}
	}
	pins, err := e.Devices.PINs(ctx, p.Tenant)
	if pin, has := pins[p.ID]; has {
		mine.PIN = pin.State(e.Now())
	}
	return err
}

// noticesOf adds what somebody was told here, and how they want to be told.
func (e *edge) noticesOf(ctx context.Context, c *call, mine *account) error {
	chosen, err := e.Notices.Choices(ctx, c.Tenant.ID, mine.ID)
	if err != nil {
		return err
	}
	mine.Notices, mine.Choices = []noticeOut{}, []choice{}
	for _, one := range chosen {
		mine.Choices = append(mine.Choices, choice{one.Module, one.Kind, one.Way})
	}
	for before := ""; ; {
		found, err := e.Notices.Of(ctx, c.Tenant.ID, mine.ID, before, noticePage)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, n := range found {
			mine.Notices, before = append(mine.Notices, noticeOf(n)), n.ID
		}
	}
}

func (e *edge) erasePerson(ctx context.Context, c *call, in *eraseRequest) (*body[Erased], error) {
	all, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, all, in.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(in.Body.Confirm) != p.Name:
		return nil, fault.InvalidRule("/confirm", "name-as-kept", "", "write the person's name as it is kept")
	case p.ID == c.Principal.ID:
		return nil, fault.New(fault.Conflict, "own-account", "You cannot erase your own account.")
	}
	if err := keepsAdministrator(all, func(g identity.Grant) bool { return g.Principal == p.ID }); err != nil {
		return nil, err
	}
	if err := e.unheld(ctx, c, p); err != nil {
		return nil, err
	}
	erased, err := e.Subjects.Erase(ctx, c.Caller, p)
	if err != nil {
		return nil, err
	}
	if err := e.eraseAccount(ctx, c, p); err != nil {
		return nil, err
	}
	if err := e.Reader.ForgetSalts(ctx, c.Tenant.ID, "person/"+p.ID); err != nil {
		return nil, fmt.Errorf("forget what ties the log to the person: %w", err)
	}
	if err := e.answerErasure(ctx, c, p.ID); err != nil {
		return nil, err
	}
	erased.Erased, erased.Kept = table(erased.Erased), list(erased.Kept)
	return ok(erased), nil
}

// eraseAccount ends what somebody holds in other organisations, then removes the account; of a person of another organisation, it
// takes away what they hold here.
func (e *edge) eraseAccount(ctx context.Context, c *call, p identity.Person) error {
	if p.Tenant != c.Tenant.ID {
		return e.endStay(ctx, c, p.Tenant, p.ID, "core:person.erase")
	}
	away, err := e.Stays.Stays(ctx, p.Tenant, p.ID)
	if err != nil {
		return err
	}
	for _, stay := range away {
		host, err := e.Tenants.ByID(ctx, stay.Host)
		if err != nil {
			return err
		}
		if err := e.endStay(ctx, c.in(host), p.Tenant, p.ID, "core:stay.end"); err != nil {
			return err
		}
	}
	return e.change(ctx, c, "core:person.erase", "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.People().Erase(ctx, p.ID)
	})
}
