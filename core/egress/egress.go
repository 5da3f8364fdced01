// Package egress owns the requests that leave the server because a module asks for one, and with them the one dialer
// that reaches addresses which somebody else has named.
//
// A request goes by https, on port 443, to a host that is written out and that the caller of this package allows by name.
// The name is resolved once, by the dialer; each address is looked at as it is connected to, so that a name which means
// something else a moment later leads nowhere. Nothing of the server's own goes along: no cookie, no credential, no proxy of
// the environment, no connection that another request has used. What is answered is handed back as it is; a redirect is
// an answer.
//
// Goals: whoever may send a request to one host reaches nothing else by it, and takes no more of the server than its
// share. Non-goals: who may reach which host, and the log of it: whoever calls this package decides and writes that down.
//
// A Client may be used concurrently.
package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"

	"github.com/ribambelle/ribambelle/core/turn"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Config says how far requests may go. The zero Config is what a server uses.
type Config struct {
	Allow    func(netip.AddrPort) bool // whether an address may be connected to; default Outside, on any port
	Port     uint16                    // where https is served; default 443
	Resolver *net.Resolver             // default the system's
	Roots    *x509.CertPool            // who may vouch for a host; default the system's
	Time     time.Duration             // from the first byte to the last, where the caller has not less; default 10 s
	Size     int                       // of an answer's body in bytes; default 1 MiB
	AtOnce   int                       // requests under way for one sharer; default 8
}

const (
	defaultTime   = 10 * time.Second
	defaultSize   = 1 << 20
	defaultAtOnce = 8
	connectTime   = 5 * time.Second
	mostHeaders   = 64 << 10 // bytes of an answer's headers
)

// Client sends requests. Make one with New.
type Client struct {
	config    Config
	transport *http.Transport
	turns     *turn.Turns[string] // of sharers
}

// New makes a Client.
func New(c Config) *Client {
	if c.Allow == nil {
		c.Allow = func(a netip.AddrPort) bool { return Outside(a.Addr()) }
	}
	if c.Port == 0 {
		c.Port = 443
	}
	if c.Time == 0 {
		c.Time = defaultTime
	}
	if c.Size == 0 {
		c.Size = defaultSize
	}
	if c.AtOnce == 0 {
		c.AtOnce = defaultAtOnce
	}
	client := &Client{config: c, turns: turn.New[string](c.AtOnce)}
	dialer := &net.Dialer{Timeout: connectTime, Resolver: c.Resolver, Control: client.control}
	client.transport = &http.Transport{
		Proxy: nil,
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			host, port, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			return dialer.DialContext(ctx, "tcp", net.JoinHostPort(host+".", port)) // and no domain of this network is tried after it
		},
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots},
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/1.1: one request a connection
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: mostHeaders,
	}
	return client
}

var errAddress = errors.New("the address is not outside")

// control looks at an address in the moment in which a socket is to be connected to it.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || at.Port() != c.config.Port || !c.config.Allow(at) {
		return errAddress
	}
	return nil
}

// Answer is what a host answered.
type Answer struct {
	Status int
	Header http.Header // without cookies, and what is between two machines
	Body   []byte
}

// Send sends a request for a sharer, who has so many under way at a time. Fault kinds: denied "egress-refused" (the
// host's address is not one outside), exhausted "egress-busy", "egress-too-large", unavailable "egress-failed",
// "egress-too-slow".
func (c *Client) Send(ctx context.Context, sharer string, q Request) (Answer, error) {
	if !c.turns.Take(sharer) {
		busy := fault.New(fault.Exhausted, "egress-busy", "This module has %d requests under way already.", c.config.AtOnce)
		busy.RetryAfter = time.Second
		return Answer{}, busy
	}
	defer c.turns.End(sharer)
	ctx, cancel := context.WithTimeout(ctx, c.config.Time)
	defer cancel()
	a, err := c.exchange(ctx, q)
	switch {
	case err == nil:
		return a, nil
	case errors.Is(err, errAddress):
		return Answer{}, fault.New(fault.Denied, "egress-refused", "The address of %s is not one on the public network.", q.host).Because(err)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Answer{}, fault.New(fault.Unavailable, "egress-too-slow", "%s has not answered in time.", q.host).Because(err)
	case ctx.Err() != nil:
		return Answer{}, ctx.Err()
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return Answer{}, known
	}
	return Answer{}, fault.New(fault.Unavailable, "egress-failed", "%s cannot be reached, or does not answer as it should.", q.host).Because(err)
}

func (c *Client) exchange(ctx context.Context, q Request) (Answer, error) {
	r, err := q.http(ctx)
	if err != nil {
		return Answer{}, err
	}
	if c.config.Port != 443 {
		r.URL.Host = net.JoinHostPort(q.host, strconv.Itoa(int(c.config.Port)))
	}
	got, err := c.transport.RoundTrip(r) // a client would follow redirects
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = got.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(got.Body, int64(c.config.Size)+1))
	if err == nil {
		err = ctx.Err() // a host that hears the line being closed may end what it had not finished
	}
	if err != nil {
		return Answer{}, err
	}
	if len(body) > c.config.Size {
		return Answer{}, fault.New(fault.Exhausted, "egress-too-large", "%s answers more than %d KiB.", q.host, c.config.Size>>10)
	}
	return Answer{Status: got.StatusCode, Header: answered(got.Header), Body: body}, nil
}
