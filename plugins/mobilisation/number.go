package mobilisation

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	textnumber "golang.org/x/text/number"
)

// number writes a number as people read it: "10 000" in French, with spaces that no line breaks at, and "10,000" in English.
func number(n any, tongue string) string {
	return message.NewPrinter(language.Make(tongue)).Sprint(textnumber.Decimal(n))
}
