package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

type page struct {
	Text string `json:"text"`
}

// shelf is a store that holds two pages, and counts what it is asked.
type shelf struct {
	nowhere
	asked *int
}

func (s shelf) Get(_ context.Context, _, id string) (store.Record, error) {
	*s.asked++
	return store.Record{ID: id, Rev: 3, Doc: json.RawMessage(`{"text":"stored"}`)}, nil
}

func (s shelf) List(context.Context, string, store.Query) (store.Page, error) {
	*s.asked++
	return store.Page{Records: []store.Record{
		{ID: "a", Rev: 3, Doc: json.RawMessage(`{"text":"stored"}`)}, {ID: "b", Rev: 3, Doc: json.RawMessage(`{"text":"stored"}`)},
	}}, nil
}

type issuer struct{ wire.Host }

func (issuer) NewIDs(_ context.Context, n int) ([]string, error) {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint("more-", i)
	}
	return ids, nil
}

func inCall(t *testing.T) (context.Context, *call, *Collection[page], *int) {
	t.Helper()
	asked := new(int)
	ctx, current := begin(t.Context(), wire.Call{
		Store: shelf{asked: asked}, Host: issuer{}, IDs: []string{"first"},
		Reads: []wire.Read{{Collection: "pages", Record: store.Record{ID: "sent", Rev: 7, Doc: json.RawMessage(`{"text":"sent"}`)}}},
	}, &zones{})
	return ctx, current, &Collection[page]{name: "pages", kind: store.Ordinary}, asked
}

func mutations(t *testing.T, c *call) []store.Mutation {
	t.Helper()
	staged, err := c.finish()
	if err != nil {
		t.Fatal(err)
	}
	return staged.Mutations
}

// What a call stages, it sees; changes of one record are one mutation under the first precondition.
func TestStaging(t *testing.T) {
	t.Parallel()
	ctx, current, pages, _ := inCall(t)
	made, err := pages.Create(ctx, page{"new"})
	if err != nil {
		t.Fatal(err)
	}
	made.Doc.Text = "newer"
	seen, err := pages.Get(ctx, made.ID)
	if err := errors.Join(err, pages.Update(ctx, made)); err != nil {
		t.Fatal(err)
	}
	if seen.Doc.Text != "new" || made.ID != "first" || made.Rev != 1 {
		t.Errorf("created %+v, saw %+v", made, seen)
	}
	stored, err := pages.Get(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		stored.Doc.Text = fmt.Sprint("change ", i)
		if err := pages.Update(ctx, stored); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := pages.Create(ctx, page{"gone"})
	if err := errors.Join(err, pages.Delete(ctx, gone.ID, 0), pages.Delete(ctx, "b", 3)); err != nil {
		t.Fatal(err)
	}
	want := []store.Mutation{
		{Verb: store.Create, Collection: "pages", ID: "first", Doc: json.RawMessage(`{"text":"newer"}`)},
		{Verb: store.Update, Collection: "pages", ID: "a", Rev: 3, Doc: json.RawMessage(`{"text":"change 1"}`)},
		{Verb: store.Delete, Collection: "pages", ID: "b", Rev: 3},
	}
	if diff := cmp.Diff(want, mutations(t, current)); diff != "" {
		t.Errorf("staged (-want +got)\n%s", diff)
	}
	items, _, err := pages.List(ctx, store.Query{})
	if err != nil || len(items) != 1 || items[0].Doc.Text != "change 1" || items[0].Rev != 4 {
		t.Errorf("List = %+v, %v", items, err)
	}
	if _, err := pages.Get(ctx, "b"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a deleted record = %v", err)
	}
}

func TestStagingRefusesStaleItems(t *testing.T) {
	t.Parallel()
	ctx, _, pages, _ := inCall(t)
	one, _ := pages.Get(ctx, "a")
	same, _ := pages.Get(ctx, "a")
	if err := pages.Update(ctx, one); err != nil {
		t.Fatal(err)
	}
	if err := pages.Update(ctx, same); !errors.Is(err, store.Changed()) {
		t.Errorf("an item read before the change = %v", err)
	}
	if err := pages.Delete(ctx, "a", 3); !errors.Is(err, store.Changed()) {
		t.Errorf("a deletion at the old revision = %v", err)
	}
	if err := errors.Join(pages.Delete(ctx, "a", 4)); err != nil {
		t.Error(err)
	}
	if err := pages.Update(ctx, one); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an update of what was deleted = %v", err)
	}
}

func TestRecordsSentAlongCostNothing(t *testing.T) {
	t.Parallel()
	ctx, _, pages, asked := inCall(t)
	one, err := pages.Get(ctx, "sent")
	if err != nil || one.Doc.Text != "sent" || *asked != 0 {
		t.Errorf("Get = %+v, %v after %d questions", one, err, *asked)
	}
}

// A stream that stages ends badly, even when the handler looks away.
func TestStreamsStageNothing(t *testing.T) {
	t.Parallel()
	ctx, current, pages, _ := inCall(t)
	current.tx.closed = true
	if _, err := pages.Create(ctx, page{}); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("Create = %v", err)
	}
	Tx(ctx).Emit(store.Event{Type: "x"})
	if _, err := current.finish(); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("the call ended with %v", err)
	}
}

func TestOutsideACall(t *testing.T) {
	t.Parallel()
	pages := &Collection[page]{name: "pages", kind: store.Ordinary}
	_, get := pages.Get(t.Context(), "a")
	_, raw := Store(t.Context()).Get(t.Context(), "pages", "a")
	_, units := Units(t.Context()).Subtree(t.Context(), "/")
	_, publish := Publish(t.Context(), Table{})
	for name, err := range map[string]error{"Get": get, "Store": raw, "Units": units, "Publish": publish, "Mail": Mail(t.Context(), Message{})} {
		if fault.From(err).Code != "outside-a-call" {
			t.Errorf("%s = %v", name, err)
		}
	}
}
