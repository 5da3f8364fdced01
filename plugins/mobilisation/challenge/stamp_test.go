package challenge_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/challenge"
)

func TestAStampHoldsForItsFormAndAWhile(t *testing.T) {
	t.Parallel()
	key, given := []byte("a key of thirty-two bytes, or so"), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	const purpose = "petition/1"
	stamp, err := challenge.Stamp(key, purpose, given, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	reading := given.Add(time.Minute)
	mark, err := challenge.Stamped(key, stamp, purpose, reading)
	if err != nil || len(mark) != 32 {
		t.Fatalf("a stamp in its time: %q, %v", mark, err)
	}
	other, err := challenge.Stamp(key, purpose, given, rand.Reader)
	if err != nil || other == stamp {
		t.Errorf("two stamps are one: %s, %v", other, err)
	}
	_, rest, _ := strings.Cut(stamp, ".")
	for name, attack := range map[string]struct {
		stamp, purpose string
		key            string
		at             time.Time
		want           error
	}{
		"too soon":             {stamp, purpose, string(key), given.Add(4 * time.Second), challenge.ErrEarly},
		"from the future":      {stamp, purpose, string(key), given.Add(-time.Minute), challenge.ErrEarly},
		"too late":             {stamp, purpose, string(key), given.Add(time.Hour), challenge.ErrExpired},
		"for something else":   {stamp, "petition/2", string(key), reading, challenge.ErrForeign},
		"of another key":       {stamp, purpose, "another key", reading, challenge.ErrForeign},
		"made older":           {fmt.Sprint(given.Unix()-100) + "." + rest, purpose, string(key), given, challenge.ErrForeign},
		"made younger":         {fmt.Sprint(given.Unix()+3600) + "." + rest, purpose, string(key), given.Add(2 * time.Hour), challenge.ErrForeign},
		"with another mark":    {strings.Replace(stamp, mark, strings.Repeat("0", 32), 1), purpose, string(key), reading, challenge.ErrForeign},
		"with the same, ended": {stamp + "=", purpose, string(key), reading, challenge.ErrForeign},
		"empty":                {"", purpose, string(key), reading, challenge.ErrMalformed},
		"without a time":       {"x." + rest, purpose, string(key), reading, challenge.ErrMalformed},
		"without an end":       {strings.Repeat("1.", 2000), purpose, string(key), reading, challenge.ErrMalformed},
	} {
		if _, err := challenge.Stamped([]byte(attack.key), attack.stamp, attack.purpose, attack.at); !errors.Is(err, attack.want) {
			t.Errorf("%s: %v, want %v", name, err, attack.want)
		}
	}
}
