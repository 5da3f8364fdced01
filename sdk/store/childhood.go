package store

import (
	"slices"
	"strings"
)

// No record about a child exists on the platform. These words make the declaration of one fail: a word of
// the second kind beside one of the first, or a birth date by itself.
var (
	childWords = []string{
		"child", "kid", "baby", "toddler", "infant", "pupil", "enfant", "bebe", "eleve", "bambin",
	}
	factWords = []string{
		"name", "firstname", "lastname", "surname", "nickname", "nom", "prenom", "birth", "birthday",
		"photo", "picture", "image", "face", "video", "health", "sante", "allergy", "allergie", "medical",
		"diagnosis", "diagnostic", "disability", "handicap", "weight", "poids",
		"development", "developpement", "developmental", "asq",
	}
	birthWords = []string{
		"birthdate", "birth_date", "date_of_birth", "dateofbirth", "dob", "birthday",
		"date_naissance", "date_de_naissance", "datenaissance", "ne_le",
	}
)

// children complains about every property, at any depth, whose path names a fact about a child.
func (c *complaints) children(path []string, at string, n *node) {
	for _, p := range n.Properties {
		here := append(slices.Clone(path), words(p.name)...)
		below := at + "/properties/" + p.name
		if aboutChild(here, p.name) {
			c.add(below, "no child's name, birth date, photo, health or score is kept here: count children by group instead")
		}
		c.children(here, below, p.node)
	}
	if n.Items != nil {
		c.children(path, at+"/items", n.Items)
	}
	if extra := n.extra(); extra != nil {
		c.children(path, at+"/additionalProperties", extra)
	}
	for _, sub := range slices.Concat(n.OneOf, n.AnyOf, n.AllOf) {
		c.children(path, at, sub)
	}
}

func aboutChild(path []string, name string) bool {
	if slices.Contains(birthWords, strings.ToLower(name)) {
		return true
	}
	return slices.ContainsFunc(path, isOneOf(childWords)) && slices.ContainsFunc(words(name), isOneOf(factWords))
}

// isOneOf takes singular and plural alike.
func isOneOf(list []string) func(string) bool {
	return func(word string) bool {
		if word == "children" {
			word = "child"
		}
		return slices.Contains(list, word) || slices.Contains(list, strings.TrimSuffix(word, "s"))
	}
}

// words splits a name at underscores, hyphens and capitals: "childFirst_name" is child, first, name.
func words(name string) []string {
	var spaced strings.Builder
	for _, r := range name {
		if r == '_' || r == '-' || r == '.' {
			r = ' '
		}
		if r >= 'A' && r <= 'Z' {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
	}
	return strings.Fields(strings.ToLower(spaced.String()))
}
