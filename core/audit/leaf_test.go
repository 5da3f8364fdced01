package audit_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/audit/verify"
)

// The layout of a leaf is a promise: a log sealed years ago must verify for ever.
func TestLeafIsStable(t *testing.T) {
	t.Parallel()
	e := audit.Entry{
		ID: "id", Tenant: lilas, At: time.Date(2026, 3, 2, 9, 30, 0, 123_999_999, time.FixedZone("", 3600)),
		Principal: "person:1", Behalf: "", Action: "core:unit.create", Resource: "unit/é", Unit: "/a/",
		Outcome: audit.Done, Rule: "core/grants", Digest: []byte{0, ':', ','}, Salt: []byte("salt"), Request: "r",
	}
	want := "18:ribambelle-audit-1,2:id,36:0198a000-0000-7000-8000-000000000001,24:2026-03-02T08:30:00.123Z," +
		"8:person:1,0:,16:core:unit.create,7:unit/é,3:/a/,4:done,11:core/grants,1:1,3:\x00:,,1:r,"
	if diff := cmp.Diff(want, string(e.Leaf())); diff != "" {
		t.Errorf("leaf (-want +got):\n%s", diff)
	}
}

func TestDigestNeedsSaltAndContent(t *testing.T) {
	t.Parallel()
	var a, b audit.Entry
	a.Cover([]byte("same"))
	b.Cover([]byte("same"))
	if bytes.Equal(a.Digest, b.Digest) {
		t.Error("two entries about the same content have the same digest: it can be guessed")
	}
	if !a.Covers([]byte("same")) || a.Covers([]byte("other")) {
		t.Error("Covers does not tell contents apart")
	}
	if a.Salt = nil; a.Covers([]byte("same")) {
		t.Error("without the salt the digest can still be tied to its content")
	}
}

func TestErasureLeavesTheLogValid(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	m := newMemory()
	strange := entry(lilas, 2)
	strange.Request, strange.Unit = "broken \xff utf-8 \u2028 <&>", "/\x00/"
	_ = m.Append(t.Context(), entry(lilas, 1), strange)
	if _, err := audit.NewSealer(audit.Config{Log: m, Signer: signer}).Seal(t.Context(), lilas); err != nil {
		t.Fatal(err)
	}
	if err := m.ForgetSalts(t.Context(), lilas, "portrait/waves/"); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.File(bytes.NewReader(export(t, m, lilas)), key, nil); err != nil {
		t.Error(err)
	}
}
