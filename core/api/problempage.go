package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// explanation is what a problem means and what to do about it.
type explanation struct {
	Code   string
	Fr, En string
}

// explanations reads docs/problems.json, by code.
func explanations() (map[string]explanation, error) {
	text, err := docsFiles.ReadFile("docs/problems.json")
	if err != nil {
		return nil, fmt.Errorf("read the problems' texts: %w", err)
	}
	var texts map[string][2]string
	if err := json.Unmarshal(text, &texts); err != nil {
		return nil, fmt.Errorf("read the problems' texts: %w", err)
	}
	all := map[string]explanation{}
	for code, t := range texts {
		all[code] = explanation{code, t[0], t[1]}
	}
	return all, nil
}

// explain finds the text of a code. What is not there has one text, and modules have codes of their own.
func explain(all map[string]explanation, code string) explanation {
	if found, known := all[code]; known {
		return found
	}
	if strings.HasSuffix(code, "-not-found") {
		return explanation{
			code, "Cela n'existe pas, ou n'est pas à vous de le savoir : la réponse est la même. Vérifiez l'identifiant et l'organisation dans l'adresse.",
			"It is not there, or is not yours to know of: the answer is the same. Check the id, and the organisation in the address.",
		}
	}
	return explanation{
		code, "Les champs « detail » et « errors » de la réponse disent ce qui ne va pas et ce qui conviendrait. Les modules ont aussi leurs propres codes ; la documentation de l'API les montre.",
		"The members “detail” and “errors” of the answer say what is wrong and what would do. Modules have codes of their own, too; the API's documentation shows them.",
	}
}

// problemPage answers the address that a problem's type names.
func (e *edge) problemPage(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	if len(code) > 64 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		e.refuse(w, r, fault.Missing("problem"))
		return
	}
	e.writeProblems(w, r, code)
}

// problemIndex lists every problem that the core tells of.
func (e *edge) problemIndex(w http.ResponseWriter, r *http.Request) { e.writeProblems(w, r, "") }

func (e *edge) writeProblems(w http.ResponseWriter, r *http.Request, code string) {
	page, err := renderProblems(code)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	html(w, http.StatusOK, page)
}

func renderProblems(code string) ([]byte, error) {
	all, err := explanations()
	if err != nil {
		return nil, err
	}
	shell, err := template.ParseFS(docsFiles, "docs/problem.html")
	if err != nil {
		return nil, fmt.Errorf("read the page of problems: %w", err)
	}
	shown := []explanation{explain(all, code)}
	if code == "" {
		shown = nil
		for _, name := range slices.Sorted(maps.Keys(all)) {
			shown = append(shown, all[name])
		}
	}
	var page bytes.Buffer
	err = shell.Execute(&page, map[string]any{"Code": code, "Shown": shown})
	return page.Bytes(), err
}
