package api

import (
	"net/http"
	"strings"

	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// embedParameter carries an embed key in an address. Preflights show addresses and no headers of ours, and the
// key is no secret.
const embedParameter = "key"

// How long browsers may remember that a page may ask, in seconds; two hours is the most that they take.
const preflightLife = "7200"

// embedded lets a page of another portal ask what a stranger may ask, when it shows a live key of the
// organisation and stands at one of its origins. Whatever identifies a person is taken off the request: such a
// page never acts for anybody. answered is true when a preflight has its answer.
func (e *edge) embedded(w http.ResponseWriter, r *http.Request) (_ *http.Request, answered bool, err error) {
	origin, public := r.Header.Get("Origin"), r.URL.Query().Get(embedParameter)
	if origin == "" || origin == e.own(r) || !widget.IsPublic(public) {
		return r, false, nil
	}
	slug, rest, below := belowTenant(r.URL.Path)
	if !below {
		return r, false, nil
	}
	opened(w.Header(), origin)
	if err := e.admitted(r, slug, rest, public, origin); err != nil {
		return r, false, err
	}
	if r.Method == http.MethodOptions {
		h := w.Header()
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", "Content-Type, Idempotency-Key, Accept-Language")
		h.Set("Access-Control-Max-Age", preflightLife)
		w.WriteHeader(http.StatusNoContent)
		return r, true, nil
	}
	return keyless(stranger(r)), false, nil
}

// own is the origin of our own pages, as the browser that asks knows it.
func (e *edge) own(r *http.Request) string {
	if e.overTLS(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// belowTenant splits /t/{tenant}/{rest}.
func belowTenant(path string) (slug, rest string, found bool) {
	inner, found := strings.CutPrefix(path, "/t/")
	if !found {
		return "", "", false
	}
	return strings.Cut(inner, "/")
}

// opened lets the page of that origin read the answer, refusals included: they tell its maker what is wrong.
func opened(h http.Header, origin string) {
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Add("Vary", "Origin")
}

// admitted holds the key against the organisation, the page's origin and the module. Who the organisation is,
// beside its modules, is all that the core itself tells another portal.
func (e *edge) admitted(r *http.Request, slug, rest, public, origin string) error {
	t, err := e.Tenants.BySlug(r.Context(), slug)
	if fault.KindOf(err) == fault.NotFound {
		return noTenant()
	}
	if err != nil {
		return err
	}
	k, err := e.Embeds.Key(r.Context(), t.ID, public)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.Denied, "embed-key-not-valid", "This embed key is not one of %s, or was revoked.", t.Name)
	}
	if err != nil {
		return err
	}
	if !k.Admits(origin) {
		return fault.New(fault.Denied, "embed-origin-refused", "The embed key does not list the site %s. Add it to the key in the console.", origin)
	}
	module, _, _ := strings.Cut(rest, "/")
	if module == "me" || k.Covers(module) {
		return nil
	}
	return fault.New(fault.Denied, "embed-module-refused", "The embed key does not cover this address.")
}

// stranger is the request without what identifies a person.
func stranger(r *http.Request) *http.Request {
	clean := r.Clone(r.Context())
	clean.Header.Del("Cookie")
	clean.Header.Del("Authorization")
	return clean
}

// keyless is the request without the key, which has served: modules never see it.
func keyless(r *http.Request) *http.Request {
	query := r.URL.Query()
	query.Del(embedParameter)
	r.URL.RawQuery = query.Encode()
	return r
}
