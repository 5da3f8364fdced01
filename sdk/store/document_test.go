package store_test

import (
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestAppendTime(t *testing.T) {
	t.Parallel()
	paris := time.FixedZone("", 2*60*60)
	for _, at := range []time.Time{
		{},
		time.Unix(0, 0), time.Date(2026, 3, 2, 23, 59, 59, 999_999_999, paris), time.Date(2026, 1, 1, 0, 0, 0, 7_000_000, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 50_000_000, time.UTC), time.Date(9999, 12, 31, 1, 2, 3, 120_000_000, time.UTC),
	} {
		if got, want := string(store.AppendTime([]byte("x"), at)), "x"+at.UTC().Format(store.TimeLayout); got != want {
			t.Errorf("AppendTime = %q, want %q", got, want)
		}
	}
}
