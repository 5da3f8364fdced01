package rego

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// refusal says why a policy cannot be put as a condition, and where.
type refusal struct {
	at     *ast.Location
	reason string
}

func (r *refusal) Error() string {
	if r.at == nil {
		return r.reason
	}
	return fmt.Sprintf("%s:%d: %s", r.at.File, r.at.Row, r.reason)
}

func refuse(at *ast.Location, reason string, args ...any) error {
	return &refusal{at: at, reason: fmt.Sprintf(reason, args...)}
}
