package tenant_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/tenant"
)

func TestColoursThatCannotBeReadAreNamed(t *testing.T) {
	t.Parallel()
	for colour, legible := range map[string]bool{
		"#0B5D66": true, "#1f5f8b": true, "#B93E26": true, "#000000": true,
		"#F2B544": false, "#FFFFFF": false, "#767676": false, // 4.54 to 1 on white, 4.2 on paper
		"red": false, "#12345": false, "#12345g": false, "url(x)": false,
	} {
		brand := tenant.Brand{"primary": colour}
		if wrong := brand.Illegible(); (len(wrong) == 0) != legible {
			t.Errorf("%s: %v", colour, wrong)
		}
		if got := brand.Colour("primary", "#0B5D66"); (got == colour) != legible && colour != "#0B5D66" {
			t.Errorf("%s is used as %s", colour, got)
		}
	}
	wrong := tenant.Brand{"primary": "#FFFF00", "action": "#FFFFFF", "logo": "white"}.Illegible()
	if len(wrong) != 2 || wrong[0].Token != "action" || wrong[1].Token != "primary" {
		t.Errorf("wrong: %v", wrong)
	}
	if wrong := (tenant.Brand{"primary": ""}).Illegible(); len(wrong) > 0 {
		t.Error("a colour that nobody chose is wrong")
	}
}
