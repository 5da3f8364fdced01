package api

import (
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/identity/scim"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// provision is the action of programs that keep people as a directory has them (SCIM 2.0: RFC 7643, RFC 7644).
const provision = "core:person.provision"

const (
	scimType  = "application/scim+json"
	scimPage  = 100
	mostUsers = 200 // of one page
)

// provisioning is a request of an organisation's directory.
type provisioning struct {
	*call
	r    *http.Request
	at   string // our address, without a slash at the end
	dry  bool   // says what would happen, and changes nothing
	etag string // of what is answered
}

// directories mounts what directories speak to: their own protocol, with its media type and errors, beside the API.
func (e *edge) directories() {
	const base = "/t/{tenant}/scim/v2"
	for pattern, answer := range map[string]func(ctx context.Context, d *provisioning) (int, any, error){
		"GET " + base + "/ServiceProviderConfig": e.scimConfig,
		"GET " + base + "/ResourceTypes":         e.scimTypes,
		"GET " + base + "/Schemas":               e.scimSchemas,
		"GET " + base + "/Users":                 e.scimList,
		"POST " + base + "/Users":                e.scimCreate,
		"POST " + base + "/Users:compare":        e.scimCompare,
		"GET " + base + "/Users/{id}":            e.scimGet,
		"PUT " + base + "/Users/{id}":            e.scimReplace,
		"PATCH " + base + "/Users/{id}":          e.scimPatch,
		"DELETE " + base + "/Users/{id}":         e.scimDelete,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		e.adapter.Mount(method, path, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { e.speak(w, r, answer) }))
	}
}

// speak answers a directory: whoever it is must show a service key that may provision.
func (e *edge) speak(w http.ResponseWriter, r *http.Request, answer func(ctx context.Context, d *provisioning) (int, any, error)) {
	ctx := r.Context()
	d, err := e.provisioner(ctx, w, r)
	if err != nil {
		e.refuseDirectory(w, r, err)
		return
	}
	status, body, err := answer(ctx, d)
	if err != nil {
		e.refuseDirectory(w, r, err)
		return
	}
	if d.etag != "" {
		w.Header().Set("ETag", d.etag)
	}
	if made, is := body.(scim.User); is {
		w.Header().Set("Location", made.Meta.Location)
	}
	e.writeDirectory(w, status, body)
}

func (e *edge) provisioner(ctx context.Context, w http.ResponseWriter, r *http.Request) (*provisioning, error) {
	c, err := e.arrive(r, r.PathValue("tenant"))
	if err != nil {
		return nil, err
	}
	if c.Principal.Kind != identity.Service {
		return nil, fault.New(fault.Unauthenticated, "key-not-valid", "Show a service key as bearer token.")
	}
	if c.foreign() {
		return nil, noTenant()
	}
	if err := e.allow(ctx, c, provision, nil); err != nil {
		return nil, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxImportBody)
	return &provisioning{
		call: c, r: r, at: e.site(ctx, c).Origin + "/t/" + c.Tenant.Slug + "/scim/v2",
		dry: strings.EqualFold(r.URL.Query().Get("dryRun"), "true"),
	}, nil
}

// scimProblem is a refusedUser in the protocol's own words (RFC 7644 section 3.12).
type scimProblem struct {
	Schemas []string `json:"schemas"`
	Status  string   `json:"status"`
	Type    string   `json:"scimType,omitempty"`
	Detail  string   `json:"detail"`
}

func (e *edge) refuseDirectory(w http.ResponseWriter, r *http.Request, err error) {
	p := *problemOf(err)
	types := map[string]string{
		"login-taken": "uniqueness", "scim-value": "invalidValue", "scim-filter": "invalidFilter", "scim-path": "invalidPath", "scim-target": "noTarget", "scim-syntax": "invalidSyntax",
	}
	out := scimProblem{[]string{scim.ErrorSchema}, "", types[p.Code], p.Detail}
	if p.Status == http.StatusUnprocessableEntity {
		p.Status = http.StatusBadRequest
		if out.Type == "" {
			out.Type = "invalidValue"
		}
		for _, f := range p.Errors {
			out.Detail += " " + f.Pointer + ": " + f.Message
		}
	}
	if p.Status >= http.StatusInternalServerError && !hungUp(r.Context(), err) {
		e.Logger.ErrorContext(r.Context(), "a directory's request failed", "request_id", requestID(r.Context()), "error", err)
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	out.Status = strconv.Itoa(p.Status)
	e.writeDirectory(w, p.Status, out)
}

func (e *edge) writeDirectory(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", scimType)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // whoever asked may have gone
}

// read is the body, which means the same to whoever reads it.
func (d *provisioning) read() ([]byte, error) {
	kind, _, _ := mime.ParseMediaType(d.r.Header.Get("Content-Type"))
	if kind != scimType && kind != "application/json" {
		return nil, newProblem(http.StatusUnsupportedMediaType, "unsupported-media-type", "Send application/scim+json.")
	}
	text, err := io.ReadAll(d.r.Body)
	if err != nil {
		return nil, bodyFault(err)
	}
	if err := sound(text); err != nil {
		return nil, fault.New(fault.Invalid, "scim-syntax", "The body cannot be read as JSON.").Because(err)
	}
	return text, nil
}

type scimListing struct {
	Schemas   []string    `json:"schemas"`
	Total     int         `json:"totalResults"`
	Start     int         `json:"startIndex"`
	Count     int         `json:"itemsPerPage"`
	Resources []scim.User `json:"Resources"`
}

func (e *edge) scimList(ctx context.Context, d *provisioning) (int, any, error) {
	query := d.r.URL.Query()
	filter, err := scim.ParseFilter(query.Get("filter"))
	if err != nil {
		return 0, nil, err
	}
	start, err := number(query.Get("startIndex"), 1)
	if err != nil {
		return 0, nil, err
	}
	count, err := number(query.Get("count"), scimPage)
	if err != nil {
		return 0, nil, err
	}
	all, err := e.among(ctx, d, filter)
	if err != nil {
		return 0, nil, err
	}
	all = slices.DeleteFunc(all, func(p identity.Person) bool { return !filter.Match(p) })
	out := scimListing{Schemas: []string{scim.ListSchema}, Total: len(all), Start: max(1, start), Resources: []scim.User{}}
	from := min(out.Start-1, len(all))
	for _, p := range all[from:min(len(all), from+min(max(0, count), mostUsers))] {
		out.Resources = append(out.Resources, scim.Of(p, d.at))
	}
	out.Count = len(out.Resources)
	return http.StatusOK, out, nil
}

// among is whom a filter may choose: one login is looked up, all else is read.
func (e *edge) among(ctx context.Context, d *provisioning, f scim.Filter) ([]identity.Person, error) {
	login, one := f.Login()
	if !one {
		return e.Roll.People(ctx, d.Tenant.ID)
	}
	p, _, err := e.Identities.Password(ctx, d.Tenant.ID, login)
	switch {
	case err == nil:
		return []identity.Person{p}, nil
	case fault.KindOf(err) != fault.NotFound:
		return nil, err
	}
	return nil, nil
}

func number(text string, otherwise int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "scim-value", "startIndex and count are numbers.")
	}
	return n, nil
}

func (e *edge) scimGet(ctx context.Context, d *provisioning) (int, any, error) {
	p, err := e.Roll.Person(ctx, d.Tenant.ID, d.r.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	d.etag = scim.Tag(p.Rev)
	if tag := d.r.Header.Get("If-None-Match"); tag == d.etag || tag == "*" {
		return http.StatusNotModified, nil, nil
	}
	return http.StatusOK, scim.Of(p, d.at), nil
}

func (e *edge) scimCreate(ctx context.Context, d *provisioning) (int, any, error) {
	text, err := d.read()
	if err != nil {
		return 0, nil, err
	}
	u, err := scim.Read(text)
	if err != nil {
		return 0, nil, err
	}
	p, err := u.Onto(identity.Person{ID: uuid.Must(uuid.NewV7()).String(), Tenant: d.Tenant.ID, Language: first(d.Tenant.Languages), Created: e.clock()})
	if err != nil {
		return 0, nil, err
	}
	return e.keepAs(ctx, d, identity.Person{}, p, http.StatusCreated)
}

func (e *edge) scimReplace(ctx context.Context, d *provisioning) (int, any, error) {
	return e.altered(ctx, d, func(_ scim.User, text []byte) (scim.User, error) { return scim.Read(text) })
}

func (e *edge) scimPatch(ctx context.Context, d *provisioning) (int, any, error) {
	return e.altered(ctx, d, scim.Patched)
}

// altered changes a person as a body says.
func (e *edge) altered(ctx context.Context, d *provisioning, read func(u scim.User, text []byte) (scim.User, error)) (int, any, error) {
	text, err := d.read()
	if err != nil {
		return 0, nil, err
	}
	old, err := e.present(ctx, d)
	if err != nil {
		return 0, nil, err
	}
	u, err := read(scim.Of(old, d.at), text)
	if err != nil {
		return 0, nil, err
	}
	p, err := u.Onto(old)
	if err != nil {
		return 0, nil, err
	}
	return e.keepAs(ctx, d, old, p, http.StatusOK)
}

// scimDelete deactivates, and ends their places in groups: who somebody was stays, with what is written of them; erasing is
// another's decision.
func (e *edge) scimDelete(ctx context.Context, d *provisioning) (int, any, error) {
	old, err := e.present(ctx, d)
	if err != nil {
		return 0, nil, err
	}
	p := old
	p.Suspended = true
	if _, _, err := e.keepAs(ctx, d, old, p, http.StatusNoContent); err != nil {
		return 0, nil, err
	}
	if err := e.leaveGroups(ctx, d, p.ID); err != nil {
		return 0, nil, err
	}
	d.etag = ""
	return http.StatusNoContent, nil, nil
}

// leaveGroups takes somebody out of all groups whom the directory does not have any more.
func (e *edge) leaveGroups(ctx context.Context, d *provisioning, person string) error {
	joined, err := e.groupsOf(ctx, d.Tenant.ID, person)
	if err != nil || d.dry {
		return err
	}
	for _, g := range joined {
		err := e.changeGroup(ctx, d.call, "core:group.take", g, person, func(ctx context.Context, w identity.GroupWriter) error {
			return w.Members(ctx, g, nil, []string{person})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// present is the person of the address, at the revision that the directory has seen.
func (e *edge) present(ctx context.Context, d *provisioning) (identity.Person, error) {
	p, err := e.Roll.Person(ctx, d.Tenant.ID, d.r.PathValue("id"))
	if err != nil {
		return p, err
	}
	if tag := d.r.Header.Get("If-Match"); tag != "" && tag != "*" && strings.TrimPrefix(tag, "W/") != strings.TrimPrefix(scim.Tag(p.Rev), "W/") {
		return p, moved()
	}
	return p, nil
}

// keepAs keeps a person as they are now, or says that it would; who is deactivated is signed out everywhere at once.
func (e *edge) keepAs(ctx context.Context, d *provisioning, old, p identity.Person, status int) (int, any, error) {
	if err := e.settles(ctx, d, old, p); err != nil {
		return 0, nil, err
	}
	if p != old && !d.dry {
		err := e.change(ctx, d.call, provisioned(old, p), "person/"+p.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) (err error) {
			if p, err = tx.People().Put(ctx, p); err != nil || !p.Suspended {
				return err
			}
			return tx.People().EndSessions(ctx, p.ID, "")
		})
		if err != nil {
			return 0, nil, err
		}
	}
	d.etag = scim.Tag(p.Rev)
	return status, scim.Of(p, d.at), nil
}

// provisioned is the action as the log names it.
func provisioned(old, p identity.Person) string {
	switch {
	case p.Suspended && !old.Suspended:
		return "core:person.suspend"
	case old.Suspended && !p.Suspended:
		return "core:person.resume"
	}
	return provision
}

// settles refuses, before anything is written, what a directory must not do: take another's login, or leave nobody who
// administers the organisation.
func (e *edge) settles(ctx context.Context, d *provisioning, old, p identity.Person) error {
	if p.Login != old.Login {
		taken, _, err := e.Identities.Password(ctx, d.Tenant.ID, p.Login)
		if err == nil && taken.ID != p.ID {
			return fault.New(fault.Conflict, "login-taken", "Somebody in this organisation has this login or e-mail address.")
		}
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
	}
	if !p.Suspended || old.Suspended {
		return nil
	}
	last, err := e.lastAdministrator(ctx, d, p.ID)
	if err == nil && last {
		return fault.New(fault.Conflict, "last-administrator", "Nobody would administer the organisation any more.")
	}
	return err
}

func (e *edge) lastAdministrator(ctx context.Context, d *provisioning, person string) (bool, error) {
	held, err := e.held(ctx, d.Tenant.ID)
	if err != nil || !administers(held[person]) {
		return false, err
	}
	people, err := e.Roll.People(ctx, d.Tenant.ID)
	return !slices.ContainsFunc(people, func(p identity.Person) bool {
		return p.ID != person && !p.Suspended && administers(held[p.ID])
	}), err
}
