package yamlfile

import "strings"

var (
	escaper   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaper = strings.NewReplacer("~1", "/", "~0", "~")
)

// Escape writes a key as a token of a JSON pointer.
func Escape(key string) string { return escaper.Replace(key) }

// Unescape is the key that a token of a JSON pointer names.
func Unescape(token string) string { return unescaper.Replace(token) }

// steps are the keys of a pointer.
func steps(pointer string) []string {
	if pointer == "" {
		return nil
	}
	parts := strings.Split(pointer[1:], "/")
	for i, part := range parts {
		parts[i] = Unescape(part)
	}
	return parts
}
