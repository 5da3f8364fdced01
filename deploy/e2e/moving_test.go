package e2e

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// unpacked is an organisation's file, decrypted: the contents of its entries by name, in their order.
type unpacked struct {
	names []string
	of    map[string][]byte
}

func unpack(t *testing.T, file string, key age.Identity) unpacked {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := age.Decrypt(f, key)
	if err != nil {
		t.Fatal(err)
	}
	o := unpacked{of: map[string][]byte{}}
	for r := tar.NewReader(plain); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return o
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		o.names, o.of[head.Name] = append(o.names, head.Name), content
	}
}

// seal writes entries, changed by change, into a file of its own.
func (o unpacked) seal(t *testing.T, file string, to age.Recipient, change func(name string, head *tar.Header, content []byte) []byte) {
	t.Helper()
	var out bytes.Buffer
	shut, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(shut)
	for _, name := range o.names {
		head := &tar.Header{Name: name, Mode: 0o600}
		content := change(name, head, slices.Clone(o.of[name]))
		if content == nil {
			continue
		}
		if head.Size == 0 {
			head.Size = int64(len(content))
		}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
		if head.Size > int64(len(content)) {
			break // nobody is to read as far
		}
	}
	_ = w.Close() // it may say that an entry is too short
	if err := errors.Join(shut.Close(), os.WriteFile(file, out.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// travels reports whether an entry is the same wherever the organisation is: logs are closed and begun anew.
func travels(name string) bool {
	for _, own := range []string{"manifest.json", "sums.json", "log/", "rows/entries/", "rows/former_log"} {
		if strings.HasPrefix(name, own) {
			return false
		}
	}
	return true
}

// TestAnOrganisationMoves takes an organisation out of SQLite, into PostgreSQL, out of there and into another SQLite: every
// record, image, person and right is there byte for byte, people sign in as before, what was sealed opens under other keys, and
// the former logs verify under the keys of the installations that they come from. What is no whole file leaves nothing.
func TestAnOrganisationMoves(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"own": key.String(), "other": other.String(), "words": "quatre mots tirés au sort"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := func(name string) string { return filepath.Join(folder, name) }

	home := press{start(t, t.TempDir(), "--demo", "--tenants", "../../tenants"), folder}
	home.filled()
	secret := fillForMoving(t, home.platform)
	export := func(from press, file string, how ...string) {
		t.Helper()
		from.does(t, 0, "encrypted", append([]string{"tenant", "export", municipality, "--to", at(file)}, how...)...)
	}
	home.does(t, 2, "recipients", "tenant", "export", municipality, "--to", at("never"), "--recipient", "age1nobody")
	home.does(t, 2, "no such organisation", "tenant", "export", "nulle-part", "--to", at("never"), "--recipient", key.Recipient().String())
	said := home.does(t, 0, "1 keys of programs, to be made anew: Entrepôt", "tenant", "export", municipality, "--to", at("first.age"), "--recipient", key.Recipient().String())
	if !strings.Contains(said, "sign in anew") {
		t.Errorf("the export does not say what stays: %s", said)
	}
	home.does(t, 2, "cannot write", "tenant", "export", municipality, "--to", at("first.age"), "--recipient", key.Recipient().String())
	raw, err := os.ReadFile(at("first.age"))
	if err != nil || bytes.Contains(raw, []byte(secret)) {
		t.Fatalf("the file tells what is in it: %v", err)
	}
	first := unpack(t, at("first.age"), key)
	if !strings.Contains(string(bytes.Join(values(first), nil)), secret) {
		t.Fatal("the control: what was sealed is not in the file, opened")
	}

	there := press{&platform{t: t, data: t.TempDir(), database: cluster.Database(t)}, folder}
	there.env = postgresEnv(there.database)
	there.run()
	t.Cleanup(there.stop)
	var of struct {
		Organisation struct{ ID string }
	}
	if err := json.Unmarshal(first.of["manifest.json"], &of); err != nil {
		t.Fatal(err)
	}
	refuseBroken(t, there, first, raw, key, of.Organisation.ID)
	there.does(t, 2, "does not open the file", "tenant", "import", at("first.age"), "--identity", at("other"))
	there.does(t, 0, municipality+" is here", "tenant", "import", at("first.age"), "--identity", at("own"))
	there.does(t, 2, "--as", "tenant", "import", at("first.age"), "--identity", at("own"))
	export(there, "second.age", "--passphrase-file", at("words"))

	last := press{start(t, t.TempDir()), folder}
	last.does(t, 0, municipality+" is here", "tenant", "import", at("second.age"), "--passphrase-file", at("words"))
	export(last, "third.age", "--recipient", key.Recipient().String())
	third := unpack(t, at("third.age"), key)
	compared, records, size := 0, 0, 0
	for _, name := range first.names {
		if !travels(name) {
			continue
		}
		compared++
		records += bytes.Count(first.of[name], []byte("\n"))
		size += len(first.of[name])
		if !bytes.Equal(first.of[name], third.of[name]) {
			t.Errorf("%s is not what it was:\n%.600s\n%.600s", name, first.of[name], third.of[name])
		}
	}
	t.Logf("SQLite → PostgreSQL → SQLite: %d entries, %d lines, %d bytes are the same", compared, records, size)
	if compared < 20 || records < 300 {
		t.Errorf("only %d entries with %d lines were compared", compared, records)
	}
	livesOn(t, home, last)

	home.does(t, 0, "copie is here", "tenant", "import", at("first.age"), "--identity", at("own"), "--as", "copie")
	v := visit(t, home.url)
	v.want(http.StatusOK, "POST", "/t/copie/sign-in", login(t, home.platform), nil)
	v.want(http.StatusOK, "GET", "/t/copie/units", nil, nil)
	v.problem(http.StatusNotFound, "organisation-not-found", "GET", "/t/"+municipality+"/units", nil) // people of its own
	first.seal(t, at("stranger.age"), key.Recipient(), func(name string, _ *tar.Header, content []byte) []byte {
		if name == "manifest.json" { // as if it were another organisation, of the same people
			return []byte(strings.NewReplacer(of.Organisation.ID, "0198f000-0000-7000-8000-00000000000d", `"slug": "`+municipality, `"slug": "autre`).Replace(string(content)))
		}
		return content
	})
	home.does(t, 2, "--as", "tenant", "import", at("first.age"), "--identity", at("own"))
	home.does(t, 2, "has the id of an account", "tenant", "import", at("stranger.age"), "--identity", at("own"))
}

// forged changes a line of the log and makes the sum of it right: only who signed the log could make the rest right.
func forged() func(string, *tar.Header, []byte) []byte {
	before, after := sha256.New(), sha256.New()
	return func(name string, _ *tar.Header, content []byte) []byte {
		switch {
		case strings.HasPrefix(name, "log/"):
			before.Write(content)
			content = bytes.Replace(content, []byte(`"outcome":"done"`), []byte(`"outcome":"fine"`), 1)
			after.Write(content)
		case name == "sums.json":
			return bytes.Replace(content, []byte(hex.EncodeToString(before.Sum(nil))), []byte(hex.EncodeToString(after.Sum(nil))), 1)
		}
		return content
	}
}

func values(o unpacked) (all [][]byte) {
	for _, name := range o.names {
		all = append(all, o.of[name])
	}
	return all
}

// login is what an administrator of the demonstration signs in with.
func login(t *testing.T, p *platform) map[string]string {
	t.Helper()
	var welcome struct {
		Organisations []struct {
			Slug   string
			Logins []struct{ Role, Login, Password string }
		}
	}
	visit(t, p.url).want(http.StatusOK, "GET", "/welcome", nil, &welcome)
	for _, o := range welcome.Organisations {
		for _, l := range o.Logins {
			if o.Slug == municipality && l.Role == "core:administrator" {
				return map[string]string{"login": l.Login, "password": l.Password}
			}
		}
	}
	t.Fatal("no administrator")
	return nil
}

// fillForMoving adds what the demonstration lacks: an image, a key of a program, something sealed. It returns what was sealed.
func fillForMoving(t *testing.T, p *platform) (secret string) {
	t.Helper()
	v := visit(t, p.url)
	v.signIn(municipality, "core:administrator")
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	var file struct{ ID string }
	v.want(http.StatusCreated, "POST", "/t/"+municipality+"/toolbox/tools:upload?field=picture", picture.Bytes(), &file)
	var tools struct {
		Records []struct {
			ID  string
			Doc map[string]any
			Rev int
		}
	}
	v.want(http.StatusOK, "GET", "/t/"+municipality+"/toolbox/tools?page_size=1", nil, &tools)
	tool := tools.Records[0]
	tool.Doc["picture"] = file.ID
	got := v.do("PUT", "/t/"+municipality+"/toolbox/tools/"+tool.ID, tool.Doc, "If-Match", fmt.Sprintf("%q", fmt.Sprint(tool.Rev)))
	if got.status != http.StatusOK {
		t.Fatalf("the picture: %d %s", got.status, got.body)
	}
	v.want(http.StatusCreated, "POST", "/t/"+municipality+"/keys", map[string]any{"name": "Entrepôt", "role": "core:coordinator", "expires": time.Now().AddDate(0, 1, 0)}, nil)
	manager, stranger := openCampaign(t, p.url, municipality)
	secret = "z.quatrefages@exemple.org"
	stranger.want(http.StatusCreated, "POST", stranger.path("/petitions/"+stranger.id+":sign"), stranger.form("Zephyrine Quatrefages", secret, true), nil)
	if strings.Contains(p.content(), secret) {
		t.Fatal("the control: it is not sealed")
	}
	_ = manager
	return secret
}

// refuseBroken tries files that are not whole, or lie: each is refused in a line, and nothing of it is left.
func refuseBroken(t *testing.T, p press, whole unpacked, raw []byte, key *age.X25519Identity, id string) {
	t.Helper()
	same := func(_ string, _ *tar.Header, content []byte) []byte { return content }
	in := func(part string, change func([]byte) []byte) func(string, *tar.Header, []byte) []byte {
		return func(name string, _ *tar.Header, content []byte) []byte {
			if strings.HasPrefix(name, part) {
				return change(content)
			}
			return content
		}
	}
	swap := func(old, text string) func([]byte) []byte {
		return func(content []byte) []byte { return bytes.Replace(content, []byte(old), []byte(text), 1) }
	}
	for _, try := range []struct {
		what, says string
		change     func(string, *tar.Header, []byte) []byte
	}{
		{"a newer format", "format 2", in("manifest.json", swap(`"format": 1`, `"format": 2`))},
		{"a module that is not here", "the module nulle 9.9.9", in("manifest.json", swap(`"modules": [`, `"modules": [{"name": "nulle", "version": "9.9.9", "collections": []},`))},
		{"a newer schema", "version 99 of the schema", in("manifest.json", swap(`"version": 1`, `"version": 99`))},
		{"a person changed", "was changed", in("rows/people/", swap(`"suspended":false`, `"suspended":true `))},
		{"a part missing", "ends too early", in("rows/grants/", func([]byte) []byte { return nil })},
		{"sums missing", "ends too early", in("sums.json", func([]byte) []byte { return nil })},
		{"a column that is not known", "knows", in("rows/units/", swap(`{"address":`, `{"colour":"","address":`))},
		{"a line of the log changed", "not as it was sealed", forged()},
		{"an entry of a terabyte", "more than an organisation can have", func(name string, head *tar.Header, content []byte) []byte {
			if strings.HasPrefix(name, "rows/units/") {
				head.Size = 1 << 40
			}
			return content
		}},
		{"no manifest", "not an organisation's file", in("manifest.json", func([]byte) []byte { return nil })},
		{"a name that leads out", "not an organisation's file", func(name string, head *tar.Header, content []byte) []byte {
			if strings.HasPrefix(name, "files/") {
				head.Name = "files/../../keys/x.png"
			}
			return content
		}},
	} {
		file := p.path("broken.age")
		whole.seal(t, file, key.Recipient(), try.change)
		p.does(t, 2, try.says, "tenant", "import", file, "--identity", p.path("own"))
		if left := p.naming(t, id); len(left) > 0 {
			t.Errorf("%s: left %v", try.what, left)
		}
	}
	for _, cut := range []int{100, len(raw) / 3, len(raw) * 2 / 3, len(raw) - 1} {
		broken := slices.Clone(raw)
		broken[cut] ^= 1
		for what, text := range map[string][]byte{"cut": raw[:cut], "changed": broken} {
			if err := os.WriteFile(p.path("broken.age"), text, 0o600); err != nil {
				t.Fatal(err)
			}
			p.does(t, 2, "", "tenant", "import", p.path("broken.age"), "--identity", p.path("own"))
			left := p.naming(t, id)
			for until := time.Now().Add(20 * time.Second); len(left) > 0 && time.Now().Before(until); left = p.naming(t, id) {
				time.Sleep(50 * time.Millisecond) // whoever sent it is gone, and does not wait for that
			}
			if len(left) > 0 {
				t.Errorf("%s at %d: left %v", what, cut, left)
			}
		}
	}
	found, err := filepath.Glob(filepath.Join(p.data, "*", id))
	if err != nil || len(found) > 0 {
		t.Errorf("folders are left: %v, %v", found, err)
	}
	whole.seal(t, p.path("again.age"), key.Recipient(), same) // the control: sealed anew, it is taken
	p.does(t, 0, "is here", "tenant", "import", p.path("again.age"), "--identity", p.path("own"), "--as", "temoin")
	p.does(t, 0, "counted again: 0", "tenant", "delete", "temoin", "--reason", "Témoin.", "--days", "0")
}

// livesOn plays on in the new place: people sign in with the passwords that they had, see what they saw, and the former log
// verifies with the key of the installation that wrote it.
func livesOn(t *testing.T, home, now press) {
	t.Helper()
	was, is := visit(t, home.url), visit(t, now.url)
	was.signIn(municipality, "core:administrator")
	is.want(http.StatusOK, "POST", "/t/"+municipality+"/sign-in", login(t, home.platform), nil)
	for _, path := range []string{"/units", "/people", "/toolbox/tools?page_size=100", "/cap/communities", "/piloufilou/cycles"} {
		before, after := was.do("GET", "/t/"+municipality+path, nil), is.do("GET", "/t/"+municipality+path, nil)
		if before.status != http.StatusOK || after.status != before.status || !strings.HasPrefix(path, "/people") && !bytes.Equal(before.body, after.body) {
			t.Errorf("%s: %d, then %d\n%.400s\n%.400s", path, before.status, after.status, before.body, after.body)
		}
	}
	var former struct {
		Logs []struct{ ID, Key string }
	}
	if err := json.Unmarshal([]byte(now.does(t, 0, "", "audit", "former", "--tenant", municipality, "--output", "json")), &former); err != nil || len(former.Logs) != 2 {
		t.Fatalf("former logs: %+v, %v", former, err)
	}
	own := strings.TrimSpace(home.does(t, 0, "", "audit", "key"))
	if former.Logs[0].Key != own {
		t.Errorf("the first log's key is %s, not %s", former.Logs[0].Key, own)
	}
	for i, l := range former.Logs {
		file := now.path(fmt.Sprintf("former-%d.ndjson", i))
		now.does(t, 0, "Written", "audit", "export", "--tenant", municipality, "--former", l.ID, file)
		now.does(t, 0, "all as they were sealed", "audit", "verify", file, "--key", l.Key)
	}
	now.checkAudit(municipality)
}
