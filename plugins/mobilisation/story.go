package mobilisation

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/address"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/consent"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/signature"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func (d *desk) registerStories(api huma.API) {
	huma.Register(api, sdk.Operation(huma.Operation{
		OperationID: "story-submit", Method: http.MethodPost, Path: "/stories:submit", MaxBodyBytes: 16 << 10, DefaultStatus: http.StatusCreated,
		Summary:     "Entrust a testimony",
		Description: "It is read by a moderator once the message that this sends is followed, and shown on the chosen channels only, each until its day.",
	}, sdk.Rules{Action: "mobilisation:story.submit", Public: true, Internal: true, Retry: true}), d.submitStory)
}

type telling struct {
	Body struct {
		Text     string            `json:"text" maxLength:"6000"`
		Signed   string            `json:"signed,omitempty" maxLength:"80" doc:"As it is to be shown: a first name, initials, nothing."`
		Role     string            `json:"role,omitempty" maxLength:"80"`
		Email    string            `json:"email" maxLength:"300"`
		Leaves   []testimony.Leave `json:"leaves" maxItems:"4"`
		Axes     []string          `json:"axes,omitempty" maxItems:"10"`
		Story    Choice            `json:"story"`
		NoChild  bool              `json:"no_child" doc:"The author declares that no child can be recognised."`
		Language string            `json:"language,omitempty" enum:"fr,en"`
		Page     string            `json:"page,omitempty" maxLength:"600"`
		Solution string            `json:"solution" maxLength:"1024" doc:"Of a challenge for story."`
	}
}

func (d *desk) submitStory(ctx context.Context, in *telling) (*sdk.Reply[thanks], error) {
	mark, err := solved(ctx, in.Body.Solution, "story")
	if err != nil {
		return nil, err
	}
	told, err := in.testimony(ctx)
	if err != nil {
		return nil, err
	}
	told.Challenge = mark
	if err := d.tell(ctx, told, scripted); err != nil {
		return nil, err
	}
	day := signature.Expires(sdk.Call(ctx).Now).In(sdk.Call(ctx).Zone).Format(time.DateOnly)
	return sdk.Made(thanks{Accepted: true, Until: day}), nil
}

// tell stages a testimony and the message that asks to confirm it. A form that comes a second time is the same one; a
// proof that was used by somebody else is spent. through is the page of the links that its sender's browser can follow.
func (d *desk) tell(ctx context.Context, told testimony.Testimony, through reading) error {
	if !sdk.Call(ctx).Again {
		told.Plain = through == scriptless
		made, err := d.testimonies.Create(ctx, told)
		if err != nil {
			return err
		}
		return writeTeller(ctx, made, through)
	}
	earlier, _, err := d.testimonies.List(ctx, store.Query{Filter: fmt.Sprintf("challenge = %q", told.Challenge), Size: 1})
	if err != nil {
		return fmt.Errorf("looking for the same testimony: %w", err)
	}
	if len(earlier) == 0 || earlier[0].Doc.Address != told.Address {
		return errSpent
	}
	return nil
}

// testimony checks what was sent, and tells everything that is wrong at once.
func (in *telling) testimony(ctx context.Context) (testimony.Testimony, error) {
	body := &in.Body
	now := sdk.Call(ctx).Now
	wrong := fault.New(fault.Invalid, "invalid-input", "The input is not valid.")
	refuse := func(pointer string, err error, otherwise bool, message string) {
		if err != nil {
			message = err.Error()
		}
		if err != nil || otherwise {
			wrong.Fields = append(wrong.Fields, fault.Field{Pointer: pointer, Message: message})
		}
	}
	text, err := testimony.Words(body.Text)
	refuse("/text", err, false, "")
	email, err := address.Parse(body.Email)
	refuse("/email", err, false, "")
	leaves, err := testimony.CheckLeaves(body.Leaves, now.In(sdk.Call(ctx).Zone))
	refuse("/leaves", err, false, "")
	signed := strings.Join(strings.Fields(body.Signed), " ")
	if utf8.RuneCountInString(signed) > 1 {
		_, err := signature.Name(signed)
		refuse("/signed", err, false, "")
	}
	refuse("/story", nil, !body.Story.Agreed, "tick the box to entrust this testimony")
	refuse("/no_child", nil, !body.NoChild, "declare that no child can be recognised")
	if len(wrong.Fields) > 0 {
		return testimony.Testimony{}, wrong
	}
	config, err := configured(ctx)
	if err != nil {
		return testimony.Testimony{}, err
	}
	agreed, ok := versionOf(config.storyWords(sdk.Call(ctx).Country), body.Story.Version)
	if !ok {
		return testimony.Testimony{}, errWords
	}
	proof := consent.Give(consent.Story, agreed, email.Canonical(), body.Page, now)
	proof.Text = agreed
	return testimony.Testimony{
		Status: testimony.Pending, Address: email.Canonical(), Email: string(email), Text: text, Signed: signed,
		Role: strings.Join(strings.Fields(body.Role), " "), Leaves: leaves, Axes: body.Axes, Proofs: []consent.Proof{proof},
		Language: sdk.Language(ctx, body.Language), On: sdk.Call(ctx).Today,
	}, nil
}
