package api

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/ribambelle/ribambelle/core/tenant"
)

const maxKey = 48

// keyOf makes a unit's stable short name from its name: "Crèche « Les Lilas »" is "creche-les-lilas".
func keyOf(name string) string {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && out.Len() > 0 {
				out.WriteByte('-')
			}
			out.WriteRune(r)
			gap = false
		case r < 0x300 || r > 0x36f: // not a mark that NFKD took off a letter
			gap = true
		}
		if out.Len() >= maxKey {
			break
		}
	}
	if out.Len() == 0 {
		return "site"
	}
	return out.String()
}

// freeKey numbers a key until no unit has it.
func freeKey(key string, units []tenant.Unit) string {
	taken := make(map[string]bool, len(units))
	for _, u := range units {
		taken[u.Key] = true
	}
	return free(key, taken)
}

func free(key string, taken map[string]bool) string {
	candidate := key
	for n := 2; taken[candidate]; n++ {
		candidate = key + "-" + strconv.Itoa(n)
	}
	return candidate
}
