package api

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

const (
	maxBody       = 1 << 20 // of an operation, unless it says otherwise
	maxImportBody = 8 << 20
	maxURL        = 8 << 10
	maxQuery      = 4 << 10
	maxHeader     = 32 << 10
)

type requestKey struct{}

// requestID returns the id under which this request is logged, audited and answered.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// numbered gives the request its id. The caller's own X-Request-Id is not taken: ids go into the audit log.
func numbered(w http.ResponseWriter, r *http.Request) *http.Request {
	id := uuid.Must(uuid.NewV7()).String()
	w.Header().Set("X-Request-Id", id)
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
}

// wellFormed refuses an address that is too long, not canonical or not UTF-8.
func wellFormed(r *http.Request) error {
	switch {
	case len(r.RequestURI) > maxURL || len(r.URL.RawQuery) > maxQuery:
		return fault.New(fault.Invalid, "address-too-long", "The address is longer than %d bytes, or its query than %d.", maxURL, maxQuery)
	case headerSize(r) > maxHeader:
		return fault.New(fault.Invalid, "headers-too-large", "The headers of the request are larger than %d bytes.", maxHeader)
	case !utf8.ValidString(r.URL.Path):
		return fault.New(fault.Invalid, "path-not-canonical", "The address is not UTF-8.")
	}
	if _, err := parseQuery(r); err != nil {
		return err
	}
	if r.URL.Path == "/" {
		return nil
	}
	return route.Canonical(trimSlash(r.URL.EscapedPath()))
}

// headerSize is what the headers' names and values weigh.
func headerSize(r *http.Request) (size int) {
	for name, values := range r.Header {
		for _, v := range values {
			size += len(name) + len(v)
		}
	}
	return size
}

func parseQuery(r *http.Request) (map[string][]string, error) {
	query := r.URL.Query()
	for name, values := range query {
		for _, v := range append(values, name) {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, fault.New(fault.Invalid, "malformed-request", "The query is not UTF-8, or holds NUL.")
			}
		}
	}
	return query, nil
}

// trimSlash forgives one slash at the end: browsers' histories hold "/o/lyon/".
func trimSlash(path string) string {
	if len(path) > 1 && path[len(path)-1] == '/' {
		return path[:len(path)-1]
	}
	return path
}

// address is the caller's network address, for the limit of wrong attempts. It is never stored. Behind a proxy
// it is what the proxy has added to X-Forwarded-For: else one guesser would close the door for everybody. That
// header is believed only where a public address is set (a proxy stands before us) and the peer is on this
// machine or its own network.
func (e *edge) address(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	near := peer.Addr().Unmap().IsLoopback() || peer.Addr().Unmap().IsPrivate()
	if e.URL != "" && near {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if told, err := netip.ParseAddr(strings.TrimSpace(hops[len(hops)-1])); err == nil {
			return told.Unmap().String()
		}
	}
	return peer.Addr().String()
}

// bodyFault says what went wrong while a body was read.
func bodyFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return tooLarge(large.Limit)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fault.New(fault.Unavailable, "request-timeout", "The body did not arrive in time.").Because(err)
	}
	return fault.New(fault.Invalid, "malformed-body", "The body could not be read.").Because(err)
}

func tooLarge(limit int64) error {
	return fault.New(fault.Exhausted, "body-too-large", "The body is larger than %d bytes.", limit)
}
