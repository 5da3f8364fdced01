package programme

import "slices"

// Coverage says which competences a programme serves, and in which workshops.
type Coverage struct {
	Columns []Column `json:"columns"`
	Missing []string `json:"missing" doc:"General competences that no workshop serves."`
}

// Column is one specific competence with the workshops that serve it.
type Column struct {
	Category  string `json:"category"`
	General   string `json:"general"`
	Specific  string `json:"specific"`
	Workshops []int  `json:"workshops"`
}

// Coverage makes the matrix: one column for each specific competence, in the order of the frame.
func (p Programme) Coverage() Coverage {
	made := Coverage{Columns: []Column{}, Missing: []string{}}
	for _, c := range Competences() {
		for _, g := range c.General {
			served := false
			for _, s := range g.Specific {
				column := Column{Category: c.Code, General: g.Code, Specific: s.Code, Workshops: []int{}}
				for _, w := range p.Workshops {
					if slices.Contains(w.CPS, s.Code) {
						column.Workshops = append(column.Workshops, w.Number)
					}
				}
				served = served || len(column.Workshops) > 0
				made.Columns = append(made.Columns, column)
			}
			if !served {
				made.Missing = append(made.Missing, g.Code)
			}
		}
	}
	return made
}
