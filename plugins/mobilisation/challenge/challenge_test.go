package challenge_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/challenge"
)

var (
	key = []byte("a key of the test's")
	now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

func solved(t *testing.T) challenge.Solution {
	t.Helper()
	c, err := challenge.New(key, "petition/1", now.Add(time.Hour), 500, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Solve()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func verify(t *testing.T, s challenge.Solution, purpose string, at time.Time) error {
	t.Helper()
	sent, err := s.Send()
	if err != nil {
		t.Fatal(err)
	}
	_, err = challenge.Verify(key, sent, purpose, at)
	return err
}

func TestVerify(t *testing.T) {
	t.Parallel()
	s := solved(t)
	if err := verify(t, s, "petition/1", now); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		change  func(*challenge.Solution)
		purpose string
		at      time.Time
		want    error
	}{
		"another number":     {func(s *challenge.Solution) { s.Number++ }, "", now, challenge.ErrWrong},
		"a negative number":  {func(s *challenge.Solution) { s.Number = -1 }, "", now, challenge.ErrMalformed},
		"another salt":       {func(s *challenge.Solution) { s.Salt += "x" }, "", now, challenge.ErrWrong},
		"another hash":       {func(s *challenge.Solution) { s.Challenge = strings.Repeat("0", 64) }, "", now, challenge.ErrForeign},
		"another signature":  {func(s *challenge.Solution) { s.Signature = strings.Repeat("0", 64) }, "", now, challenge.ErrForeign},
		"another algorithm":  {func(s *challenge.Solution) { s.Algorithm = "SHA-1" }, "", now, challenge.ErrMalformed},
		"for something else": {nil, "petition/2", now, challenge.ErrForeign},
		"in time":            {nil, "", now.Add(time.Hour - time.Second), nil},
		"too late":           {nil, "", now.Add(time.Hour), challenge.ErrExpired},
	} {
		changed, purpose := s, "petition/1"
		if tc.change != nil {
			tc.change(&changed)
		}
		if tc.purpose != "" {
			purpose = tc.purpose
		}
		if err := verify(t, changed, purpose, tc.at); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	for _, sent := range []string{"", "%", "e30", base64.StdEncoding.EncodeToString([]byte("[]")), strings.Repeat("A", 4096)} {
		if _, err := challenge.Verify(key, sent, "petition/1", now); !errors.Is(err, challenge.ErrMalformed) {
			t.Errorf("%.10q: %v", sent, err)
		}
	}
}

// The first digit of the number is moved to the end of the expiry: the hash and its signature are the same. With a
// salt that ends without a separator, as in early versions of the protocol, the challenge would hold for centuries.
func TestDigitsDoNotMoveIntoTheExpiry(t *testing.T) {
	t.Parallel()
	s := solved(t)
	for s.Number < 10 {
		s = solved(t)
	}
	digits := strconv.FormatInt(s.Number, 10)
	moved := s
	moved.Salt += digits[:1]
	moved.Number, _ = strconv.ParseInt(digits[1:], 10, 64)
	if err := verify(t, moved, "petition/1", now.Add(2*time.Hour)); err == nil {
		t.Error("digits moved into the salt are taken for a part of it")
	}
	// The control: only the separator stands between the two.
	bare := strings.TrimSuffix(s.Salt, "&")
	if bare+"&"+digits != moved.Salt+digits[1:] {
		t.Fatal("the attack does not hash to the same text")
	}
}

// TestPeers lets the protocol's own library judge what is made here, and make what is judged here.
func TestPeers(t *testing.T) {
	t.Parallel()
	c, err := challenge.New(key, "petition/1", time.Now().Add(time.Hour), 2000, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	question, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "../web/test/peer.mjs", string(key), string(question))
	out, err := cmd.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Fatalf("the peer: %v\n%s", err, failed.Stderr)
		}
		t.Fatalf("the peer needs node and the packages that `npm ci` installs: %v", err)
	}
	var peer struct {
		Solution string // to our challenge
		Accepts  bool   // our challenge with its solution
		Expired  bool   // whether it holds one with an expiry of the past for good
		Theirs   string // a solved challenge of its own
	}
	if err := json.Unmarshal(out, &peer); err != nil {
		t.Fatal(err)
	}
	if !peer.Accepts || peer.Expired {
		t.Errorf("the peer judges ours %v, an expired one %v", peer.Accepts, peer.Expired)
	}
	if _, err := challenge.Verify(key, peer.Solution, "petition/1", time.Now()); err != nil {
		t.Errorf("the peer's solution of our challenge: %v", err)
	}
	if _, err := challenge.Verify(key, peer.Theirs, "petition/1", time.Now()); err != nil {
		t.Errorf("the peer's own challenge, solved: %v", err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add("e30=")
	f.Add(base64.StdEncoding.EncodeToString([]byte(`{"algorithm":"SHA-256","challenge":"","number":1,"salt":"a?expires=1&","signature":""}`)))
	f.Fuzz(func(t *testing.T, sent string) {
		if _, err := challenge.Verify(key, sent, "petition/1", now); err == nil {
			t.Errorf("%q is taken", sent)
		}
	})
}
