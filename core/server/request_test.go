package server_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/server"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
)

var cluster pgtest.Cluster

func TestMain(m *testing.M) { cluster.Main(m) }

// town is one organisation on a server whose time the test moves.
type town struct {
	t      *testing.T
	config server.Config
	now    atomic.Int64 // seconds
	server *server.Server
	public *httptest.Server
	admin  *httptest.Server
	client *http.Client
}

func newTown(t *testing.T, d pgtest.Database) *town {
	t.Helper()
	w := &town{t: t}
	w.now.Store(time.Now().Unix())
	files := t.TempDir()
	for name, text := range map[string]string{
		"ville/tenant.yaml": "slug: ville\nname: Ville\ncountry: FR\nwording: fr-FR\nlanguages: [fr, en]\ntemplate: municipality\nzone: Europe/Paris\nofficer: {name: Déléguée, email: donnees@ville.example}\nhosting: France\nunits:\n  - {key: ville, name: Ville, kind: territory}\n",
		"ville/demo.yaml":   "people:\n  - {login: ville.administration, name: Claude Martin, language: fr, role: \"core:administrator\"}\n",
	} {
		path := filepath.Join(files, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.config = server.Config{
		Data: t.TempDir(), Plugins: t.TempDir(), Tenants: files, Demo: true, Now: func() time.Time { return time.Unix(w.now.Load(), 0) },
	}
	if d.Admin != "" {
		w.config.Database, w.config.DatabaseAdmin = d.Running, d.Admin
	}
	w.open()
	t.Cleanup(w.close)
	return w
}

func (w *town) open() {
	w.t.Helper()
	s, err := server.Open(context.WithoutCancel(w.t.Context()), w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	w.server = s
	w.public, w.admin = httptest.NewServer(s.Public()), httptest.NewServer(s.Admin())
}

func (w *town) close() {
	w.public.Close()
	w.admin.Close()
	w.server.Close()
}

// later moves the time, and signs in anew: nobody stays signed in for days.
func (w *town) later(d time.Duration) {
	w.t.Helper()
	w.now.Add(int64(d / time.Second))
	w.signIn()
}

func (w *town) signIn() {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.client = &http.Client{Jar: jar}
	var welcome struct {
		Organisations []struct {
			Slug   string
			Logins []struct{ Login, Password string }
		}
	}
	w.ask(w.public, http.StatusOK, "GET", "/welcome", nil, &welcome)
	for _, o := range welcome.Organisations {
		if o.Slug == "ville" {
			w.ask(w.public, http.StatusOK, "POST", "/t/ville/sign-in", map[string]string{"login": o.Logins[0].Login, "password": o.Logins[0].Password}, nil)
		}
	}
}

// ask does a request, as the organisation or, on the private address, as the machine's owner. Bytes are sent as they are.
func (w *town) ask(at *httptest.Server, status int, method, path string, body, into any) string {
	w.t.Helper()
	content, raw := body.([]byte)
	if !raw && body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			w.t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, at.URL+path, bytes.NewReader(content))
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", map[bool]string{true: "application/octet-stream", false: "application/json"}[raw])
	got, err := w.client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != status {
		w.t.Errorf("%s %s: %d, want %d %v\n%s", method, path, got.StatusCode, status, err, text)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			w.t.Errorf("%s %s answers %s: %v", method, path, text, err)
		}
	}
	return string(text)
}

type wish struct {
	ID, State string
	Expires   time.Time `json:"expires_at"`
}

func (w *town) wishes() map[string]string {
	w.t.Helper()
	var all struct{ Requests []wish }
	w.ask(w.public, http.StatusOK, "GET", "/t/ville/module-requests", nil, &all)
	states := map[string]string{}
	for _, r := range all.Requests {
		states[r.ID] = r.State
	}
	return states
}

// packages are those that wait for a decision.
func (w *town) packages() int {
	w.t.Helper()
	waiting, err := filepath.Glob(filepath.Join(w.config.Data, server.PackagesFolder, "asked", "*.rmod"))
	if err != nil {
		w.t.Fatal(err)
	}
	return len(waiting)
}

// folder is the zip of a small declaration.
func folder(t *testing.T, version string) []byte {
	t.Helper()
	var text bytes.Buffer
	z := zip.NewWriter(&text)
	for name, content := range map[string]string{
		"module.yaml":              "name: visites\nversion: " + version + "\ntitle: {fr: Visites, en: Visits}\nsummary: {fr: Le registre., en: The register.}\n",
		"collections/reports.yaml": "title: {fr: Comptes rendus, en: Reports}\nschema:\n  properties:\n    day: {type: string, format: date, x-title: {fr: Jour, en: Day}}\n",
	} {
		f, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// A request for a module waits for thirty days, is withdrawn by whoever asked, and ends by itself: its package goes, nobody
// decides on it any more, and the log tells so.
func TestRequestsForModulesEnd(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		w := newTown(t, d)
		w.signIn()
		const all = "/t/ville/module-requests"
		var words, sent, taken wish
		w.ask(w.public, http.StatusCreated, "POST", all, map[string]string{"words": "Un registre."}, &words)
		w.ask(w.public, http.StatusCreated, "POST", all+":upload", folder(t, "1.0.0"), &sent)
		w.ask(w.public, http.StatusCreated, "POST", all+":upload", folder(t, "1.1.0"), &taken)
		if w.packages() != 2 {
			t.Errorf("%d packages wait", w.packages())
		}
		w.ask(w.public, http.StatusOK, "POST", all+"/"+taken.ID+":withdraw", nil, &taken)
		if taken.State != "withdrawn" || w.packages() != 1 {
			t.Errorf("withdrawn, it is %s, and %d packages wait", taken.State, w.packages())
		}
		w.decided("withdrawn", taken)

		w.later(tenant.RequestLife - time.Hour)
		if got := w.wishes(); got[words.ID] != "waiting" || got[sent.ID] != "waiting" {
			t.Errorf("an hour before their end: %v", got)
		}
		w.later(2 * time.Hour)
		if got := w.wishes(); got[words.ID] != "expired" || got[sent.ID] != "expired" || got[taken.ID] != "withdrawn" {
			t.Errorf("an hour after their end: %v", got)
		}
		w.decided("expired", sent)

		w.close()
		w.open() // it looks for what is over as it starts
		w.signIn()
		var log string
		for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			log = w.ask(w.public, http.StatusOK, "GET", "/t/ville/audit?action=core:module.expire", nil, nil)
			if strings.Contains(log, words.ID) && strings.Contains(log, sent.ID) && w.packages() == 0 {
				break
			}
		}
		if !strings.Contains(log, words.ID) || !strings.Contains(log, sent.ID) || strings.Contains(log, taken.ID) || w.packages() != 0 {
			t.Errorf("swept: %d packages, and the log tells %s", w.packages(), log)
		}
		w.decided("swept", sent)
		w.ask(w.admin, http.StatusNotFound, "POST", "/modules:revive", map[string]string{"name": "visites"}, nil)
	})
}

// decided holds that nothing can be done with a request any more.
func (w *town) decided(when string, r wish) {
	w.t.Helper()
	for at, path := range map[*httptest.Server]string{
		w.public: "/t/ville/module-requests/" + r.ID + ":withdraw", w.admin: "/module-requests/" + r.ID + ":approve",
	} {
		said := w.ask(at, http.StatusConflict, "POST", path, map[string]any{"accept": []string{"unsigned"}}, nil)
		if !strings.Contains(said, "module-request-decided") {
			w.t.Errorf("%s, %s says %s", when, path, said)
		}
	}
	w.ask(w.admin, http.StatusConflict, "POST", "/module-requests/"+r.ID+":refuse", map[string]string{"reason": "non"}, nil)
}
