package record_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"testing"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/record/file"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestFilesFollowTheirRecord(t *testing.T) {
	t.Parallel()
	folder, err := file.New(file.Config{Path: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, sqlite(t), func(c *record.Config) { c.Files = folder })
	c := w.a.coordinator()
	upload := func() string {
		var body bytes.Buffer
		if err := png.Encode(&body, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
			t.Fatal(err)
		}
		id, err := w.keeper.View(c).Upload(t.Context(), "albums", "cover", &body)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first, second := upload(), upload()
	made := w.create(c, "albums", `{"site":"`+w.a.south.ID+`","cover":"`+first+`"}`)
	body, info, err := w.keeper.View(c).Download(t.Context(), "albums", made.ID, "cover")
	if err != nil || info.Type != "image/png" {
		t.Fatalf("%+v, %v", info, err)
	}
	if n, err := io.Copy(io.Discard, body); err != nil || n != info.Size {
		t.Errorf("%d bytes of %d, %v", n, info.Size, err)
	}
	body.Close()
	for what, caller := range map[string]record.Caller{
		"a director elsewhere": w.a.as(identity.Director, w.a.north.Path), "the other town": w.b.coordinator(),
	} {
		_, _, err := w.keeper.View(caller).Download(t.Context(), "albums", made.ID, "cover")
		wantKind(t, what, err, fault.NotFound)
	}
	visitor := c
	visitor.Principal = identity.Principal{Kind: identity.Visitor}
	_, err = w.keeper.View(visitor).Upload(t.Context(), "albums", "cover", nil)
	wantKind(t, "an upload by a visitor", err, fault.Denied)
	_, err = w.keeper.View(c).Upload(t.Context(), "albums", "site", nil)
	wantKind(t, "an upload to what is no file", err, fault.NotFound)
	_, err = w.commit(w.b.coordinator(), store.Mutation{Verb: store.Create, Collection: "albums", Doc: []byte(`{"cover":"` + first + `"}`)})
	wantKind(t, "the other town's file", err, fault.Invalid)

	update := store.Mutation{Verb: store.Update, Collection: "albums", ID: made.ID, Doc: []byte(`{"cover":"` + second + `"}`)}
	if _, err := w.commit(c, update); err != nil {
		t.Fatal(err)
	}
	if _, _, err := folder.Open(t.Context(), w.a.id, first); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a replaced file stays: %v", err)
	}
	if _, err := w.commit(c, store.Mutation{Verb: store.Delete, Collection: "albums", ID: made.ID}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := folder.Open(t.Context(), w.a.id, second); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the file of a deleted record stays: %v", err)
	}
}
