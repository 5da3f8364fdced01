package questionnaire_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk"
)

func TestWhatIsWrittenReadsAsItWas(t *testing.T) {
	t.Parallel()
	q := nested()
	q.Licence, q.Author, q.Title["fr-CA"] = "CC BY 4.0", "Ribambelle: l’équipe", "« Oui » # non"
	q.Dimensions[1].Items[0].Domains = []sdk.Domain{sdk.Parents, sdk.Layout}
	q.Dimensions[1].Items[0].CPS = []sdk.Competence{"E1", "S3"}
	for i, words := range []string{"no", "null", "1.0", "- tiret", "deux\nlignes", "a: b", "{x}", "'", `"`, "*x", "&y", "%", "@", "\\n", "~", " bord ", "fin\n"} {
		q.Dimensions[1].Items[i%2].Evidence = questionnaire.Text{"fr": strings.TrimSpace(words)}
		text, err := q.Write()
		if err != nil {
			t.Fatal(err)
		}
		read, problems := questionnaire.Read(text)
		if len(problems) > 0 {
			t.Fatalf("%q: %v in\n%s", words, problems, text)
		}
		if diff := cmp.Diff(q, read); diff != "" {
			t.Errorf("%q (-was +read):\n%s", words, diff)
		}
	}
}
