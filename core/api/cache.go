package api

import (
	"context"
	"sync"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// maxCached is how many organisations are kept in memory.
const maxCached = 4096

// directory is a tenant.Directory that keeps what it read as long as the tenant's version stands. It asks for
// the version each time, so that a change made by any node holds with the next request.
type directory struct {
	tenant.Directory
	versions record.Versions

	mu   sync.Mutex
	kept map[string]known // by slug
}

type known struct {
	tenant  tenant.Tenant
	modules []tenant.Module
}

// cached wraps a directory that can tell versions; another one stays as it is.
func cached(d tenant.Directory) tenant.Directory {
	versions, able := d.(record.Versions)
	if !able {
		return d
	}
	return &directory{Directory: d, versions: versions, kept: map[string]known{}}
}

// BySlug implements tenant.Directory.
func (d *directory) BySlug(ctx context.Context, slug string) (tenant.Tenant, error) {
	k, err := d.known(ctx, slug)
	return k.tenant, err
}

func (d *directory) known(ctx context.Context, slug string) (known, error) {
	d.mu.Lock()
	k, found := d.kept[slug]
	d.mu.Unlock()
	if found {
		version, err := d.versions.Version(ctx, k.tenant.ID)
		if err == nil && version == k.tenant.Version {
			return k, nil
		}
	}
	t, err := d.Directory.BySlug(ctx, slug)
	if err != nil {
		return known{}, err
	}
	modules, err := d.Directory.Modules(ctx, t.ID)
	if err != nil {
		return known{}, err
	}
	k = known{t, modules}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.kept) >= maxCached {
		clear(d.kept)
	}
	d.kept[slug] = k
	return k, nil
}

// bySlug finds the tenant that an address names, with its modules, in one look at its version.
func bySlug(ctx context.Context, d tenant.Directory, slug string) (known, error) {
	if c, able := d.(*directory); able {
		return c.known(ctx, slug)
	}
	t, err := d.BySlug(ctx, slug)
	if err != nil {
		return known{}, err
	}
	modules, err := d.Modules(ctx, t.ID)
	return known{t, modules}, err
}
