package store

import "slices"

// marks checks that the marks of a declaration agree with each other and with the kind.
func (c *complaints) marks(s Schema) {
	units, owners := 0, 0
	for _, f := range s.Fields {
		c.person(s, f)
		c.seal(s, f)
		c.place(s, f, &units, &owners)
		c.use(s, f)
	}
	c.keep(s)
}

// person checks personal and subject.
func (c *complaints) person(s Schema, f Field) {
	at := "/properties/" + f.Name + "/x-rb"
	if f.Personal && f.Subject == "" && s.Kind != Anonymous {
		c.add(at, "a personal field must say whose data it is: subject=<field that holds a principal id or an e-mail address>")
	}
	if f.Subject != "" {
		if s.Kind == Anonymous {
			c.add(at, "an anonymous collection has no subject: nobody must be found in it")
		}
		if !f.Personal && f.Subject != f.Name {
			c.add(at, "only a personal field has a subject")
		}
		if by, ok := s.Field(f.Subject); !ok || by.Type != Text {
			c.add(at, "the subject must be a text field of the same collection")
		}
	}
}

// seal checks what is asked of a field that storage cannot read.
func (c *complaints) seal(s Schema, f Field) {
	if !f.Sensitive {
		return
	}
	at := "/properties/" + f.Name + "/x-rb"
	if f.Unit || f.Owner || f.File != "" {
		c.add(at, "a sensitive field cannot be the unit, the owner or a file: the core must read those")
	}
	if f.Searchable {
		c.add(at, "a sensitive field cannot be searched: it is kept sealed")
	}
	for _, fields := range s.Indexes {
		if slices.Contains(fields, f.Name) {
			c.add(at, "a sensitive field has no place in an index over several fields: mark it index or unique, to compare it by =")
		}
	}
}

// place checks unit and owner.
func (c *complaints) place(s Schema, f Field, units, owners *int) {
	at := "/properties/" + f.Name + "/x-rb"
	if f.Unit {
		*units++
		if f.Type != Text || *units > 1 {
			c.add(at, "the unit must be one text field that holds a unit's id")
		}
	}
	if f.Owner {
		*owners++
		if f.Type != Text || *owners > 1 {
			c.add(at, "the owner must be one text field that holds a principal's id")
		}
		if s.Kind == Anonymous {
			c.add(at, "an anonymous collection has no owner")
		}
	}
}

// use checks what is asked of storage.
func (c *complaints) use(s Schema, f Field) {
	at := "/properties/" + f.Name + "/x-rb"
	if f.Searchable && f.Type != Text && f.Type != Object {
		c.add(at, "only texts can be searched")
	}
	if (f.Unique || f.Index) && f.Type == Object {
		c.add(at, "an object or array cannot be unique or indexed")
	}
	if f.File != "" && (f.File != "image" || f.Type != Text || s.Kind == Anonymous) {
		c.add(at, "a file must be file=image on a text field, outside anonymous collections")
	}
	if f.Passing && !slices.ContainsFunc(s.Fields, func(kept Field) bool { return kept.Anonymise }) {
		c.add(at, "passing belongs to a retention that anonymises")
	}
	if f.Consent && (f.Type != Object || !f.Personal || f.Subject == "") {
		c.add(at, "consent is for a personal list of proofs, or for one, that says whose they are")
	}
}

// keep checks how long records are kept.
func (c *complaints) keep(s Schema) {
	rules := 0
	for _, f := range s.Fields {
		at := "/properties/" + f.Name + "/x-rb"
		if f.Retention == "" {
			if f.Least != "" || f.Most != "" || f.Anonymise {
				c.add(at, "least, most and anonymise belong to a retention")
			}
			continue
		}
		for _, p := range []Period{f.Retention, f.Least, f.Most} {
			if p != "" && !p.Valid() {
				c.add(at, "the retention must be an ISO 8601 duration in years, months, weeks or days: P2Y")
				return
			}
		}
		if rules++; rules > 1 || s.Kind == Anonymous {
			c.add(at, "one field of a collection says how long it is kept; nothing is about anybody in an anonymous one")
		}
		if f.Sensitive {
			c.add(at, "time cannot be counted from a sensitive field: it is kept sealed")
		}
		if r, _ := s.Retention(); !r.Allows(f.Retention) {
			c.add(at, "the retention must lie between least and most")
		}
		if f.Anonymise && slices.ContainsFunc(s.Fields, func(about Field) bool { return s.Emptied(about) && about.Required }) {
			c.add(at, "what is about people cannot be emptied: a field of it is required")
		}
	}
}
