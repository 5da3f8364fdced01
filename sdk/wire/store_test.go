package wire

import (
	"testing"

	"github.com/ribambelle/ribambelle/sdk/store/memstore"
	"github.com/ribambelle/ribambelle/sdk/store/storetest"
)

// The store that a module is given passes the same suite as the one behind it.
func TestStoreOverTheWire(t *testing.T) {
	t.Parallel()
	north := storetest.Unit{ID: "0198c0de-0000-7000-8000-000000000001", Path: "/north/"}
	inner := storetest.Unit{ID: "0198c0de-0000-7000-8000-000000000002", Path: "/north/inner/"}
	south := storetest.Unit{ID: "0198c0de-0000-7000-8000-000000000003", Path: "/south/"}
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		s, err := memstore.New(memstore.Config{
			Collections: storetest.Schemas(),
			Units:       map[string]string{north.ID: north.Path, inner.ID: inner.Path, south.ID: south.Path},
		})
		if err != nil {
			t.Fatal(err)
		}
		call := hold(t, Call{Store: s, Internal: s})
		return storetest.Harness{Store: call.Store, Internal: call.Internal, North: north, Inner: inner, South: south}
	})
}
