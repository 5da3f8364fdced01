package attack

// Order is what a hostile module is told to do. What each attack needs of it is said there.
type Order struct {
	At      string `json:"at,omitempty"`
	Address string `json:"address,omitempty"`
	Amount  int    `json:"amount,omitempty"`
	Handle  []byte `json:"handle,omitempty"`
	Word    string `json:"word,omitempty"`   // of another organisation's treasure
	Record  string `json:"record,omitempty"` // its id
	Unit    string `json:"unit,omitempty"`   // id of another organisation's unit
	Slug    string `json:"slug,omitempty"`   // its name in addresses
}

// Report is what came of it.
type Report struct {
	Attempts int    `json:"attempts"`
	Hits     int    `json:"hits"`
	Says     string `json:"says,omitempty"` // of the last attempt
	Handle   []byte `json:"handle,omitempty"`
	Folder   string `json:"folder,omitempty"` // the attacker's own
	PID      int    `json:"pid,omitempty"`
}

// Count adds one attempt.
func (r *Report) Count(hit bool, says string) {
	r.Attempts++
	if hit {
		r.Hits++
	}
	r.Says = says
}

// Add adds what came of other attempts.
func (r *Report) Add(other Report) {
	r.Attempts, r.Hits = r.Attempts+other.Attempts, r.Hits+other.Hits
	if other.Says != "" {
		r.Says = other.Says
	}
}
