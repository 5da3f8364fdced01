package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
)

// scimUser is a user as a directory reads them.
type scimUser struct {
	ID, ExternalID, UserName, DisplayName, PreferredLanguage string
	Active                                                   bool
	Emails                                                   []struct{ Value string }
	Meta                                                     struct{ Version, Location string }
}

// directoryOf is a program with a key that may provision, of one organisation.
func directoryOf(x *town, slug string, admin session) session {
	x.t.Helper()
	a := admin.do("POST", "/t/"+slug+"/keys", map[string]any{
		"name": "Annuaire", "role": identity.Administrator, "scopes": []string{"core:person.provision"}, "expires": time.Now().AddDate(0, 1, 0).Format(time.RFC3339),
	})
	a.want(x.t, http.StatusCreated, "")
	var made struct{ Secret string }
	a.into(x.t, &made)
	return session{town: x, key: made.Secret}
}

// scim asks as directories do.
func (s session) scim(method, path, body string, headers ...string) answer {
	s.t.Helper()
	var sent any
	if body != "" {
		sent = body
	}
	return s.do(method, "/t/bordeaux/scim/v2"+path, sent, append([]string{"Content-Type", "application/scim+json; charset=utf-8"}, headers...)...)
}

// user reads an answer that is one.
func (a answer) user(t *testing.T, status int) (u scimUser) {
	t.Helper()
	if a.StatusCode != status || a.Header.Get("Content-Type") != "application/scim+json" {
		t.Fatalf("%d %s, want %d: %s", a.StatusCode, a.Header.Get("Content-Type"), status, a.body)
	}
	a.into(t, &u)
	return u
}

// refused checks an error in the protocol's own form.
func (a answer) refused(t *testing.T, status int, kind string) {
	t.Helper()
	var p struct {
		Schemas                  []string
		Status, ScimType, Detail string
	}
	if err := json.Unmarshal(a.body, &p); err != nil || a.StatusCode != status || p.Status != fmt.Sprint(status) || p.ScimType != kind || p.Detail == "" || len(p.Schemas) != 1 || a.Header.Get("Content-Type") != "application/scim+json" {
		t.Errorf("%d, want %d %s: %s", a.StatusCode, status, kind, a.body)
	}
}

// As Microsoft Entra ID and Okta send them.
const (
	entraCreate = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"Camille.Martin@bordeaux.example.org","active":true,"emails":[{"primary":true,"type":"work","value":"Camille.Martin@bordeaux.example.org"}],"meta":{"resourceType":"User"},"name":{"formatted":"Camille Martin","familyName":"Martin","givenName":"Camille"},"roles":[],"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Petite enfance"}}`
	entraOff    = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}`
	entraOn     = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"True"}]}`
	entraChange = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"camille@bordeaux.example.org"},{"op":"Replace","path":"emails[type eq \"home\"].value","value":"chez@elle.example"},{"op":"Add","path":"name.givenName","value":"Camille"},{"op":"Add","path":"name.familyName","value":"Roy"},{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department","value":"Enfance"}]}`
	oktaCreate  = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"dominique@bordeaux.example.org","name":{"givenName":"Dominique","familyName":"Petit"},"emails":[{"primary":true,"value":"dominique@bordeaux.example.org","type":"work"}],"displayName":"Dominique Petit","locale":"fr-FR","externalId":"00ujl29u0le5T6Aj10h7","groups":[],"password":"1mz050nq","active":true}`
	oktaOff     = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","value":{"active":false}}]}`
	oktaChange  = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"%s","userName":"dominique@bordeaux.example.org","name":{"givenName":"Dominique","familyName":"Grand"},"emails":[{"primary":true,"value":"dominique@bordeaux.example.org","type":"work"}],"displayName":"Dominique Grand","externalId":"00ujl29u0le5T6Aj10h7","active":true,"groups":[]}`
)

func TestADirectoryKeepsPeople(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	dir := directoryOf(x, "bordeaux", admin)
	by := func(filter string) (n int, first scimUser) {
		t.Helper()
		var out struct {
			TotalResults int
			Resources    []scimUser
		}
		a := dir.scim("GET", "/Users?filter="+strings.NewReplacer(" ", "%20", `"`, "%22").Replace(filter), "")
		if a.into(t, &out); len(out.Resources) > 0 {
			first = out.Resources[0]
		}
		return out.TotalResults, first
	}
	if n, _ := by(`userName eq "camille.martin@bordeaux.example.org"`); n != 0 {
		t.Fatal("somebody is there already")
	}
	dry := dir.scim("POST", "/Users?dryRun=true", entraCreate).user(t, http.StatusCreated)
	if n, _ := by(`userName eq "camille.martin@bordeaux.example.org"`); n != 0 || dry.DisplayName != "Camille Martin" {
		t.Errorf("a trial made %+v", dry)
	}
	camille := dir.scim("POST", "/Users", entraCreate).user(t, http.StatusCreated)
	if camille.UserName != "camille.martin@bordeaux.example.org" || !camille.Active || camille.DisplayName != "Camille Martin" || len(camille.Emails) != 1 || camille.PreferredLanguage != "fr" || !strings.HasSuffix(camille.Meta.Location, "/t/bordeaux/scim/v2/Users/"+camille.ID) {
		t.Errorf("made %+v", camille)
	}
	dir.scim("POST", "/Users", entraCreate).refused(t, http.StatusConflict, "uniqueness")
	okta := dir.scim("POST", "/Users", oktaCreate)
	dominique := okta.user(t, http.StatusCreated)
	if strings.Contains(string(okta.body), "1mz050nq") {
		t.Error("a password is told")
	}
	x.stranger().do("POST", "/t/bordeaux/sign-in", map[string]string{"login": dominique.UserName, "password": "1mz050nq"}).want(t, http.StatusUnauthorized, "sign-in-failed")
	for filter, want := range map[string]int{
		`externalId eq "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"`: 1, `emails[type eq "work"].value eq "dominique@bordeaux.example.org"`: -1,
		`emails.value eq "DOMINIQUE@bordeaux.example.org"`: 1, `active eq true and externalId eq "00ujl29u0le5T6Aj10h7"`: 1, `active eq false`: 0, `USERNAME Eq "Dominique@bordeaux.example.org"`: 1,
	} {
		if n, _ := by(filter); n != want && want >= 0 {
			t.Errorf("%s finds %d", filter, n)
		}
	}
	for _, filter := range []string{`userName co "a"`, `userName eq "a" or active eq true`, `title eq "x"`, `((((`, `not (active eq true)`} {
		dir.scim("GET", "/Users?filter="+strings.NewReplacer(" ", "%20", `"`, "%22").Replace(filter), "").refused(t, http.StatusBadRequest, "invalidFilter")
	}
	at := "/Users/" + camille.ID
	changed := dir.scim("PATCH", at, entraChange).user(t, http.StatusOK)
	if changed.DisplayName != "Camille Roy" || changed.Emails[0].Value != "camille@bordeaux.example.org" || changed.Meta.Version == camille.Meta.Version {
		t.Errorf("changed to %+v", changed)
	}
	dir.scim("PATCH", at, entraOff, "If-Match", camille.Meta.Version).refused(t, http.StatusPreconditionFailed, "")
	if a := dir.scim("GET", at, "", "If-None-Match", changed.Meta.Version); a.StatusCode != http.StatusNotModified {
		t.Errorf("unchanged: %d", a.StatusCode)
	}
	if off := dir.scim("PATCH", at, entraOff, "If-Match", changed.Meta.Version).user(t, http.StatusOK); off.Active || off.DisplayName != "Camille Roy" {
		t.Errorf("off: %+v", off)
	}
	if on := dir.scim("PATCH", at, entraOn).user(t, http.StatusOK); !on.Active {
		t.Errorf("on: %+v", on)
	}
	if put := dir.scim("PUT", "/Users/"+dominique.ID, fmt.Sprintf(oktaChange, dominique.ID)).user(t, http.StatusOK); put.DisplayName != "Dominique Grand" {
		t.Errorf("replaced: %+v", put)
	}
	if off := dir.scim("PATCH", "/Users/"+dominique.ID, oktaOff).user(t, http.StatusOK); off.Active {
		t.Errorf("off: %+v", off)
	}
	for body, kind := range map[string]string{`{"Operations":[{"op":"replace","path":"a[","value":1}]}`: "invalidPath", `{"Operations":[{"op":"remove"}]}`: "noTarget", `{"Operations":[{"op":"move","path":"active"}]}`: "invalidValue", `{`: "invalidSyntax", `{"Operations":[{"op":"replace","path":"active","value":"maybe"}]}`: "invalidValue"} {
		dir.scim("PATCH", at, body).refused(t, http.StatusBadRequest, kind)
	}
	for _, path := range []string{"/ServiceProviderConfig", "/ResourceTypes", "/Schemas", "/Users?startIndex=2&count=1"} {
		if a := dir.scim("GET", path, ""); a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "application/scim+json" {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
}

func TestWhoIsDeactivatedIsOutAtOnce(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	dir := directoryOf(x, "bordeaux", admin)
	director := admin.invite("bordeaux", identity.Director, "")
	at, team := "/Users/"+director.self("bordeaux"), admin.group("Équipe", "")
	admin.do("PUT", place(team, director.self("bordeaux")), nil).want(t, http.StatusNoContent, "")
	if a := dir.scim("DELETE", at+"?dryRun=true", ""); a.StatusCode != http.StatusNoContent {
		t.Errorf("a trial: %d %s", a.StatusCode, a.body)
	}
	director.do("GET", "/t/bordeaux/units", nil).want(t, http.StatusOK, "")
	if members := admin.groups()[team].Members; len(members) != 1 {
		t.Errorf("after a trial the group has %v", members)
	}
	if a := dir.scim("DELETE", at, ""); a.StatusCode != http.StatusNoContent {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	director.do("GET", "/t/bordeaux/units", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
	if u := dir.scim("GET", at, "").user(t, http.StatusOK); u.Active {
		t.Error("still active")
	}
	if members := admin.groups()[team].Members; len(members) != 0 {
		t.Errorf("who was removed is still in the group: %v", members)
	}
	dir.scim("DELETE", "/Users/"+admin.self("bordeaux"), "").refused(t, http.StatusConflict, "")
}

func TestADirectoryIsOneOrganisationsAndItsKeyOneActions(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin, lyon := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	dir, theirs := directoryOf(x, "bordeaux", admin), directoryOf(x, "lyon", lyon)
	dir.do("GET", "/t/bordeaux/units", nil).want(t, http.StatusForbidden, "denied")
	theirs.scim("GET", "/Users", "").refused(t, http.StatusNotFound, "")
	admin.scim("GET", "/Users", "").refused(t, http.StatusUnauthorized, "")
	x.stranger().scim("GET", "/Users", "").refused(t, http.StatusUnauthorized, "")
	dir.scim("GET", "/Users/"+lyon.self("lyon"), "").refused(t, http.StatusNotFound, "")
	dir.scim("PATCH", "/Users/"+lyon.self("lyon"), entraOff).refused(t, http.StatusNotFound, "")
	a := admin.do("POST", "/t/bordeaux/keys", map[string]any{"name": "Autre", "role": identity.Administrator, "scopes": []string{"core:unit.read"}, "expires": time.Now().AddDate(0, 1, 0).Format(time.RFC3339)})
	var made struct{ Secret string }
	a.into(t, &made)
	session{town: x, key: made.Secret}.scim("GET", "/Users", "").refused(t, http.StatusForbidden, "")
}

func TestADirectoryIsToldBeforehandWhatItWouldChange(t *testing.T) {
	t.Parallel()
	x := populated(t)
	dir := directoryOf(x, "bordeaux", x.as("bordeaux", "admin"))
	dir.scim("POST", "/Users", entraCreate).user(t, http.StatusCreated)
	dir.scim("POST", "/Users", strings.NewReplacer("0a21f0f2", "1a21f0f2", "Camille.Martin", "gone").Replace(entraCreate)).user(t, http.StatusCreated)
	list := `{"Resources":[` + strings.Replace(entraCreate, `"formatted":"Camille Martin"`, `"formatted":"Camille Roy"`, 1) + `,` + oktaCreate + `,{"userName":"a b"},{"userName":"admin","displayName":"Camille bordeaux"}]}`
	a := dir.scim("POST", "/Users:compare", list)
	var out struct {
		Created, Updated, Deactivated []string
		Refused                       []struct{ UserName string }
		Unchanged                     int
	}
	a.into(t, &out)
	if fmt.Sprint(out.Created, out.Updated, out.Deactivated, out.Unchanged) != "[dominique@bordeaux.example.org] [camille.martin@bordeaux.example.org] [gone@bordeaux.example.org] 1" || len(out.Refused) != 1 || out.Refused[0].UserName != "a b" {
		t.Errorf("compared: %s", a.body)
	}
	if u := dir.scim("GET", "/Users?filter=userName%20eq%20%22dominique@bordeaux.example.org%22", ""); !strings.Contains(string(u.body), `"totalResults":0`) {
		t.Errorf("a comparison made somebody: %s", u.body)
	}
}
