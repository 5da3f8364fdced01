package privacy

import "time"

// Request is that a person asks for what they have a right to: that what is held about them goes (GDPR art. 17; Québec's Law 25,
// art. 28 and the Civil Code, art. 40).
type Request struct {
	ID     string     `json:"id"`
	Person string     `json:"person"` // principal id, of somebody who may be gone by now
	Note   string     `json:"note,omitempty"`
	Asked  time.Time  `json:"asked"`
	Done   *time.Time `json:"done,omitempty"`
	Reason string     `json:"reason,omitempty"` // why it was refused
	By     string     `json:"by,omitempty"`     // principal id of who answered
	Rev    int64      `json:"-"`
}

// Until is the term of the answer: a month (GDPR art. 12(3)), or thirty days (Law 25: Act respecting the protection of personal
// information in the private sector, art. 32).
func (r Request) Until(law Law) time.Time {
	if law == Law25 {
		return r.Asked.AddDate(0, 0, 30)
	}
	return r.Asked.AddDate(0, 1, 0)
}
