package audit

import (
	"strconv"
	"strings"
	"time"
)

// leafVersion is the first string of every leaf. Another layout gets another version; leaves already
// sealed keep theirs for ever.
const leafVersion = "ribambelle-audit-1"

// leafTime is how a leaf and an export write a time: UTC, milliseconds.
const leafTime = "2006-01-02T15:04:05.000Z"

// Leaf returns the entry's canonical bytes: what the tree hashes.
//
// They are fourteen netstrings (decimal length, ":", bytes, ","), one after the other: the version, then
// ID, Tenant, At, Principal, Behalf, Action, Resource, Unit, Outcome, Rule, Count in decimal, Digest as raw
// bytes, Request; absent ones are empty. The salt is not part of it, so that erasing it breaks nothing.
// core/audit/verify writes the same from an exported line, on purpose without sharing code.
func (e Entry) Leaf() []byte {
	var b []byte
	for _, text := range [...]string{
		leafVersion, e.ID, e.Tenant.String(), e.time(), e.Principal, e.Behalf, e.Action, e.Resource, e.Unit,
		string(e.Outcome), e.Rule, strconv.Itoa(e.count()),
	} {
		b = netstring(b, valid(text))
	}
	b = netstring(b, string(e.Digest))
	return netstring(b, valid(e.Request))
}

func netstring(b []byte, text string) []byte {
	b = strconv.AppendInt(b, int64(len(text)), 10)
	b = append(b, ':')
	b = append(b, text...)
	return append(b, ',')
}

// valid makes text what JSON can carry unchanged.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

func (e Entry) time() string { return e.At.UTC().Truncate(time.Millisecond).Format(leafTime) }

// count is Count, which is at least 1.
func (e Entry) count() int { return max(e.Count, 1) }
