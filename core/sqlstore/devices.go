package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// devices implements identity.Devices.
type devices struct{ db *DB }

const (
	selectDevices = `SELECT d.id, d.unit_id, u.path, d.name, d.enrolled_by, d.created_at, d.until, d.enrolled_at, d.used_at FROM devices d
		JOIN units u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id WHERE d.tenant_id = ?`
	selectDevicePeople = "SELECT device_id, person_id FROM device_people WHERE tenant_id = ? ORDER BY device_id, person_id"
	selectPINs         = "SELECT person_id, sealed, starting, failed FROM pins WHERE tenant_id = ?"
	// selectDeviceSite finds the site of a device in service that a person may use.
	selectDeviceSite = `SELECT u.path FROM devices d JOIN units u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id
		JOIN device_people p ON p.tenant_id = d.tenant_id AND p.device_id = d.id
		WHERE d.tenant_id = ? AND d.id = ? AND p.person_id = ? AND d.enrolled_at IS NOT NULL`
)

// Devices implements identity.Devices.
func (x devices) Devices(ctx context.Context, t tenant.ID) (all []identity.Device, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all, err = s.devices(ctx, "")
		return err
	})
	return all, err
}

// Device implements identity.Devices.
func (x devices) Device(ctx context.Context, t tenant.ID, tokenHash []byte) (d identity.Device, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		d, err = s.device(ctx, tokenHash)
		return err
	})
	return d, err
}

// PINs implements identity.Devices.
func (x devices) PINs(ctx context.Context, t tenant.ID) (all map[string]identity.PIN, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = map[string]identity.PIN{}
		return s.each(ctx, selectPINs, []any{t.String()}, func(scan func(...any) error) error {
			var p identity.PIN
			var starting stamp
			err := scan(&p.Person, &p.Sealed, &starting, &p.Failed)
			p.Starting = starting.optional()
			all[p.Person] = p
			return err
		})
	})
	return all, err
}

// device finds the device in service whose token has that hash.
func (s *session) device(ctx context.Context, tokenHash []byte) (identity.Device, error) {
	found, err := s.devices(ctx, " AND d.token_hash = ?", tokenHash)
	if err == nil && len(found) == 0 {
		return identity.Device{}, fault.Missing("device")
	}
	if err != nil {
		return identity.Device{}, err
	}
	return found[0], nil
}

func (s *session) devices(ctx context.Context, where string, args ...any) (all []identity.Device, err error) {
	args = append([]any{s.tenant.String()}, args...)
	err = s.each(ctx, selectDevices+where+" ORDER BY u.path, d.name, d.id", args, func(scan func(...any) error) error {
		d := identity.Device{Tenant: s.tenant}
		var created, until, enrolled, used stamp
		err := scan(&d.ID, &d.Unit, &d.Path, &d.Name, &d.By, &created, &until, &enrolled, &used)
		d.Created, d.Until, d.Enrolled, d.Used = created.Time, until.Time, enrolled.optional(), used.optional()
		all = append(all, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	people := map[string][]string{}
	err = s.each(ctx, selectDevicePeople, args[:1], func(scan func(...any) error) error {
		var device, person string
		err := scan(&device, &person)
		people[device] = append(people[device], person)
		return err
	})
	for i := range all {
		all[i].People = people[all[i].ID]
	}
	return all, err
}

// siteOf is the path of the site whose device somebody uses, as long as both may.
func (s *session) siteOf(ctx context.Context, device, person string) (path string, err error) {
	found, err := s.row(ctx, selectDeviceSite, []any{s.tenant.String(), device, person}, []any{&path})
	if err == nil && !found {
		return "", fault.Missing("session")
	}
	return path, err
}
