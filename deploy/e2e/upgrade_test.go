package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const books = 450 // several rounds of the conversion

// shelf is an edition of the module, at a placement if one is said.
func shelf(t *testing.T, edition string, placement ...string) string {
	t.Helper()
	return told(t, "shelf", strings.Join(append([]string{edition}, placement...), " "))
}

// TestAModuleIsUpgradedWhileItIsUsed installs the second edition of a module over the first while somebody
// reads: no request fails, records are of the new edition at once, and the old ones are rewritten behind it.
func TestAModuleIsUpgradedWhileItIsUsed(t *testing.T) {
	t.Parallel()
	editions := []string{shelf(t, "1"), shelf(t, "2")}
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	server.install(editions[0])
	towns := map[string]*portrait{}
	for _, slug := range []string{municipality, network} {
		p := &portrait{visitor: visit(t, server.url), tenant: slug}
		p.signIn(slug, "core:administrator")
		p.turnOn("shelf")
		for i := range books {
			state := []string{"bon", "abime"}[i%2]
			p.want(http.StatusCreated, "POST", p.url("/shelf/books"), map[string]any{"name": fmt.Sprintf("Livre %03d", i), "state": state, "shelf": "A"}, nil)
		}
		towns[slug] = p
	}
	p := towns[municipality]
	stop, failed := make(chan struct{}), make(chan []string, 1)
	go func() { failed <- p.readAllTheWhile(stop) }()
	server.install(editions[1])

	for when := range 2 { // at once, and when all is rewritten
		p.checkShelf(fmt.Sprint("round ", when))
		p.converted(t, books)
	}
	close(stop)
	if wrong := <-failed; len(wrong) > 0 {
		t.Errorf("%d requests failed beside the upgrade, such as %s", len(wrong), wrong[0])
	}
	p.problem(http.StatusConflict, "not-unique", "POST", p.url("/shelf/books"), map[string]any{"title": "Livre 007"})
	p.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", p.url("/shelf/books"), map[string]any{"name": "Livre"})
	if n := p.count(`title = "Livre 007"`, "search=livre"); n != 1 {
		t.Errorf("a search in rewritten records finds %d", n)
	}
	server.kill()
	server.run()
	for slug, p := range towns {
		p.base = server.url
		p.signIn(slug, "core:administrator")
		p.checkShelf("after a power cut, " + slug)
	}
	server.listsConversions()
}

func (p *platform) install(file string) {
	p.t.Helper()
	if code, stdout, stderr := p.command("module", "install", "--unsigned", file); code != 0 {
		p.t.Fatalf("installing: %d %s%s", code, stdout, stderr)
	}
}

// listsConversions wants the conversions of both organisations, or none: they are told since the last start.
func (p *platform) listsConversions() {
	p.t.Helper()
	code, stdout, stderr := p.command("module", "list", "--output", "json")
	var list struct {
		Modules []struct {
			Name, Version string
			Conversions   []struct{ Failed []string }
		}
	}
	if err := json.Unmarshal([]byte(stdout), &list); code != 0 || err != nil {
		p.t.Fatalf("module list: %d %s%s: %v", code, stdout, stderr, err)
	}
	for _, m := range list.Modules {
		if m.Name == "shelf" && (m.Version != "2.0.0" || m.Conversions == nil) {
			p.t.Errorf("module list says %+v", m)
		}
	}
}

// readAllTheWhile reads until stop, and returns what was not answered as it should be.
func (p *portrait) readAllTheWhile(stop <-chan struct{}) (wrong []string) {
	for {
		select {
		case <-stop:
			return wrong
		default:
		}
		got := p.do("GET", p.url("/shelf/books?page_size=50"), nil)
		text := string(got.body)
		if olds, news := strings.Count(text, `"name":"Livre`), strings.Count(text, `"title":"Livre`); got.status != http.StatusOK || olds != 50 && news != 50 {
			wrong = append(wrong, fmt.Sprintf("%d with %d old and %d new: %.300s", got.status, olds, news, text))
		}
	}
}

// checkShelf holds lists against what the second edition promises.
func (p *portrait) checkShelf(when string) {
	p.t.Helper()
	for filter, want := range map[string]int{
		``: books, `state = "good"`: books / 2, `state = "bon"`: 0, `title = "Livre 007"`: 1, `copies = 1`: books, `title < "Livre 010"`: 10, `NOT state = "worn"`: books / 2,
	} {
		if n := p.count(filter); n != want {
			p.t.Errorf("%s: %s finds %d, want %d", when, filter, n, want)
		}
	}
	var page struct {
		Records []struct{ Doc map[string]any }
	}
	p.want(http.StatusOK, "GET", p.url("/shelf/books?page_size=2&order_by="+url.QueryEscape("title desc")), nil, &page)
	if text := fmt.Sprint(page.Records); text != "[{map[copies:1 state:worn title:Livre 449]} {map[copies:1 state:good title:Livre 448]}]" {
		p.t.Errorf("%s: the last two are %s", when, text)
	}
	p.problem(http.StatusUnprocessableEntity, "invalid-input", "GET", p.url("/shelf/books?filter="+url.QueryEscape(`name = "Livre 007"`)), nil)
}

// count walks through what a filter finds.
func (p *portrait) count(filter string, more ...string) (n int) {
	p.t.Helper()
	query := url.Values{"page_size": {"200"}}
	if filter != "" {
		query.Set("filter", filter)
	}
	for _, pair := range more {
		name, value, _ := strings.Cut(pair, "=")
		query.Set(name, value)
	}
	for {
		var page struct {
			Records []struct{ ID string }
			Next    string `json:"next_page_token"`
		}
		p.want(http.StatusOK, "GET", p.url("/shelf/books?"+query.Encode()), nil, &page)
		n += len(page.Records)
		if page.Next == "" {
			return n
		}
		query.Set("page_token", page.Next)
	}
}

// converted waits until the list of modules says that so many records were brought to the new edition.
func (p *portrait) converted(t *testing.T, records int) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		var list struct {
			Modules []struct {
				Name        string
				Conversions []struct {
					Collection           string
					Version, Total, Done int
					Failed               []string
					Running              bool
				}
			}
		}
		p.want(http.StatusOK, "GET", p.url("/modules"), nil, &list)
		for _, m := range list.Modules {
			if m.Name != "shelf" || len(m.Conversions) == 0 || m.Conversions[0].Running {
				continue
			}
			if c := m.Conversions[0]; c.Collection != "books" || c.Version != 2 || c.Total != records || c.Done != records || len(c.Failed) != 0 {
				t.Errorf("the conversion ended as %+v", c)
			}
			return
		}
		select {
		case <-again.C:
		case <-t.Context().Done():
			t.Fatal("the records were not converted")
		}
	}
}
