package programme

// french says each complaint of this package in French, by its English form. It never changes.
var french = map[string]string{
	"must be lower-case letters, digits and hyphens, 2 to 40, a letter first": "doit être fait de minuscules, de chiffres et de tirets, 2 à 40 signes, une lettre d’abord",
	"must be three numbers such as 1.0.0":                                     "doit être trois nombres, comme 1.0.0",
	"must say under which licence the programme may be used":                  "doit dire sous quelle licence le programme peut servir",
	"must name at least one puppet":                                           "doit nommer au moins une marionnette",
	"must hold at least one workshop":                                         "doit contenir au moins un atelier",
	"is missing: everything is told in French and in English":                 "manque : tout est dit en français et en anglais",
	`the language %q is not like "fr" or "fr-CA"`:                             "la langue %q ne s’écrit pas comme « fr » ou « fr-CA »",
	"is longer than %d characters":                                            "dépasse %d signes",
	"must be a short name of its own":                                         "doit être un nom court, à lui seul",
	"must be lower-case letters, digits and hyphens":                          "doit être fait de minuscules, de chiffres et de tirets",
	"is the key of another component":                                         "est le code d’une autre composante",
	"must be %d: workshops are numbered in order, from 1":                     "doit être %d : les ateliers se numérotent dans l’ordre, à partir de 1",
	"must hold at least one":                                                  "doit en contenir au moins un",
	"must be 5 to 180":                                                        "doit être entre 5 et 180",
	"a workshop needs at least one core component":                            "un atelier demande au moins une composante essentielle",
	"must name at least one competence":                                       "doit nommer au moins une compétence",
	"%q is not a specific competence of the frame, such as E1b":               "%q n’est pas une compétence spécifique du cadre, comme E1b",

	"is named twice":     "est nommé deux fois",
	"must be at least 1": "doit être 1 au moins",

	"the steps take %d minutes and the workshop %d":                  "les étapes durent %d minutes, et l’atelier %d",
	"the text cannot be read as YAML":                                "le texte ne se lit pas comme du YAML",
	"the text is larger than 512 KiB":                                "le texte dépasse 512 Kio",
	"the text is not UTF-8":                                          "le texte n’est pas en UTF-8",
	"the line is nested too deeply":                                  "la ligne est imbriquée trop profondément",
	"one YAML document is expected":                                  "un seul document YAML est attendu",
	"anchors and aliases are not taken: write the text in its place": "les ancres et alias ne sont pas pris : écrivez le texte à sa place",
}
