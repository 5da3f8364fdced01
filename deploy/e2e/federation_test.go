package e2e

import (
	"bufio"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// identityProvider starts npm oidc-provider and returns its address.
func identityProvider(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node", "browser/provider.mjs")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting a provider: %v (make web installs what it needs)", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider does not start: %v", err)
	}
	return strings.TrimSpace(line)
}

// TestARealProviderVouches signs people in by oidc-provider, as their browser would, and out again from there.
func TestARealProviderVouches(t *testing.T) {
	t.Parallel()
	issuer := identityProvider(t)
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants", "--identity-host", issuer)
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	fields := map[string]any{"name": "Compte de la ville", "issuer": issuer, "client_id": "ribambelle", "client_secret": "s3cret", "domains": []string{"niort.example.org"}}
	var made struct {
		ID     string
		Return string `json:"return_url"`
		Logout string `json:"logout_url"`
		Exit   string `json:"exit_url"`
	}
	p.want(http.StatusCreated, "POST", p.url("/providers"), fields, &made)
	client := map[string]any{"client_id": "ribambelle", "client_secret": "s3cret", "return_url": made.Return, "logout_url": made.Logout, "exit_url": made.Exit}
	visit(t, issuer).want(http.StatusNoContent, "POST", "/client", client, nil)
	var tried struct{ Fine bool }
	if p.want(http.StatusOK, "POST", p.url("/providers/"+made.ID+":try"), nil, &tried); !tried.Fine {
		t.Error("the provider is not fine")
	}
	p.want(http.StatusCreated, "POST", p.url("/invitations"), map[string]any{"name": "Camille Martin", "email": "camille@niort.example.org", "role": "core:director"}, nil)

	somebody := &portrait{visitor: visit(t, server.url), tenant: municipality}
	var to struct{ Address string }
	somebody.want(http.StatusOK, "POST", somebody.url("/sign-in:provider"), map[string]any{"provider": made.ID}, &to)
	wrong, _ := url.Parse(to.Address)
	query := wrong.Query()
	query.Set("redirect_uri", made.Return+"/elsewhere")
	wrong.RawQuery = query.Encode()
	if status, at, _ := somebody.walk(http.MethodGet, wrong.String(), nil); status != http.StatusBadRequest || !strings.HasPrefix(at, issuer) {
		t.Errorf("another address to return to: %d at %s", status, at)
	}
	last := somebody.consent(to.Address, "camille@niort.example.org")
	somebody.want(http.StatusOK, "GET", somebody.url("/units"), nil, nil)
	var me struct{ Sessions []struct{ First string } }
	if somebody.want(http.StatusOK, "GET", somebody.url("/sessions"), nil, &me); len(me.Sessions) != 1 || me.Sessions[0].First != "provider" {
		t.Errorf("signed in by %+v", me)
	}
	if _, at, _ := somebody.walk(http.MethodGet, last, nil); !strings.Contains(at, "#problem=provider-again") {
		t.Errorf("the answer a second time leads to %s", at)
	}
	stranger := &portrait{visitor: visit(t, server.url), tenant: municipality}
	stranger.want(http.StatusOK, "POST", stranger.url("/sign-in:provider"), map[string]any{"provider": made.ID}, &to)
	stranger.consent(to.Address, "stranger@niort.example.org")
	stranger.want(http.StatusUnauthorized, "GET", stranger.url("/units"), nil, nil)

	// Signing out at the provider, it tells us, whatever the browser does.
	_, _, page := somebody.walk(http.MethodGet, issuer+"/session/end?client_id=ribambelle", nil)
	xsrf := regexp.MustCompile(`name="xsrf" value="([^"]+)"`).FindSubmatch(page)
	if xsrf == nil {
		t.Fatalf("the provider asks nothing before it signs out: %s", page)
	}
	somebody.walk(http.MethodPost, issuer+"/session/end/confirm", url.Values{"xsrf": {string(xsrf[1])}, "logout": {"yes"}})
	somebody.want(http.StatusUnauthorized, "GET", somebody.url("/sessions"), nil, nil)
}

// walk follows an address as a browser does; where it ends, and the page there.
func (v *visitor) walk(method, address string, form url.Values) (status int, at string, page []byte) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	got, err := v.client.Do(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, address, err)
	}
	defer got.Body.Close()
	page, err = io.ReadAll(got.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return got.StatusCode, got.Request.URL.String(), page
}

// consent signs in at the provider and agrees; the address of ours by which it sent the browser back.
func (v *visitor) consent(address, login string) (back string) {
	v.t.Helper()
	v.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/return") {
			back = r.URL.String()
		}
		return nil
	}
	_, at, page := v.walk(http.MethodGet, address, nil)
	for _, form := range []url.Values{{"prompt": {"login"}, "login": {login}, "password": {"any"}}, {"prompt": {"consent"}}} {
		if !strings.Contains(at, "/interaction/") {
			v.t.Fatalf("the provider shows %s: %s", at, page)
		}
		_, at, page = v.walk(http.MethodPost, at, form)
	}
	return back
}
