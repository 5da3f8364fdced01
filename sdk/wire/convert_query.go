package wire

import (
	"fmt"
	"math"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// small narrows a number that the other side checks anyway.
func small(n int) int32 {
	return int32(max(math.MinInt32, min(math.MaxInt32, n))) //nolint:gosec // clamped
}

func toQuery(q store.Query) *pb.Query {
	return &pb.Query{Filter: q.Filter, Order: q.Order, Search: q.Search, Unit: q.Unit, Size: small(q.Size), Token: q.Token}
}

func fromQuery(q *pb.Query) store.Query {
	return store.Query{
		Filter: q.GetFilter(), Order: q.GetOrder(), Search: q.GetSearch(), Unit: q.GetUnit(), Size: int(q.GetSize()), Token: q.GetToken(),
	}
}

func toAggregation(a store.Aggregation) *pb.Aggregation {
	return &pb.Aggregation{
		Filter: a.Filter, Unit: a.Unit, GroupBy: a.GroupBy, Measures: each(a.Measure, toMeasure), Floor: small(a.Floor),
	}
}

func fromAggregation(a *pb.Aggregation) store.Aggregation {
	return store.Aggregation{
		Filter: a.GetFilter(), Unit: a.GetUnit(), GroupBy: a.GetGroupBy(),
		Measure: each(a.GetMeasures(), fromMeasure), Floor: int(a.GetFloor()),
	}
}

func toMeasure(m store.Measure) *pb.Measure { return &pb.Measure{Op: string(m.Op), Field: m.Field} }

func fromMeasure(m *pb.Measure) store.Measure {
	return store.Measure{Op: store.Op(m.GetOp()), Field: m.GetField()}
}

func toGroup(g store.Group) (*pb.Group, error) {
	made := &pb.Group{N: g.N, Masked: g.Masked, Values: each(g.Values, toNumber)}
	for _, k := range g.Key {
		s, err := toScalar(k)
		if err != nil {
			return nil, err
		}
		made.Key = append(made.Key, s)
	}
	return made, nil
}

func fromGroup(g *pb.Group) store.Group {
	made := store.Group{Key: []any{}, N: g.GetN(), Masked: g.GetMasked(), Values: each(g.GetValues(), fromNumber)}
	for _, k := range g.GetKey() {
		made.Key = append(made.Key, fromScalar(k))
	}
	return made
}

func toScalar(v any) (*pb.Scalar, error) {
	switch v := v.(type) {
	case nil:
		return &pb.Scalar{}, nil
	case string:
		return &pb.Scalar{Value: &pb.Scalar_Text{Text: v}}, nil
	case float64:
		return &pb.Scalar{Value: &pb.Scalar_Number{Number: v}}, nil
	case bool:
		return &pb.Scalar{Value: &pb.Scalar_Boolean{Boolean: v}}, nil
	}
	return nil, fault.New(fault.Internal, "internal", "Something went wrong on our side.").
		Because(fmt.Errorf("a group's key holds a %T", v))
}

func fromScalar(s *pb.Scalar) any {
	switch v := s.GetValue().(type) {
	case *pb.Scalar_Text:
		return v.Text
	case *pb.Scalar_Number:
		return v.Number
	case *pb.Scalar_Boolean:
		return v.Boolean
	}
	return nil
}

func toNumber(f *float64) *pb.Number { return &pb.Number{Value: f} }

func fromNumber(n *pb.Number) *float64 {
	if n == nil {
		return nil
	}
	return n.Value
}
