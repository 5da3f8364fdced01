package sdk_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Whoever writes a module in another language finds every member of what travels as JSON on the protocol's page.
func TestProtocolPageNamesEveryMember(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("proto/README.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	told := []any{
		sdk.Manifest{},
		sdk.Role{},
		sdk.Action{},
		sdk.Grant{},
		sdk.Widget{},
		sdk.JobDeclaration{},
		sdk.Listener{},
		sdk.UnderWay{},
		sdk.FirstStep{},
		sdk.NoticeKind{},
		sdk.View{},
		sdk.ListView{},
		sdk.FormStep{},
		sdk.PrintView{},
		sdk.OperationDeclaration{},
		store.Schema{},
		store.Field{},
		store.Marks{},
		store.Conversion{},
		sdk.Table{},
		sdk.Cell{},
		sdk.Figure{},
		sdk.Released{},
		wire.Credentials{},
	}
	for _, of := range told {
		kind := reflect.TypeOf(of)
		for i := range kind.NumField() {
			name, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" && !strings.Contains(page, "`"+name+"`") && !strings.Contains(page, `"`+name+`"`) {
				t.Errorf("sdk/proto/README.md does not name %q of %s", name, kind)
			}
		}
	}
}
