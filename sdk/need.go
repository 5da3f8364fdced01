package sdk

import "github.com/danielgtaylor/huma/v2"

// Domain is what a tool or a community helps with, and what a portrait's dimension is about: one of the four
// dimensions of process quality. As the type of a field, or of the members of a list, it brings its values and their
// names in both languages.
type Domain string

// The domains, in the order of the portrait.
const (
	Interactions Domain = "interactions" // with the children
	Experiences  Domain = "experiences"  // of the children
	Layout       Domain = "amenagement"  // of places and material
	Parents      Domain = "parents"      // interactions with them
)

// Domains are all of them, in order.
func Domains() []Domain { return []Domain{Interactions, Experiences, Layout, Parents} }

// Schema implements huma.SchemaProvider.
func (Domain) Schema(huma.Registry) *huma.Schema {
	values := make([]any, 0, len(Domains()))
	for _, d := range Domains() {
		values = append(values, string(d))
	}
	return &huma.Schema{
		Type: huma.TypeString, Enum: values,
		Extensions: map[string]any{"x-enum": map[Domain]Text{
			Interactions: {"fr": "Interactions avec les enfants", "en": "Interactions with the children"},
			Experiences:  {"fr": "Expériences vécues par les enfants", "en": "Children’s experiences"},
			Layout:       {"fr": "Aménagement des lieux et matériel", "en": "Layout and material"},
			Parents:      {"fr": "Interactions avec les parents", "en": "Interactions with parents"},
		}},
	}
}

// NeedFound is the event of a portrait that has closed with a low dimension, where that may be told. An organisation
// without the portrait never hears it.
const NeedFound = "portrait.need.found"

// Need is the data of NeedFound: which dimension of which portrait, and no number.
type Need struct {
	Wave  string `json:"wave"`  // id of the portrait
	Title string `json:"title"` // of the portrait
	Unit  string `json:"unit"`  // id of the territory or site that it covers
	// Domain is the dimension's key: a Domain, or what a questionnaire of the organisation's own calls it.
	Domain Domain `json:"domain"`
}
