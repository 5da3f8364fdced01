package sdk

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Publish hands a table to the disclosure gate and returns what may be told of it. Every number that leaves
// an internal or anonymous collection goes this way. A final table without cells asks for what was told of it
// (see Recall); fault kind: not_found.
func Publish(ctx context.Context, t Table) (Released, error) {
	current := callOf(ctx)
	if current == nil {
		return Released{}, errNoCall()
	}
	text, err := json.Marshal(t)
	if err != nil {
		return Released{}, fault.From(err)
	}
	answer, err := current.host.Publish(ctx, text)
	if err != nil {
		return Released{}, err
	}
	var released Released
	if err := json.Unmarshal(answer, &released); err != nil {
		return Released{}, fault.New(fault.Internal, "release-not-readable", "The gate's answer is not readable.").Because(err)
	}
	return released, nil
}

// Published is the only answer of an operation with Rules.Published. It names releases; the core puts the
// released numbers in itself, so that none can come from elsewhere. The caller reads the members of the
// header, then "publication" and "tables": {"scores": …}.
type Published struct {
	header   any
	releases []string
}

// Release publishes tables and returns the answer that tells them. The header is a struct or map of labels:
// texts, booleans, whole numbers such as the ends of a scale; the core refuses a fraction in it.
func Release(ctx context.Context, header any, tables ...Table) (Published, error) {
	released := make([]Released, 0, len(tables))
	for _, t := range tables {
		told, err := Publish(ctx, t)
		if err != nil {
			return Published{}, err
		}
		released = append(released, told)
	}
	return Tell(header, released...), nil
}

// Tell is the answer that tells what this call published or recalled.
func Tell(header any, released ...Released) Published {
	p := Published{header: header}
	for _, told := range released {
		p.releases = append(p.releases, told.ID)
	}
	return p
}

// Recall returns what was told of final tables of one release, by name, without their being made again; false
// where the core remembers one of them no more. They are to be made and published then. Who may ask is the
// operation's, as always: the core remembers numbers, not rights.
func Recall(ctx context.Context, release string, names ...string) ([]Released, bool, error) {
	all := make([]Released, 0, len(names))
	for _, name := range names {
		told, err := Publish(ctx, Table{Release: release, Name: name, Final: true})
		if fault.KindOf(err) == fault.NotFound {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		all = append(all, told)
	}
	return all, true, nil
}

// MarshalJSON writes what crosses to the core.
func (p Published) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"header": p.header, "releases": p.releases})
}

// Schema describes the answer as the caller reads it.
func (Published) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject,
		Properties: map[string]*huma.Schema{
			"publication": {Type: huma.TypeString, Description: "Id of the release; the same numbers keep the same id."},
			"tables": {
				Type: huma.TypeObject, Description: "What may be told, by table.",
				AdditionalProperties: r.Schema(reflect.TypeFor[Released](), true, "Released"),
			},
		},
		AdditionalProperties: true,
	}
}
