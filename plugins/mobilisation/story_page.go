package mobilisation

import (
	"context"
	_ "embed"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/wording"
	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed story.html
var storyText string

// storyPlain is the way to entrust a testimony for browsers without JavaScript.
var storyPlain = pageOfForm("story", storyText)

func (d *desk) registerStoryPage(api huma.API) {
	const path = "/public/story:page"
	huma.Register(api, readPage("public-story-page", path, "Read how to entrust a testimony in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:public.read", Public: true}), d.readStoryPage)
	huma.Register(api, sendPage("public-story-page-submit", path, "Entrust a testimony in a browser without JavaScript",
		sdk.Rules{Action: "mobilisation:story.submit", Public: true, Internal: true}), d.submitStoryPage)
}

// storyForm is the form with what was typed so far.
type storyForm struct {
	plainForm
	Text, Signed, Role, Email string
	Channels                  []storyChannel
	NoChild                   bool
	Story                     box
}

// storyChannel is a way by which the testimony may reach people, and until when.
type storyChannel struct {
	Name   testimony.Channel
	Ticked bool
	Until  string // a civil date
}

// storyPage is the page with its form.
func (d *desk) storyPage() formPage {
	return formPage{purpose: "story", text: storyPlain, form: storyFormOf, send: d.tellPlain}
}

func (d *desk) readStoryPage(ctx context.Context, in *PageAsked) (*sdk.Page, error) {
	return d.storyPage().show(ctx, in.Language, nil, nil)
}

// submitStoryPage keeps a testimony, or tells on the page what is in the way.
func (d *desk) submitStoryPage(ctx context.Context, in *struct {
	PageAsked
	RawBody []byte `contentType:"application/x-www-form-urlencoded"`
},
) (*sdk.Page, error) {
	return d.storyPage().take(ctx, in.Language, in.RawBody)
}

func storyFormOf(ctx context.Context, c Config, language string, shared plainForm, typed url.Values) any {
	return &storyForm{
		plainForm: shared, Text: typed.Get("text"), Signed: typed.Get("signed"), Role: typed.Get("role"), Email: typed.Get("email"),
		Channels: channelsOf(ctx, typed), NoChild: typed.Get("no_child") != "",
		Story: boxOf(wording.Text(c.storyWords(sdk.Call(ctx).Country)).In(language), typed.Get("story")),
	}
}

// channelsOf are the channels as a form has them; the day of one that nobody chose is the usual one.
func channelsOf(ctx context.Context, form url.Values) []storyChannel {
	all := []storyChannel{{Name: testimony.Site}, {Name: testimony.Newsletter}, {Name: testimony.Press}, {Name: testimony.Print}}
	for i := range all {
		name := string(all[i].Name)
		all[i].Ticked, all[i].Until = form.Get(name) != "", form.Get(name+"-until")
		if all[i].Until == "" {
			all[i].Until = testimony.Usual(sdk.Call(ctx).Now.In(sdk.Call(ctx).Zone))
		}
	}
	return all
}

// tellPlain is submitStory for a form that no script has worked for. Mistakes are told first: while they are mended,
// the stamp grows old enough.
func (d *desk) tellPlain(ctx context.Context, asked string, form url.Values) error {
	in := &telling{}
	in.Body.Text, in.Body.Signed, in.Body.Role, in.Body.Email = form.Get("text"), form.Get("signed"), form.Get("role"), form.Get("email")
	in.Body.Story, in.Body.NoChild = chosen(form, "story"), form.Get("no_child") != ""
	in.Body.Language, in.Body.Page = sdk.Language(ctx, asked), sdk.Call(ctx).Pages+"/story"
	for _, c := range channelsOf(ctx, form) {
		if c.Ticked {
			in.Body.Leaves = append(in.Body.Leaves, testimony.Leave{Channel: c.Name, Until: c.Until})
		}
	}
	told, err := in.testimony(ctx)
	if err != nil {
		return err
	}
	if told.Challenge, err = stampOf(ctx, form.Get("stamp"), "story"); err != nil {
		return err
	}
	return d.tell(ctx, told, scriptless)
}
