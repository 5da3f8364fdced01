package egress

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Request is one that may leave: its form is right. Make one with Read.
type Request struct {
	method string
	host   string // lower case, without port
	url    url.URL
	header http.Header
	body   []byte
}

// MostBody is how large a request's body may be, in bytes.
const MostBody = 768 << 10

const longestAddress = 8 << 10

// userAgent is who asks, whichever server this is.
const userAgent = "Ribambelle-Module/1"

// Read checks the form of a request. Fault kind: denied "egress-refused".
func Read(method, address string, header http.Header, body []byte) (Request, error) {
	q := Request{method: method, header: http.Header{}, body: body}
	if !slices.Contains(methods(), method) {
		return q, refused("the method is none of %s", strings.Join(methods(), ", "))
	}
	if err := q.read(address); err != nil {
		return q, err
	}
	for name, values := range header {
		if !slices.Contains(sent(), http.CanonicalHeaderKey(name)) {
			return q, refused("the header %.40q may not be sent: only %s", name, strings.Join(sent(), ", "))
		}
		for _, v := range values {
			if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
				return q, refused("the header %s is not one line of text", name)
			}
			q.header.Add(name, v)
		}
	}
	if len(body) > MostBody {
		return q, refused("the body is larger than %d KiB", MostBody>>10)
	}
	return q, nil
}

// read takes an address apart. What two readers could read in two ways is refused, not put right.
func (q *Request) read(address string) error {
	at, err := url.Parse(address)
	switch {
	case err != nil || len(address) > longestAddress || at.Opaque != "":
		return refused("the address is not of the form https://api.example.org/v1/items")
	case at.Scheme != "https":
		return refused("the address does not begin with https://")
	case at.User != nil:
		return refused("the address holds a name or a password: those go into the header Authorization")
	case at.Port() != "" && at.Port() != "443" || strings.HasSuffix(at.Host, ":"):
		return refused("the address names a port: it is always 443")
	}
	q.host = strings.ToLower(at.Hostname())
	if !IsHost(q.host) {
		return refused("the address names no host of the public network, such as api.example.org")
	}
	q.url = url.URL{Scheme: "https", Host: q.host, Path: at.Path, RawPath: at.RawPath, RawQuery: at.RawQuery}
	return nil
}

func refused(why string, args ...any) error {
	return fault.New(fault.Denied, "egress-refused", "The request does not leave: "+why+".", args...)
}

// hostForm is a name of the public network: two labels at least, and a last one that no number ends in.
var hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)

// IsHost reports whether a name is that of a host, in lower case.
func IsHost(name string) bool { return len(name) <= 253 && hostForm.MatchString(name) }

// Host is where the request goes.
func (q Request) Host() string { return q.host }

// http is the request as it leaves.
func (q Request) http(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, q.method, "https://"+q.host, bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	address := q.url
	r.URL, r.Host, r.Header = &address, q.host, q.header.Clone()
	r.Header.Set("User-Agent", userAgent)
	return r, nil
}

func methods() []string {
	return []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}
}

// sent are the headers that a module may set.
func sent() []string {
	return []string{
		"Accept", "Accept-Language", "Authorization", "Content-Language", "Content-Type", "Idempotency-Key", "If-Match",
		"If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Prefer", "X-Api-Key",
	}
}

// answered is an answer's header without what is between two machines, and without cookies: nothing keeps them.
func answered(h http.Header) http.Header {
	made := h.Clone()
	for _, name := range []string{"Set-Cookie", "Connection", "Keep-Alive", "Proxy-Authenticate", "Trailer", "Transfer-Encoding", "Upgrade", "Alt-Svc"} {
		made.Del(name)
	}
	return made
}
