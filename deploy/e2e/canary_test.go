package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// canary is a name that nobody has, as people write it and as search folds it.
const canary = "zorvulia"

// places counts where a text lies in what an installation holds, whatever its case: tables, files, and what leaves the machine.
func (p *platform) places(t *testing.T, text string) map[string]int {
	t.Helper()
	found := map[string]int{}
	note := func(place string, content []byte) {
		if n := bytes.Count(bytes.ToLower(content), []byte(text)); n > 0 {
			found[place] += n
		}
	}
	err := filepath.WalkDir(p.data, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) || err == nil && !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		within, _ := filepath.Rel(p.data, path)
		place, _, below := strings.Cut(within, string(filepath.Separator))
		if below {
			place += "/"
		}
		note(place, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.database.Super != "" {
		note("database", []byte(p.content()))
	}
	for _, spelt := range []string{text, strings.ToUpper(text[:1]) + text[1:]} {
		for table, n := range p.naming(t, spelt) {
			found["table "+table] += n
		}
	}
	note("log of the server", []byte(p.said.String()))
	return found
}

// leaving is what an organisation's file and its log tell of a text.
func (p press) leaving(t *testing.T, text string, n int) map[string]int {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file, log := p.path(fmt.Sprintf("canary-%d.age", n)), p.path(fmt.Sprintf("canary-%d.ndjson", n))
	p.does(t, 0, "encrypted", "tenant", "export", municipality, "--to", file, "--recipient", key.Recipient().String())
	p.does(t, 0, "Written", "audit", "export", "--tenant", municipality, log)
	found := map[string]int{}
	for name, content := range unpack(t, file, key).of {
		if hits := bytes.Count(bytes.ToLower(content), []byte(text)); hits > 0 {
			found["export "+filepath.Dir(name)] += hits
		}
	}
	content, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if hits := bytes.Count(bytes.ToLower(content), []byte(text)); hits > 0 {
		found["audit log"] = hits
	}
	return found
}

// TestACanaryIsNowhereOnceItIsErased has somebody leave a name that nobody else has wherever a person leaves anything: an
// account, memberships, trainings, a signature, a story, the news, letters that wait. The search finds it in database,
// write-ahead log, search words, letters and the organisation's file; once the person is erased it finds it nowhere.
func TestACanaryIsNowhereOnceItIsErased(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			p := &platform{t: t, data: t.TempDir(), args: []string{"--demo", "--tenants", "../../tenants"}} // letters stay in the folder
			if engine == "postgres" {
				p.database = cluster.Database(t)
				p.env = postgresEnv(p.database)
			}
			p.run()
			t.Cleanup(p.stop)
			p.filled()
			as := press{p, t.TempDir()}
			const name, email = "Zorvulia Quenelle", "zorvulia.quenelle@exemple.org"
			somebody := p.someone(t)
			admin := visit(t, p.url)
			admin.signIn(municipality, "core:administrator")
			admin.want(http.StatusOK, "PUT", "/t/"+municipality+"/people/"+somebody.id, map[string]any{"name": name, "email": email, "language": "fr"}, nil)
			leaveInCommunities(t, p, name, email)
			leaveInWorkshops(t, p, name, email)
			leaveInCampaigns(t, p, name, email)
			letters := func() bool {
				found, err := filepath.Glob(filepath.Join(p.data, "mail", "*", "*.eml"))
				return err == nil && len(found) > 0
			}
			admin.sees(letters, "letters to the canary")

			before := p.places(t, canary)
			maps.Copy(before, as.leaving(t, canary, 1))
			for _, place := range []string{"table people", "table rec_cap_seats", "table rec_piloufilou_facilitators", "mail/", "export rows/people", "export records/mobilisation/signatures"} {
				if before[place] == 0 {
					t.Errorf("the control finds nothing in %s", place)
				}
			}
			if engine == "sqlite" && before["ribambelle.db"]+before["ribambelle.db-wal"] == 0 {
				t.Error("the control finds nothing in the file")
			}
			as.does(t, 0, "erased: ", "person", "erase", "--tenant", municipality, "--confirm", name, "niort.educatrice")
			after := p.places(t, canary)
			for until := time.Now().Add(20 * time.Second); len(after) > 0 && time.Now().Before(until); after = p.places(t, canary) {
				time.Sleep(200 * time.Millisecond) // the write-ahead log is emptied between two writes
			}
			maps.Copy(after, as.leaving(t, canary, 2))
			t.Logf("found before: %v\nafter: %v", before, after)
			for _, place := range slices.Sorted(maps.Keys(after)) {
				t.Errorf("%d times in %s", after[place], place)
			}
		})
	}
}
