package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// catalog implements module.Catalog.
type catalog struct{ db *DB }

const upsertRelease = `INSERT INTO releases (name, version, digest, path, placement, manifest, installed_at, publisher, signed_by, trusted, confine, offered)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name, version) DO UPDATE SET digest = excluded.digest, path = excluded.path,
	placement = excluded.placement, manifest = excluded.manifest, installed_at = excluded.installed_at,
	publisher = excluded.publisher, signed_by = excluded.signed_by, trusted = excluded.trusted,
	confine = excluded.confine, offered = excluded.offered`

// Releases implements module.Catalog, by name and then by time of installation.
func (c catalog) Releases(ctx context.Context) (all []module.Release, err error) {
	err = c.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		text := "SELECT name, version, digest, path, placement, manifest, installed_at, publisher, signed_by, trusted, confine, offered FROM releases ORDER BY name, installed_at, version"
		return s.each(ctx, text, nil, func(scan func(...any) error) error {
			var r module.Release
			var manifest string
			var installed stamp
			var offered document[[]string]
			err := scan(&r.Name, &r.Version, &r.Digest, &r.Path, &r.Placement, &manifest, &installed, &r.Publisher, &r.Key, &r.Trusted, &r.Confine, &offered)
			r.Manifest, r.Installed = []byte(manifest), installed.Time
			for _, id := range offered.value {
				r.Offered = append(r.Offered, tenant.Trusted(id))
			}
			all = append(all, r)
			return err
		})
	})
	return all, err
}

// Put implements module.Catalog.
func (c catalog) Put(ctx context.Context, r module.Release) error {
	return c.db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
		if r.Installed.IsZero() {
			r.Installed = s.now
		}
		offered := make([]string, len(r.Offered))
		for i, id := range r.Offered {
			offered[i] = id.String()
		}
		_, err := s.exec(ctx, upsertRelease, r.Name, r.Version, r.Digest, r.Path, r.Placement, string(r.Manifest), stamp{r.Installed}, r.Publisher, r.Key, r.Trusted, r.Confine, document[[]string]{offered})
		return err
	})
}

// Remove implements module.Catalog.
func (c catalog) Remove(ctx context.Context, name, version string) error {
	return c.db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
		n, err := s.exec(ctx, "DELETE FROM releases WHERE name = ? AND version = ?", name, version)
		if err == nil && n == 0 {
			return fault.Missing("release")
		}
		return err
	})
}
