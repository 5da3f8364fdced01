package schema

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// ruleOf names the rule that a keyword of JSON Schema states, and what it asks for; nothing for keywords that join
// others.
func ruleOf(k jsonschema.ErrorKind) (rule, limit string) {
	switch k := k.(type) {
	case *kind.Type:
		return fault.WrongType, strings.Join(k.Want, ", ")
	case *kind.Enum:
		return fault.Choice, listed(k.Want)
	case *kind.Const:
		return fault.Choice, fmt.Sprint(k.Want)
	case *kind.Format:
		return fault.Format, k.Want
	case *kind.Pattern:
		return fault.Pattern, k.Want
	case *kind.MinLength:
		return fault.TooShort, strconv.Itoa(k.Want)
	case *kind.MaxLength:
		return fault.TooLong, strconv.Itoa(k.Want)
	case *kind.MinItems:
		return fault.TooFew, strconv.Itoa(k.Want)
	case *kind.MaxItems:
		return fault.TooMany, strconv.Itoa(k.Want)
	case *kind.MinProperties:
		return fault.TooFew, strconv.Itoa(k.Want)
	case *kind.MaxProperties:
		return fault.TooMany, strconv.Itoa(k.Want)
	case *kind.UniqueItems:
		return fault.Duplicate, ""
	}
	return rangeOf(k)
}

func rangeOf(k jsonschema.ErrorKind) (rule, limit string) {
	switch k := k.(type) {
	case *kind.Minimum:
		return fault.TooSmall, figure(k.Want)
	case *kind.Maximum:
		return fault.TooLarge, figure(k.Want)
	case *kind.ExclusiveMinimum:
		return fault.NotAbove, figure(k.Want)
	case *kind.ExclusiveMaximum:
		return fault.NotBelow, figure(k.Want)
	case *kind.MultipleOf:
		return fault.Multiple, figure(k.Want)
	}
	return "", ""
}

// figure is a limit as people write it: 5, 0.5.
func figure(n *big.Rat) string {
	f, _ := n.Float64()
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func listed(values []any) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = fmt.Sprint(v)
	}
	return strings.Join(all, ", ")
}
