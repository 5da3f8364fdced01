//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// organisation is one of the two, as its administrator uses it: over HTTP.
type organisation struct {
	core   *core
	slug   string
	client *http.Client
	word   string // what it keeps in the hostile module
	record string // its id
	unit   string // id of a unit
}

// enter signs in with the account of the demonstration.
func (c *core) enter(ctx context.Context, slug string) (*organisation, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o := &organisation{core: c, slug: slug, client: &http.Client{Jar: jar, CheckRedirect: refuse}, word: "treasure-of-" + slug}
	var welcome struct {
		Organisations []struct {
			Slug   string
			Logins []struct{ Login, Password string }
		}
	}
	if err := o.must(ctx, "GET", "/welcome", nil, &welcome); err != nil {
		return nil, err
	}
	for _, known := range welcome.Organisations {
		if known.Slug != slug {
			continue
		}
		account := map[string]string{"login": known.Logins[0].Login, "password": known.Logins[0].Password}
		if err := o.must(ctx, "POST", o.path("/sign-in"), account, nil); err != nil {
			return nil, err
		}
		return o, o.find(ctx)
	}
	return nil, fmt.Errorf("the organisation %s is not there", slug)
}

func (o *organisation) path(rest string) string { return "/t/" + o.slug + rest }

// find notes a unit.
func (o *organisation) find(ctx context.Context) error {
	var all struct{ Units []struct{ ID string } }
	if err := o.must(ctx, "GET", o.path("/units"), nil, &all); err != nil {
		return err
	}
	o.unit = all.Units[len(all.Units)-1].ID
	return nil
}

// turnOn opens a module here.
func (o *organisation) turnOn(ctx context.Context, module string) error {
	return o.must(ctx, "POST", o.path("/modules/"+module+":enable"), nil, nil)
}

// plant keeps the treasure in a module.
func (o *organisation) plant(ctx context.Context, module string) error {
	var made struct{ ID string }
	err := o.must(ctx, "POST", o.path("/"+module+"/treasures"), map[string]string{"word": o.word}, &made)
	o.record = made.ID
	return err
}

// reply is what came back, whole.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// decode reads the answer as JSON.
func (r reply) decode(into any) error {
	if err := json.Unmarshal(r.body, into); err != nil {
		return fmt.Errorf("reading an answer: %w", err)
	}
	return nil
}

// ask does a request; only one without any answer is an error.
func (o *organisation) ask(ctx context.Context, method, path string, body any) (reply, error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return reply{}, err
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, o.core.url()+path, sent)
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	return o.do(r)
}

// literally asks for an address as it is written, canonical or not.
func (o *organisation) literally(ctx context.Context, address string) (reply, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.core.url(), nil)
	if err != nil {
		return reply{}, err
	}
	r.URL.Opaque, r.URL.RawQuery, _ = strings.Cut(strings.TrimPrefix(o.core.url(), "http:")+address, "?")
	return o.do(r)
}

func (o *organisation) do(r *http.Request) (reply, error) {
	got, err := o.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer got.Body.Close()
	content, err := io.ReadAll(got.Body)
	return reply{got.StatusCode, got.Header, content}, err
}

// must is ask for what has to go well.
func (o *organisation) must(ctx context.Context, method, path string, body, into any) error {
	got, err := o.ask(ctx, method, path, body)
	switch {
	case err != nil:
		return err
	case got.status >= http.StatusMultipleChoices:
		return fmt.Errorf("%s %s answers %d: %.400s", method, path, got.status, got.body)
	case into == nil:
		return nil
	}
	return got.decode(into)
}

// order lets a hostile module do something in this organisation: "hostile/handles/forged".
func (o *organisation) order(ctx context.Context, what string, told attack.Order) (attack.Report, error) {
	var r attack.Report
	err := o.must(ctx, "POST", o.path("/"+what), told, &r)
	return r, err
}
