package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type deviceOut struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	UnitID   string       `json:"unit_id"`
	UnitName string       `json:"unit_name"`
	People   []deviceUser `json:"people" doc:"Who may sign in on it."`
	By       string       `json:"enrolled_by" doc:"Who enrolled it."`
	Created  time.Time    `json:"created_at"`
	Enrolled *time.Time   `json:"enrolled_at,omitempty" doc:"Since when a tablet is it."`
	Used     *time.Time   `json:"used_at,omitempty" doc:"When somebody last signed in on it."`
	Until    *time.Time   `json:"code_until,omitempty" doc:"Until when its code may be shown."`
	State    string       `json:"state" enum:"waiting,active,expired"`
}

// deviceUser is somebody who signs in on sites' devices, by name alone.
type deviceUser struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	PIN  string `json:"pin" enum:"none,starting,own,expired,locked" doc:"How their PIN stands: starting and expired ones came from whoever leads the site."`
}

type devicesOut struct {
	Devices []deviceOut `json:"devices"`
}

type deviceUsersOut struct {
	People []deviceUser `json:"people"`
}

type newDevice struct {
	UnitID string   `json:"unit_id" minLength:"1" maxLength:"64" doc:"The site that it belongs to."`
	Name   string   `json:"name" minLength:"1" maxLength:"80" example:"Tablette des grands"`
	People []string `json:"people" maxItems:"200" doc:"Ids of those who may sign in on it, of the people of the site."`
}

type deviceFields struct {
	Name   string   `json:"name" minLength:"1" maxLength:"80"`
	People []string `json:"people" maxItems:"200"`
}

type enrolled struct {
	Device deviceOut `json:"device"`
	Code   string    `json:"code" doc:"To type on the tablet, once, within a quarter of an hour. Shown once."`
	Link   string    `json:"link" doc:"To open on the tablet instead; the code stands after #."`
}

type startingPIN struct {
	PIN   string    `json:"pin" doc:"Shown once. It must be replaced at its first use."`
	Until time.Time `json:"until"`
}

type createDevice struct {
	InTenant
	Body newDevice
	unit tenant.Unit
}

func (in *createDevice) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	unit, doc, err := e.place(ctx, c, in.Body.UnitID, "/unit_id")
	in.unit = unit
	return doc, err
}

// OfDevice is the address of a device; the gate is about its site.
type OfDevice struct {
	WithID
	device identity.Device
}

func (in *OfDevice) about(ctx context.Context, e *edge, c *call) (authz.Document, error) {
	all, err := e.Devices.Devices(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(d identity.Device) bool { return d.ID == in.ID })
	if i < 0 {
		return nil, fault.Missing("device")
	}
	in.device = all[i]
	return authz.Document{"unit_path": in.device.Path}, nil
}

type updateDevice struct {
	OfDevice
	Body deviceFields
}

// userOfSite is the address of somebody of a site.
type userOfSite struct {
	OfUnit
	Person string `path:"person" maxLength:"64"`
}

func (e *edge) devices() {
	const all, one = "/t/{tenant}/devices", "/t/{tenant}/devices/{id}"
	example := newDevice{UnitID: "0198c0de-0000-7000-8000-000000000000", Name: "Tablette des grands", People: []string{}}
	register(e, operation{
		id: "device-list", method: http.MethodGet, path: all, action: "core:device.read", access: onAny,
		summary: "Tablets that belong to sites",
	}, e.listDevices)
	register(e, operation{
		id: "device-enrol", method: http.MethodPost, path: all, action: "core:device.enrol", secret: true, status: http.StatusCreated,
		summary: "Begin to make a tablet a site's device: a code, and who may sign in on it", example: example,
	}, e.enrolDevice)
	register(e, operation{
		id: "device-update", method: http.MethodPut, path: one, action: "core:device.update",
		summary: "Change a device's name, or who may sign in on it", example: deviceFields{example.Name, example.People},
	}, e.updateDevice)
	register(e, operation{
		id: "device-revoke", method: http.MethodPost, path: one + ":revoke", action: "core:device.revoke", status: http.StatusNoContent,
		summary: "Take a device away from its site: it, and all who are signed in on it, are out at once",
	}, e.revokeDevice)
	register(e, operation{
		id: "device-people", method: http.MethodGet, path: "/t/{tenant}/units/{id}/device-people", action: "core:device.enrol",
		summary: "People of a site who may be let use its devices, and how their PINs stand",
	}, e.listDevicePeople)
	register(e, operation{
		id: "device-pin", method: http.MethodPost, path: "/t/{tenant}/units/{id}/device-people/{person}:pin", action: "core:device.pin", secret: true,
		status: http.StatusCreated, summary: "Give somebody of a site a first PIN, which they replace at its first use; what they had opens nothing any more",
	}, e.givePIN)
	e.tablets()
}

func (e *edge) listDevices(ctx context.Context, c *call, _ *InTenant) (*body[devicesOut], error) {
	all, err := e.Devices.Devices(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	names, err := e.names(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	who, err := e.roster(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := devicesOut{Devices: []deviceOut{}}
	for _, d := range all {
		if !c.filter.Match(authz.Document{"unit_path": d.Path}) {
			continue
		}
		line, err := e.deviceOf(ctx, d, names, who)
		if err != nil {
			return nil, err
		}
		out.Devices = append(out.Devices, line)
	}
	return ok(out), nil
}

func (e *edge) deviceOf(ctx context.Context, d identity.Device, names map[string]string, who roster) (deviceOut, error) {
	unit, err := e.Units.Unit(ctx, d.Tenant, d.Unit)
	if err != nil {
		return deviceOut{}, err
	}
	out := deviceOut{
		ID: d.ID, Name: d.Name, UnitID: d.Unit, UnitName: unit.Name, By: names[d.By], Created: d.Created,
		Enrolled: d.Enrolled, Used: d.Used, State: d.State(e.Now()), People: who.users(d),
	}
	if out.State == "waiting" {
		out.Until = &d.Until
	}
	return out, nil
}

// roster is who works where in an organisation.
type roster []struct {
	user   deviceUser
	grants []identity.Grant
}

// roster lists the organisation's own people who may come in, by name.
func (e *edge) roster(ctx context.Context, t tenant.ID) (roster, error) {
	people, err := e.Roll.People(ctx, t)
	if err != nil {
		return nil, err
	}
	held, err := e.held(ctx, t)
	if err != nil {
		return nil, err
	}
	pins, err := e.Devices.PINs(ctx, t)
	if err != nil {
		return nil, err
	}
	all := make(roster, 0, len(people))
	for _, p := range people {
		if !p.Suspended {
			all = append(all, roster{{deviceUser{p.ID, p.Name, pins[p.ID].State(e.Now())}, held[p.ID]}}...)
		}
	}
	return all, nil
}

// at lists those who hold a role at a site or below it.
func (r roster) at(path string) []deviceUser {
	users := []deviceUser{}
	for _, one := range r {
		if slices.ContainsFunc(one.grants, func(g identity.Grant) bool { return tenant.Within(g.Path, path) }) {
			users = append(users, one.user)
		}
	}
	return users
}

// users lists those who may sign in on a device: of the people of its site, whom whoever leads it chose.
func (r roster) users(d identity.Device) []deviceUser {
	return slices.DeleteFunc(r.at(d.Path), func(u deviceUser) bool { return !slices.Contains(d.People, u.ID) })
}

// among reports whether a person is one of them.
func among(users []deviceUser, person string) bool {
	return slices.ContainsFunc(users, func(u deviceUser) bool { return u.ID == person })
}

func (e *edge) enrolDevice(ctx context.Context, c *call, in *createDevice) (*body[enrolled], error) {
	d := identity.Device{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: c.Tenant.ID, Unit: in.unit.ID, Path: in.unit.Path, By: c.actor(),
		Created: e.clock(), Until: e.clock().Add(identity.DeviceCodeLife),
	}
	if in.unit.Closed != nil {
		return nil, fault.InvalidRule("/unit_id", "unit-closed", "", "is a unit that is closed")
	}
	code, hash := identity.NewDeviceCode()
	line, err := e.writeDevice(ctx, c, "core:device.enrol", d, deviceFields{in.Body.Name, in.Body.People}, hash)
	return ok(enrolled{line, code, "/o/" + c.Tenant.Slug + "/device#" + code}), err
}

func (e *edge) updateDevice(ctx context.Context, c *call, in *updateDevice) (*body[deviceOut], error) {
	line, err := e.writeDevice(ctx, c, "core:device.update", in.device, in.Body, nil)
	return ok(line), err
}

// writeDevice keeps a device as said, with none but people of its site.
func (e *edge) writeDevice(ctx context.Context, c *call, action string, d identity.Device, in deviceFields, codeHash []byte) (deviceOut, error) {
	who, err := e.roster(ctx, c.Tenant.ID)
	if err != nil {
		return deviceOut{}, err
	}
	for i, id := range in.People {
		if !among(who.at(d.Path), id) {
			return deviceOut{}, fault.InvalidRule(fmt.Sprintf("/people/%d", i), fault.Absent, "", "this person holds no role at this site")
		}
	}
	if d.Name = strings.TrimSpace(in.Name); d.Name == "" {
		return deviceOut{}, fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	d.People = slices.Compact(slices.Sorted(slices.Values(in.People)))
	err = e.change(ctx, c, action, "device/"+d.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = d.Path
		return tx.Access().Proofs().Devices().Put(ctx, d, codeHash)
	})
	if err != nil {
		return deviceOut{}, err
	}
	names, err := e.names(ctx, c.Tenant.ID)
	if err != nil {
		return deviceOut{}, err
	}
	return e.deviceOf(ctx, d, names, who)
}

func (e *edge) revokeDevice(ctx context.Context, c *call, in *OfDevice) (*none, error) {
	return &none{}, e.change(ctx, c, "core:device.revoke", "device/"+in.ID, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.device.Path
		return tx.Access().Proofs().Devices().Revoke(ctx, in.ID)
	})
}

func (e *edge) listDevicePeople(ctx context.Context, c *call, in *OfUnit) (*body[deviceUsersOut], error) {
	who, err := e.roster(ctx, c.Tenant.ID)
	return ok(deviceUsersOut{who.at(in.unit.Path)}), err
}

func (e *edge) givePIN(ctx context.Context, c *call, in *userOfSite) (*body[startingPIN], error) {
	who, err := e.roster(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	if !among(who.at(in.unit.Path), in.Person) {
		return nil, fault.Missing("person")
	}
	pins, err := e.Devices.PINs(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	pin, until := identity.NewStartingPIN(), e.clock().Add(identity.StartingPINLife)
	given := identity.PIN{Person: in.Person, Starting: &until}
	if given.Sealed, err = e.sealPIN(ctx, c.Tenant.ID, in.Person, pin); err != nil {
		return nil, err
	}
	err = e.change(ctx, c, "core:device.pin", "person/"+in.Person, func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error {
		entry.Unit = in.unit.Path
		return tx.Access().Proofs().Devices().PutPIN(ctx, given, pins[in.Person])
	})
	return ok(startingPIN{pin, until}), err
}

// sealPIN is a PIN as it is kept.
func (e *edge) sealPIN(ctx context.Context, t tenant.ID, person, pin string) (string, error) {
	hash, err := e.Passwords.Hash(ctx, pin)
	if err != nil {
		return "", err
	}
	return e.Secrets.Seal(t, person, []byte(hash))
}
