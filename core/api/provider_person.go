package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// taking is what a first sign-in does beside it, in the same transaction.
type taking func(ctx context.Context, tx audit.Tx) error

// errUnknown is one answer for whom nobody has invited, who is suspended, and whose address is not proven.
func errUnknown() error {
	return fault.New(fault.Denied, "provider-unknown-person", "This account opens nothing here. Ask your organisation for an invitation to its address.")
}

// whose is the person whom an account opens: by issuer and subject, once it is linked. It is linked the first time, by an
// address that the provider has verified, to whom an administrator has invited or made under it; never to an account that
// somebody has opened themselves.
func (e *edge) whose(ctx context.Context, c *call, p identity.Provider, a identity.Account) (identity.Person, taking, error) {
	who, err := e.Providers.Linked(ctx, c.Tenant.ID, a.Issuer, a.Subject)
	switch {
	case err == nil && who.Suspended:
		return who, nil, errUnknown()
	case err == nil || fault.KindOf(err) != fault.NotFound:
		return who, nil, err
	case a.Email == "":
		return who, nil, errUnknown()
	}
	for _, find := range []func(context.Context, *call, identity.Provider, identity.Account) (identity.Person, taking, error){e.invitedBy, e.madeFor, e.unasked} {
		who, take, err := find(ctx, c, p, a)
		if err != nil || who.ID != "" {
			return who, take, err
		}
	}
	return who, nil, errUnknown()
}

// linking keeps that an account opens a person's, after what else is done.
func linking(a identity.Account, person string, first taking) taking {
	return func(ctx context.Context, tx audit.Tx) error {
		if first != nil {
			if err := first(ctx, tx); err != nil {
				return err
			}
		}
		return tx.Access().Proofs().Providers().Link(ctx, identity.Link{ID: uuid.Must(uuid.NewV7()).String(), Issuer: a.Issuer, Subject: a.Subject, Person: person})
	}
}

// invitedBy finds a live invitation to the address.
func (e *edge) invitedBy(ctx context.Context, c *call, _ identity.Provider, a identity.Account) (p identity.Person, _ taking, err error) {
	all, err := e.Roll.Invitations(ctx, c.Tenant.ID)
	i := slices.IndexFunc(all, func(i identity.Invitation) bool {
		return i.Email == a.Email && !i.Support && i.State(e.Now()) == "pending"
	})
	if err != nil || i < 0 {
		return p, nil, err
	}
	asked := all[i]
	if asked.Person != "" {
		if p, err = e.Roll.Person(ctx, c.Tenant.ID, asked.Person); err == nil && p.Suspended {
			err = errUnknown()
		}
	} else {
		p, err = e.newPerson(c.Tenant.ID, "", orElse(asked.Name, a.Name), a.Email, first(c.Tenant.Languages))
	}
	now := e.clock()
	asked.Used = &now
	return p, linking(a, p.ID, func(ctx context.Context, tx audit.Tx) error {
		if err := tx.Access().Invitations().Put(ctx, asked, nil); err != nil {
			return noInvitation(err)
		}
		return join(ctx, tx, asked, p)
	}), err
}

// madeFor finds a person of the address whom the organisation has made: without a password, and linked to nothing yet.
func (e *edge) madeFor(ctx context.Context, c *call, by identity.Provider, a identity.Account) (identity.Person, taking, error) {
	all, err := e.Roll.People(ctx, c.Tenant.ID)
	i := slices.IndexFunc(all, func(p identity.Person) bool { return p.Email == a.Email })
	if err != nil || i < 0 || all[i].Suspended {
		return identity.Person{}, nil, err
	}
	_, password, err := e.Identities.Password(ctx, c.Tenant.ID, all[i].Login)
	if err != nil || password != "" {
		return identity.Person{}, nil, err
	}
	links, err := e.Providers.Links(ctx, c.Tenant.ID, all[i].ID)
	if err != nil || len(links) > 0 {
		return identity.Person{}, nil, err
	}
	held, err := e.grantsOf(ctx, c.Tenant.ID, all[i].ID)
	if err != nil || len(held) > 0 || by.Role == "" || !by.For(a.Email) {
		return all[i], linking(a, all[i].ID, nil), err
	}
	return all[i], linking(a, all[i].ID, func(ctx context.Context, tx audit.Tx) error {
		return tx.Access().PutGrant(ctx, uninvited(by, all[i]))
	}), nil
}

// uninvited is what a person gets whom nobody has given a role.
func uninvited(by identity.Provider, p identity.Person) identity.Grant {
	return identity.Grant{ID: uuid.Must(uuid.NewV7()).String(), Principal: p.ID, Role: by.Role, Unit: by.Unit, Reason: "provider " + by.ID}
}

// unasked makes a person whom nobody has invited, where the organisation lets them in.
func (e *edge) unasked(ctx context.Context, c *call, by identity.Provider, a identity.Account) (p identity.Person, _ taking, err error) {
	if by.Role == "" || !by.For(a.Email) {
		return p, nil, nil
	}
	p, err = e.newPerson(c.Tenant.ID, "", orElse(a.Name, a.Email), a.Email, first(c.Tenant.Languages))
	return p, linking(a, p.ID, func(ctx context.Context, tx audit.Tx) error {
		if _, err := tx.People().Put(ctx, p); err != nil {
			return err
		}
		return tx.Access().PutGrant(ctx, uninvited(by, p))
	}), err
}

// A person's own accounts at providers.

type linkOut struct {
	ID      string    `json:"id"`
	Name    string    `json:"name" doc:"The provider's, or the issuer's where it is gone."`
	Created time.Time `json:"created_at"`
}

type linksOut struct {
	Accounts  []linkOut       `json:"accounts"`
	Providers []providerBrief `json:"providers" doc:"Whose accounts can be linked."`
}

type linkAccount struct {
	Provider string `json:"provider" maxLength:"64"`
	Current  string `json:"current,omitempty" maxLength:"1024" doc:"The present password; not needed within ten minutes of signing in."`
}

func (e *edge) ownAccounts() {
	const own = "/t/{tenant}/me/accounts"
	register(e, operation{
		id: "account-list", method: http.MethodGet, path: own, action: "core:me.read", access: signedIn, summary: "Which of the organisation's accounts open mine",
	}, e.listAccounts)
	register(e, operation{
		id: "account-link", method: http.MethodPost, path: own + ":link", action: "core:me.account", access: signedIn, secret: true,
		summary: "Begin to link an account of the organisation", example: linkAccount{Provider: "…"},
	}, e.linkAccount)
	register(e, operation{
		id: "account-unlink", method: http.MethodDelete, path: own + "/{id}", action: "core:me.account", access: signedIn, status: http.StatusNoContent,
		summary: "Link an account no more",
	}, e.unlinkAccount)
}

func (e *edge) listAccounts(ctx context.Context, c *call, _ *InTenant) (*body[linksOut], error) {
	out := linksOut{Accounts: []linkOut{}, Providers: []providerBrief{}}
	names := map[string]string{}
	all, err := e.Providers.Providers(ctx, c.Principal.Home)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		names[p.Issuer] = p.Name
		if p.Ready() && c.Principal.Home == c.Tenant.ID {
			out.Providers = append(out.Providers, providerBrief{p.ID, p.Name, p.Only})
		}
	}
	links, err := e.Providers.Links(ctx, c.Principal.Home, c.Principal.ID)
	for _, l := range links {
		out.Accounts = append(out.Accounts, linkOut{l.ID, orElse(names[l.Issuer], l.Issuer), l.Created})
	}
	return ok(out), err
}

// linkAccount sends somebody to a provider who is signed in already. Whoever finds an open browser must not link an account
// of theirs: the password is asked for again unless it has just been given.
func (e *edge) linkAccount(ctx context.Context, c *call, in *struct {
	InTenant
	Body linkAccount
},
) (*entered[away], error) {
	o, err := e.owner(ctx, c)
	if err != nil {
		return nil, err
	}
	if o.Tenant != c.Tenant.ID {
		return nil, fault.Missing("provider")
	}
	if !c.session.Fresh(e.Now()) {
		if err := e.gate.Confirm(ctx, o.Person, in.Body.Current, c.source); err != nil {
			return nil, err
		}
	}
	return e.leaveFor(ctx, c, enterProvider{Provider: in.Body.Provider, Login: o.Email}, o.ID)
}

// linkOwn ends what linkAccount began, in the session of the same person.
func (e *edge) linkOwn(ctx context.Context, c *call, v identity.Visit, a identity.Account, spend taking) error {
	if c.Principal.Kind != identity.Human || c.Principal.ID != v.Person || c.session.ID == "" {
		return fault.New(fault.Unauthenticated, "provider-again", "Whoever began to link this account is signed in no more. Begin again.")
	}
	return e.change(ctx, c, "core:me.account.link", "person/"+v.Person, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return linking(a, v.Person, spend)(ctx, tx)
	})
}

func (e *edge) unlinkAccount(ctx context.Context, c *call, in *WithID) (*none, error) {
	home := *c
	home.Tenant.ID = c.Principal.Home
	return &none{}, e.change(ctx, &home, "core:me.account.unlink", "person/"+c.Principal.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Access().Proofs().Providers().Unlink(ctx, c.Principal.ID, in.ID)
	})
}
