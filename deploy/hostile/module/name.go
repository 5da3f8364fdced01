//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// names attacks by naming another organisation wherever something can be named, under the handle of this call.
func (d *den) names(ctx context.Context, o *order) (r attack.Report, err error) {
	core, err := d.core()
	if err != nil {
		return r, err
	}
	foreign := stranger{word: o.Body.Word, record: o.Body.Record, unit: o.Body.Unit, slug: o.Body.Slug}
	handle := heard(ctx).call.Load().GetHandle()
	switch o.Name {
	case "asked":
		for _, disguise := range disguises(foreign.slug) {
			for _, ask := range foreign.questions(handle) {
				told, err := ask(disguise.dress(ctx), core, disguise.hide)
				if heardOf(err) {
					r.Count(foreign.shown(told), fmt.Sprint(err))
				}
			}
		}
	case "staged": // the answer would change another organisation's record
		doc, err := json.Marshal(treasure{Word: "defaced"})
		if err != nil {
			return r, err
		}
		verb := map[bool]store.Verb{true: store.Update, false: store.Delete}[o.Body.Amount == 0]
		heard(ctx).staged.Store(&store.Commit{Mutations: []store.Mutation{{Verb: verb, Collection: "treasures", ID: foreign.record, Doc: doc}}})
		r.Attempts++
	default:
		return r, fmt.Errorf("there is no attack %q", o.Name)
	}
	return r, nil
}

// stranger is another organisation, by what a thief may know of it.
type stranger struct{ word, record, unit, slug string }

// shown reports whether something of the other organisation is told.
func (s stranger) shown(told string) bool {
	return s.word != "" && strings.Contains(told, s.word) || s.unit != "" && strings.Contains(told, s.unit)
}

// question asks once; hide puts into the message what has no place in it.
type question func(ctx context.Context, core pb.HostServiceClient, hide func(proto.Message)) (string, error)

// questions name the other organisation's things in every field that takes a text.
func (s stranger) questions(handle []byte) (all []question) {
	for _, collection := range s.collections() {
		for _, id := range []string{s.record, s.slug + "/" + s.record, "../" + s.slug + "/" + s.record} {
			all = append(all, s.get(handle, collection, id))
		}
		for _, q := range s.queries() {
			all = append(all, s.list(handle, collection, q))
		}
		all = append(all, s.change(handle, collection))
	}
	for _, u := range []*pb.UnitsRequest{{Id: s.unit}, {Path: "/" + s.slug}, {Path: "/" + s.slug + "/"}, {Path: ""}, {Path: "/../" + s.slug + "/"}, {Path: "%"}} {
		u.Handle = handle
		all = append(all, func(ctx context.Context, core pb.HostServiceClient, hide func(proto.Message)) (string, error) {
			hide(u)
			return first(core.Units(ctx, u))
		})
	}
	return all
}

// collections are the names under which the other's records might be found.
func (s stranger) collections() []string {
	return []string{
		"treasures", s.slug + "/treasures", "/t/" + s.slug + "/hostile/treasures", "hostile/treasures", "hostile_treasures",
		"c_hostile_treasures", "treasures; --", "treasures' OR '1'='1", "../" + s.slug + "/treasures",
	}
}

// queries are the ways to ask for more than one's own.
func (s stranger) queries() []*pb.Query {
	return []*pb.Query{
		{Size: 500},
		{Unit: "/" + s.slug + "/"},
		{Unit: "/../" + s.slug},
		{Filter: `tenant_id = "` + s.slug + `"`},
		{Filter: `tenant != ""`},
		{Filter: `id = "` + s.record + `"`},
		{Filter: `word = "` + s.word + `" OR 1=1`},
		{Search: s.word},
		{Order: "tenant_id"},
		{Token: s.slug},
		{Token: s.record},
	}
}

func (s stranger) get(handle []byte, collection, id string) question {
	return func(ctx context.Context, core pb.HostServiceClient, hide func(proto.Message)) (string, error) {
		q := &pb.GetRequest{Handle: handle, Collection: collection, Id: id}
		hide(q)
		a, err := core.Get(ctx, q)
		return a.String(), err
	}
}

func (s stranger) list(handle []byte, collection string, query *pb.Query) question {
	return func(ctx context.Context, core pb.HostServiceClient, hide func(proto.Message)) (string, error) {
		q := &pb.ListRequest{Handle: handle, Collection: collection, Query: query}
		hide(q)
		return first(core.List(ctx, q))
	}
}

// change writes over the other's record; whether it did is looked up there.
func (s stranger) change(handle []byte, collection string) question {
	return func(ctx context.Context, core pb.HostServiceClient, hide func(proto.Message)) (string, error) {
		q := &pb.CommitRequest{Handle: handle, Commit: &pb.Commit{Mutations: []*pb.Mutation{{Verb: "update", Collection: collection, Id: s.record, Doc: []byte(`{"word":"defaced"}`)}}}}
		hide(q)
		return first(core.Commit(ctx, q))
	}
}

// disguise hides an organisation's name where a careless core would look.
type disguise struct {
	dress func(context.Context) context.Context
	hide  func(proto.Message)
}

func disguises(slug string) []disguise {
	plain := func(ctx context.Context) context.Context { return ctx }
	none := func(proto.Message) {}
	all := []disguise{{plain, none}}
	for _, name := range []string{"tenant", "tenant-id", "x-tenant", "x-rb-tenant", "rb-tenant", "organisation", "x-forwarded-host", "authorization"} {
		all = append(all, disguise{func(ctx context.Context) context.Context {
			return metadata.AppendToOutgoingContext(ctx, name, slug)
		}, none})
	}
	for _, field := range []protowire.Number{4, 5, 7, 15, 99, 1000} {
		all = append(all, disguise{plain, func(m proto.Message) {
			m.ProtoReflect().SetUnknown(protowire.AppendString(protowire.AppendTag(nil, field, protowire.BytesType), slug))
		}})
	}
	return all
}
