package piloufilou_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/moduletest"
)

// A rights-holding organisation brands the programme; its cards may be for people who signed in.
func TestAnOrganisationNamesItsProgramme(t *testing.T) {
	t.Parallel()
	w := newTown(t, func(o *moduletest.Options) { o.Config = m{"name": m{"fr": "Nos marionnettes", "en": "Our puppets"}} })
	w.edition()
	if answer := w.Do("GET", "/cards/deux-marionnettes/1", ""); !strings.Contains(answer.Body.String(), "Nos marionnettes") {
		t.Errorf("%s", answer.Body)
	}
}

func TestPrivateCardsAreForPeopleWhoSignedIn(t *testing.T) {
	t.Parallel()
	stranger := newTown(t, func(o *moduletest.Options) { o.Kind, o.Config = "visitor", m{"private_cards": true} })
	stranger.refused("GET", "/cards", nil, "cards-private")
	stranger.refused("GET", "/cards/deux-marionnettes/1", nil, "cards-private")
	known := newTown(t, func(o *moduletest.Options) { o.Config = m{"private_cards": true} })
	known.edition()
	known.Into(t, "GET", "/cards/deux-marionnettes/1", "", nil)
}
