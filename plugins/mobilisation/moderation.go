package mobilisation

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// moderated is a testimony as moderators read it: without the address behind it.
type moderated struct {
	ID       string            `json:"id"`
	Rev      int64             `json:"rev"`
	Status   testimony.Status  `json:"status"`
	Text     string            `json:"text,omitempty"`
	Proposed string            `json:"proposed,omitempty"`
	Signed   string            `json:"signed,omitempty"`
	Role     string            `json:"role,omitempty"`
	Leaves   []testimony.Leave `json:"leaves,omitempty"`
	Axes     []string          `json:"axes,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Language string            `json:"language"`
	On       string            `json:"on"`
}

func moderatedOf(one sdk.Item[testimony.Testimony]) moderated {
	t := one.Doc
	return moderated{one.ID, one.Rev, t.Status, t.Text, t.Proposed, t.Signed, t.Role, t.Leaves, t.Axes, t.Reason, t.Language, t.On}
}

func (d *desk) registerModeration(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "story-list", Method: http.MethodGet, Path: "/stories",
		Summary: "List testimonies by state, those that wait first", Description: "Pending ones are nobody’s to read: their authors have not confirmed them.",
	}, sdk.Rules{Action: "mobilisation:stories.read", Internal: true}), d.listStories)
	rules := sdk.Rules{Action: "mobilisation:stories.moderate", On: "id@testimonies", Internal: true}
	act := func(verb, summary, more string) huma.Operation {
		return huma.Operation{OperationID: "story-" + verb, Method: http.MethodPost, Path: "/stories/{id}:" + verb, Summary: summary, Description: more}
	}
	huma.Register(api, sdk.Operation(act("accept", "Let a testimony be shown as it is", ""), rules), d.acceptStory)
	huma.Register(api, sdk.Operation(act("edit", "Propose other words to the author", "Nothing is shown before the author agrees."), rules), d.editStory)
	huma.Register(api, sdk.Operation(act("refuse", "Refuse a testimony", "The reason is for the organisation’s own eyes."), rules), d.refuseStory)
}

type stories struct {
	Stories []moderated `json:"stories"`
	Next    string      `json:"next_page_token,omitempty"`
}

func (d *desk) listStories(ctx context.Context, in *struct {
	Status string `query:"status" enum:"submitted,edited,moderated,refused,withdrawn" default:"submitted"`
	Size   int    `query:"page_size" minimum:"1" maximum:"100" default:"30"`
	Token  string `query:"page_token"`
},
) (*sdk.Reply[stories], error) {
	found, next, err := d.testimonies.List(ctx, store.Query{Filter: "status = " + quoted(in.Status), Size: in.Size, Token: in.Token})
	if err != nil {
		return nil, fmt.Errorf("listing testimonies: %w", err)
	}
	list := stories{Stories: make([]moderated, 0, len(found)), Next: next}
	for _, one := range found {
		list.Stories = append(list.Stories, moderatedOf(one))
	}
	return sdk.OK(list), nil
}

func (d *desk) acceptStory(ctx context.Context, in *sdk.Target) (*sdk.Reply[moderated], error) {
	return d.stepStory(ctx, in.ID, testimony.Testimony.Accept, nil)
}

func (d *desk) editStory(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Text string `json:"text" maxLength:"6000"`
	}
},
) (*sdk.Reply[moderated], error) {
	return d.stepStory(ctx, in.ID, func(t testimony.Testimony) (testimony.Testimony, error) { return t.Edit(in.Body.Text) }, writeEdited)
}

func (d *desk) refuseStory(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Reason string `json:"reason" maxLength:"300"`
	}
},
) (*sdk.Reply[moderated], error) {
	return d.stepStory(ctx, in.ID, func(t testimony.Testimony) (testimony.Testimony, error) { return t.Refuse(in.Body.Reason) }, nil)
}

// stepStory does a moderator's step, and tells the author where that is needed.
func (d *desk) stepStory(ctx context.Context, id string, step func(testimony.Testimony) (testimony.Testimony, error),
	tell func(context.Context, *sdk.Item[testimony.Testimony]) error,
) (*sdk.Reply[moderated], error) {
	one, err := d.testimonies.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if one.Doc, err = step(one.Doc); err != nil {
		return nil, refused(err)
	}
	if err := d.testimonies.Update(ctx, one); err != nil {
		return nil, err
	}
	if tell != nil {
		if err := tell(ctx, one); err != nil {
			return nil, err
		}
	}
	return sdk.OK(moderatedOf(*one)), nil
}
