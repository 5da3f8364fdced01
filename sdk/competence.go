package sdk

import "github.com/danielgtaylor/huma/v2"

// Competence is one of the nine general psychosocial competences of the French public health agency's frame, under
// short labels of our own: what a workshop trains, and what a portrait's statement speaks of. As the type of a field,
// or of the members of a list, it brings its values and their names in both languages. The letter says the family:
// cognitive, emotional, social.
type Competence string

// Competences are all of them, in the order of the frame.
func Competences() []Competence {
	return []Competence{"C1", "C2", "C3", "E1", "E2", "E3", "S1", "S2", "S3"}
}

// Title names a competence; nil for what is none.
func (c Competence) Title() Text { return competenceTitles()[c] }

func competenceTitles() map[Competence]Text {
	return map[Competence]Text{
		"C1": {"fr": "Se connaître", "en": "Knowing oneself"},
		"C2": {"fr": "Se maîtriser", "en": "Self-control"},
		"C3": {"fr": "Décider", "en": "Deciding"},
		"E1": {"fr": "Reconnaître ses émotions et son stress", "en": "Noticing emotions and stress"},
		"E2": {"fr": "Réguler ses émotions", "en": "Regulating emotions"},
		"E3": {"fr": "Gérer son stress", "en": "Handling stress"},
		"S1": {"fr": "Communiquer", "en": "Communicating"},
		"S2": {"fr": "Créer des liens", "en": "Building ties"},
		"S3": {"fr": "Résoudre des difficultés", "en": "Solving difficulties"},
	}
}

// Schema implements huma.SchemaProvider.
func (Competence) Schema(huma.Registry) *huma.Schema {
	values := make([]any, 0, len(Competences()))
	for _, c := range Competences() {
		values = append(values, string(c))
	}
	return &huma.Schema{Type: huma.TypeString, Enum: values, Extensions: map[string]any{"x-enum": competenceTitles()}}
}
