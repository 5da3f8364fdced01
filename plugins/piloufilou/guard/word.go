package guard

import (
	"strings"
	"unicode"
)

// word is a word where it stands.
type word struct {
	text   string
	at     int  // byte offset
	begins bool // a sentence, a line or a quotation: its capital says nothing
}

// words splits a text. Hyphens join ("Marie-Ève"), apostrophes part ("d’Emma").
func words(text string) []word {
	var all []word
	begins := true
	start := -1
	end := func(at int) {
		if start < 0 {
			return
		}
		whole := strings.TrimRight(text[start:at], "-")
		if whole != "" {
			all = append(all, word{text: whole, at: start, begins: begins})
			begins = false
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r), r == '-' && start >= 0:
			if start < 0 {
				start = i
			}
			continue
		}
		end(i)
		if strings.ContainsRune(".!?…:;\n\r•–—«»\"“”()[]", r) || r == '-' || unicode.IsDigit(r) {
			begins = true
		}
	}
	end(len(text))
	return all
}
