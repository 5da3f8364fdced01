package audit_test

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit/verify"
)

// FuzzVerify holds that whatever a file says, it verifies only as a log that the key signed.
func FuzzVerify(f *testing.F) {
	signer, key := keys(f)
	m, old := sealed(f, signer, 17)
	signed := map[string]int64{"": 0}
	for _, c := range m.books[lilas].heads {
		signed[base64.StdEncoding.EncodeToString(c.Root[:])] = c.Size
	}
	whole := export(f, m, lilas)
	f.Add(whole, old)
	f.Add(whole[:len(whole)/2], []byte(nil))
	f.Add(bytes.ReplaceAll(whole, []byte(`"from":5`), []byte(`"from":-1`)), []byte(nil))
	f.Add([]byte(`{"type":"log","version":1,"origin":""}`+"\n"+`{"type":"leaves","from":0,"hashes":[null,"AA=="]}`), old)
	f.Add([]byte(`[]`), []byte("x"))
	f.Add(bytes.ReplaceAll(whole, []byte(`— ribambelle.audit`), []byte(`— ribambelle.audit\n— `)), old)
	f.Fuzz(func(t *testing.T, file, old []byte) {
		report, err := verify.File(bytes.NewReader(file), key, old)
		if size, ok := signed[report.Root]; err == nil && (!ok || size != report.Size) {
			t.Errorf("accepted as %+v, which nobody signed", report)
		}
	})
}
