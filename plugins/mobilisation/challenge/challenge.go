// Package challenge makes signing cost a machine something and a person nothing: proof of work after the ALTCHA
// protocol (version 1, SHA-256), in the place of a picture puzzle.
//
// A challenge is a hash whose number is to be found, signed with a key of ours, so that nothing is kept of those
// that are out. It says in its salt until when it holds and what it is for. What makes it single-use is the
// caller's: Solution.Mark is unique to a challenge and can be kept with what it bought.
//
// Where no script runs there is nothing to do the work, and a stamp stands in for it: a form is given out with the time
// and a signature, and is taken back once, for what it was given out for, not sooner than a person can have read it and
// not later than an hour. A stamp costs a robot nothing but the wait, and so it is never taken for a solution: forms
// that carry one are few by the host's limit on a sender's network address, and what they ask for counts, as with a
// solution, only once a message to the address in them was answered.
//
// Goals: any ALTCHA client solves it, any ALTCHA server would accept it. Non-goals: telling people from machines.
// Functions are pure and may run concurrently.
package challenge

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// algorithm is the only one: what every client can do.
const algorithm = "SHA-256"

// longest is how long a solution may be, as it is sent.
const longest = 1024

// Challenge is what a client is asked.
type Challenge struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"` // hex of SHA-256(salt + number)
	MaxNumber int64  `json:"maxnumber"` // the number is not above
	Salt      string `json:"salt"`
	Signature string `json:"signature"` // hex of HMAC-SHA-256(key, challenge)
}

// Solution is a challenge with its number, as it comes back.
type Solution struct {
	Algorithm string `json:"algorithm"`
	Challenge string `json:"challenge"`
	Number    int64  `json:"number"`
	Salt      string `json:"salt"`
	Signature string `json:"signature"`
}

// The refusals.
var (
	ErrMalformed = errors.New("the solution cannot be read")
	ErrWrong     = errors.New("the solution is wrong")
	ErrForeign   = errors.New("the challenge is not one of ours, or was for something else")
	ErrExpired   = errors.New("the challenge has expired")
)

// New makes a challenge for one purpose ("petition/0198…"): its number lies in [0, most]. random is crypto/rand's
// reader outside tests.
func New(key []byte, purpose string, expires time.Time, most int64, random io.Reader) (Challenge, error) {
	var bytes [12]byte
	if _, err := io.ReadFull(random, bytes[:]); err != nil {
		return Challenge{}, fmt.Errorf("making a salt: %w", err)
	}
	number, err := rand.Int(random, big.NewInt(most+1))
	if err != nil {
		return Challenge{}, fmt.Errorf("choosing a number: %w", err)
	}
	// The salt ends with a separator: without it, digits of the number could be moved into the salt, and the hash
	// and its signature would stand for a later expiry.
	salt := hex.EncodeToString(bytes[:]) + "?expires=" + strconv.FormatInt(expires.Unix(), 10) + "&for=" + url.QueryEscape(purpose) + "&"
	hash := hashOf(salt, number.Int64())
	return Challenge{Algorithm: algorithm, Challenge: hash, MaxNumber: most, Salt: salt, Signature: sign(key, hash)}, nil
}

// Verify reads a solution as clients send it, base64 of JSON, and checks it.
func Verify(key []byte, sent, purpose string, now time.Time) (Solution, error) {
	var s Solution
	if len(sent) > longest {
		return s, ErrMalformed
	}
	text, err := base64.StdEncoding.DecodeString(sent)
	if err != nil || json.Unmarshal(text, &s) != nil {
		return s, ErrMalformed
	}
	if s.Algorithm != algorithm || s.Number < 0 {
		return s, ErrMalformed
	}
	if !hmac.Equal([]byte(s.Signature), []byte(sign(key, s.Challenge))) {
		return s, ErrForeign
	}
	if s.Challenge != hashOf(s.Salt, s.Number) {
		return s, ErrWrong
	}
	return s, s.holds(purpose, now)
}

// holds reads what the salt says. It was hashed with the number, and the hash is signed.
func (s Solution) holds(purpose string, now time.Time) error {
	_, query, _ := strings.Cut(s.Salt, "?")
	if !strings.HasSuffix(query, "&") {
		return ErrForeign
	}
	said, err := url.ParseQuery(strings.TrimSuffix(query, "&"))
	if err != nil || said.Get("for") != purpose {
		return ErrForeign
	}
	expires, err := strconv.ParseInt(said.Get("expires"), 10, 64)
	if err != nil {
		return ErrForeign
	}
	if !now.Before(time.Unix(expires, 0)) {
		return ErrExpired
	}
	return nil
}

// Mark names the challenge that was solved: unique, and telling nothing. Kept as a unique value, it makes the
// challenge single-use.
func (s Solution) Mark() string { return s.Challenge[:32] }

// Send writes a solution as clients do.
func (s Solution) Send() (string, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("writing a solution: %w", err)
	}
	return base64.StdEncoding.EncodeToString(text), nil
}

// Solve finds the number, as a client does; ErrWrong where there is none.
func (c Challenge) Solve() (Solution, error) {
	for n := int64(0); n <= c.MaxNumber; n++ {
		if hashOf(c.Salt, n) == c.Challenge {
			return Solution{Algorithm: c.Algorithm, Challenge: c.Challenge, Number: n, Salt: c.Salt, Signature: c.Signature}, nil
		}
	}
	return Solution{}, ErrWrong
}

func hashOf(salt string, number int64) string {
	sum := sha256.Sum256(strconv.AppendInt([]byte(salt), number, 10))
	return hex.EncodeToString(sum[:])
}

func sign(key []byte, hash string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(hash))
	return hex.EncodeToString(mac.Sum(nil))
}
