package rego_test

import (
	"os"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz/rego/regotest"
)

func TestCorePolicy(t *testing.T) {
	t.Parallel()
	regotest.Run(t, os.DirFS("policy"))
}
