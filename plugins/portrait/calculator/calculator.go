// Package calculator answers statistics of numbers that are brought to it, over HTTP: a researcher checks a figure of
// a report, or computes agreement between observers, without another program.
//
// Goals: every worked example of the sources of package stat can be recomputed through it, to six digits at least.
// Non-goals: the answers of a portrait, which leave through the disclosure gate and never come here; keeping anything.
//
// Bodies are bounded; what cannot be computed is answered with its reason where other figures
// stand beside it, and refused with a pointer where nothing does.
package calculator

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
)

// Action is what the gate asks for each operation.
const Action = "portrait:statistics.compute"

// maxBody is the largest body, in bytes.
const maxBody = 1 << 20

// Register adds the operations to the module's interface.
func Register(api huma.API) {
	huma.Register(api, operation("consistency", "Compute the consistency of a scale", "Cronbach's alpha and each item's part in it; or Feldt's interval of an alpha that is known."), consistency)
	huma.Register(api, operation("agreement", "Compute the agreement of raters", "From ratings, from the cross table of two raters, or from counts by category."), agreement)
	huma.Register(api, operation("change", "Compute the change between two times", "Of pairs, of sites with other people each time, or of a yes/no item. Figures say what was observed, not why."), change)
	huma.Register(api, operation("repeated", "Compute the change over several times", "Friedman's test: three waves, for instance."), repeated)
	huma.Register(api, operation("describe", "Describe numbers", "Mean, interval, standard deviation and quantiles (type 7)."), describe)
	huma.Register(api, operation("clustering", "Compute how much colleagues resemble each other", "And by how much that widens an interval; from values by site, or from a known resemblance."), clustering)
	huma.Register(api, operation("proportion", "Compute the interval of a share", "Wilson's."), proportion)
	huma.Register(api, operation("adjust", "Adjust the probabilities of several tests", "Holm, Benjamini and Hochberg."), adjust)
	huma.Register(api, operation("reliable-change", "Compute whether one person's change exceeds the measure's error", "For that person alone: no result of a portrait uses it."), reliableChange)
}

func operation(name, summary, description string) huma.Operation {
	return sdk.Operation(huma.Operation{
		OperationID: "statistics-" + name, Method: http.MethodPost, Path: "/statistics:" + name, MaxBodyBytes: maxBody,
		Summary: summary, Description: description + " Nothing is kept.",
	}, sdk.Rules{Action: Action})
}
