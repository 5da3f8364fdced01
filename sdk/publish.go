package sdk

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Publish hands a table to the disclosure gate and returns what may be told of it. Every number that leaves
// an internal or anonymous collection goes this way.
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
	p := Published{header: header}
	for _, t := range tables {
		released, err := Publish(ctx, t)
		if err != nil {
			return Published{}, err
		}
		p.releases = append(p.releases, released.ID)
	}
	return p, nil
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
