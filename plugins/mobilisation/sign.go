package mobilisation

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/address"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerSign(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "petition-sign", Method: http.MethodPost, Path: "/petitions/{id}:sign", MaxBodyBytes: 8 << 10, DefaultStatus: http.StatusCreated,
		Summary:     "Sign a petition",
		Description: "The signature is kept once this is answered, and counts once the message that it sends is followed. The answer does not tell whether the address signed before.",
	}, sdk.Rules{Action: "mobilisation:petition.sign", Public: true, Internal: true, Retry: true, Reads: []string{"petitions/{id}"}}), d.signPetition)
}

// Choice is a box that somebody ticked, or did not, beside a text at its version.
type Choice struct {
	Agreed  bool   `json:"agreed"`
	Version string `json:"version,omitempty" maxLength:"16" doc:"Of the text that was shown."`
}

type signing struct {
	sdk.Target
	Body struct {
		Name     string `json:"name" maxLength:"200"`
		Email    string `json:"email" maxLength:"300"`
		Postcode string `json:"postcode,omitempty" maxLength:"20"`
		Sign     Choice `json:"sign"`
		News     Choice `json:"news,omitempty"`
		Language string `json:"language,omitempty" enum:"fr,en"`
		Page     string `json:"page,omitempty" maxLength:"600" doc:"Address of the page with the form."`
		Solution string `json:"solution" maxLength:"1024" doc:"Of a challenge for petition/{id}, as ALTCHA clients send it."`
	}
}

// thanks is the same for everybody.
type thanks struct {
	Accepted bool   `json:"accepted"`
	Until    string `json:"until" doc:"Day until which the message can be followed."`
}

// signPetition keeps a signature whose sender's machine has worked for it.
func (d *desk) signPetition(ctx context.Context, in *signing) (*sdk.Reply[thanks], error) {
	one, err := d.petitions.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if !one.Doc.Taking(sdk.Call(ctx).Today) {
		return nil, errNotTaking
	}
	mark, err := solved(ctx, in.Body.Solution, "petition/"+in.ID)
	if err != nil {
		return nil, err
	}
	if err := d.sign(ctx, in, one, mark, scripted); err != nil {
		return nil, err
	}
	until := signature.Expires(sdk.Call(ctx).Now).In(sdk.Call(ctx).Zone).Format(time.DateOnly)
	return sdk.Made(thanks{Accepted: true, Until: until}), nil
}

// sign keeps a signature in one commit. Whether the address signed before is found by that commit: it meets the unique
// key, and only then the second run looks. mark is of the proof that the form came with; through is the page of the
// links that its sender's browser can follow.
func (d *desk) sign(ctx context.Context, in *signing, p *sdk.Item[petition.Petition], mark string, through reading) error {
	fresh, err := in.signature(ctx, p.Doc)
	if err != nil {
		return err
	}
	fresh.Challenge = mark
	if sdk.Call(ctx).Again {
		return d.signOnceMore(ctx, p, fresh, through)
	}
	made, err := d.signatures.Create(ctx, fresh)
	if err != nil {
		return err
	}
	return writeSigner(ctx, p.Doc, made, through)
}

// signOnceMore is for an address that signed before, or a challenge that was used before. Who withdrew may sign again;
// for the others nothing changes and nobody is written to a second time.
func (d *desk) signOnceMore(ctx context.Context, p *sdk.Item[petition.Petition], fresh signature.Signature, through reading) error {
	earlier, _, err := d.signatures.List(ctx, store.Query{Filter: fmt.Sprintf("key = %q", fresh.Key), Size: 1})
	if err != nil {
		return fmt.Errorf("looking for an earlier signature: %w", err)
	}
	if len(earlier) == 0 {
		return errSpent
	}
	one := &earlier[0]
	if one.Doc.Challenge == fresh.Challenge || one.Doc.Status != signature.Withdrawn {
		return nil
	}
	if one.Doc, err = one.Doc.Again(fresh); err != nil {
		return err
	}
	if err := d.signatures.Update(ctx, one); err != nil {
		return err
	}
	return writeSigner(ctx, p.Doc, one, through)
}

// postcodeForm is letters, digits, one space or hyphen: "79000", "G1R 4S9".
var postcodeForm = regexp.MustCompile(`^[0-9A-Za-z]{2,5}[ -]?[0-9A-Za-z]{0,5}$`)

// signature checks what was sent, and tells everything that is wrong at once.
func (in *signing) signature(ctx context.Context, p petition.Petition) (signature.Signature, error) {
	body := &in.Body
	now := sdk.Call(ctx).Now
	wrong := fault.New(fault.Invalid, "invalid-input", "The input is not valid.")
	refuse := func(pointer string, err error) {
		if err != nil {
			wrong.Fields = append(wrong.Fields, fault.Field{Pointer: pointer, Message: err.Error()})
		}
	}
	name, err := signature.Name(body.Name)
	refuse("/name", err)
	email, err := address.Parse(body.Email)
	refuse("/email", err)
	if body.Postcode != "" && (!p.Postcode || !postcodeForm.MatchString(body.Postcode)) {
		refuse("/postcode", errPostcode)
	}
	if !body.Sign.Agreed {
		refuse("/sign", errUnsigned)
	}
	if len(wrong.Fields) > 0 {
		return signature.Signature{}, wrong
	}
	canonical := email.Canonical()
	proofs, err := agreements(p, body.Sign, body.News, canonical, body.Page, now)
	return signature.Signature{
		Petition: in.ID, Status: signature.Pending, Key: signature.Key(in.ID, canonical), Address: canonical, Email: string(email),
		Name: name, Postcode: body.Postcode, Proofs: proofs, Language: sdk.Language(ctx, body.Language), News: body.News.Agreed,
		SignedOn: sdk.Call(ctx).Today,
	}, err
}

var (
	errPostcode = errors.New("is no postal code, such as 79000 or G1R 4S9, or was not asked")
	errUnsigned = errors.New("tick the box to sign")
)

// agreements are the proofs of one form: of signing, and of the wish for news where there is one.
func agreements(p petition.Petition, sign, news Choice, canonical, page string, now time.Time) ([]consent.Proof, error) {
	var proofs []consent.Proof
	for _, asked := range []struct {
		purpose consent.Purpose
		choice  Choice
	}{{consent.Sign, sign}, {consent.News, news}} {
		if !asked.choice.Agreed {
			continue
		}
		text, ok := p.Agreed(asked.purpose, asked.choice.Version)
		if !ok {
			return nil, errWords
		}
		proofs = append(proofs, consent.Give(asked.purpose, text, canonical, page, now))
	}
	return proofs, nil
}
