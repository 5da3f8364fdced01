package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// SettingFields are what an organisation chooses for itself.
type SettingFields struct {
	Name         string               `json:"name" minLength:"1" maxLength:"160"`
	Country      string               `json:"country" minLength:"2" maxLength:"2" pattern:"^[A-Z]{2}$" example:"FR"`
	Wording      string               `json:"wording" maxLength:"12" example:"fr-FR" doc:"The locale whose words are used."`
	Languages    []string             `json:"languages" minItems:"1" maxItems:"2" doc:"The first is the default."`
	Zone         string               `json:"zone" maxLength:"60" example:"Europe/Paris"`
	Officer      tenant.Contact       `json:"officer,omitempty" doc:"Privacy officer, shown to everybody who is asked for data."`
	Hosting      string               `json:"hosting,omitempty" maxLength:"160" doc:"Where the data lie, as printed."`
	Kinds        []tenant.Kind        `json:"kinds,omitempty" maxItems:"100"`
	Roles        map[string][]string  `json:"roles,omitempty" doc:"Action to the roles that may do it, instead of the defaults."`
	Words        map[string]string    `json:"words,omitempty" doc:"Wording overrides by text key."`
	Brand        map[string]string    `json:"brand,omitempty" doc:"Design tokens."`
	Overlay      string               `json:"overlay,omitempty" maxLength:"20000" doc:"Rego, package rb.overlay; it can only deny further."`
	Expectations []tenant.Expectation `json:"expectations,omitempty" maxItems:"100" doc:"Examples that the overlay must decide so, or it does not go live."`
	Mail         tenant.Mail          `json:"mail,omitzero" doc:"How its messages present themselves."`
	Holidays     string               `json:"holidays,omitempty" enum:",FR,FR-57,CA-QC" doc:"Whose public holidays close every unit: France, Alsace-Moselle, Québec; none when left out."`
	// Openings are whether modules that are on are open where no unit says otherwise.
	Openings map[string]tenant.Opening `json:"openings,omitempty" doc:"Of the modules that are on: closed until a unit opens them, or forced open everywhere."`
	// SecondFactor is a rule for people with far-reaching roles.
	SecondFactor bool `json:"second_factor,omitempty" doc:"Administrators and privacy officers sign in with a second factor."`
	// NoSignInLink keeps people from signing in by a link in their mail.
	NoSignInLink bool `json:"no_sign_in_link,omitempty" doc:"Nobody signs in by a link sent by e-mail."`
}

type settingsOut struct {
	SettingFields
	Slug     string   `json:"slug"`
	Template string   `json:"template"`
	Managed  []string `json:"managed" doc:"Fields that a file owns; they are locked here."`
}

type updateSettings struct {
	InTenant
	IfMatch
	Body SettingFields
}

func (e *edge) settings() {
	register(e, operation{
		id: "settings-get", method: http.MethodGet, path: "/t/{tenant}/settings", action: "core:settings.read",
		summary: "What the organisation has chosen",
	}, e.readSettings)
	register(e, operation{
		id: "settings-update", method: http.MethodPut, path: "/t/{tenant}/settings", action: "core:settings.update",
		summary: "Change the organisation's settings",
		example: SettingFields{Name: "Ville de Bordeaux", Country: "FR", Wording: "fr-FR", Languages: []string{"fr", "en"}, Zone: "Europe/Paris"},
	}, e.updateSettings)
	e.overlay()
}

func settingsOf(t tenant.Tenant) settingsOut {
	return settingsOut{
		SettingFields: SettingFields{
			Name: t.Name, Country: t.Country, Wording: t.Wording, Languages: list(t.Languages), Zone: t.Zone, Officer: t.Officer,
			Hosting: t.Hosting, Kinds: list(t.Settings.Kinds), Roles: table(t.Settings.Roles), Words: table(t.Settings.Words),
			Brand: table(t.Settings.Brand), Overlay: t.Settings.Overlay, Expectations: t.Settings.Expectations, Mail: t.Settings.Mail, Openings: t.Settings.Openings, SecondFactor: t.Settings.SecondFactor, NoSignInLink: t.Settings.NoSignInLink, Holidays: t.Settings.Holidays,
		},
		Slug: t.Slug, Template: t.Template, Managed: managedSettings(t),
	}
}

func (e *edge) readSettings(_ context.Context, c *call, _ *InTenant) (*tagged[settingsOut], error) {
	return at(c.Tenant.Version, settingsOf(c.Tenant)), nil
}

func (e *edge) updateSettings(ctx context.Context, c *call, in *updateSettings) (*tagged[settingsOut], error) {
	if err := in.hold(c.Tenant.Version); err != nil {
		return nil, err
	}
	if err := in.Body.check(); err != nil {
		return nil, err
	}
	changed := in.Body.apply(c.Tenant)
	if err := lockedSettings(c.Tenant, changed); err != nil {
		return nil, err
	}
	if err := e.checkOverlay(ctx, c, changed); err != nil {
		return nil, err
	}
	if err := e.checkKinds(ctx, c.Tenant, changed); err != nil {
		return nil, err
	}
	if err := e.countTurns(ctx, changed, nil); err != nil {
		return nil, err
	}
	err := e.change(ctx, c, "core:settings.update", "", func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Tenants(c.Tenant.Version).Put(ctx, changed)
	})
	if err != nil {
		return nil, err
	}
	kept, err := e.Tenants.ByID(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	return at(kept.Version, settingsOf(kept)), nil
}

func (f SettingFields) apply(t tenant.Tenant) tenant.Tenant {
	t.Name, t.Country, t.Wording, t.Languages, t.Zone = strings.TrimSpace(f.Name), f.Country, f.Wording, f.Languages, f.Zone
	t.Officer, t.Hosting = f.Officer, f.Hosting
	s := &t.Settings
	s.Expectations, s.Openings = f.Expectations, f.Openings
	s.Kinds, s.Roles, s.Words, s.Brand, s.Overlay, s.Mail, s.SecondFactor, s.NoSignInLink, s.Holidays = f.Kinds, f.Roles, f.Words, f.Brand, f.Overlay, f.Mail, f.SecondFactor, f.NoSignInLink, f.Holidays
	return t
}

// check refuses what the schema of the input cannot say.
func (f SettingFields) check() error {
	refusal := fault.New(fault.Invalid, "invalid-input", "The input is not valid.")
	wrong := func(pointer, rule, message string) {
		refusal.Fields = append(refusal.Fields, fault.Field{Pointer: pointer, Message: message, Rule: rule})
	}
	if strings.TrimSpace(f.Name) == "" {
		wrong("/name", fault.Required, "a name")
	}
	if _, err := time.LoadLocation(f.Zone); err != nil || f.Zone == "" {
		wrong("/zone", fault.Choice, "an IANA time zone such as Europe/Paris")
	}
	if _, err := language.Parse(f.Wording); err != nil || f.Wording == "" {
		wrong("/wording", fault.Choice, "a locale such as fr-FR or fr-CA")
	}
	if reply := f.Mail.ReplyTo; reply != "" && identity.CheckEmail("", identity.CanonicalLogin(reply)) != nil {
		wrong("/mail/reply_to", "email", "an e-mail address such as name@example.org")
	}
	if strings.ContainsFunc(f.Mail.Sender, unicode.IsControl) {
		wrong("/mail/sender", "one-line", "a name on one line")
	}
	for _, colour := range tenant.Brand(f.Brand).Illegible() {
		wrong("/brand/"+colour.Token, "contrast", colour.Why)
	}
	for name, opening := range f.Openings {
		if opening != tenant.Closed && opening != tenant.Forced {
			wrong("/openings/"+name, fault.Choice, "closed until a unit opens it, or forced")
		}
	}
	for i, l := range f.Languages {
		if !slices.Contains([]string{"fr", "en"}, l) || slices.Contains(f.Languages[:i], l) {
			wrong("/languages", fault.Choice, "fr, en, or both")
		}
	}
	for i, k := range f.Kinds {
		at := "/kinds/" + strconv.Itoa(i)
		if message := wrongKind(k); message != "" {
			wrong(at, "", message)
		}
		if slices.ContainsFunc(f.Kinds[:i], func(other tenant.Kind) bool { return other.Name == k.Name }) {
			wrong(at+"/name", "taken", "another kind has this name")
		}
	}
	if len(refusal.Fields) > 0 {
		return refusal
	}
	return nil
}

func wrongKind(k tenant.Kind) string {
	classes := []tenant.Class{
		tenant.ClassTerritory, tenant.ClassSite, tenant.ClassHome, tenant.ClassOffice, tenant.ClassSchool, tenant.ClassGroup,
	}
	switch {
	case k.Name == "" || keyOf(k.Name) != k.Name:
		return "a name of lower case letters, digits and hyphens"
	case !slices.Contains(classes, k.Class):
		return "a class: territory, site, home, office, school or group"
	case k.Title["fr"] == "" && k.Title["en"] == "":
		return "a title in French or English"
	}
	return ""
}

// checkKinds refuses to drop a kind that a unit has, a closed one included.
func (e *edge) checkKinds(ctx context.Context, old, changed tenant.Tenant) error {
	dropped := func(k tenant.Kind) bool { _, kept := changed.Kind(k.Name); return !kept }
	if !slices.ContainsFunc(old.Settings.Kinds, dropped) {
		return nil
	}
	units, err := e.Units.Units(ctx, old.ID, tenant.Root)
	if err != nil {
		return err
	}
	for _, u := range units {
		if kind, _ := old.Kind(u.Kind); dropped(kind) {
			return fault.InvalidRule("/kinds", "kind-in-use", u.Name, "%q is the kind of %q", kind.Name, u.Name)
		}
	}
	return nil
}

// lockedSettings refuses to change what a file owns, and only that.
func lockedSettings(old, changed tenant.Tenant) error {
	before, after := settingsTree(old), settingsTree(changed)
	for _, pointer := range managedSettings(old) {
		path := strings.TrimPrefix(pointer, "/")
		if !reflect.DeepEqual(reach(before, path), reach(after, path)) {
			return managed(pointer)
		}
	}
	return nil
}

// managedSettings are the fields that a file owns, as pointers into what the API tells.
func managedSettings(t tenant.Tenant) []string {
	all := make([]string, len(t.Managed))
	for i, pointer := range t.Managed {
		all[i] = strings.TrimPrefix(pointer, "/settings")
	}
	return all
}

// settingsTree is what the API tells of an organisation, as a tree to follow pointers through.
func settingsTree(t tenant.Tenant) any {
	text, err := json.Marshal(settingsOf(t))
	if err != nil {
		return nil
	}
	var tree any
	if json.Unmarshal(text, &tree) != nil {
		return nil
	}
	return tree
}
