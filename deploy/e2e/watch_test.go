package e2e

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// watcher is somebody who watches the tools of an organisation.
type watcher struct {
	*visitor
	end    context.CancelFunc
	closed func() error
	lines  *bufio.Scanner
	last   string // id of the last event: where to go on
}

const tools = "/t/" + municipality + "/toolbox/tools"

// watchTools opens a stream, after an event where one is given, and reads where it stands.
func (v *visitor) watchTools(after string) *watcher {
	v.t.Helper()
	ctx, end := context.WithCancel(v.t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+tools+":watch", nil)
	if err != nil {
		v.t.Fatal(err)
	}
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	got, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	if kind := got.Header.Get("Content-Type"); kind != "text/event-stream" {
		v.t.Fatalf("the stream: %d %s", got.StatusCode, kind)
	}
	w := &watcher{visitor: v, end: end, closed: got.Body.Close, lines: bufio.NewScanner(got.Body)}
	w.lines.Buffer(nil, 1<<20)
	v.t.Cleanup(w.drop)
	if said := w.event(); w.last == "" || said != "" {
		v.t.Fatalf("the stream begins with %q at %q", said, w.last)
	}
	return w
}

// drop cuts the connection.
func (w *watcher) drop() {
	w.end()
	_ = w.closed()
}

// event reads to the end of the next event and returns what happened to which tool.
func (w *watcher) event() string {
	w.t.Helper()
	verb, subject := "", ""
	for w.lines.Scan() {
		field, value, _ := strings.Cut(w.lines.Text(), ": ")
		switch field {
		case "id":
			w.last = value
		case "event":
			verb = value
		case "data":
			var one record[struct{ Title string }]
			if err := json.Unmarshal([]byte(value), &one); err != nil {
				w.t.Fatalf("%v: %s", err, value)
			}
			if subject = " " + one.Doc.Title; one.Doc.Title == "" {
				subject = " " + one.ID
			}
		case "":
			return verb + subject
		}
	}
	w.t.Fatalf("the stream ended: %v", w.lines.Err())
	return ""
}

// events reads as many.
func (w *watcher) events(n int) (all []string) {
	w.t.Helper()
	for range n {
		all = append(all, w.event())
	}
	return all
}

// tool is a tool of that name.
func tool(title string) map[string]any {
	return map[string]any{"title": title, "domain": "interactions", "ages": "mixed", "summary": "Essayer.", "language": "fr"}
}

// TestAWatchGoesOnWhereItBrokeOff cuts a watch's connection while changes are made. With the last event's id the next
// one brings what was missed, once and in order, also when the server was stopped meanwhile.
func TestAWatchGoesOnWhereItBrokeOff(t *testing.T) {
	t.Parallel()
	onBoth(t, breakOffAndGoOn)
}

func breakOffAndGoOn(t *testing.T, p *platform, _ *letterbox) {
	v := visit(t, p.url)
	v.signIn(municipality, "core:administrator")
	add := func(title string) string {
		t.Helper()
		var made struct{ ID string }
		v.want(http.StatusCreated, "POST", tools, tool(title), &made)
		return made.ID
	}
	want := func(when string, w *watcher, all ...string) {
		t.Helper()
		if diff := cmp.Diff(all, w.events(len(all))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	early := v.watchTools("")
	early.drop() // before anything was told
	first, second := add("un"), add("deux")
	w := v.watchTools(early.last)
	want("missed before the first event", w, "create un", "create deux")
	w.drop()
	v.want(http.StatusOK, "PUT", tools+"/"+first, tool("un bis"), nil)
	v.want(http.StatusNoContent, "DELETE", tools+"/"+second, nil, nil)
	add("trois")
	old := w.last
	w = v.watchTools(old)
	want("missed in between", w, "update un bis", "delete "+second, "create trois")
	add("quatre")
	want("as it happens", w, "create quatre")
	w.drop()

	for _, id := range []string{"x", "-1", "1.5", "99999999", "99999999999999999999"} {
		if got := v.do("GET", tools+":watch", nil, "Last-Event-ID", id); got.status != http.StatusUnprocessableEntity || !strings.Contains(string(got.body), "bad-cursor") {
			t.Errorf("after %s: %d %s", id, got.status, got.body)
		}
	}
	add("cinq")
	p.stop()
	if p.database.Super == "" {
		p.cutChanges(t)
	}
	p.run()
	v.base = p.url
	if p.database.Super == "" {
		if got := v.do("GET", tools+":watch", nil, "Last-Event-ID", old); got.status != http.StatusConflict || !strings.Contains(string(got.body), "cursor-too-old") {
			t.Errorf("too late: %d %s", got.status, got.body)
		}
	}
	want("missed while the server was down", v.watchTools(w.last), "create cinq")
}

// cutChanges leaves the feeds as tidying does when all changes but the newest of each collection are older than a week.
func (p *platform) cutChanges(t *testing.T) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(p.data, "ribambelle.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{
		"UPDATE changes SET at = '2020-01-01T00:00:00.000Z'",
		"DELETE FROM changes WHERE seq < (SELECT max(seq) FROM changes AS others WHERE others.tbl = changes.tbl AND others.tenant_id = changes.tenant_id)",
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
}
