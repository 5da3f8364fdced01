// Package reference owns what claims rest on: works described as CSL-JSON, with their DOI or archived address, the
// strength of their evidence and their finding in plain words.
//
// Goals: what reference managers and registries write is read, what they read is written, nothing of an item is lost;
// the types of the Crossref registry are brought to those of CSL. Non-goals: citation styles, fetching anything.
// Functions are pure and may run concurrently.
package reference

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
)

// Item is a work as CSL-JSON describes it, with everything that it came with.
type Item map[string]any

// Grade is how strong an evidence is, from the strongest.
type Grade string

// The grades.
const (
	Review     Grade = "review"
	Trial      Grade = "trial"
	Comparison Grade = "comparison"
	Cohort     Grade = "cohort"
	Survey     Grade = "survey"
	Expert     Grade = "expert"
	Official   Grade = "official"
)

// Reference is a work in an organisation's evidence library.
type Reference struct {
	Title    string        `json:"title" minLength:"1" maxLength:"500" rb:"searchable" fr:"Titre" en:"Title"`
	Authors  string        `json:"authors,omitempty" maxLength:"500" rb:"searchable" fr:"Auteurs" en:"Authors"`
	Year     int           `json:"year,omitempty" minimum:"1" maximum:"2200" rb:"index" fr:"Année" en:"Year"`
	Type     string        `json:"type,omitempty" maxLength:"40" fr:"Genre" en:"Type" frenum:"article-journal=Article de revue,report=Rapport,legislation=Texte de loi,book=Livre,chapter=Chapitre,thesis=Thèse,webpage=Page web,document=Document,paper-conference=Communication,article-newspaper=Article de presse,dataset=Jeu de données" enenum:"article-journal=Journal article,report=Report,legislation=Legislation,book=Book,chapter=Chapter,thesis=Thesis,webpage=Web page,document=Document,paper-conference=Conference paper,article-newspaper=Newspaper article,dataset=Data set" frhelp:"Au sens de CSL : article-journal, report, legislation…" enhelp:"As CSL says: article-journal, report, legislation…"`
	Source   string        `json:"source,omitempty" maxLength:"300" fr:"Publié dans" en:"Published in"`
	DOI      string        `json:"doi,omitempty" maxLength:"200" rb:"index" fr:"DOI" en:"DOI"`
	URL      string        `json:"url,omitempty" maxLength:"600" format:"uri" fr:"Adresse" en:"Address"`
	Archived string        `json:"archived,omitempty" maxLength:"600" format:"uri" fr:"Adresse archivée" en:"Archived address" frhelp:"Une copie qui ne changera pas." enhelp:"A copy that will not change."`
	Grade    Grade         `json:"grade,omitempty" enum:"review,trial,comparison,cohort,survey,expert,official" frenum:"review=Synthèse de recherches,trial=Essai,comparison=Comparaison,cohort=Suivi dans le temps,survey=Enquête,expert=Avis d’experts,official=Texte officiel" enenum:"review=Review of research,trial=Trial,comparison=Comparison,cohort=Study over time,survey=Survey,expert=Expert opinion,official=Official text" fr:"Force de la preuve" en:"Strength of evidence"`
	Finding  wording.Prose `json:"finding,omitempty" fr:"Ce qu’il faut retenir" en:"What to take from it"`
	Item     Item          `json:"item,omitempty" fr:"Fiche CSL-JSON" en:"CSL-JSON item" frhelp:"Ce qui a été importé, tel quel." enhelp:"What was imported, as it was."`
}

// Citable reports whether a claim can rest on it in public: it can be found again, by a DOI or in an archive.
func (r Reference) Citable() bool { return r.DOI != "" || r.Archived != "" }

var doiForm = regexp.MustCompile(`^10\.\d{4,9}/\S+$`)

// DOI brings a DOI, however written, to its bare form in small letters; empty where it is none.
func DOI(text string) string {
	doi := strings.ToLower(strings.TrimSpace(text))
	for _, front := range []string{"https://", "http://", "dx.", "doi.org/", "doi:"} {
		doi = strings.TrimSpace(strings.TrimPrefix(doi, front))
	}
	if !doiForm.MatchString(doi) || len(doi) > 200 {
		return ""
	}
	return doi
}

// FromItem fills a reference in from its item. What people wrote about it (grade, finding, archive) stays.
func (r Reference) FromItem(item Item) Reference {
	r.Item = item
	r.Title, r.Authors, r.Year = item.text("title"), item.authors(), item.year()
	r.Type, r.Source = item.text("type"), item.text("container-title")
	if r.Source == "" {
		r.Source = item.text("publisher")
	}
	r.DOI, r.URL = DOI(item.text("DOI")), item.text("URL")
	if archive := item.text("archive_location"); strings.HasPrefix(archive, "http") && r.Archived == "" {
		r.Archived = archive
	}
	return r
}

// ToItem is the reference as CSL-JSON: what was imported, with what was changed here.
func (r Reference) ToItem(id string) Item {
	item := Item{}
	for name, value := range r.Item {
		item[name] = value
	}
	set := func(name, value string) {
		if value != "" {
			item[name] = value
		}
	}
	if item.text("id") == "" {
		item["id"] = id
	}
	set("type", r.Type)
	if item.text("type") == "" {
		item["type"] = "document"
	}
	set("title", r.Title)
	set("DOI", r.DOI)
	set("URL", r.URL)
	set("archive_location", r.Archived)
	if r.Item == nil {
		set("container-title", r.Source)
		if r.Authors != "" {
			item["author"] = literals(r.Authors)
		}
	}
	if r.Year > 0 && item.year() != r.Year {
		item["issued"] = map[string]any{"date-parts": []any{[]any{r.Year}}}
	}
	return item
}

func literals(authors string) []any {
	var all []any
	for name := range strings.SplitSeq(authors, ";") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, map[string]any{"literal": name})
		}
	}
	return all
}

func (i Item) text(name string) string {
	switch v := i[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any: // some registries give titles as lists
		if len(v) > 0 {
			first, _ := v[0].(string)
			return strings.TrimSpace(first)
		}
	}
	return ""
}

// authors is "Nom, Prénom; …" of the first ten.
func (i Item) authors() string {
	list, _ := i["author"].([]any)
	var names []string
	for _, one := range list {
		who, _ := one.(map[string]any)
		name := Item(who)
		full := name.text("literal")
		if full == "" {
			full = strings.Trim(strings.Join(slices.DeleteFunc([]string{name.text("family"), name.text("given")}, func(s string) bool { return s == "" }), ", "), ", ")
		}
		if full != "" {
			names = append(names, full)
		}
	}
	if len(names) > 10 {
		names = append(names[:10], "et al.")
	}
	text := strings.Join(names, "; ")
	if runes := []rune(text); len(runes) > 500 {
		text = string(runes[:500])
	}
	return text
}

var yearForm = regexp.MustCompile(`\b(1[5-9]|20|21)\d\d\b`)

func (i Item) year() int {
	issued, _ := i["issued"].(map[string]any)
	if parts, ok := issued["date-parts"].([]any); ok && len(parts) > 0 {
		if first, ok := parts[0].([]any); ok && len(first) > 0 {
			switch y := first[0].(type) {
			case float64:
				return int(y)
			case int:
				return y
			case string:
				n, _ := strconv.Atoi(y)
				return n
			}
		}
	}
	for _, name := range []string{"raw", "literal"} {
		if found := yearForm.FindString(Item(issued).text(name)); found != "" {
			n, _ := strconv.Atoi(found)
			return n
		}
	}
	return 0
}
