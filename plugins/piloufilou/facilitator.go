package piloufilou

import (
	"context"
	"fmt"
	"strings"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Facilitator is an adult who plays the workshops, with the certificate that lets them open a cycle.
type Facilitator struct {
	Name        string `json:"name" minLength:"1" maxLength:"120" rb:"personal,subject=email,searchable" fr:"Nom" en:"Name"`
	Email       string `json:"email" format:"email" maxLength:"120" rb:"unique,personal,subject=email" fr:"Courriel" en:"E-mail"`
	Unit        string `json:"unit" minLength:"1" maxLength:"60" rb:"unit" fr:"Lieu ou territoire" en:"Site or territory"`
	Certificate string `json:"certificate,omitempty" maxLength:"20" rb:"index,personal,subject=email" fr:"Certificat" en:"Certificate"`
	CertifiedOn string `json:"certified_on,omitempty" format:"date" rb:"personal,subject=email" fr:"Certifié le" en:"Certified on"`
	ValidUntil  string `json:"valid_until,omitempty" format:"date" rb:"personal,subject=email" fr:"Valable jusqu’au" en:"Valid until"`
	Training    string `json:"training,omitempty" maxLength:"60" fr:"Formation" en:"Training"`
	Withdrawn   string `json:"withdrawn,omitempty" maxLength:"300" rb:"personal,subject=email" fr:"Retiré parce que" en:"Withdrawn because"`
}

// Certified reports whether the certificate holds on a day.
func (f Facilitator) Certified(on string) bool {
	return f.Certificate != "" && f.Withdrawn == "" && f.CertifiedOn <= on && (f.ValidUntil == "" || on <= f.ValidUntil)
}

var errCertificate = fault.New(fault.Conflict, "certificate-by-hand", "Certificates follow from a training: certify there, or withdraw.")

// beforeFacilitator keeps certificates out of reach of hands, and addresses in one form.
func (d *desk) beforeFacilitator(_ context.Context, c sdk.Change[Facilitator]) error {
	if c.New == nil {
		return nil
	}
	c.New.Email = strings.ToLower(strings.TrimSpace(c.New.Email))
	c.New.Name = strings.TrimSpace(c.New.Name)
	if c.New.Name == "" {
		return fault.InvalidField("/name", "a name")
	}
	var before Facilitator
	if c.Old != nil {
		before = *c.Old
	}
	after := *c.New
	before.Name, before.Email, before.Unit = after.Name, after.Email, after.Unit
	if before != after {
		return errCertificate
	}
	return nil
}

// names are the names of all facilitators whom the caller sees, by id.
func (d *desk) names(ctx context.Context) (map[string]string, error) {
	names := map[string]string{}
	for one, err := range d.facilitators.All(ctx, store.Query{}) {
		if err != nil {
			return nil, fmt.Errorf("reading facilitators: %w", err)
		}
		names[one.ID] = one.Doc.Name
	}
	return names, nil
}
