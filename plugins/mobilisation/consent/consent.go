// Package consent owns the proof that somebody agreed: to what text, when, by which way, on which page.
//
// One proof is about one purpose. Texts are named by a hash of their own wording, so that a proof cannot mean another
// text; a proof carries a hash of all of it together with whose it is, so that none can be changed or moved.
//
// Goals: a proof that stands by itself when it is exported. Non-goals: asking, and keeping who agreed.
// Functions are pure and may run concurrently.
package consent

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
	"time"
)

// Purpose is what somebody agrees to.
type Purpose string

// The purposes. Each is asked by a choice of its own.
const (
	Sign  Purpose = "sign"
	News  Purpose = "news"
	Story Purpose = "story"
)

// Web is the channel of the public pages.
const Web = "web"

// Proof is that somebody agreed, or no longer does.
type Proof struct {
	Purpose Purpose `json:"purpose" enum:"sign,news,story" frenum:"sign=Signer,news=Recevoir des nouvelles,story=Publier un témoignage" enenum:"sign=Sign,news=Get news,story=Publish a testimony" fr:"Pour" en:"For"`
	Version string  `json:"version" maxLength:"16" fr:"Version du texte" en:"Version of the text"`
	Given   string  `json:"given_at" format:"date-time" fr:"Donné le" en:"Given at"`
	Ended   string  `json:"ended_at,omitempty" format:"date-time" fr:"Retiré le" en:"Withdrawn at"`
	Channel string  `json:"channel" maxLength:"20" fr:"Voie" en:"Channel"`
	Page    string  `json:"page,omitempty" maxLength:"300" fr:"Page" en:"Page"`
	Text    string  `json:"text,omitempty" maxLength:"2000" fr:"Texte" en:"Text"` // where it is kept nowhere else
	Hash    string  `json:"hash" maxLength:"64" fr:"Empreinte" en:"Hash"`
}

// Version names a text by its wording.
func Version(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// Give makes the proof that the owner of a canonical address agreed to a text.
func Give(p Purpose, text, address, page string, now time.Time) Proof {
	made := Proof{
		Purpose: p, Version: Version(text), Given: stamp(now), Channel: Web, Page: Page(page),
	}
	made.Hash = made.hash(address)
	return made
}

// Proves reports whether a proof is unchanged and about that address.
func (p Proof) Proves(address string) bool { return p.Hash == p.hash(address) }

func (p Proof) hash(address string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(p.Purpose), p.Version, p.Given, p.Channel, p.Page, address}, "\n")))
	return hex.EncodeToString(sum[:])
}

// End notes in all proofs of a purpose that hold that the person no longer agrees.
func End(all []Proof, p Purpose, now time.Time) []Proof {
	ended := make([]Proof, len(all))
	for i, one := range all {
		if one.Purpose == p && one.Ended == "" {
			one.Ended = stamp(now)
		}
		ended[i] = one
	}
	return ended
}

// Page is an address as a proof keeps it: where it is, nothing of who came or from where.
func Page(text string) string {
	at, err := url.Parse(text)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Host == "" {
		return ""
	}
	plain := (&url.URL{Scheme: at.Scheme, Host: at.Host, Path: at.Path}).String()
	if len(plain) > 300 {
		return at.Scheme + "://" + at.Host
	}
	return plain
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
