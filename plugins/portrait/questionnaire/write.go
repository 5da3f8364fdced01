package questionnaire

import (
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
)

// Write writes a questionnaire as YAML that Read takes. Where it stands in its life does not travel.
func (q Questionnaire) Write() ([]byte, error) {
	q.Status = ""
	text, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("writing the questionnaire: %w", err)
	}
	text, err = yaml.JSONToYAML(text)
	if err != nil {
		return nil, fmt.Errorf("writing the questionnaire as YAML: %w", err)
	}
	return text, nil
}
