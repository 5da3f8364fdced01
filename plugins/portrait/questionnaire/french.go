package questionnaire

import "fmt"

// problem words a mistake in both languages. The English format is the key of the French one; a format without
// one is said in English, and a test finds it.
func problem(pointer, format string, args ...any) Problem {
	p := Problem{Pointer: pointer, Message: fmt.Sprintf(format, args...)}
	if said, ok := french[format]; ok {
		p.French = fmt.Sprintf(said, args...)
	}
	return p
}

// plain is a problem with nothing to fill in.
func plain(pointer, text string) Problem {
	return Problem{Pointer: pointer, Message: text, French: french[text]}
}

var french = map[string]string{
	"has %d items; at most %d are allowed":                          "contient %d énoncés ; %d au plus sont permis",
	"%q is not a version: three numbers such as 1.0.0 are expected": "%q n’est pas une version : trois nombres sont attendus, par exemple 1.0.0",
	"must be %q or %q": "doit être %q ou %q",
	"must say under which licence the items may be used": "doit dire sous quelle licence les énoncés peuvent servir",
	"must name at least one language":                    "doit nommer une langue au moins",
	"%q is named twice":                                  "%q est nommé deux fois",
	"must hold at least one scale":                       "doit contenir une échelle au moins",
	"must hold at least one dimension":                   "doit contenir une dimension au moins",
	"%q is the key of another dimension":                 "%q est déjà le code d’une autre dimension",
	"%q is kept for the score over all dimensions":       "%q est réservé au score d’ensemble",
	"must lie between 0 and 1000":                        "doit être entre 0 et 1000",
	"must hold at least one item":                        "doit contenir un énoncé au moins",
	"runs from %d to %d; the first item of the dimension from %d to %d, and one mean needs one range": "va de %d à %d ; le premier énoncé de la dimension de %d à %d, et une moyenne demande une même étendue",
	"lies deeper than %d levels":                                    "est à plus de %d niveaux de profondeur",
	"must stand below %q, before the next dimension of that level":  "doit se trouver sous %q, avant la dimension suivante de ce niveau",
	"there is no dimension %q further up":                           "il n’y a pas de dimension %q plus haut",
	"the dimension holds others: its items belong into one of them": "la dimension en contient d’autres : ses énoncés vont dans l’une d’elles",
	notWorkbook:                                                                  "le fichier ne se lit pas comme un classeur (.xlsx) de 1 Mio au plus",
	"the sheet has more than %d rows":                                            "la feuille a plus de %d lignes",
	"the sheet has more than %d columns":                                         "la feuille a plus de %d colonnes",
	"the column %q stands there twice":                                           "la colonne %q y est deux fois",
	"what the column %q says here is not taken over: empty it":                   "ce que dit ici la colonne %q n’est pas repris : videz-la",
	"the sheet is not taken over: known are survey, choices and settings":        "la feuille n’est pas reprise : sont connues survey, choices et settings",
	"the workbook has no such sheet":                                             "le classeur n’a pas cette feuille",
	"the group is not ended":                                                     "le groupe n’est pas terminé",
	"the sheet must have a row with form_id, version, form_title and rb:licence": "la feuille doit avoir une ligne avec form_id, version, form_title et rb:licence",
	"no group is open here":                                                      "aucun groupe n’est ouvert ici",
	"the type %q is not taken over: known are select_one, integer, note, begin_group and end_group": "le type %q n’est pas repris : sont connus select_one, integer, note, begin_group et end_group",
	"one note may stand before what it explains: at the head of a group, or of the sheet":           "une note, une seule, se place avant ce qu’elle explique : en tête d’un groupe, ou de la feuille",
	"a question stands within a group: a dimension":                                                 "une question se trouve dans un groupe : une dimension",
	"a number needs a constraint with both ends, such as . >= 0 and . <= 10":                        "un nombre demande une contrainte avec ses deux bornes, par exemple . >= 0 and . <= 10",
	"the scale %q runs from %d to %d":                                                               "l’échelle %q va de %d à %d",
	"the list is of the kind %q further up":                                                         "la liste est du genre %q plus haut",
	"must be a whole number, %q or %q":                                                              "doit être un nombre entier, %q ou %q",
	"the wording of a value may be in fr, fr-CA and en, not in %q":                                  "le libellé d’une valeur peut être en fr, fr-CA et en, pas en %q",
	"this answer is always called %q":                                                               "cette réponse s’appelle toujours %q",
	"the list has no row for the value %d":                                                          "la liste n’a pas de ligne pour la valeur %d",
	"%q is the key of another item":                                                                 "%q est déjà le code d’un autre énoncé",
	"there is no scale %q":                                                                          "il n’y a pas d’échelle %q",
	"must be lower-case letters, digits and hyphens, 2 to 40, a letter first":                       "doit être fait de minuscules, de chiffres et de traits d’union, 2 à 40, une lettre d’abord",
	"must be lower-case letters, digits, hyphens and underscores, at most 40, a letter first":       "doit être fait de minuscules, de chiffres, de traits d’union et de soulignés, 40 au plus, une lettre d’abord",
	"must be a language of two letters, such as \"fr\"":                                             "doit être une langue en deux lettres, par exemple \"fr\"",
	"has no wording in %q":                                                                          "n’a pas de texte en %q",
	"%q is not among the questionnaire's languages":                                                 "%q n’est pas une langue du questionnaire",
	"is longer than %d bytes":                                                                       "est plus long que %d octets",
	"%q is the key of another scale":                                                                "%q est déjà le code d’une autre échelle",
	"must be one of %v":                                                                             "doit être l’un de %v",
	"values lie between -1000 and 1000":                                                             "les valeurs vont de -1000 à 1000",
	"must be greater than the lowest value, %d":                                                     "doit être plus grand que la plus petite valeur, %d",
	"a yes/no scale runs from 0 to 1":                                                               "une échelle oui/non va de 0 à 1",
	"has %d values; people choose among at most %d (use the kind %q for a number)":                  "a %d valeurs ; on choisit parmi %d au plus (prenez le genre %q pour un nombre)",
	"has more than %d values":                                                                       "a plus de %d valeurs",
	"%d lies outside the scale, %d to %d":                                                           "%d est hors de l’échelle, de %d à %d",
	"%d has two anchors":                                                                            "%d a deux libellés",
	"the value %d of a %s scale has no anchor":                                                      "la valeur %d d’une échelle %s n’a pas de libellé",
	"the text cannot be read as YAML":                                                               "le texte ne se lit pas comme du YAML",
	"the text cannot be read as YAML: %s":                                                           "le texte ne se lit pas comme du YAML : %s",
	"one YAML document is expected":                                                                 "un seul document YAML est attendu",
	"the text is larger than 512 KiB":                                                               "le texte dépasse 512 Kio",
	"the text is not UTF-8":                                                                         "le texte n’est pas en UTF-8",
	"the line is nested too deeply":                                                                 "la ligne est imbriquée trop profondément",
	"there is no field %q here; known are: %s":                                                      "il n’y a pas de champ %q ici ; les champs connus : %s",
	"a mapping (key: value) is expected":                                                            "une liste de champs (clé: valeur) est attendue",
	"a list is expected":                                                                            "une liste est attendue",
	"a text is expected":                                                                            "un texte est attendu",
	"a whole number is expected":                                                                    "un nombre entier est attendu",
	"a number is expected":                                                                          "un nombre est attendu",
	"true or false is expected":                                                                     "true ou false est attendu",
	"the questionnaire has no such item":                                                            "le questionnaire n’a pas cet énoncé",
	"must hold at least one answer":                                                                 "doit contenir une réponse au moins",
	"must be a whole number from %d to %d":                                                          "doit être un nombre entier de %d à %d",
	"%q is not offered here":                                                                        "%q n’est pas proposé ici",
	"must be a number, %q or %q":                                                                    "doit être un nombre, %q ou %q",
}
