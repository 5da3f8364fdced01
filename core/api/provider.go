package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// ProviderFields are what an organisation chooses about the accounts by which its people sign in.
type ProviderFields struct {
	Name      string   `json:"name" minLength:"1" maxLength:"80" doc:"As people read it on the button."`
	Issuer    string   `json:"issuer" minLength:"8" maxLength:"300" doc:"Exactly as the provider calls itself." example:"https://connexion.example.org"`
	Client    string   `json:"client_id,omitempty" maxLength:"300" doc:"Under which it knows us. Without one, nobody is sent there yet."`
	Domains   []string `json:"domains" minItems:"1" maxItems:"20" doc:"Domains of e-mail addresses: who types one is sent there."`
	NameClaim string   `json:"name_claim,omitempty" maxLength:"60" doc:"Which claim names the person; \"name\" when left out."`
	Role      string   `json:"role,omitempty" maxLength:"80" doc:"What people of these domains get whom nobody has invited. Without one they do not enter."`
	UnitID    string   `json:"unit_id,omitempty" maxLength:"64" doc:"Where they get it; empty: the whole organisation."`
	Only      bool     `json:"only,omitempty" doc:"People of these domains sign in in no other way; administrators may, so that nobody is locked out."`
	Suffices  bool     `json:"second_factor,omitempty" doc:"The provider asks for a second factor, and that suffices here."`
}

type providerOut struct {
	ID string `json:"id"`
	ProviderFields
	HasSecret bool   `json:"has_secret" doc:"A client secret is kept. It is never shown."`
	Return    string `json:"return_url" doc:"Register this at the provider: where people come back to."`
	Logout    string `json:"logout_url" doc:"Register this at the provider: where it says that somebody has signed out (back-channel)."`
	Exit      string `json:"exit_url" doc:"Register this at the provider: where people are after signing out there."`
	Rev       int64  `json:"rev"`
}

type providersOut struct {
	Providers []providerOut `json:"providers"`
}

type writtenProvider struct {
	ProviderFields
	Secret string `json:"client_secret,omitempty" maxLength:"1000" doc:"Kept sealed; left out, the present one stays."`
}

type createProvider struct {
	InTenant
	Body writtenProvider
}

type updateProvider struct {
	WithID
	IfMatch
	Body writtenProvider
}

type tryProvider struct {
	Fine    bool   `json:"fine"`
	Code    string `json:"code,omitempty" doc:"What is wrong, as a problem's code."`
	Message string `json:"message,omitempty" doc:"The same for people, in English."`
}

func (e *edge) providers() {
	const all, one = "/t/{tenant}/providers", "/t/{tenant}/providers/{id}"
	example := writtenProvider{
		ProviderFields: ProviderFields{Name: "Compte de la ville", Issuer: "https://connexion.example.org", Client: "ribambelle", Domains: []string{"ville.example.org"}},
		Secret:         "…",
	}
	register(e, operation{
		id: "provider-list", method: http.MethodGet, path: all, action: "core:provider.read", summary: "By whose accounts people sign in (OpenID Connect)",
	}, e.listProviders)
	register(e, operation{
		id: "provider-create", method: http.MethodPost, path: all, action: "core:provider.update", status: http.StatusCreated,
		summary: "Let people sign in by the organisation's own accounts", example: example,
	}, e.createProvider)
	register(e, operation{
		id: "provider-update", method: http.MethodPut, path: one, action: "core:provider.update",
		summary: "Change how people sign in by the organisation's accounts", example: example,
	}, e.updateProvider)
	register(e, operation{
		id: "provider-delete", method: http.MethodDelete, path: one, action: "core:provider.update", status: http.StatusNoContent,
		summary: "Sign nobody in by these accounts any more; the sessions that they opened end",
	}, e.deleteProvider)
	register(e, operation{
		id: "provider-try", method: http.MethodPost, path: one + ":try", action: "core:provider.update",
		summary: "Look whether the provider can be used as it is set up",
	}, e.tryProvider)
}

// providerOf tells a provider with the addresses that it must know.
func (e *edge) providerOf(ctx context.Context, c *call, p identity.Provider) providerOut {
	at := e.providerAddress(ctx, c, p.ID)
	return providerOut{
		ID: p.ID, HasSecret: p.Secret != "", Return: at + "/return", Logout: at + "/logout", Exit: e.exit(ctx, c), Rev: p.Rev,
		ProviderFields: ProviderFields{p.Name, p.Issuer, p.Client, p.Domains, p.NameClaim, p.Role, p.Unit, p.Only, p.Suffices},
	}
}

// providerAddress is where a provider speaks to us, by the address that people use: the cookie of who comes back is of it.
func (e *edge) providerAddress(ctx context.Context, c *call, id string) string {
	return e.site(ctx, c).Origin + "/t/" + c.Tenant.Slug + "/providers/" + id
}

// exit is where people are after signing out at a provider.
func (e *edge) exit(ctx context.Context, c *call) string {
	return e.site(ctx, c).Origin + "/o/" + c.Tenant.Slug + "/sign-in"
}

func (e *edge) listProviders(ctx context.Context, c *call, _ *InTenant) (*body[providersOut], error) {
	all, err := e.Providers.Providers(ctx, c.Tenant.ID)
	out := providersOut{Providers: []providerOut{}}
	for _, p := range all {
		out.Providers = append(out.Providers, e.providerOf(ctx, c, p))
	}
	return ok(out), err
}

// provider finds one of an organisation's.
func (e *edge) provider(ctx context.Context, t tenant.ID, id string) (identity.Provider, error) {
	all, err := e.Providers.Providers(ctx, t)
	if err != nil {
		return identity.Provider{}, err
	}
	i := slices.IndexFunc(all, func(p identity.Provider) bool { return p.ID == id })
	if i < 0 {
		return identity.Provider{}, fault.Missing("provider")
	}
	return all[i], nil
}

func (e *edge) createProvider(ctx context.Context, c *call, in *createProvider) (*tagged[providerOut], error) {
	return e.keepProvider(ctx, c, identity.Provider{ID: uuid.Must(uuid.NewV7()).String()}, in.Body)
}

func (e *edge) updateProvider(ctx context.Context, c *call, in *updateProvider) (*tagged[providerOut], error) {
	p, err := e.provider(ctx, c.Tenant.ID, in.ID)
	if err == nil {
		err = in.hold(p.Rev)
	}
	if err != nil {
		return nil, err
	}
	return e.keepProvider(ctx, c, p, in.Body)
}

func (e *edge) keepProvider(ctx context.Context, c *call, p identity.Provider, w writtenProvider) (*tagged[providerOut], error) {
	if err := e.checkProvider(ctx, c, p.ID, &w.ProviderFields); err != nil {
		return nil, err
	}
	if p.Rev > 0 && (p.Issuer != w.Issuer || p.Client != w.Client) {
		p.Secret = "" // it was another's
	}
	p.Name, p.Issuer, p.Client, p.Domains, p.NameClaim = strings.TrimSpace(w.Name), w.Issuer, w.Client, w.Domains, w.NameClaim
	p.Role, p.Unit, p.Only, p.Suffices = w.Role, w.UnitID, w.Only, w.Suffices
	if w.Secret != "" {
		sealed, err := e.Secrets.Seal(c.Tenant.ID, "provider/"+p.ID, []byte(w.Secret))
		if err != nil {
			return nil, err
		}
		p.Secret = sealed
	}
	action := "core:provider.update"
	if p.Rev == 0 {
		action = "core:provider.create"
	}
	err := e.change(ctx, c, action, "provider/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) (err error) {
		p, err = tx.Access().Proofs().Providers().Put(ctx, p)
		return err
	})
	return at(p.Rev, e.providerOf(ctx, c, p)), err
}

var (
	domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
	claimForm  = regexp.MustCompile(`^[A-Za-z0-9_:./-]*$`)
)

// checkProvider refuses what the schema of the input cannot say, and writes domains in their one spelling.
func (e *edge) checkProvider(ctx context.Context, c *call, id string, w *ProviderFields) error {
	if strings.TrimSpace(w.Name) == "" {
		return fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	u, err := url.Parse(w.Issuer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fault.InvalidRule("/issuer", fault.Format, "uri", "an address such as https://connexion.example.org")
	}
	if !claimForm.MatchString(w.NameClaim) {
		return fault.InvalidRule("/name_claim", fault.Format, "claim", "the name of a claim, such as name")
	}
	if err := e.checkDomains(ctx, c, id, w); err != nil || w.Role == "" {
		return err
	}
	if slices.Contains([]string{identity.Administrator, identity.PrivacyOfficer, identity.Operator}, w.Role) {
		return fault.InvalidField("/role", "nobody gets this role uninvited")
	}
	if _, _, err := e.place(ctx, c, w.UnitID, "/unit_id"); err != nil {
		return err
	}
	return e.checkRole(c, w.Role)
}

func (e *edge) checkDomains(ctx context.Context, c *call, id string, w *ProviderFields) error {
	all, err := e.Providers.Providers(ctx, c.Tenant.ID)
	if err != nil {
		return err
	}
	for i, domain := range w.Domains {
		pointer := "/domains/" + strconv.Itoa(i)
		domain = identity.CanonicalLogin(strings.TrimPrefix(domain, "@"))
		if !domainForm.MatchString(domain) {
			return fault.InvalidRule(pointer, fault.Format, "domain", "a domain such as ville.example.org")
		}
		taken := slices.ContainsFunc(all, func(p identity.Provider) bool { return p.ID != id && slices.Contains(p.Domains, domain) })
		if taken || slices.Contains(w.Domains[:i], domain) {
			return fault.InvalidRule(pointer, "taken", domain, "another provider has this domain, or it stands here twice")
		}
		w.Domains[i] = domain
	}
	return nil
}

func (e *edge) deleteProvider(ctx context.Context, c *call, in *WithID) (*none, error) {
	return &none{}, e.change(ctx, c, "core:provider.delete", "provider/"+in.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Access().Proofs().Providers().Remove(ctx, in.ID)
	})
}

func (e *edge) tryProvider(ctx context.Context, c *call, in *WithID) (*body[tryProvider], error) {
	p, err := e.provider(ctx, c.Tenant.ID, in.ID)
	if err != nil {
		return nil, err
	}
	err = e.Parties.Try(ctx, p)
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Unavailable:
		known := fault.From(err)
		return ok(tryProvider{Code: known.Code, Message: known.Message}), nil
	}
	if err != nil {
		return nil, fmt.Errorf("try the provider: %w", err)
	}
	return ok(tryProvider{Fine: true}), nil
}
