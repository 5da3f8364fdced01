// Command visits is a module for the host's tests: every operation tries something.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing/fstest"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type note struct {
	Text  string `json:"text" maxLength:"80"`
	Count int    `json:"count,omitempty"`
}

type secret struct {
	Word string `json:"word"`
}

type text struct{ Body string }

type byID struct {
	ID string `path:"id"`
}

type desk struct {
	notes   *sdk.Collection[note]
	secrets *sdk.Collection[secret]
	stolen  atomic.Value // a store of a call that has ended

	remembered atomic.Int64
}

// Set when it is built.
var (
	placement = sdk.Shared
	version   = "1.2.3"
)

func main() {
	fmt.Println("noise before the handshake")
	fmt.Println(strings.Repeat("long noise ", 10_000))
	d := &desk{}
	m := sdk.New(sdk.Manifest{
		Name: "visits", Version: version, Title: sdk.Text{"fr": "Visites", "en": "Visits"}, Placement: placement,
		Actions: []sdk.Action{{Name: "visits:do", Title: sdk.Text{"fr": "Faire", "en": "Do"}}},
		Assets:  fstest.MapFS{"visits.js": {Data: []byte(strings.Repeat("//x\n", 500_000))}},
		Jobs:    []sdk.JobDeclaration{{Name: "sweep", Handle: d.sweep}, {Name: "tick", Every: time.Hour, Handle: d.sweep}},
		Hears:   []sdk.Listener{{Type: "other.happened", Handle: d.hear}},
	})
	d.notes = sdk.Collect(m, "notes", sdk.CollectionOptions[note]{Before: before})
	d.secrets = sdk.Collect(m, "secrets", sdk.CollectionOptions[secret]{Kind: store.Internal})
	d.register(m.API())
	sdk.Serve(m)
}

func add[I, O any](api huma.API, method, path string, r sdk.Rules, handle func(context.Context, *I) (*O, error)) {
	r.Action = "visits:do"
	id := strings.ToLower(method) + strings.NewReplacer("/", "-", "{", "", "}", "", ":", "-").Replace(path)
	huma.Register(api, sdk.Operation(huma.Operation{OperationID: id, Method: method, Path: path}, r), handle)
}

func (d *desk) register(api huma.API) {
	add(api, "POST", "/notes:add", sdk.Rules{}, d.add)
	add(api, "POST", "/notes/{id}:touch", sdk.Rules{On: "id@notes", Reads: []string{"notes/{id}"}, Retry: true}, d.touch)
	add(api, "POST", "/secrets:keep", sdk.Rules{Internal: true}, d.keep)
	add(api, "POST", "/secrets:reach", sdk.Rules{}, d.keep)
	add(api, "GET", "/figures", sdk.Rules{Internal: true, Published: true}, figures)
	add(api, "GET", "/raw", sdk.Rules{Published: true}, raw)
	add(api, "GET", "/forged", sdk.Rules{Published: true}, forged)
	add(api, "POST", "/remember", sdk.Rules{}, d.remember)
	add(api, "GET", "/staging", sdk.Rules{}, d.staging)
	add(api, "GET", "/who", sdk.Rules{}, who)
	add(api, "GET", "/secret", sdk.Rules{}, secretOf)
	add(api, "GET", "/headers", sdk.Rules{}, headers)
	add(api, "GET", "/redirect", sdk.Rules{}, redirect)
	add(api, "GET", "/fail", sdk.Rules{}, fail)
	add(api, "GET", "/panic", sdk.Rules{}, func(context.Context, *struct{}) (*text, error) { panic("a secret") })
	add(api, "GET", "/exit", sdk.Rules{}, func(context.Context, *struct{}) (*text, error) { os.Exit(3); return nil, nil })
	add(api, "GET", "/slow", sdk.Rules{}, slow)
	add(api, "POST", "/steal", sdk.Rules{}, d.steal)
	add(api, "GET", "/loot", sdk.Rules{}, d.loot)
	add(api, "POST", "/echo", sdk.Rules{Stream: true}, echo)
	add(api, "POST", "/length", sdk.Rules{}, length)
	add(api, "GET", "/noise", sdk.Rules{}, noise)
	add(api, "GET", "/greed", sdk.Rules{}, greed)
	add(api, "GET", "/compute", sdk.Rules{}, compute)
}

func (d *desk) add(ctx context.Context, in *struct{ Body note }) (*text, error) {
	made, err := d.notes.Create(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	again, err := d.notes.Get(ctx, made.ID)
	if err != nil {
		return nil, fmt.Errorf("a staged note is not seen: %w", err)
	}
	again.Doc.Count++
	sdk.Tx(ctx).Emit(store.Event{Type: "visits.added", Subject: made.ID})
	sdk.Log(ctx).InfoContext(ctx, "a note was added", "id", made.ID)
	return &text{made.ID}, d.notes.Update(ctx, again)
}

func (d *desk) touch(ctx context.Context, in *byID) (*text, error) {
	one, err := d.notes.Get(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one.Doc.Count++
	said := one.Doc.Text
	if sdk.Call(ctx).Again {
		said += " again"
	}
	return &text{said}, d.notes.Update(ctx, one)
}

func secretOf(ctx context.Context, _ *struct{}) (*text, error) {
	key, err := sdk.Secret(ctx, "links")
	return &text{fmt.Sprintf("%x %s", key, sdk.Call(ctx).Pages)}, err
}

func (d *desk) keep(ctx context.Context, _ *struct{}) (*text, error) {
	made, err := d.secrets.Create(ctx, secret{Word: "x"})
	if err != nil {
		return nil, err
	}
	return &text{made.ID}, nil
}

func figures(ctx context.Context, _ *struct{}) (*struct{ Body sdk.Published }, error) {
	value := 3.5
	p, err := sdk.Release(ctx, map[string]any{"label": "T0", "max": 5}, sdk.Table{
		Release: "r", Name: "scores", Atoms: map[string]int{"a": 9},
		Cells: []sdk.Cell{{Key: "network", Atoms: []string{"a"}, N: 9, Values: map[string]sdk.Figure{"mean": {N: 9, Value: &value}}}},
	})
	return &struct{ Body sdk.Published }{p}, err
}

func raw(context.Context, *struct{}) (*struct{ Body map[string]float64 }, error) {
	return &struct{ Body map[string]float64 }{map[string]float64{"mean": 3.5}}, nil
}

func forged(context.Context, *struct{}) (*struct{ Body map[string]any }, error) {
	return &struct{ Body map[string]any }{map[string]any{"header": map[string]any{}, "releases": []string{"made up"}}}, nil
}

func (d *desk) staging(ctx context.Context, _ *struct{}) (*text, error) {
	_, err := d.notes.Create(ctx, note{Text: "on a GET"})
	return &text{"done"}, err
}

func who(ctx context.Context, _ *struct{}) (*struct{ Body map[string]any }, error) {
	config, err := sdk.Config[map[string]any](ctx)
	if err != nil {
		return nil, err
	}
	units, err := sdk.Units(ctx).Subtree(ctx, "/")
	if err != nil {
		return nil, err
	}
	c := sdk.Call(ctx)
	var names []string
	for _, line := range os.Environ() {
		name, _, _ := strings.Cut(line, "=")
		names = append(names, name)
	}
	stdin, _ := io.ReadAll(os.Stdin)
	open, _ := os.ReadDir("/proc/self/fd")
	return &struct{ Body map[string]any }{map[string]any{
		"kind": c.PrincipalKind, "id": c.PrincipalID, "today": c.Today, "zone": c.Zone.String(), "config": config,
		"units": len(units), "environment": names, "stdin": len(stdin), "descriptors": len(open), "pid": os.Getpid(),
	}}, nil
}

func headers(_ context.Context, in *struct {
	Cookie        string `header:"Cookie"`
	Authorization string `header:"Authorization"`
	Accept        string `header:"Accept"`
}) (*text, error) {
	return &text{in.Cookie + "|" + in.Authorization + "|" + in.Accept}, nil
}

type rich struct {
	Status   int
	Cookie   string `header:"Set-Cookie"`
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Policy   string `header:"Content-Security-Policy"`
	Body     string
}

func redirect(_ context.Context, in *struct {
	Status int `query:"status"`
}) (*rich, error) {
	return &rich{Status: in.Status, Cookie: "a=b", Location: "https://example.org/", ETag: `"7"`, Policy: "none", Body: "x"}, nil
}

func fail(context.Context, *struct{}) (*text, error) {
	f := fault.New(fault.Conflict, "visit-busy", "The visit is busy.")
	f.Fields = []fault.Field{{Pointer: "/a", Message: "must be b"}}
	return nil, fmt.Errorf("failing: %w", f)
}

func slow(ctx context.Context, _ *struct{}) (*text, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// remember counts the calls that this process has had: what one tenant leaves in its memory, another may find.
func (d *desk) remember(context.Context, *struct{}) (*text, error) {
	return &text{fmt.Sprint(d.remembered.Add(1))}, nil
}

func (d *desk) steal(ctx context.Context, _ *struct{}) (*text, error) {
	if _, err := sdk.Store(ctx).List(ctx, "notes", store.Query{}); err != nil {
		return nil, err
	}
	d.stolen.Store(sdk.Store(ctx))
	return &text{"stolen"}, nil
}

func (d *desk) loot(ctx context.Context, _ *struct{}) (*text, error) {
	page, err := d.stolen.Load().(store.Store).List(ctx, "notes", store.Query{})
	if err != nil {
		return nil, err
	}
	return &text{fmt.Sprint(len(page.Records))}, nil
}

func echo(_ context.Context, in *struct{ RawBody []byte }) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", "application/octet-stream")
		c.SetStatus(http.StatusOK)
		_, _ = c.BodyWriter().Write(in.RawBody)
	}}, nil
}

func length(_ context.Context, in *struct{ Body note }) (*text, error) {
	return &text{fmt.Sprint(len(in.Body.Text))}, nil
}

func noise(context.Context, *struct{}) (*text, error) {
	for range 1000 {
		fmt.Println(strings.Repeat("noise ", 200))
		fmt.Fprintln(os.Stderr, strings.Repeat("noise ", 200))
	}
	return &text{"quiet"}, nil
}

// greed fills memory until somebody ends it, or 512 MiB.
func greed(context.Context, *struct{}) (*text, error) {
	var kept [][]byte
	for range 128 {
		kept = append(kept, bytes.Repeat([]byte("x"), 4<<20))
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(time.Minute)
	return &text{fmt.Sprint(len(kept))}, nil
}

// compute uses a second and a half of a processor.
func compute(context.Context, *struct{}) (*text, error) {
	var used syscall.Rusage
	for used.Utime.Nano() < int64(1500*time.Millisecond) {
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
			return nil, err
		}
	}
	return &text{"computed"}, nil
}

func before(_ context.Context, c sdk.Change[note]) error {
	switch {
	case c.New == nil:
		return fault.New(fault.Denied, "notes-stay", "A note stays.")
	case c.New.Text == "slow":
		time.Sleep(time.Second)
	}
	c.New.Text = strings.ToUpper(c.New.Text)
	return nil
}

func (d *desk) sweep(ctx context.Context, data json.RawMessage) error {
	_, err := d.notes.Create(ctx, note{Text: "swept " + string(data)})
	return err
}

func (d *desk) hear(ctx context.Context, e sdk.Event) error {
	_, err := d.notes.Create(ctx, note{Text: "heard " + e.Subject})
	return err
}
