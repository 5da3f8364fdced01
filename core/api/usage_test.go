package api_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// counted is a folder of images of which everybody has used a half.
type counted struct{}

func (counted) Usage(tenant.ID) (used, quota int64, err error) { return 512, 1024, nil }

func TestUsageIsOnesOwn(t *testing.T) {
	t.Parallel()
	x := populated(t, func(c *api.Config) { c.Files = counted{} })
	used := func(slug string) int64 {
		t.Helper()
		var all struct {
			Modules []struct {
				Module string
				Title  map[string]string
				Used   int64
			}
			Files struct{ Used, Limit int64 }
		}
		x.as(slug, "admin").do("GET", "/t/"+slug+"/usage", nil).into(t, &all)
		if len(all.Modules) != 1 || all.Modules[0].Module != "visits" || all.Modules[0].Title["fr"] == "" || all.Files.Used != 512 || all.Files.Limit != 1024 {
			t.Fatalf("usage of %s: %+v", slug, all)
		}
		return all.Modules[0].Used
	}
	if used("bordeaux") != 0 {
		t.Error("an empty module takes room")
	}
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Les Lilas", "")
	admin.do("POST", "/t/bordeaux/visits/visits", map[string]any{"title": "Une visite", "unit": site}).want(t, 201, "")
	if n := used("bordeaux"); n < 20 {
		t.Errorf("a record takes %d bytes", n)
	}
	if used("lyon") != 0 {
		t.Error("the neighbour's records are counted")
	}
	director := admin.invite("bordeaux", "core:director", site)
	director.do("GET", "/t/bordeaux/usage", nil).want(t, 403, "denied")
}
