package cap

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/plugins/cap/session"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// artefact is a tool that the group makes. Everything about it is the group's; who wrote which version stays with it.
type artefact struct {
	Community string        `json:"community" maxLength:"60" rb:"index" fr:"Communauté" en:"Community"`
	Title     string        `json:"title" minLength:"1" maxLength:"160" fr:"Titre" en:"Title"`
	Summary   string        `json:"summary,omitempty" maxLength:"2000" fr:"Présentation" en:"Summary"`
	Licence   string        `json:"licence" maxLength:"40" fr:"Licence" en:"Licence"`
	State     string        `json:"state" enum:"draft,published" fr:"État" en:"State"`
	Published string        `json:"published_on,omitempty" format:"date" fr:"Publié le" en:"Published on"`
	Tool      *session.Tool `json:"tool,omitempty" fr:"Outil de départ" en:"Tool it began with"`
	Versions  []version     `json:"versions" minItems:"1" maxItems:"200" fr:"Versions" en:"Versions"`
}

// version is one state of a tool: an address, and what changed. By is a seat: the name stays with the seat.
type version struct {
	Number int    `json:"number"`
	Link   string `json:"link" maxLength:"1000"`
	Note   string `json:"note,omitempty" maxLength:"500"`
	By     string `json:"by" maxLength:"60"`
	At     string `json:"at" format:"date-time"`
}

var errPublished = fault.New(fault.Conflict, "artefact-published", "This tool is published already.")

func (d *desk) registerArtefacts(api huma.API) {
	huma.Register(api, sdk.Operation(look("artefact-list", "/seats/{id}/artefacts", "List the group’s tools"), onSeat("exchange.read")), d.listArtefacts)
	huma.Register(api, sdk.Operation(step("artefact-add", "/seats/{id}/artefacts", "Share a tool, as its first version", ""), onSeat("exchange.write")), d.addArtefact)
	huma.Register(api, sdk.Operation(step("artefact-version", "/seats/{id}/artefacts/{artefact}:version", "Add a version of a tool",
		"Earlier ones stay, with who wrote them."), onSeat("exchange.write")), d.addVersion)
	huma.Register(api, sdk.Operation(step("artefact-publish", "/seats/{id}/artefacts/{artefact}:publish", "Publish a tool under its licence",
		"Other modules hear of it."), onSeat("session.lead")), d.publishArtefact)
}

// Edition is a version of a tool as it is handed in.
type Edition struct {
	Link string `json:"link" minLength:"1" maxLength:"1000" doc:"Web address."`
	Note string `json:"note,omitempty" maxLength:"500" doc:"What changed."`
}

// artefactView is a tool as the group sees it.
type artefactView struct {
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	Summary   string        `json:"summary,omitempty"`
	Licence   string        `json:"licence"`
	State     string        `json:"state"`
	Published string        `json:"published_on,omitempty"`
	Tool      *session.Tool `json:"tool,omitempty" doc:"The entry of the toolbox that the group began with."`
	Authors   []string      `json:"authors" doc:"Who wrote a version, in that order."`
	Versions  []versionView `json:"versions" doc:"The newest first."`
}

type versionView struct {
	Number int    `json:"number"`
	Link   string `json:"link"`
	Note   string `json:"note,omitempty"`
	By     string `json:"by"`
	At     string `json:"at"`
}

func artefactOf(one sdk.Item[artefact], who map[string]string) artefactView {
	v := artefactView{
		ID: one.ID, Title: one.Doc.Title, Summary: one.Doc.Summary, Licence: one.Doc.Licence, State: one.Doc.State,
		Published: one.Doc.Published, Tool: one.Doc.Tool, Authors: []string{}, Versions: []versionView{},
	}
	for _, edition := range one.Doc.Versions {
		by := who[edition.By]
		if by != "" && !slices.Contains(v.Authors, by) {
			v.Authors = append(v.Authors, by)
		}
		v.Versions = append(v.Versions, versionView{Number: edition.Number, Link: edition.Link, Note: edition.Note, By: by, At: edition.At})
	}
	slices.Reverse(v.Versions)
	return v
}

type artefactList struct {
	Artefacts []artefactView `json:"artefacts"`
}

func (d *desk) listArtefacts(ctx context.Context, in *sdk.Target) (*sdk.Reply[artefactList], error) {
	e, err := d.bound(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := gather(ctx, d.artefacts, store.Query{Filter: fmt.Sprintf("community = %q", e.seat.Doc.Community)})
	if err != nil {
		return nil, fmt.Errorf("reading the tools: %w", err)
	}
	seats, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	list, who := artefactList{Artefacts: []artefactView{}}, names(seats)
	for _, one := range all {
		list.Artefacts = append(list.Artefacts, artefactOf(one, who))
	}
	return sdk.OK(list), nil
}

func (d *desk) addArtefact(ctx context.Context, in *struct {
	sdk.Target
	Body struct {
		Edition
		Title   string        `json:"title" minLength:"1" maxLength:"160"`
		Summary string        `json:"summary,omitempty" maxLength:"2000"`
		Licence string        `json:"licence" enum:"CC0 1.0,CC BY 4.0,CC BY-SA 4.0,CC BY-NC 4.0,CC BY-NC-SA 4.0,all rights reserved"`
		Tool    *session.Tool `json:"tool,omitempty" doc:"The entry of the toolbox that the group began with, where that is on."`
	}
},
) (*sdk.Reply[artefactView], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	title, err := words(in.Body.Title, "/title")
	if err != nil {
		return nil, err
	}
	first, err := in.Body.Edition.version(e, 1)
	if err != nil {
		return nil, err
	}
	one, err := d.artefacts.Create(ctx, artefact{
		Community: e.seat.Doc.Community, Title: title, Summary: in.Body.Summary, Licence: in.Body.Licence, State: "draft", Tool: in.Body.Tool, Versions: []version{first},
	})
	if err != nil {
		return nil, err
	}
	return sdk.Made(artefactOf(*one, map[string]string{e.seat.ID: e.seat.Doc.Name})), nil
}

func (n Edition) version(e entry, number int) (version, error) {
	if !isWeb(n.Link) {
		return version{}, fault.InvalidRule("/link", fault.Format, "uri", "must be a web address that begins with https://")
	}
	return version{Number: number, Link: n.Link, Note: strings.TrimSpace(n.Note), By: e.seat.ID, At: e.now.Format(time.RFC3339)}, nil
}

// ArtefactTarget is the input of an operation on one tool, from a seat.
type ArtefactTarget struct {
	sdk.Target
	Artefact string `path:"artefact" maxLength:"60"`
}

// artefactIn finds a tool of the community; that of another one is not there.
func (d *desk) artefactIn(ctx context.Context, in ArtefactTarget) (entry, *sdk.Item[artefact], error) {
	e, err := d.active(ctx, in.ID)
	if err != nil {
		return e, nil, err
	}
	one, err := d.artefacts.Get(ctx, in.Artefact)
	if err == nil && one.Doc.Community != e.seat.Doc.Community {
		err = fault.Missing("artefact")
	}
	return e, one, err
}

func (d *desk) keepArtefact(ctx context.Context, e entry, one *sdk.Item[artefact]) (*sdk.Reply[artefactView], error) {
	if err := d.artefacts.Update(ctx, one); err != nil {
		return nil, err
	}
	seats, err := d.everybody(ctx, e.seat.Doc.Community)
	if err != nil {
		return nil, err
	}
	return sdk.OK(artefactOf(*one, names(seats))), nil
}

func (d *desk) addVersion(ctx context.Context, in *struct {
	ArtefactTarget
	Body Edition
},
) (*sdk.Reply[artefactView], error) {
	e, one, err := d.artefactIn(ctx, in.ArtefactTarget)
	if err != nil {
		return nil, err
	}
	next, err := in.Body.version(e, len(one.Doc.Versions)+1)
	if err != nil {
		return nil, err
	}
	one.Doc.Versions = append(slices.Clone(one.Doc.Versions), next)
	return d.keepArtefact(ctx, e, one)
}

func (d *desk) publishArtefact(ctx context.Context, in *ArtefactTarget) (*sdk.Reply[artefactView], error) {
	e, one, err := d.artefactIn(ctx, *in)
	if err != nil {
		return nil, err
	}
	if one.Doc.State == "published" {
		return nil, errPublished
	}
	one.Doc.State, one.Doc.Published = "published", sdk.Call(ctx).Today
	sdk.Tx(ctx).Emit(store.Event{Type: "cap.artefact.published", Subject: one.ID})
	return d.keepArtefact(ctx, e, one)
}

// isWeb reports whether a text is a web address that can be followed safely.
func isWeb(text string) bool {
	at, err := url.Parse(text)
	return err == nil && at.Scheme == "https" && at.Host != "" && at.User == nil
}
