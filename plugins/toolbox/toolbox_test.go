package toolbox_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/toolbox"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func newToolbox(t *testing.T) *moduletest.Harness {
	t.Helper()
	return moduletest.New(t, toolbox.New(), moduletest.Options{Units: []sdk.Unit{{ID: "ville", Path: "/ville/", Name: "Ville"}}})
}

func count(t *testing.T, h *moduletest.Harness, collection string) int {
	t.Helper()
	page, err := h.Store().List(t.Context(), collection, store.Query{Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Records)
}

func hear(t *testing.T, h *moduletest.Harness, event, data string) {
	t.Helper()
	if err := h.Hear(t.Context(), store.Event{Type: event, Data: json.RawMessage(data)}); err != nil {
		t.Fatal(err)
	}
}

func TestANeedSuggestsToolsOnceWhereOneFits(t *testing.T) {
	t.Parallel()
	h := newToolbox(t)
	need := func(domain string) {
		t.Helper()
		hear(t, h, "portrait.need.found", `{"wave":"w1","title":"Portrait de mars","unit":"ville","domain":"`+domain+`"}`)
	}
	need("parents")
	if n := count(t, h, "suggestions"); n != 0 {
		t.Errorf("%d suggestions without a tool", n)
	}
	hear(t, h, sdk.DemoBegan, "{}")
	need("parents")
	need("parents")
	need("interactions")
	need("unheard-of")
	if n := count(t, h, "suggestions"); n != 2 {
		t.Errorf("%d suggestions, want one a portrait and domain that has tools", n)
	}
}

func TestTheDemonstrationFillsAnEmptyToolboxOnceInItsLanguage(t *testing.T) {
	t.Parallel()
	samples, err := toolbox.Samples()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"fr", "en"} {
		h := moduletest.New(t, toolbox.New(), moduletest.Options{Language: language, Units: []sdk.Unit{{ID: "ville", Path: "/ville/", Name: "Ville"}}})
		for range 2 {
			hear(t, h, sdk.DemoBegan, "{}")
		}
		want := 0
		for _, s := range samples {
			if s.Language == language {
				want++
			}
		}
		if n := count(t, h, "tools"); n != want || want == len(samples) {
			t.Errorf("%d tools in %s, want the %d of that language, once", n, language, want)
		}
	}
}

func TestSamplesServeEveryDomainInBothLanguages(t *testing.T) {
	t.Parallel()
	samples, err := toolbox.Samples()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"fr", "en"} {
		for _, domain := range sdk.Domains() {
			if !slices.ContainsFunc(samples, func(s toolbox.Tool) bool { return s.Language == language && s.Domain == domain }) {
				t.Errorf("no sample in %s for %s", language, domain)
			}
		}
	}
}
