package fault

import "strings"

// The rules that a field can break. Screens say them in the reader's language, with the limit; whoever calls the
// API can act on them without reading sentences. A rule of one's own may have any other name.
const (
	Required  = "required"  // must be there, and not empty
	Unknown   = "unknown"   // is no field of this document
	WrongType = "type"      // must be of another JSON type: the limit names it
	Choice    = "choice"    // must be one of a few values: the limit lists them
	Format    = "format"    // must be written as the limit names: "date", "email"
	Pattern   = "pattern"   // must match an expression: the limit
	TooShort  = "too-short" // has fewer characters than the limit
	TooLong   = "too-long"
	TooSmall  = "too-small" // is a number below the limit
	TooLarge  = "too-large"
	NotAbove  = "not-above" // is a number that is not above the limit
	NotBelow  = "not-below"
	Multiple  = "multiple" // must be a multiple of the limit
	TooFew    = "too-few"  // has fewer entries than the limit
	TooMany   = "too-many"
	Duplicate = "duplicate" // says the same thing twice
	Taken     = "taken"     // belongs to another already
	Absent    = "absent"    // names something that is not there
	NotAhead  = "not-ahead" // must be a time to come
	Managed   = "managed"   // a file of the organisation owns it
	Between   = "between"   // must be a number within the limit: "1-90"
	Length    = "length"    // must have a number of characters within the limit: "3-64"
)

// sentences are how the schema checker of the HTTP framework tells that a rule is broken: what follows the fixed
// words is the limit. Longer beginnings come first.
var sentences = [...]struct{ begins, rule, limit string }{
	{"unexpected property", Unknown, ""},
	{"expected required property ", Required, ""},
	{"expected property ", Required, ""},
	{"expected length >= ", TooShort, "…"},
	{"expected length <= ", TooLong, "…"},
	{"expected number >= ", TooSmall, "…"},
	{"expected number <= ", TooLarge, "…"},
	{"expected number > ", NotAbove, "…"},
	{"expected number < ", NotBelow, "…"},
	{"expected number to be a multiple of ", Multiple, "…"},
	{"expected array length >= ", TooFew, "…"},
	{"expected array length <= ", TooMany, "…"},
	{"expected object with at least ", TooFew, "…"},
	{"expected object with at most ", TooMany, "…"},
	{"expected array items to be unique", Duplicate, ""},
	{"expected value to be one of ", Choice, "…"},
	{"expected value to match", Choice, ""},
	{"expected value to not match", Choice, ""},
	{"expected propertyName value to be present", Choice, ""},
	{"expected string to match pattern ", Pattern, "…"},
	{"expected string to be RFC 3339 date-time", Format, "date-time"},
	{"expected string to be RFC 1123 date-time", Format, "date-time"},
	{"expected string to be RFC 3339 date", Format, "date"},
	{"expected string to be RFC 3339 time", Format, "time"},
	{"expected string to be RFC 5322 email", Format, "email"},
	{"expected string to be RFC 3986 uri", Format, "uri"},
	{"expected string to be RFC 4122 uuid", Format, "uuid"},
	{"expected string to be base64 encoded", Format, "base64"},
	{"expected string to be regex", Format, "regex"},
	{"expected string to be ", Pattern, "…"},
	{"expected duration", Format, "duration"},
	{"expected boolean", WrongType, "boolean"},
	{"expected number", WrongType, "number"},
	{"expected integer", WrongType, "integer"},
	{"expected string", WrongType, "string"},
	{"expected array", WrongType, "array"},
	{"expected object", WrongType, "object"},
}

// Checked makes a Field of the schema checker's sentence about the place at pointer. A property that is missing is
// pointed at itself, not at the object around it. A sentence that is none of the checker's breaks no rule by name.
func Checked(pointer, sentence string) Field {
	f := Field{Pointer: pointer, Message: sentence}
	for _, s := range sentences {
		rest, ok := strings.CutPrefix(sentence, s.begins)
		if !ok {
			continue
		}
		f.Rule, f.Limit = s.rule, s.limit
		if s.limit == "…" {
			f.Limit, _, _ = strings.Cut(strings.Trim(rest, `"`), " properties")
		}
		if s.rule == Required {
			name, _, _ := strings.Cut(rest, " ")
			f.Pointer += "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		}
		return f
	}
	return f
}
