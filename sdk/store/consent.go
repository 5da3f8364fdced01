package store

import "encoding/json"

// Consent is the proof that somebody agreed to one purpose, as a field marked consent holds it, alone or in a list.
type Consent struct {
	Purpose string `json:"purpose"`            // of the module's own: "news"
	Version string `json:"version"`            // of the text that was agreed to
	Given   string `json:"given_at"`           // RFC 3339
	Ended   string `json:"ended_at,omitempty"` // when it was withdrawn
	Channel string `json:"channel"`            // by which way: "web"
	Page    string `json:"page,omitempty"`     // on which page
	Text    string `json:"text,omitempty"`     // where the text is kept nowhere else
	Hash    string `json:"hash,omitempty"`     // of all of it together with whose it is
}

// Consents reads the proofs that a field marked consent holds.
func Consents(value json.RawMessage) ([]Consent, error) {
	var all []Consent
	if len(value) > 0 && value[0] == '{' {
		all = make([]Consent, 1)
		return all, json.Unmarshal(value, &all[0])
	}
	return all, json.Unmarshal(value, &all)
}
