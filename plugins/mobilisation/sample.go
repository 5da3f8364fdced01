package mobilisation

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/demand"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/reference"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed sample/*.json
var sampleFiles embed.FS

func (d *desk) registerSample(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "sample-adopt", Method: http.MethodPost, Path: "/sample:adopt", DefaultStatus: http.StatusCreated,
		Summary:     "Take over the sample movement as a beginning",
		Description: "Page, library, demands, a platform of 15 measures and a draft of a petition, all to be rewritten. Nothing of it is public, and there are no people in it.",
	}, sdk.Rules{Action: "mobilisation:sample.adopt"}), d.adoptSample)
}

type adopted struct {
	Measures   int `json:"measures"`
	References int `json:"references"`
	Demands    int `json:"demands"`
	Petitions  int `json:"petitions"`
}

// adoptSample begins an organisation's movement. It does so once: where there is a page already, that is refused.
func (d *desk) adoptSample(ctx context.Context, _ *struct{}) (*sdk.Reply[adopted], error) {
	one, err := d.movement(ctx)
	if err != nil {
		return nil, err
	}
	if one != nil {
		return nil, errMovement
	}
	s := sampler{desk: d}
	done, err := s.platform(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.Made(done), nil
}

// demonstrate fills an organisation of a demonstration in, once: the platform, and people who never were.
func (d *desk) demonstrate(ctx context.Context, _ sdk.Event) error {
	one, err := d.movement(ctx)
	if err != nil || one != nil {
		return err
	}
	s := sampler{desk: d, public: true}
	if _, err := s.platform(ctx); err != nil {
		return err
	}
	return s.people(ctx)
}

// sampler writes the sample; ids are by the keys and numbers of its files.
type sampler struct {
	*desk
	public     bool
	works      map[string]string
	measuresBy map[int]string
	petition   string
}

func sampleOf(name string, into any) error {
	file, err := sampleFiles.ReadFile("sample/" + name + ".json")
	if err != nil {
		return fmt.Errorf("reading the sample %s: %w", name, err)
	}
	if err := json.Unmarshal(file, into); err != nil {
		return fmt.Errorf("reading the sample %s: %w", name, err)
	}
	return nil
}

// platform writes what a movement wants and rests on.
func (s *sampler) platform(ctx context.Context) (done adopted, err error) {
	var page Movement
	if err := sampleOf("movement", &page); err != nil {
		return done, err
	}
	page.Public = s.public
	if _, err := s.movements.Create(ctx, page); err != nil {
		return done, err
	}
	for _, write := range []func(context.Context, *adopted) error{s.library, s.asks, s.plan, s.campaigns} {
		if err := write(ctx, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

func (s *sampler) library(ctx context.Context, done *adopted) error {
	var works []struct {
		Key string `json:"key"`
		reference.Reference
	}
	if err := sampleOf("library", &works); err != nil {
		return err
	}
	s.works = map[string]string{}
	for _, w := range works {
		made, err := s.references.Create(ctx, w.Reference)
		if err != nil {
			return err
		}
		s.works[w.Key] = made.ID
		done.References++
	}
	return nil
}

// cited are the ids of the works that the sample names by key.
func (s *sampler) cited(keys []string) []string {
	var ids []string
	for _, key := range keys {
		ids = append(ids, s.works[key])
	}
	return ids
}

func (s *sampler) asks(ctx context.Context, done *adopted) error {
	var demands []demand.Demand
	if err := sampleOf("demands", &demands); err != nil {
		return err
	}
	for _, one := range demands {
		one.Evidence = s.cited(one.Evidence)
		one.Public = one.Public && s.public
		one.Status, one.History = demand.Raised, []demand.Stage{{On: sdk.Call(ctx).Today, Status: demand.Raised}}
		if _, err := s.demands.Create(ctx, one); err != nil {
			return err
		}
		done.Demands++
	}
	return nil
}

func (s *sampler) plan(ctx context.Context, done *adopted) error {
	var measures []measure.Measure
	if err := sampleOf("measures", &measures); err != nil {
		return err
	}
	s.measuresBy = map[int]string{}
	for i, one := range measures {
		one.Number, one.Public, one.Evidence = i+1, s.public, s.cited(one.Evidence)
		made, err := s.measures.Create(ctx, one)
		if err != nil {
			return err
		}
		s.measuresBy[one.Number] = made.ID
		done.Measures++
	}
	return nil
}

// campaign is what the sample says of petitions and people.
type campaign struct {
	Petitions []struct {
		petition.Petition
		Draft bool `json:"draft"`
	} `json:"petitions"`
	Signers []string `json:"signers"`
	Stories []struct {
		Signed string            `json:"signed"`
		Role   map[string]string `json:"role"`
		Text   string            `json:"text"`
		Status testimony.Status  `json:"status"`
	} `json:"stories"`
	Commitments []struct {
		measure.Commitment
		Number int `json:"measure"`
		Days   int `json:"days"`
	} `json:"commitments"`
}

func (s *sampler) campaigns(ctx context.Context, done *adopted) error {
	var c campaign
	if err := sampleOf("campaign", &c); err != nil {
		return err
	}
	config, err := configured(ctx)
	if err != nil {
		return err
	}
	call := sdk.Call(ctx)
	for _, one := range c.Petitions {
		p := one.Petition
		p.Status = petition.Draft
		if s.public && !one.Draft && config.ready() == nil {
			if p, err = p.Open(config.signWords(call.Country), config.newsWords(call.Country), call.Now.AddDate(0, 0, -21).Format(time.DateOnly)); err != nil {
				return err
			}
		}
		made, err := s.petitions.Create(ctx, p)
		if err != nil {
			return err
		}
		if p.Status == petition.Open {
			s.petition = made.ID
		}
		done.Petitions++
	}
	return nil
}

// people writes signatures, testimonies, subscriptions and commitments of people who never were.
func (s *sampler) people(ctx context.Context) error {
	var c campaign
	if err := sampleOf("campaign", &c); err != nil {
		return err
	}
	if s.petition != "" {
		p, err := s.petitions.Get(ctx, s.petition)
		if err != nil {
			return err
		}
		for i := range 3 * len(c.Signers) {
			if err := s.signer(ctx, p.Doc, c.Signers[i%len(c.Signers)], i); err != nil {
				return err
			}
		}
	}
	if err := s.stories(ctx, c); err != nil {
		return err
	}
	today := sdk.Call(ctx).Now
	for _, one := range c.Commitments {
		m := one.Commitment
		m.Measure, m.DueOn, m.Public = s.measuresBy[one.Number], today.AddDate(0, 0, one.Days).Format(time.DateOnly), true
		if m.State == measure.Kept {
			m.Ended = m.DueOn
		}
		if _, err := s.commitments.Create(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// signer writes one signature; of twelve, one waits, one is to be looked at, and three want news.
func (s *sampler) signer(ctx context.Context, p petition.Petition, name string, i int) error {
	now := sdk.Call(ctx).Now.AddDate(0, 0, -(i % 20))
	email := strings.ToLower(strings.NewReplacer(" ", ".", "é", "e", "è", "e", "É", "e", "ô", "o").Replace(name)) + strconv.Itoa(i) + "@exemple.test"
	one := signature.Signature{
		Petition: s.petition, Status: signature.Confirmed, Key: signature.Key(s.petition, email), Address: email, Email: email, Name: name,
		Language: "fr", News: i%4 == 0, Challenge: "demonstration-" + strconv.Itoa(i), SignedOn: now.Format(time.DateOnly),
		Proofs: []consent.Proof{consent.Give(consent.Sign, p.Sign["fr"], email, "https://exemple.test/petition", now)},
	}
	switch i % 12 {
	case 5:
		one.Status, one.News = signature.Pending, false
	case 11:
		one.Status, one.Reason = signature.Flagged, "Adresse à vérifier"
	}
	if one.News {
		one.Proofs = append(one.Proofs, consent.Give(consent.News, p.News["fr"], email, "https://exemple.test/petition", now))
	}
	if _, err := s.signatures.Create(ctx, one); err != nil {
		return err
	}
	if !one.News || one.Status != signature.Confirmed {
		return nil
	}
	_, err := s.subscribers.Create(ctx, Subscriber{
		Address: email, Email: email, Language: "fr", Status: subscriberConfirmed, Source: "petition/" + s.petition,
		Proofs: one.Proofs[1:], Since: one.SignedOn,
	})
	return err
}

func (s *sampler) stories(ctx context.Context, c campaign) error {
	now := sdk.Call(ctx).Now
	for i, one := range c.Stories {
		email := fmt.Sprintf("temoin%d@exemple.test", i)
		_, err := s.testimonies.Create(ctx, testimony.Testimony{
			Status: one.Status, Address: email, Email: email, Text: one.Text, Signed: one.Signed, Role: one.Role["fr"], Language: "fr",
			Leaves:    []testimony.Leave{{Channel: testimony.Site, Until: now.AddDate(1, 0, 0).Format(time.DateOnly)}},
			Proofs:    []consent.Proof{consent.Give(consent.Story, "", email, "https://exemple.test/temoigner", now)},
			Challenge: "demonstration-" + strconv.Itoa(i), On: now.Format(time.DateOnly),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
