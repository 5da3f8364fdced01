package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// Reply is an operation's answer with a calendar.
type Reply struct {
	Status      int
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Cache       string `header:"Cache-Control"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// Attach answers with a written calendar to take along.
func Attach(file []byte) *Reply { return reply(file, "attachment") }

// Follow answers a calendar program that looks again: known is its If-None-Match, and where nothing has changed since
// the answer is 304, without a body.
func Follow(file []byte, known string) *Reply {
	r := reply(file, "inline")
	if known == r.ETag {
		return &Reply{Status: http.StatusNotModified, ETag: r.ETag, Cache: r.Cache}
	}
	return r
}

func reply(file []byte, disposition string) *Reply {
	sum := sha256.Sum256(file)
	return &Reply{
		Status: http.StatusOK, Type: Type, Disposition: disposition + `; filename="agenda.ics"`, Cache: "private, no-cache",
		ETag: `"` + hex.EncodeToString(sum[:12]) + `"`, Body: file,
	}
}

// Asked is the digest of the token in the last part of a feed's address, with or without ".ics" at its end.
func Asked(last string) string { return Digest(strings.TrimSuffix(last, ".ics")) }
