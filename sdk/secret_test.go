package sdk

import (
	"bytes"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

func TestSecretsAreApart(t *testing.T) {
	t.Parallel()
	secret := func(of, purpose string) []byte {
		t.Helper()
		ctx, _ := begin(t.Context(), wire.Call{Caller: wire.Caller{Secret: []byte(of)}}, &zones{})
		key, err := Secret(ctx, purpose)
		if err != nil || len(key) != 32 {
			t.Fatalf("%x, %v", key, err)
		}
		return key
	}
	links := secret("one organisation", "links")
	if bytes.Equal(links, secret("one organisation", "challenges")) || bytes.Equal(links, secret("another", "links")) {
		t.Error("two purposes or organisations share a secret")
	}
	if !bytes.Equal(links, secret("one organisation", "links")) {
		t.Error("the same secret is another the second time")
	}
	ctx, _ := begin(t.Context(), wire.Call{}, &zones{})
	if key, err := Secret(ctx, "links"); err == nil {
		t.Errorf("without a secret of the core's there is one: %x", key)
	}
}

func TestAStagedMessageTravelsWithTheChange(t *testing.T) {
	t.Parallel()
	ctx, current, pages, _ := inCall(t)
	if _, err := pages.Create(ctx, page{"new"}); err != nil {
		t.Fatal(err)
	}
	Tx(ctx).Mail(Message{To: "ines@example.org", Subject: "s", Text: "t"})
	commit, err := current.finish()
	if err != nil || len(commit.Mails) != 1 || len(commit.Mutations) != 1 {
		t.Errorf("%+v, %v", commit, err)
	}
	kinds := []store.Kind{store.Anonymous}
	if err := store.CheckCommit(commit, kinds); fault.From(err).Code != "anonymity-broken" {
		t.Errorf("beside an anonymous record: %v", err)
	}
}
