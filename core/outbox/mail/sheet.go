package mail

import (
	_ "embed" // the sheet
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

//go:embed sheet.html
var sheetText string

// sheetPage is how a message looks where HTML is shown: the organisation's name in its colour, and the message's own text, word for
// word. It asks nothing of anybody: no picture, no font, no address that tells who has read.
var sheetPage = template.Must(template.New("sheet").Parse(sheetText))

// ownColour is what messages have whose organisation chose no colour.
const ownColour = "#0B5D66"

var colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// piece is a stretch of a line: text, or the address of a page.
type piece struct{ Text, Link string }

// sheet writes a message as HTML.
func (p *Post) sheet(m Message, s Sender) (string, error) {
	name, colour := s.Name, s.Colour
	if name == "" {
		name = p.from.Name
	}
	if !colourForm.MatchString(colour) {
		colour = ownColour
	}
	var page strings.Builder
	err := sheetPage.Execute(&page, map[string]any{
		"Language": m.Language, "Subject": m.Subject, "Name": name, "Colour": template.CSS(colour), "Paragraphs": paragraphs(m.Text), //nolint:gosec // it has the form of a colour
	})
	if err != nil {
		return "", fmt.Errorf("writing a message as HTML: %w", err)
	}
	return page.String(), nil
}

// paragraphs are what empty lines keep apart, each by lines.
func paragraphs(text string) (all [][][]piece) {
	var open [][]piece
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n")+"\n", "\n") {
		if strings.TrimSpace(line) != "" {
			open = append(open, pieces(line))
		} else if len(open) > 0 {
			all, open = append(all, open), nil
		}
	}
	return all
}

var webAddress = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// pieces finds the addresses of pages in a line.
func pieces(line string) (all []piece) {
	at := 0
	for _, found := range webAddress.FindAllStringIndex(line, -1) {
		all = append(all, piece{Text: line[at:found[0]]}, piece{Link: line[found[0]:found[1]]})
		at = found[1]
	}
	return append(all, piece{Text: line[at:]})
}
