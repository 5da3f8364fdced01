// Command try runs the checks over a program and prints the report as JSON: a process of its own, without the race
// detector of the test that starts it, which has enough to do.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/moduletest/conformance"
)

func main() {
	report, err := conformance.Run(context.Background(), conformance.Options{
		Program: os.Args[1], Only: os.Args[2:],
		Policy: func(_, rego string) error {
			if strings.Contains(rego, "nonsense") {
				return errors.New("this is nonsense")
			}
			return nil
		},
	})
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
