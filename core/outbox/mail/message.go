package mail

import (
	"encoding/json"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Message is the Data of an outbox item of kind mail, as JSON.
type Message struct {
	To       string `json:"to"`                 // one address, with or without a name
	Subject  string `json:"subject"`            // one line
	Text     string `json:"text"`               // plain text
	Language string `json:"language,omitempty"` // BCP 47
}

// Limits of a message.
const (
	longestSubject = 255
	longestText    = 256 << 10
)

// Parse reads a message and checks it, so that nothing in it can be taken for a header. Fault kind: invalid.
func Parse(data []byte) (Message, error) {
	var m Message
	if err := json.Unmarshal(data, &m); err != nil {
		return Message{}, fault.New(fault.Invalid, "mail-invalid", "The message cannot be read.").Because(err)
	}
	return m, m.check()
}

func (m Message) check() error {
	if hasControl(m.To) {
		return invalid("/to", "an address has no control characters")
	}
	if _, err := mail.ParseAddress(m.To); err != nil {
		return invalid("/to", "this is not an e-mail address")
	}
	if m.Subject == "" || hasControl(m.Subject) || utf8.RuneCountInString(m.Subject) > longestSubject {
		return invalid("/subject", "a subject is one line of at most 255 characters")
	}
	if m.Text == "" || len(m.Text) > longestText || !utf8.ValidString(m.Text) || strings.ContainsRune(m.Text, 0) {
		return invalid("/text", "a text is plain text of at most 256 KiB")
	}
	if m.Language != "" {
		if _, err := language.Parse(m.Language); err != nil || hasControl(m.Language) {
			return invalid("/language", "a language is a BCP 47 tag, as fr or fr-CA")
		}
	}
	return nil
}

func hasControl(s string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl)
}

func invalid(pointer, message string) error {
	e := fault.InvalidField(pointer, message)
	e.Code = "mail-invalid"
	return e
}
