package sdk

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// mostSent is how large the body of a request to outside may be.
const mostSent = 768 << 10

// Fetch has the core send a request to a host outside, and returns what that answers. The host is one that the manifest asks
// for (GrantEgress) and to which the organisation has agreed; the scheme is https and the port 443. A redirect is an
// answer, no cookie is kept, and of headers those of FetchRequest in sdk/proto may be set, Authorization among them. The
// answer is here as a whole: 1 MiB at most, within 10 s and the call's own time.
//
// Fault kinds: denied "egress-not-granted", "egress-refused" (not of the form above, or no address of the public network),
// unsupported "egress-off" (the server's operator lets no module out), exhausted "egress-busy", "egress-too-large",
// unavailable "egress-failed", "egress-too-slow". Whatever the host answers is no fault, a status from 400 on included.
func Fetch(ctx context.Context, r *http.Request) (*http.Response, error) {
	current := callOf(ctx)
	if current == nil {
		return nil, errNoCall()
	}
	q := wire.Outgoing{Method: r.Method, URL: r.URL.String(), Header: r.Header}
	if r.Host != "" && r.Host != r.URL.Host {
		return nil, fault.New(fault.Denied, "egress-refused", "The request does not leave: it names another host than its address.")
	}
	if r.Body != nil {
		body, err := io.ReadAll(io.LimitReader(r.Body, mostSent+1))
		_ = r.Body.Close()
		switch {
		case err != nil:
			return nil, fault.From(err)
		case len(body) > mostSent:
			return nil, fault.New(fault.Denied, "egress-refused", "The request does not leave: the body is larger than %d KiB.", mostSent>>10)
		}
		q.Body = body
	}
	if q.Method == "" {
		q.Method = http.MethodGet
	}
	got, err := current.host.Fetch(ctx, q)
	if err != nil {
		return nil, err
	}
	if got.Header == nil {
		got.Header = http.Header{}
	}
	return &http.Response{
		Status: http.StatusText(got.Status), StatusCode: got.Status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: got.Header,
		Body: io.NopCloser(bytes.NewReader(got.Body)), ContentLength: int64(len(got.Body)), Request: r,
	}, nil
}
