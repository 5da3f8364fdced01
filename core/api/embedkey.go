package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type embedKeyOut struct {
	ID      string     `json:"id"`
	Key     string     `json:"key" doc:"What stands in the portal's page. Not a secret."`
	Name    string     `json:"name"`
	Modules []string   `json:"modules"`
	Origins []string   `json:"origins" doc:"Of the pages that may show the widgets."`
	Created time.Time  `json:"created_at"`
	Revoked *time.Time `json:"revoked_at,omitempty"`
}

type embedKeysOut struct {
	Keys []embedKeyOut `json:"embed_keys"`
}

type embedKeyIn struct {
	Name    string   `json:"name" minLength:"1" maxLength:"120"`
	Modules []string `json:"modules" minItems:"1" maxItems:"100" uniqueItems:"true"`
	Origins []string `json:"origins" minItems:"1" maxItems:"20" doc:"Addresses of the portal; the path may stay."`
}

type createEmbedKey struct {
	InTenant
	Body embedKeyIn
}

type updateEmbedKey struct {
	WithID
	Body embedKeyIn
}

func (e *edge) embedKeys() {
	const all, one = "/t/{tenant}/embed-keys", "/t/{tenant}/embed-keys/{id}"
	example := embedKeyIn{Name: "Site de la ville", Modules: []string{"portrait"}, Origins: []string{"https://www.example.org"}}
	register(e, operation{id: "embed-key-list", method: http.MethodGet, path: all, action: "core:embed.read", summary: "Keys of other portals"}, e.listEmbedKeys)
	register(e, operation{
		id: "embed-key-create", method: http.MethodPost, path: all, action: "core:embed.create",
		summary: "Let another portal show widgets", status: http.StatusCreated, example: example,
	}, e.createEmbedKey)
	register(e, operation{
		id: "embed-key-update", method: http.MethodPut, path: one, action: "core:embed.update",
		summary: "Change a portal's name, modules or origins", example: example,
	}, e.updateEmbedKey)
	register(e, operation{
		id: "embed-key-revoke", method: http.MethodDelete, path: one, action: "core:embed.revoke",
		summary: "Close the widgets to a portal", status: http.StatusNoContent,
	}, e.revokeEmbedKey)
}

func embedLine(k widget.Key) embedKeyOut {
	return embedKeyOut{k.ID, k.Public, k.Name, list(k.Modules), list(k.Origins), k.Created, k.Revoked}
}

func (e *edge) listEmbedKeys(ctx context.Context, c *call, _ *InTenant) (*body[embedKeysOut], error) {
	all, err := e.Embeds.Keys(ctx, c.Tenant.ID)
	if err != nil {
		return nil, err
	}
	out := embedKeysOut{Keys: []embedKeyOut{}}
	for _, k := range all {
		out.Keys = append(out.Keys, embedLine(k))
	}
	return ok(out), nil
}

func (e *edge) createEmbedKey(ctx context.Context, c *call, in *createEmbedKey) (*body[embedKeyOut], error) {
	k := widget.Key{ID: uuid.Must(uuid.NewV7()).String(), Public: widget.NewPublic(), Created: e.clock()}
	return e.putEmbedKey(ctx, c, "core:embed.create", k, in.Body)
}

func (e *edge) updateEmbedKey(ctx context.Context, c *call, in *updateEmbedKey) (*body[embedKeyOut], error) {
	k, err := e.embedKey(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	if !k.Live() {
		return nil, fault.New(fault.Conflict, "embed-key-revoked", "This key was revoked. Make a new one.")
	}
	return e.putEmbedKey(ctx, c, "core:embed.update", k, in.Body)
}

func (e *edge) putEmbedKey(ctx context.Context, c *call, action string, k widget.Key, in embedKeyIn) (*body[embedKeyOut], error) {
	k.Name, k.Modules, k.Origins = strings.TrimSpace(in.Name), in.Modules, nil
	if k.Name == "" {
		return nil, fault.InvalidRule("/name", fault.Required, "", "a name")
	}
	for i, name := range in.Modules {
		if _, err := e.installed(name, c.Tenant.ID); err != nil {
			return nil, fault.InvalidRule("/modules/"+strconv.Itoa(i), fault.Absent, "", "there is no module %q", name)
		}
	}
	for i, text := range in.Origins {
		origin, err := widget.Origin(text)
		if err != nil {
			refused := fault.From(err)
			return nil, fault.InvalidRule("/origins/"+strconv.Itoa(i), refused.Code, "", "%s", refused.Message)
		}
		if !slices.Contains(k.Origins, origin) {
			k.Origins = append(k.Origins, origin)
		}
	}
	err := e.change(ctx, c, action, "embed/"+k.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Keys().PutEmbed(ctx, k)
	})
	if err != nil {
		return nil, err
	}
	return ok(embedLine(k)), nil
}

func (e *edge) revokeEmbedKey(ctx context.Context, c *call, in *WithID) (*none, error) {
	k, err := e.embedKey(ctx, c, in.ID)
	if err != nil || !k.Live() {
		return &none{}, err
	}
	now := e.clock()
	k.Revoked = &now
	return &none{}, e.change(ctx, c, "core:embed.revoke", "embed/"+k.ID, func(ctx context.Context, tx audit.Tx, _ *audit.Entry) error {
		return tx.Keys().PutEmbed(ctx, k)
	})
}

func (e *edge) embedKey(ctx context.Context, c *call, id string) (widget.Key, error) {
	all, err := e.Embeds.Keys(ctx, c.Tenant.ID)
	if err != nil {
		return widget.Key{}, err
	}
	i := slices.IndexFunc(all, func(k widget.Key) bool { return k.ID == id })
	if i < 0 {
		return widget.Key{}, fault.Missing("embed-key")
	}
	return all[i], nil
}
