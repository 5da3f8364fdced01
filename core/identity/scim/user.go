// Package scim reads and writes people as directories speak of them: the User of RFC 7643, its changes (PATCH) and filters as
// RFC 7644 has them, and as Microsoft Entra ID and Okta send them.
//
// Goals: of a user, what a person here has, and nothing else of a directory is kept; no password, in or out. Non-goals: HTTP,
// who may do so, storage; groups. Types are values: use them concurrently.
package scim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// The names of what is spoken.
const (
	UserSchema  = "urn:ietf:params:scim:schemas:core:2.0:User"
	ListSchema  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	PatchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error"
)

// User is a person, as a directory writes them.
type User struct {
	Schemas    []string `json:"schemas"`
	ID         string   `json:"id,omitempty"`
	External   string   `json:"externalId,omitempty"`
	UserName   string   `json:"userName"`
	Name       *Name    `json:"name,omitempty"`
	Display    string   `json:"displayName,omitempty"`
	Language   string   `json:"preferredLanguage,omitempty"`
	Active     bool     `json:"active"`
	Emails     []Email  `json:"emails,omitempty"`
	Meta       *Meta    `json:"meta,omitempty"`
	given, kin string   // as the directory parts a name, until it is put together
}

// Name is what a person is called, in one piece.
type Name struct {
	Formatted string `json:"formatted"`
}

// Email is a person's one address.
type Email struct {
	Value   string `json:"value"`
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
}

// Meta says which resource this is, and at which revision.
type Meta struct {
	Type     string    `json:"resourceType"`
	Created  time.Time `json:"created"`
	Location string    `json:"location"`
	Version  string    `json:"version"`
}

// Of is a person as a directory reads them, at an address.
func Of(p identity.Person, at string) User {
	u := User{
		Schemas: []string{UserSchema}, ID: p.ID, External: p.External, UserName: p.Login, Name: &Name{p.Name}, Display: p.Name,
		Language: p.Language, Active: !p.Suspended, Meta: &Meta{"User", p.Created, at + "/Users/" + p.ID, Tag(p.Rev)},
	}
	if p.Email != "" {
		u.Emails = []Email{{p.Email, "work", true}}
	}
	return u
}

// Tag is the entity tag of a revision.
func Tag(rev int64) string { return `W/"` + strconv.FormatInt(rev, 10) + `"` }

// Read reads a user whole. Fault kind: invalid.
func Read(text []byte) (User, error) {
	u := User{Active: true}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(text, &given); err != nil {
		return u, wrong("a user is an object").Because(err)
	}
	if err := u.setAll(given); err != nil {
		return u, err
	}
	if u.UserName == "" {
		return u, wrong("userName is required")
	}
	return u, nil
}

// Onto is the person who a user makes of p: a new one's zero Person, or the present one.
func (u User) Onto(p identity.Person) (identity.Person, error) {
	p.Login, p.External, p.Suspended = identity.CanonicalLogin(u.UserName), u.External, !u.Active
	p.Email = ""
	if len(u.Emails) > 0 {
		p.Email = identity.CanonicalLogin(u.Emails[0].Value)
	}
	if language, _, _ := strings.Cut(strings.ToLower(u.Language), "-"); slices.Contains([]string{"fr", "en"}, language) {
		p.Language = language
	}
	if name := u.called(); name != "" {
		p.Name = name
	}
	if p.Name == "" {
		p.Name = p.Login
	}
	if len(p.Name) > maxName || len(p.External) > maxName {
		return p, wrong("a name and an externalId have %d characters at most", maxName)
	}
	if err := identity.CheckLogin("/userName", p.Login); err != nil {
		return p, err
	}
	return p, identity.CheckEmail("/emails", p.Email)
}

const maxName = 120

// called is the person's name, from how the directory has said it.
func (u User) called() string {
	switch parted := strings.TrimSpace(u.given + " " + u.kin); {
	case u.Display != "":
		return strings.TrimSpace(u.Display)
	case u.Name != nil && u.Name.Formatted != "":
		return strings.TrimSpace(u.Name.Formatted)
	case u.given != "" && u.kin != "":
		return parted
	}
	return ""
}

func (u *User) setAll(given map[string]json.RawMessage) error {
	for name, value := range given {
		if err := u.set(name, value); err != nil {
			return err
		}
	}
	return nil
}

// set takes one attribute; what a person here does not have is not kept. Names are the same in any case; a null is absence.
func (u *User) set(name string, value json.RawMessage) (err error) {
	name = strings.ToLower(name)
	name = strings.TrimPrefix(name, strings.ToLower(UserSchema)+":")
	if string(value) == "null" {
		return u.unset(name)
	}
	switch name {
	case "username":
		u.UserName, err = textOf(name, value)
	case "externalid":
		u.External, err = textOf(name, value)
	case "displayname":
		u.Display, err = textOf(name, value)
	case "preferredlanguage":
		u.Language, err = textOf(name, value)
	case "active":
		u.Active, err = truth(value)
	case "name.formatted":
		var text string
		text, err = textOf(name, value)
		u.Name = &Name{text}
	case "name.givenname":
		u.given, err = textOf(name, value)
	case "name.familyname":
		u.kin, err = textOf(name, value)
	case "name":
		return u.within("name.", value)
	case "emails":
		return u.setEmails(value)
	}
	return err
}

func (u *User) unset(name string) error {
	switch name {
	case "username", "active":
		return wrong("%s cannot be taken away", name)
	case "externalid":
		u.External = ""
	case "emails":
		u.Emails = nil
	}
	return nil
}

func (u *User) within(prefix string, value json.RawMessage) error {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(value, &parts); err != nil {
		return wrong("name is an object").Because(err)
	}
	for name, part := range parts {
		if err := u.set(prefix+name, part); err != nil {
			return err
		}
	}
	return nil
}

// setEmails takes the address that is the primary one, or else that of work, or else the first.
func (u *User) setEmails(value json.RawMessage) error {
	var all []struct {
		Value   string          `json:"value"`
		Type    string          `json:"type"`
		Primary json.RawMessage `json:"primary"`
	}
	if err := json.Unmarshal(value, &all); err != nil {
		return wrong("emails is a list of objects").Because(err)
	}
	u.Emails = nil
	best := -1
	for _, e := range all {
		worth := 0
		if strings.EqualFold(e.Type, "work") {
			worth = 1
		}
		if primary, err := truth(e.Primary); err == nil && primary {
			worth = 2
		}
		if e.Value != "" && worth > best {
			best, u.Emails = worth, []Email{{e.Value, "work", true}}
		}
	}
	return nil
}

func textOf(name string, value json.RawMessage) (text string, err error) {
	if json.Unmarshal(value, &text) != nil {
		return "", wrong("%s is a text", name)
	}
	return strings.TrimSpace(text), nil
}

// truth reads a boolean, also one that is written as text: Entra ID sends "False".
func truth(value json.RawMessage) (bool, error) {
	switch strings.ToLower(strings.Trim(string(value), `"`)) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, wrong("true or false")
}

func wrong(message string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "scim-value", message, args...)
}
