package link_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/link"
)

const id = "01a2152d-19d2-7a66-92ce-fac605125e7b"

var (
	key = []byte("a key of the test's")
	now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func TestTokens(t *testing.T) {
	t.Parallel()
	made := link.Link{Kind: link.ConfirmSignature, ID: id, Expires: now.Add(time.Hour)}
	token, err := made.Token(key)
	if err != nil || len(token) > 60 || strings.ContainsAny(token, "+/=") {
		t.Fatalf("%q, %v", token, err)
	}
	if got, err := link.Read(key, token, now); err != nil || got != made {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := link.Read(key, token, now.Add(time.Hour)); !errors.Is(err, link.ErrExpired) {
		t.Errorf("too late: %v", err)
	}
	if _, err := link.Read([]byte("another"), token, now); !errors.Is(err, link.ErrUnknown) {
		t.Errorf("under another key: %v", err)
	}
	for i := range token {
		changed := []byte(token)
		changed[i] ^= 1
		if _, err := link.Read(key, string(changed), now); !errors.Is(err, link.ErrUnknown) {
			t.Errorf("changed at %d: %v", i, err)
		}
	}
	forever, err := link.Link{Kind: link.Leave, ID: id}.Token(key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := link.Read(key, forever, now.AddDate(50, 0, 0)); err != nil || got.Kind != link.Leave {
		t.Errorf("after fifty years: %+v, %v", got, err)
	}
	for _, bad := range []string{"", "x", token + "A", token[:len(token)-1], strings.Repeat("A", 500)} {
		if _, err := link.Read(key, bad, now); !errors.Is(err, link.ErrUnknown) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
	if _, err := (link.Link{Kind: link.Leave, ID: "none"}).Token(key); err == nil {
		t.Error("a link to no record is made")
	}
}

func FuzzRead(f *testing.F) {
	f.Add("AQGiFS0Z0npmks76xgUSXntppQ")
	f.Fuzz(func(t *testing.T, token string) {
		if got, err := link.Read(key, token, now); err == nil {
			t.Errorf("%q is taken for %+v", token, got)
		}
	})
}
