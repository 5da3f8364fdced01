package api_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// clocked is a connection that notes the last deadline for reading that was set on it.
type clocked struct {
	*httptest.ResponseRecorder
	until time.Time
}

func (c *clocked) SetReadDeadline(t time.Time) error {
	c.until = t
	return nil
}

// TestALongExportOutlastsTheTimeOfARequest leaves no deadline on the connection on which a log goes out: when it passes, the rest is lost.
func TestALongExportOutlastsTheTimeOfARequest(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	r := httptest.NewRequest(http.MethodGet, "/t/bordeaux/audit:export", nil)
	r.Header.Set("Cookie", admin.cookie)
	w := &clocked{ResponseRecorder: httptest.NewRecorder(), until: time.Now()}
	x.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !w.until.IsZero() {
		t.Errorf("%d, and reading ends at %v", w.Code, w.until)
	}
}
