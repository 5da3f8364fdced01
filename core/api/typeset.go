package api

import (
	"html/template"
	"regexp"
	"slices"
	"strings"

	markup "golang.org/x/net/html"
)

// French typography, as the screens set it: France puts a narrow no-break space before ; : ! ? and within « »; Québec
// puts a no-break space before the colon and within « », and nothing before ; ! ?.
var (
	beforeHigh  = regexp.MustCompile(` +([;!?])`)
	beforeColon = regexp.MustCompile(` +:`)
	opens       = regexp.MustCompile(`«[ \x{a0}\x{202f}]*`)
	closes      = regexp.MustCompile(`[ \x{a0}\x{202f}]*»`)
	apostrophe  = regexp.MustCompile(`(\pL)(?:'|&#39;)(\pL)`)
)

// verbatim are the elements whose text is not prose.
var verbatim = []string{"script", "style", "textarea", "pre", "code"}

// typeset sets the prose of a part of a page as its language sets type; tags and what is not prose stay as they are.
func typeset(wording, language string, part template.HTML) template.HTML {
	if language != "fr" {
		return part
	}
	var out strings.Builder
	inside := ""
	for z := markup.NewTokenizer(strings.NewReader(string(part))); z.Next() != markup.ErrorToken; {
		raw := string(z.Raw())
		token := z.Token()
		switch {
		case token.Type == markup.StartTagToken && slices.Contains(verbatim, token.Data):
			inside = token.Data
		case token.Type == markup.EndTagToken && token.Data == inside:
			inside = ""
		case token.Type == markup.TextToken && inside == "":
			raw = french(wording, raw)
		}
		out.WriteString(raw)
	}
	return template.HTML(out.String()) //nolint:gosec // spaces and apostrophes within what was escaped
}

// french sets one text.
func french(wording, text string) string {
	high, space := "\u202f$1", "\u202f"
	if wording == "fr-CA" {
		high, space = "$1", "\u00a0"
	}
	text = apostrophe.ReplaceAllString(text, "$1’$2")
	text = beforeHigh.ReplaceAllString(text, high)
	text = beforeColon.ReplaceAllString(text, space+":")
	text = opens.ReplaceAllString(text, "«"+space)
	return closes.ReplaceAllString(text, space+"»")
}
