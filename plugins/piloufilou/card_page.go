package piloufilou

import (
	"context"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

//go:embed card.html
var cardText string

// cardPlain is the cards for browsers without JavaScript.
var cardPlain = template.Must(template.New("card").Parse(cardText))

func (d *desk) registerCardPage(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "card-page", Method: http.MethodGet, Path: "/cards:page", Summary: "The cards as a page", Hidden: true,
	}, sdk.Rules{Action: "piloufilou:card.read", Public: true, Internal: true}), d.pageOfCards)
}

type cardPageInput struct {
	Language  string `query:"lang" maxLength:"20"`
	Programme string `query:"programme" maxLength:"60"`
	Number    int    `query:"number" minimum:"0" maximum:"60"`
	Key       string `query:"key" maxLength:"60"`
	Origin    string `query:"origin" maxLength:"300"`
}

func (in *cardPageInput) english(ctx context.Context) bool {
	return sdk.Language(ctx, in.Language) == "en"
}

// to is the address of a card on the same page, with what the page itself was asked.
func (in *cardPageInput) to(programme string, number int) string {
	q := url.Values{}
	for name, value := range map[string]string{"lang": in.Language, "key": in.Key, "origin": in.Origin, "programme": programme} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if number > 0 {
		q.Set("number", strconv.Itoa(number))
	}
	return "?" + q.Encode()
}

// plainCard is a card in one language.
type plainCard struct {
	Number                 int
	Title, Did, Try, Plain string
}

type plainLine struct{ To, Title string }

type plainProgramme struct {
	Title string
	Lines []plainLine
}

func (d *desk) pageOfCards(ctx context.Context, in *cardPageInput) (*sdk.Page, error) {
	config, err := d.cardReader(ctx)
	if err != nil {
		return nil, err
	}
	tag := map[bool]string{true: "en", false: "fr"}[in.english(ctx)]
	data := map[string]any{"English": tag == "en", "Name": config.Name.text().In(tag), "All": in.to("", 0)}
	if in.Programme != "" && in.Number > 0 {
		c, err := d.cardsOf(ctx, in.Programme)
		if err != nil {
			return nil, err
		}
		if in.Number > len(c.Cards) {
			return nil, fault.Missing("card")
		}
		one := c.Cards[in.Number-1]
		data["Of"] = len(c.Cards)
		data["Card"] = plainCard{one.Number, one.Title.In(tag), one.Did.In(tag), one.Try.In(tag), one.Plain.In(tag)}
	} else if data["Programmes"], err = d.plainIndex(ctx, in, tag); err != nil {
		return nil, err
	}
	return sdk.Fill(http.StatusOK, cardPlain, data)
}

func (d *desk) plainIndex(ctx context.Context, in *cardPageInput, tag string) ([]plainProgramme, error) {
	newest, err := d.newestCards(ctx, "")
	if err != nil {
		return nil, err
	}
	var all []plainProgramme
	for _, c := range newest {
		p := plainProgramme{Title: c.Title.In(tag)}
		for _, one := range c.Cards {
			p.Lines = append(p.Lines, plainLine{in.to(c.Code, one.Number), one.Title.In(tag)})
		}
		all = append(all, p)
	}
	return all, nil
}
