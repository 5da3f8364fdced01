package moduletest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// gate is the core as one call of a test sees it. Its disclosure gate masks what is under the floor and knows
// neither remainders nor what was told before: the platform's hides more.
type gate struct {
	harness *Harness

	mu       sync.Mutex
	releases []sdk.Released
}

var _ wire.Host = (*gate)(nil)

// Units implements wire.Host.
func (g *gate) Units(_ context.Context, q wire.UnitQuery) ([]wire.Unit, error) {
	var found []wire.Unit
	for _, u := range g.harness.options.Units {
		if u.ID == q.ID || q.ID == "" && strings.HasPrefix(u.Path, q.Path) {
			found = append(found, u)
		}
	}
	if q.ID != "" && len(found) == 0 {
		return nil, fault.Missing("unit")
	}
	slices.SortFunc(found, func(a, b wire.Unit) int { return strings.Compare(a.Path, b.Path) })
	return found, nil
}

// Closures implements wire.Host by when the test says that all is closed.
func (g *gate) Closures(ctx context.Context, q wire.ClosureQuery) ([]wire.Closure, error) {
	if q.Unit != "" {
		if _, err := g.Units(ctx, wire.UnitQuery{ID: q.Unit}); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(g.harness.options.Closures), func(c wire.Closure) bool { return c.To < q.From || c.From > q.To }), nil
}

// Publish implements wire.Host.
func (g *gate) Publish(_ context.Context, text json.RawMessage) (json.RawMessage, error) {
	var t sdk.Table
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fault.New(fault.Invalid, "table-not-readable", "The table is not readable.").Because(err)
	}
	if t.Final && len(t.Cells) == 0 {
		return nil, fault.Missing("publication") // this gate remembers nothing: modules must do without
	}
	floor := max(t.Floor, g.harness.options.Floor)
	released := sdk.Released{ID: uuid.NewSHA1(uuid.NameSpaceURL, text).String(), Release: t.Release, Name: t.Name, Floor: floor}
	for _, c := range t.Cells {
		released.Cells = append(released.Cells, told(c, floor))
	}
	g.mu.Lock()
	g.releases = append(g.releases, released)
	g.mu.Unlock()
	answer, err := json.Marshal(released)
	if err != nil {
		return nil, fault.From(err)
	}
	return answer, nil
}

// told is a cell behind the floor; each figure is judged by its own n.
func told(c sdk.Cell, floor int) sdk.ReleasedCell {
	made := sdk.ReleasedCell{Key: c.Key, Parent: c.Parent, Masked: c.Never || c.N < floor}
	if made.Masked {
		return made
	}
	made.N, made.Values = c.N, map[string]sdk.Figure{}
	for name, f := range c.Values {
		if f.N < floor {
			made.Hidden = append(made.Hidden, name)
			continue
		}
		made.Values[name] = f
	}
	slices.Sort(made.Hidden)
	return made
}

// compose writes the answer of a published operation.
func (g *gate) compose(body []byte) ([]byte, error) {
	var sent struct {
		Header   map[string]json.RawMessage `json:"header"`
		Releases []string                   `json:"releases"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&sent); err != nil {
		return nil, fault.New(fault.Internal, "answer-not-published", "The answer is not an sdk.Published.").Because(err)
	}
	answer, tables := map[string]any{}, map[string]any{}
	for name, value := range sent.Header {
		answer[name] = value
	}
	for _, released := range g.releases {
		if slices.Contains(sent.Releases, released.ID) {
			tables[released.Name] = released
		}
	}
	if len(sent.Releases) > 0 {
		answer["publication"] = sent.Releases[0]
	}
	answer["tables"] = tables
	made, err := json.Marshal(answer)
	if err != nil {
		return nil, fault.From(err)
	}
	return made, nil
}

// Mail implements wire.Host.
func (g *gate) Mail(_ context.Context, m wire.Mail) error {
	g.harness.mu.Lock()
	defer g.harness.mu.Unlock()
	g.harness.mails = append(g.harness.mails, m)
	return nil
}

// Attest implements wire.Host with a mark in the place of a signature: it shows that a text was changed, and
// proves nothing.
func (g *gate) Attest(_ context.Context, s wire.Statement) (wire.Statement, error) {
	if s.Note == "" {
		return wire.Statement{Text: s.Text, Note: s.Text + mark(s.Text), Key: testKey}, nil
	}
	text, _, _ := strings.Cut(s.Note, "\n— ")
	if text += "\n"; s.Note != text+mark(text) {
		return wire.Statement{}, fault.New(fault.Invalid, "note-invalid", "This carries no signature of this server.")
	}
	return wire.Statement{Text: text, Note: s.Note, Key: testKey}, nil
}

const testKey = "moduletest+00000000+AA=="

func mark(text string) string {
	return "— moduletest " + uuid.NewSHA1(uuid.NameSpaceURL, []byte(text)).String() + "\n"
}

// Fetch implements wire.Host by what the test says is outside.
func (g *gate) Fetch(ctx context.Context, q wire.Outgoing) (wire.Incoming, error) {
	r, err := http.NewRequestWithContext(ctx, q.Method, q.URL, bytes.NewReader(q.Body))
	if err != nil || r.URL.Scheme != "https" || r.URL.User != nil || r.URL.Port() != "" {
		return wire.Incoming{}, fault.New(fault.Denied, "egress-refused", "The request does not leave: its address is not of the form https://api.example.org/v1/items.")
	}
	hosts := sdk.Hosts(g.harness.config())
	asked := func(one sdk.Grant) bool {
		return one.Name == sdk.GrantEgress+r.URL.Host || one.Name == sdk.GrantEgress+"*" && slices.Contains(hosts, r.URL.Host)
	}
	switch {
	case !slices.ContainsFunc(g.harness.Manifest.Grants, asked):
		return wire.Incoming{}, fault.New(fault.Denied, "egress-not-granted", "The module does not ask to reach %s.", r.URL.Host)
	case g.harness.options.Outside == nil:
		return wire.Incoming{}, fault.New(fault.Unavailable, "egress-failed", "%s cannot be reached.", r.URL.Host)
	}
	r.Header, r.RequestURI = q.Header, r.URL.RequestURI()
	answer := httptest.NewRecorder()
	g.harness.options.Outside.ServeHTTP(answer, r)
	return wire.Incoming{Status: answer.Code, Header: answer.Header(), Body: answer.Body.Bytes()}, nil
}

// People implements wire.Host by those that the test names.
func (g *gate) People(_ context.Context, ids []string) ([]wire.Person, error) {
	if !slices.ContainsFunc(g.harness.Manifest.Grants, func(one sdk.Grant) bool { return one.Name == sdk.GrantPeople }) {
		return nil, fault.New(fault.Denied, "grant-missing", "The module does not ask for the grant %q.", sdk.GrantPeople)
	}
	var people []wire.Person
	for _, id := range ids {
		at := slices.IndexFunc(g.harness.options.People, func(p wire.Person) bool { return p.ID == id })
		if at >= 0 && !slices.Contains(people, g.harness.options.People[at]) {
			people = append(people, g.harness.options.People[at])
		}
	}
	return people, nil
}

// NewIDs implements wire.Host.
func (g *gate) NewIDs(_ context.Context, n int) ([]string, error) {
	ids := make([]string, n)
	for i := range ids {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, fault.From(err)
		}
		ids[i] = id.String()
	}
	return ids, nil
}
