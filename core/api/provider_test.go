package api_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/identity/oidc"
)

// issuer is an OpenID Connect provider that issues whatever a test says, right or wrong.
type issuer struct {
	*httptest.Server
	t   *testing.T
	key *ecdsa.PrivateKey

	mu     sync.Mutex
	codes  map[string]issued
	serial int
}

// issued is what stands behind a code. It serves again and again: a provider need not be a good one.
type issued struct {
	token     string
	challenge string
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	i := &issuer{t: t, key: key, codes: map[string]issued{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.answer(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"response_types_supported": []string{"code"}, "id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
			"code_challenge_methods_supported": []string{"S256"}, "authorization_response_iss_parameter_supported": true,
			"end_session_endpoint": i.URL + "/end",
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		i.answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		i.mu.Lock()
		known, found := i.codes[r.PostFormValue("code")]
		i.mu.Unlock()
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		_, secret, _ := r.BasicAuth()
		if !found || secret != "s3cret" || base64.RawURLEncoding.EncodeToString(sum[:]) != known.challenge {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":"invalid_grant"}`)
			return
		}
		i.answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": known.token})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		i.t.Error(err)
	}
}

// sign signs claims with a key of an algorithm.
func (i *issuer) sign(alg jose.SignatureAlgorithm, key any, claims map[string]any) string {
	i.t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "1"))
	must(i.t, err)
	text, err := json.Marshal(claims)
	must(i.t, err)
	signed, err := signer.Sign(text)
	must(i.t, err)
	compact, err := signed.CompactSerialize()
	must(i.t, err)
	return compact
}

func (i *issuer) good(claims map[string]any) string { return i.sign(jose.ES256, i.key, claims) }

// about are the claims about somebody, for the sign-in that a query asks for.
func (i *issuer) about(query url.Values, subject, mail string) map[string]any {
	return map[string]any{
		"iss": i.URL, "aud": query.Get("client_id"), "sub": subject, "nonce": query.Get("nonce"), "sid": "sid of " + subject,
		"exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(), "email": mail, "email_verified": true, "name": "Camille Martin",
	}
}

// code is what the browser brings back for a token.
func (i *issuer) code(query url.Values, token string) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.serial++
	code := fmt.Sprintf("code %d", i.serial)
	i.codes[code] = issued{token, query.Get("code_challenge")}
	return code
}

// careless is a party that believes whatever comes: the control of what a real one refuses.
type careless struct {
	*oidc.Parties
	issuer *issuer
}

func (c careless) Answered(_ context.Context, p identity.Provider, _ string, _ identity.Asked, r identity.Returned) (identity.Account, error) {
	c.issuer.mu.Lock()
	token := c.issuer.codes[r.Code].token
	c.issuer.mu.Unlock()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		return identity.Account{}, err
	}
	var said struct{ Sub, Sid, Name, Email string }
	err = json.Unmarshal(text, &said)
	return identity.Account{Issuer: p.Issuer, Subject: said.Sub, Sid: said.Sid, Name: said.Name, Email: said.Email}, err
}

// federated is a town whose Bordeaux signs in at an issuer.
type federated struct {
	*town
	*issuer
	admin session
	id    string
}

func newFederated(t *testing.T, change ...func(*api.Config)) *federated {
	x := &federated{town: populated(t, change...), issuer: newIssuer(t)}
	x.admin = x.as("bordeaux", "admin")
	x.id = x.connect("bordeaux", x.admin, x.issuer, nil)
	return x
}

// connect makes a provider of an organisation.
func (x *federated) connect(slug string, admin session, i *issuer, change map[string]any) string {
	x.town.t.Helper()
	fields := map[string]any{"name": "Compte de la ville", "issuer": i.URL, "client_id": "rb " + slug, "client_secret": "s3cret", "domains": []string{slug + ".example.org"}}
	maps.Copy(fields, change)
	a := admin.do("POST", "/t/"+slug+"/providers", fields)
	a.want(x.town.t, http.StatusCreated, "")
	var made struct {
		ID     string
		Return string `json:"return_url"`
	}
	a.into(x.town.t, &made)
	if made.Return != "http://example.com/t/"+slug+"/providers/"+made.ID+"/return" || strings.Contains(string(a.body), "s3cret") {
		x.town.t.Errorf("the provider is told as %s", a.body)
	}
	return made.ID
}

// leave sends a stranger to the provider: the cookie of their browser, and what the provider is asked.
func (x *federated) leave(slug, provider string) (session, url.Values) {
	x.town.t.Helper()
	a := x.stranger().do("POST", "/t/"+slug+"/sign-in:provider", map[string]string{"provider": provider, "next": "/o/" + slug + "/people"})
	a.want(x.town.t, http.StatusOK, "")
	var to struct{ Address string }
	a.into(x.town.t, &to)
	address, err := url.Parse(to.Address)
	must(x.town.t, err)
	query := address.Query()
	if query.Get("code_challenge_method") != "S256" || query.Get("nonce") == "" || query.Get("scope") != "openid email profile" {
		x.town.t.Errorf("asked with %s", to.Address)
	}
	return session{town: x.town, cookie: a.Header.Get("Set-Cookie")}, query
}

// back brings an answer to where the provider sends browsers; where they go on to, and with which session.
func (x *federated) back(s session, slug, provider string, query url.Values) (to string, in session) {
	x.town.t.Helper()
	a := s.do("GET", "/t/"+slug+"/providers/"+provider+"/return?"+query.Encode(), nil)
	a.want(x.town.t, http.StatusSeeOther, "")
	for _, cookie := range a.Cookies() {
		if cookie.Name == "rb_session" {
			in = session{town: x.town, cookie: cookie.String()}
		}
	}
	return a.Header.Get("Location"), in
}

// enter signs somebody in, with what the provider says of them.
func (x *federated) enter(subject, mail string) (to string, in session) {
	x.town.t.Helper()
	s, query := x.leave("bordeaux", x.id)
	return x.back(s, "bordeaux", x.id, x.said(query, x.good(x.about(query, subject, mail))))
}

// said is the answer with a token, as it ought to be.
func (x *federated) said(query url.Values, token string) url.Values {
	return url.Values{"state": query["state"], "iss": {x.URL}, "code": {x.code(query, token)}, "session_state": {"of Keycloak"}}
}

func (x *federated) invited(mail string) {
	x.town.t.Helper()
	x.admin.do("POST", "/t/bordeaux/invitations", map[string]any{"name": "Camille Martin", "email": mail, "role": identity.Coordinator}).want(x.town.t, http.StatusCreated, "")
}

const home, refusedPage = "/o/bordeaux/people", "/o/bordeaux/sign-in#problem="

func TestPeopleSignInByTheOrganisationsAccount(t *testing.T) {
	t.Parallel()
	x := newFederated(t)
	x.invited("camille@bordeaux.example.org")
	to, in := x.enter("1", "Camille@Bordeaux.example.org")
	if to != home {
		t.Fatalf("sent to %s", to)
	}
	who := in.self("bordeaux")
	if to, again := x.enter("1", "moved@elsewhere.example.org"); to != home || again.self("bordeaux") != who {
		t.Errorf("by issuer and subject: %s", to)
	}
	if to, _ := x.enter("2", "camille@bordeaux.example.org"); to != refusedPage+"provider-unknown-person" {
		t.Errorf("another account with the same address: %s", to)
	}
	var left struct{ Address string }
	a := in.do("POST", "/t/bordeaux/sign-out:leave", nil)
	a.into(t, &left)
	if !strings.HasPrefix(left.Address, x.URL+"/end?client_id=rb+bordeaux&post_logout_redirect_uri=http%3A%2F%2Fexample.com%2Fo%2Fbordeaux%2Fsign-in") {
		t.Errorf("signed out at %s", left.Address)
	}
	in.do("GET", "/t/bordeaux/people", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
	in.do("POST", "/t/bordeaux/sign-in:where", map[string]string{"login": "nobody@bordeaux.example.org"}).want(t, http.StatusOK, "")
	if a := x.stranger().do("POST", "/t/lyon/sign-in:where", map[string]string{"login": "camille@bordeaux.example.org"}); strings.Contains(string(a.body), "provider\":") {
		t.Errorf("another organisation sends people to it: %s", a.body)
	}
}

// TestATokenThatProvesNothingOpensNothing has a provider say what it must not. Each attack is made on a careless party first.
func TestATokenThatProvesNothingOpensNothing(t *testing.T) {
	t.Parallel()
	other := newIssuer(t)
	attacks := []struct {
		name  string
		token func(i *issuer, c map[string]any) string
		query func(i *issuer, q url.Values)
		code  string
	}{
		{"unsigned", func(i *issuer, c map[string]any) string {
			text, _ := json.Marshal(c)
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(text) + "."
		}, nil, "provider-refused"},
		{"another's key", func(i *issuer, c map[string]any) string { return i.sign(jose.ES256, other.key, c) }, nil, "provider-refused"},
		{"signed with the client's secret", func(i *issuer, c map[string]any) string {
			return i.sign(jose.HS256, []byte(strings.Repeat("s3cret", 8)), c)
		}, nil, "provider-refused"},
		{"another issuer's", with("iss", other.URL), nil, "provider-refused"},
		{"for another party", with("aud", "somebody"), nil, "provider-refused"},
		{"authorised for another party", with("azp", "somebody"), nil, "provider-refused"},
		{"for two parties", with("aud", []string{"rb bordeaux", "somebody"}), nil, "provider-refused"},
		{"of yesterday", with("exp", time.Now().Add(-24*time.Hour).Unix()), nil, "provider-refused"},
		{"another nonce", with("nonce", "swapped"), nil, "provider-refused"},
		{"no nonce", with("nonce", ""), nil, "provider-refused"},
		{"an address that is not verified", with("email_verified", false), nil, "provider-unknown-person"},
		{"an answer of another issuer", (*issuer).good, func(_ *issuer, q url.Values) { q.Set("iss", other.URL) }, "provider-refused"},
		{"an answer without issuer", (*issuer).good, func(_ *issuer, q url.Values) { q.Del("iss") }, "provider-refused"},
	}
	hits, leaks := 0, 0
	for _, defended := range []bool{false, true} {
		var x *federated
		party := &careless{Parties: oidc.New(http.DefaultClient, time.Now)}
		x = newFederated(t, func(c *api.Config) {
			if !defended {
				c.Parties = party
			}
		})
		party.issuer = x.issuer
		for n, a := range attacks {
			mail := fmt.Sprintf("person%d@bordeaux.example.org", n)
			x.invited(mail)
			s, query := x.leave("bordeaux", x.id)
			answer := x.said(query, a.token(x.issuer, x.about(query, mail, mail)))
			if a.query != nil {
				a.query(x.issuer, answer)
			}
			to, in := x.back(s, "bordeaux", x.id, answer)
			switch entered := in.cookie != ""; {
			case !defended && entered:
				hits++
			case defended && entered:
				leaks++
				t.Errorf("%s: entered", a.name)
			case defended && to != refusedPage+a.code:
				t.Errorf("%s: sent to %s", a.name, to)
			}
		}
	}
	t.Logf("attempts %d, control hits %d, leaks %d", len(attacks), hits, leaks)
	if hits != len(attacks) {
		t.Errorf("%d control hits of %d", hits, len(attacks))
	}
}

// with issues a token in which one claim is another.
func with(name string, value any) func(*issuer, map[string]any) string {
	return func(i *issuer, claims map[string]any) string {
		claims[name] = value
		return i.good(claims)
	}
}

// TestAVisitIsOneBrowsersAndOnce brings answers where they do not belong. Each is tried on its own way afterwards, where it opens.
func TestAVisitIsOneBrowsersAndOnce(t *testing.T) {
	t.Parallel()
	x := newFederated(t)
	second := newIssuer(t)
	lyon := x.connect("lyon", x.as("lyon", "admin"), x.issuer, nil)
	beside := x.connect("bordeaux", x.admin, second, map[string]any{"domains": []string{"other.example.org"}, "client_id": "rb bordeaux"})
	x.invited("camille@bordeaux.example.org")
	s, query := x.leave("bordeaux", x.id)
	answer := x.said(query, x.good(x.about(query, "1", "camille@bordeaux.example.org")))
	stolen, ownQuery := x.leave("bordeaux", x.id)
	forged := maps.Clone(answer)
	forged.Set("state", "forged."+strings.Split(query.Get("state"), ".")[1])
	swapped := maps.Clone(answer)
	swapped.Set("state", ownQuery.Get("state"))
	for _, a := range []struct {
		name           string
		browser        session
		slug, provider string
		query          url.Values
		code           string
	}{
		{"no cookie", x.stranger(), "bordeaux", x.id, answer, "provider-again"},
		{"another browser's", stolen, "bordeaux", x.id, answer, "provider-again"},
		{"a forged state", s, "bordeaux", x.id, forged, "provider-again"},
		{"a code of another visit", stolen, "bordeaux", x.id, swapped, "provider-refused"}, // its verifier does not fit
		{"another provider's address", s, "bordeaux", beside, answer, "provider-again"},
		{"another organisation's", s, "lyon", lyon, answer, "provider-again"},
		{"turned back", s, "bordeaux", x.id, url.Values{"state": query["state"], "error": {"access_denied"}}, "provider-declined"},
	} {
		if to, in := x.back(a.browser, a.slug, a.provider, a.query); in.cookie != "" || to != "/o/"+a.slug+"/sign-in#problem="+a.code {
			t.Errorf("%s: sent to %s", a.name, to)
		}
	}
	if to, in := x.back(s, "bordeaux", x.id, answer); to != home || in.cookie == "" {
		t.Fatalf("the control: sent to %s", to)
	}
	if to, in := x.back(s, "bordeaux", x.id, answer); in.cookie != "" { // the provider takes the code again
		t.Errorf("twice: sent to %s", to)
	}
	changed := map[string]any{"name": "Compte", "issuer": second.URL, "client_id": "rb bordeaux", "client_secret": "s3cret", "domains": []string{"bordeaux.example.org"}}
	s, query = x.leave("bordeaux", x.id)
	x.admin.do("PUT", "/t/bordeaux/providers/"+x.id, changed).want(t, http.StatusOK, "")
	if to, in := x.back(s, "bordeaux", x.id, x.said(query, x.good(x.about(query, "1", "")))); in.cookie != "" || to != refusedPage+"provider-again" {
		t.Errorf("an issuer that changed meanwhile: sent to %s", to)
	}
}

// TestNobodyLinksByMailAlone tries to have a stranger's account open what belongs to somebody.
func TestNobodyLinksByMailAlone(t *testing.T) {
	t.Parallel()
	x := newFederated(t)
	opened := x.admin.invite("bordeaux", identity.Director, "") // chose a password, and calls himself as he likes
	x.unlinked(opened.self("bordeaux"), "victim@bordeaux.example.org")
	if to, in := x.enter("9", "victim@bordeaux.example.org"); in.cookie != "" || to != refusedPage+"provider-unknown-person" {
		t.Errorf("an account that somebody opened in this name: %s", to)
	}
	a := opened.do("POST", "/t/bordeaux/me/accounts:link", map[string]string{"provider": x.id})
	a.want(t, http.StatusOK, "")
	var to struct{ Address string }
	a.into(t, &to)
	address, err := url.Parse(to.Address)
	must(t, err)
	both := func(s session) session {
		one, _, _ := strings.Cut(s.cookie, ";")
		two, _, _ := strings.Cut(a.Header.Get("Set-Cookie"), ";")
		return session{town: x.town, cookie: one + "; " + two}
	}
	answer := x.said(address.Query(), x.good(x.about(address.Query(), "7", "")))
	for name, other := range map[string]session{"nobody": x.stranger(), "the administrator": x.admin} {
		if to := x.returnedTo(both(other), answer); to != refusedPage+"provider-again" {
			t.Errorf("%s ends what another began: %s", name, to)
		}
	}
	if to := x.returnedTo(both(opened), answer); to != "/o/bordeaux/account" {
		t.Fatalf("the control: %s", to)
	}
	if to, in := x.enter("7", ""); to != home || in.self("bordeaux") != opened.self("bordeaux") {
		t.Errorf("by the account that was linked: %s", to)
	}
}

// unlinked gives a person an address, as a careless program of an organisation might.
func (x *federated) unlinked(person, mail string) {
	x.town.t.Helper()
	at := x.people["bordeaux/admin"].Tenant
	p, err := x.db.Roll().Person(x.town.t.Context(), at, person)
	must(x.town.t, err)
	p.Email = mail
	must(x.town.t, x.db.Book().Change(x.town.t.Context(), at, nil, func(ctx context.Context, tx audit.Tx) error {
		_, err := tx.People().Put(ctx, p)
		return err
	}))
}

// returnedTo is back with several cookies at once.
func (x *federated) returnedTo(s session, query url.Values) string {
	x.town.t.Helper()
	a := session{town: x.town}.do("GET", "/t/bordeaux/providers/"+x.id+"/return?"+query.Encode(), nil, "Cookie", s.cookie)
	a.want(x.town.t, http.StatusSeeOther, "")
	return a.Header.Get("Location")
}

func TestWhoMustAndWhoMayEnterByTheProvider(t *testing.T) {
	t.Parallel()
	x := newFederated(t)
	fields := map[string]any{"name": "Compte", "issuer": x.URL, "client_id": "rb bordeaux", "domains": []string{"bordeaux.example.org"}, "role": identity.Educator, "only": true, "second_factor": true}
	x.admin.do("PUT", "/t/bordeaux/providers/"+x.id, fields).want(t, http.StatusOK, "")
	x.admin.do("PUT", "/t/bordeaux/providers/"+x.id, map[string]any{"name": "a", "issuer": x.URL, "domains": []string{"a.example.org"}, "role": identity.Administrator}).want(t, http.StatusUnprocessableEntity, "invalid-input")
	to, in := x.enter("1", "new@bordeaux.example.org")
	if to != home {
		t.Fatalf("nobody invited them: %s", to)
	}
	a := in.do("GET", "/t/bordeaux/sessions", nil)
	if !strings.Contains(string(a.body), `"first":"provider","second":"provider"`) {
		t.Errorf("the session: %s", a.body)
	}
	if to, in := x.enter("2", "new@lyon.example.org"); in.cookie != "" || to != refusedPage+"provider-unknown-person" {
		t.Errorf("an address of another domain: %s", to)
	}
	for _, login := range []string{"new@bordeaux.example.org", "nobody@bordeaux.example.org"} {
		x.stranger().do("POST", "/t/bordeaux/sign-in", map[string]string{"login": login, "password": password}).want(t, http.StatusUnauthorized, "provider-only")
	}
	person := x.admin.invite("bordeaux", identity.Director, "")
	x.unlinked(person.self("bordeaux"), "director@bordeaux.example.org")
	x.unlinked(x.admin.self("bordeaux"), "admin@bordeaux.example.org")
	x.as("bordeaux", "admin") // a provider that fails locks nobody out
}

func TestWhatEndsThereEndsHere(t *testing.T) {
	t.Parallel()
	x := newFederated(t)
	second := newIssuer(t)
	for _, who := range []string{"1", "2"} {
		x.invited("person" + who + "@bordeaux.example.org")
	}
	_, one := x.enter("1", "person1@bordeaux.example.org")
	_, two := x.enter("2", "person2@bordeaux.example.org")
	serial := 0
	token := func(i *issuer, change map[string]any) string {
		serial++
		claims := map[string]any{
			"iss": x.URL, "aud": "rb bordeaux", "sub": "1", "jti": fmt.Sprint(serial), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
			"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
		}
		maps.Copy(claims, change)
		return i.good(claims)
	}
	send := func(token string) answer {
		return x.stranger().do("POST", "/t/bordeaux/providers/"+x.id+"/logout", url.Values{"logout_token": {token}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	for name, bad := range map[string]string{
		"none": "", "foreign": token(second, nil), "of another party": token(x.issuer, map[string]any{"aud": "rb lyon"}), "with a nonce": token(x.issuer, map[string]any{"nonce": "n"}),
		"without event": token(x.issuer, map[string]any{"events": map[string]any{}}), "of nobody": token(x.issuer, map[string]any{"sub": ""}), "without id": token(x.issuer, map[string]any{"jti": ""}),
		"of long ago": token(x.issuer, map[string]any{"iat": time.Now().Add(-time.Hour).Unix()}),
	} {
		if a := send(bad); a.StatusCode != http.StatusBadRequest {
			t.Errorf("a token %s: %d %s", name, a.StatusCode, a.body)
		}
	}
	one.do("GET", "/t/bordeaux/me", nil).want(t, http.StatusOK, "")
	once := token(x.issuer, nil)
	send(once).want(t, http.StatusOK, "")
	one.do("GET", "/t/bordeaux/people", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
	_, one = x.enter("1", "")
	send(once).want(t, http.StatusBadRequest, "logout-token-refused")
	if a := one.do("GET", "/t/bordeaux/sessions", nil); a.StatusCode != http.StatusOK {
		t.Errorf("a token that was used ends a new session: %d", a.StatusCode)
	}
	if a := two.do("GET", "/t/bordeaux/sessions", nil); a.StatusCode != http.StatusOK {
		t.Errorf("somebody else's session ended: %d", a.StatusCode)
	}
	send(token(x.issuer, map[string]any{"sub": "2", "sid": "sid of 1"})).want(t, http.StatusOK, "")
	send(token(x.issuer, map[string]any{"sub": "", "sid": "sid of 2"})).want(t, http.StatusOK, "")
	two.do("GET", "/t/bordeaux/sessions", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
	x.admin.do("DELETE", "/t/bordeaux/providers/"+x.id, nil).want(t, http.StatusNoContent, "")
	one.do("GET", "/t/bordeaux/sessions", nil).want(t, http.StatusUnauthorized, "sign-in-needed")
}

func TestAProviderIsTriedInPlainWords(t *testing.T) {
	t.Parallel()
	x := newFederated(t)
	lyon := x.as("lyon", "admin")
	for i, try := range [][2]string{{x.URL, ""}, {x.URL + "/", "provider-issuer-differs"}, {x.URL + "/nothing", "provider-not-discovered"}, {"http://127.0.0.1:1", "provider-unreachable"}} {
		id := x.connect("lyon", lyon, x.issuer, map[string]any{"issuer": try[0], "domains": []string{fmt.Sprintf("d%d.example.org", i)}})
		a := lyon.do("POST", "/t/lyon/providers/"+id+":try", nil)
		var out struct {
			Fine bool
			Code string
		}
		if a.into(t, &out); out.Code != try[1] || out.Fine != (try[1] == "") {
			t.Errorf("%s: %s", try[0], a.body)
		}
	}
	lyon.do("POST", "/t/lyon/providers/"+x.id+":try", nil).want(t, http.StatusNotFound, "provider-not-found")
}
