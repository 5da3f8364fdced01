package store

import (
	"reflect"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// extend adds what our own tags say.
func extend(out keywords, tag reflect.StructTag) error {
	if text, ok := tag.Lookup("rb"); ok {
		marks, err := parseMarks(text)
		if err != nil {
			return err
		}
		out["x-rb"] = marks
	}
	if title := byLanguage(tag, ""); len(title) > 0 {
		out["x-title"] = title
	}
	if help := byLanguage(tag, "help"); len(help) > 0 {
		out["x-help"] = help
	}
	if add := byLanguage(tag, "add"); len(add) > 0 {
		out["x-add"] = add
	}
	if labels := enumLabels(tag); len(labels) > 0 {
		out["x-enum"] = labels
	}
	if widget := tag.Get("widget"); widget != "" {
		out["x-widget"] = widget
	}
	return nil
}

// parseMarks reads `personal,subject=person,retention=P2Y`.
func parseMarks(text string) (Marks, error) {
	var m Marks
	flags := map[string]*bool{
		"personal": &m.Personal, "sensitive": &m.Sensitive, "unit": &m.Unit, "owner": &m.Owner,
		"unique": &m.Unique, "searchable": &m.Searchable, "index": &m.Index,
		"anonymise": &m.Anonymise, "passing": &m.Passing, "consent": &m.Consent,
	}
	values := map[string]*string{
		"subject": &m.Subject, "file": &m.File,
		"retention": (*string)(&m.Retention), "least": (*string)(&m.Least), "most": (*string)(&m.Most),
	}
	for word := range strings.SplitSeq(text, ",") {
		name, value, has := strings.Cut(strings.TrimSpace(word), "=")
		flag, isFlag := flags[name]
		field, isValue := values[name]
		switch {
		case isFlag && !has:
			*flag = true
		case isValue && has && value != "":
			*field = value
		default:
			return m, fault.New(fault.Invalid, "schema-invalid", "The mark %q is not known, or lacks its value.", word)
		}
	}
	return m, nil
}

func byLanguage(tag reflect.StructTag, suffix string) map[string]string {
	texts := map[string]string{}
	for _, language := range []string{"fr", "en"} {
		if text := tag.Get(language + suffix); text != "" {
			texts[language] = text
		}
	}
	return texts
}

// enumLabels reads `frenum:"draft=Brouillon,open=Ouvert"` and its English sister.
func enumLabels(tag reflect.StructTag) map[string]map[string]string {
	labels := map[string]map[string]string{}
	for language, list := range byLanguage(tag, "enum") {
		for pair := range strings.SplitSeq(list, ",") {
			value, label, ok := strings.Cut(pair, "=")
			if !ok {
				continue
			}
			value = strings.TrimSpace(value)
			if labels[value] == nil {
				labels[value] = map[string]string{}
			}
			labels[value][language] = strings.TrimSpace(label)
		}
	}
	return labels
}
