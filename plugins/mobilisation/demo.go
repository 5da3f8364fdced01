package mobilisation

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/measure"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk"
)

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

// people writes signatures, testimonies, subscriptions and commitments of people who never were.
func (s *sampler) people(ctx context.Context) error {
	var c campaign
	if err := sampleOf(ctx, "campaign", &c); err != nil {
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
