package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
)

// visitor is someone with a browser: cookies, and requests that come from the page itself.
type visitor struct {
	t      testing.TB
	base   string
	client *http.Client
}

func visit(t testing.TB, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, base: base, client: &http.Client{Jar: jar}}
}

// answer is what came back, whole.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// decode reads the answer as JSON.
func (a answer) decode(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%v\n%s", err, a.body)
	}
}

func (v *visitor) do(method, path string, body any, header ...string) answer {
	v.t.Helper()
	var sent io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		sent = strings.NewReader(b)
	case []byte:
		sent = bytes.NewReader(b)
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			v.t.Fatal(err)
		}
		sent = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, sent)
	if err != nil {
		v.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := v.client.Do(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer got.Body.Close()
	content, err := io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatalf("%s %s: reading: %v", method, path, err)
	}
	return answer{got.StatusCode, got.Header, content}
}

// want does a request, fails the test on another status, and decodes the answer into into (nil: drop it).
func (v *visitor) want(status int, method, path string, body, into any) answer {
	v.t.Helper()
	got := v.do(method, path, body)
	if got.status != status {
		v.t.Fatalf("%s %s: %d, want %d\n%s", method, path, got.status, status, got.body)
	}
	if into != nil {
		if err := json.Unmarshal(got.body, into); err != nil {
			v.t.Fatalf("%s %s: %v\n%s", method, path, err, got.body)
		}
	}
	return got
}

// problem does a request that must be refused with that status and code.
func (v *visitor) problem(status int, code, method, path string, body any) {
	v.t.Helper()
	got := v.do(method, path, body)
	var p struct{ Code, Type string }
	err := json.Unmarshal(got.body, &p)
	if got.status != status || err != nil || p.Code != code || !strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json") {
		v.t.Errorf("%s %s: %d %s, want %d %s\n%s", method, path, got.status, p.Code, status, code, got.body)
	}
}

// signIn signs in with one of the demonstration's accounts.
func (v *visitor) signIn(tenant, role string) {
	v.t.Helper()
	var welcome struct {
		Organisations []struct {
			Slug   string
			Logins []struct{ Role, Login, Password string }
		}
	}
	v.want(http.StatusOK, "GET", "/welcome", nil, &welcome)
	for _, o := range welcome.Organisations {
		for _, l := range o.Logins {
			if o.Slug == tenant && l.Role == role {
				v.want(http.StatusOK, "POST", "/t/"+tenant+"/sign-in", map[string]string{"login": l.Login, "password": l.Password}, nil)
				return
			}
		}
	}
	v.t.Fatalf("no login for %s in %s: %s", role, tenant, fmt.Sprint(welcome))
}
