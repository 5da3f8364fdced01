package tenant

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// LegibleRatio is the contrast that text needs, as WCAG 2.2 wants it for level AA (success criterion 1.4.3).
const LegibleRatio = 4.5

// grounds are what texts in an organisation's colours stand on, and what stands on those colours: paper, a sunken panel, white. The
// screens have the same, in their tokens.
var grounds = [...]string{"#FBF8F3", "#F3EEE5", "#FFFFFF"}

// brandColours are the design tokens that are colours.
var brandColours = []string{"action", "primary"}

var colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// Brand is an organisation's design tokens, by name: "primary", "action", "logo".
type Brand map[string]string

// Illegible is a colour of a brand in which texts cannot be read.
type Illegible struct{ Token, Why string }

// Illegible lists the colours that cannot be read, by their names.
func (b Brand) Illegible() (all []Illegible) {
	for _, token := range brandColours {
		colour := b[token]
		switch {
		case colour == "": // not chosen
		case !colourForm.MatchString(colour):
			all = append(all, Illegible{token, "a colour written #rrggbb"})
		case contrastOf(colour) < LegibleRatio:
			all = append(all, Illegible{token, fmt.Sprintf("a darker colour: its contrast is %.1f to 1, and text needs %.1f (WCAG 2.2, AA)", contrastOf(colour), LegibleRatio)})
		}
	}
	return all
}

// Colour is a token's colour where it can be read; otherwise the fallback.
func (b Brand) Colour(name, fallback string) string {
	if colour := b[name]; colourForm.MatchString(colour) && contrastOf(colour) >= LegibleRatio {
		return colour
	}
	return fallback
}

// contrastOf is the least contrast of a colour with what it stands on, 1 to 21.
func contrastOf(colour string) float64 {
	least := math.Inf(1)
	for _, ground := range grounds {
		light, dark := max(luminance(colour), luminance(ground)), min(luminance(colour), luminance(ground))
		least = min(least, (light+0.05)/(dark+0.05))
	}
	return least
}

// luminance is the relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2).
func luminance(colour string) float64 {
	sum := 0.0
	for i, weight := range [...]float64{0.2126, 0.7152, 0.0722} {
		part, _ := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		c := float64(part) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
