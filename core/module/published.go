package module

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// compose writes the answer of a published operation: the labels that the module sent, and the numbers that
// the gate released to this very call. Nothing else gets through.
func (s *session) compose(body []byte) ([]byte, error) {
	var sent struct {
		Header   map[string]json.RawMessage `json:"header"`
		Releases []string                   `json:"releases"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&sent); err != nil {
		return nil, errUnpublished("it is not an sdk.Published")
	}
	answer := map[string]any{}
	for name, value := range sent.Header {
		if fractional(value) {
			return nil, errUnpublished("its header holds a fraction")
		}
		answer[name] = value
	}
	tables := map[string]any{}
	for i, id := range sent.Releases {
		released, ok := s.published(id)
		if !ok {
			return nil, errUnpublished("it names a release that this call did not make")
		}
		if i == 0 {
			answer["publication"] = released.ID
		}
		tables[released.Name] = released
	}
	answer["tables"] = tables
	made, err := json.Marshal(answer)
	if err != nil {
		return nil, fault.From(err)
	}
	return made, nil
}

// fractional reports whether a number with a fraction or an exponent stands anywhere in the value.
func fractional(value json.RawMessage) bool {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		if n, ok := token.(json.Number); ok && strings.ContainsAny(n.String(), ".eE") {
			return true
		}
	}
}

func errUnpublished(why string) error {
	return fault.New(fault.Internal, "answer-not-published", "The module's answer was withheld: %s.", why)
}
