package egress

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// ErrHost is the error of a request to a host that may not be asked.
var ErrHost = errors.New("the host is not on the public network, and nobody has named it")

// Web returns a client for libraries that send their own requests: to https on the public network, each address looked at
// as it is connected to, and to hosts that the operator of the server has named, wherever these are. A named host is
// "https://login.intranet:8443", or "http://…" where no key protects the way; nothing but its scheme, host and port counts.
// A redirect is an answer, an answer is cut at Config.Size with an error, and no connection serves twice.
func Web(c Config, named []string) (*http.Client, error) {
	for _, address := range named {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || address != origin(u) {
			return nil, fmt.Errorf("%q is no host such as https://login.example.org:8443", address)
		}
	}
	client := New(c)
	known := client.transport.Clone()
	known.DialContext = (&net.Dialer{Timeout: connectTime, Resolver: c.Resolver}).DialContext
	return &http.Client{
		Transport: web{outside: client.transport, known: known, named: named, port: client.config.Port, size: int64(client.config.Size)},
		Timeout:   client.config.Time,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}, nil
}

// web sends a request by the way that its host allows.
type web struct {
	outside, known http.RoundTripper
	named          []string
	port           uint16
	size           int64
}

// RoundTrip implements http.RoundTripper.
func (w web) RoundTrip(r *http.Request) (*http.Response, error) {
	way := w.outside
	switch {
	case slices.Contains(w.named, origin(r.URL)):
		way = w.known
	case r.URL.Scheme != "https" || !IsHost(r.URL.Hostname()) || !w.isPort(r.URL.Port()):
		return nil, ErrHost
	}
	got, err := way.RoundTrip(r)
	if errors.Is(err, errAddress) {
		return nil, ErrHost
	}
	if err == nil {
		got.Body = &cut{got.Body, w.size + 1}
	}
	return got, err
}

func (w web) isPort(text string) bool {
	return text == "" && w.port == 443 || text == strconv.Itoa(int(w.port))
}

// origin is what names a host: scheme, host and port.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// cut is a body that fails where it is longer than it may be.
type cut struct {
	io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (c *cut) Read(into []byte) (int, error) {
	if c.left <= 0 {
		return 0, errors.New("the answer is too long")
	}
	n, err := c.ReadCloser.Read(into[:min(int64(len(into)), c.left)])
	c.left -= int64(n)
	return n, err
}
