package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// InTenant is the address of everything that an organisation owns.
type InTenant struct {
	Tenant string `path:"tenant" maxLength:"40" doc:"The organisation's short name." example:"bordeaux"`
}

// WithID is the address of one thing of an organisation.
type WithID struct {
	InTenant
	ID string `path:"id" maxLength:"64" doc:"Its id."`
}

// IfMatch makes a write hold only for the revision that the caller has seen.
type IfMatch struct {
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag that was read; the write is refused with 412 when it has moved."`
}

// hold refuses a write when the revision is not the one that the caller named.
func (i IfMatch) hold(rev int64) error { return i.holdTag(etag(rev)) }

// holdTag is hold for what is named by a tag instead of a revision.
func (i IfMatch) holdTag(tag string) error {
	if i.IfMatch == "" || i.IfMatch == "*" || i.IfMatch == tag {
		return nil
	}
	return moved()
}

// ifMatch reads the header as a precondition; 0 is none.
func ifMatch(header string) (int64, error) {
	if header == "" || header == "*" {
		return 0, nil
	}
	rev, err := strconv.ParseInt(strings.Trim(strings.TrimPrefix(header, "W/"), `"`), 10, 64)
	if err != nil || rev < 1 {
		return 0, moved()
	}
	return rev, nil
}

func moved() error {
	return precondition{fault.New(fault.Conflict, "revision-moved", "Somebody has changed this since you read it. Read it again.")}
}

// body is an answer with nothing but its document.
type body[T any] struct{ Body T }

// tagged is an answer with the revision of its document.
type tagged[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// entered is an answer that also signs in.
type entered[T any] struct {
	SetCookie string `header:"Set-Cookie"`
	Body      T
}

// none is an answer without a document.
type none struct{}

// left is an answer that signs out.
type left struct {
	SetCookie string `header:"Set-Cookie"`
}

func ok[T any](v T) *body[T] { return &body[T]{Body: v} }

func at[T any](rev int64, v T) *tagged[T] { return &tagged[T]{ETag: etag(rev), Body: v} }

// cookie writes the session's cookie; an empty token takes it away.
func cookie(token string, secure bool) string {
	c := http.Cookie{
		Name: cookieName, Value: token, Path: "/", HttpOnly: true, Secure: secure,
		SameSite: http.SameSiteLaxMode, MaxAge: int(identity.SessionLife.Seconds()),
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c.String()
}
