package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ribambelle/ribambelle/core/api"
)

type peopleReport struct {
	Created, Updated, Same, Errors int
	Rows                           []struct {
		Line   int
		Act    string
		Role   string
		Errors []struct{ Field, Code, Value string }
		Issued *struct {
			ID, Code string
			Sent     bool
		}
	}
}

func (s session) importPeople(body map[string]any) peopleReport {
	s.t.Helper()
	a := s.do("POST", "/t/bordeaux/people:import", body)
	a.want(s.t, 200, "")
	var out peopleReport
	a.into(s.t, &out)
	return out
}

func TestAListOfPeopleIsInvitedMergedOrRefusedLineByLine(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	lilas := admin.unit("bordeaux", "Les Lilas", admin.unit("bordeaux", "Nord", ""))
	here := admin.invite("bordeaux", "core:educator", lilas)
	tag := admin.do("PUT", "/t/bordeaux/people/"+here.self("bordeaux"), map[string]any{"name": "Dominique Petit", "email": "dominique@example.org", "language": "fr"})
	tag.want(t, 200, "")

	const lines = 8000
	var csv strings.Builder
	csv.WriteString("nom;courriel;rôle;lieu\nDominique Petit;Dominique@Example.org;core:educator;Les Lilas\nDominique Petit;dominique@example.org;Direction;les lilas\n")
	for i := range lines - 2 {
		fmt.Fprintf(&csv, "Personne %d;p%d@example.org;Équipe éducative;Les Lilas\n", i, i)
	}
	good := csv.String()
	bad := strings.NewReplacer("p7@example.org", "p7", "p8@example.org;Équipe éducative;Les Lilas", "p8@example.org;Pirate;Nulle part", "Personne 9;p9@", "Personne 9;p10@").Replace(good)

	dry := admin.importPeople(map[string]any{"csv": bad, "dry_run": true})
	if dry.Created+dry.Updated+dry.Same+dry.Errors != lines || dry.Errors != 3 || dry.Updated != 1 || dry.Same != 1 {
		t.Errorf("of %d lines %d are created, %d merged, %d the same and %d rejected", lines, dry.Created, dry.Updated, dry.Same, dry.Errors)
	}
	var slips []string
	for _, row := range dry.Rows {
		for _, e := range row.Errors {
			slips = append(slips, fmt.Sprintf("%d %s %s %s", row.Line, e.Field, e.Code, e.Value))
		}
	}
	want := "11 email email-malformed p7|12 unit parent-unknown Nulle part|12 role role-unknown Pirate|14 name person-twice 13"
	if got := strings.Join(slips, "|"); got != want {
		t.Errorf("slips %s", got)
	}
	invitations := func() int {
		var out struct{ Invitations []struct{ ID string } }
		admin.do("GET", "/t/bordeaux/invitations", nil).into(t, &out)
		return len(out.Invitations)
	}
	before := invitations()
	if admin.importPeople(map[string]any{"csv": bad}); invitations() != before {
		t.Error("a list with errors was written in part")
	}

	done := admin.importPeople(map[string]any{"csv": good})
	if done.Created != lines-2 || invitations() != before+lines-2 {
		t.Errorf("made %d invitations, told %d", invitations()-before, done.Created)
	}
	t.Logf("of %d lines %d were invited, %d merged, %d the same", lines, done.Created, done.Updated, done.Same)
	x.stranger().do("POST", "/t/bordeaux/invitations:accept", map[string]any{"token": done.Rows[2].Issued.Code, "login": "nouvelle", "password": password, "name": "Personne 0", "language": "fr"}).want(t, 200, "")
	if again := admin.importPeople(map[string]any{"csv": good}); again.Same != lines-1 || again.Created != 1 {
		t.Errorf("again: %d the same, %d created, %d merged", again.Same, again.Created, again.Updated)
	}
}

func TestADirectorInvitesAListToHerSiteAlone(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	lilas := admin.unit("bordeaux", "Les Lilas", north)
	admin.unit("bordeaux", "Les Tilleuls", north)
	director := admin.invite("bordeaux", "core:director", lilas)
	director.do("POST", "/t/bordeaux/people:import", map[string]any{"csv": "nom;rôle\nLou;core:educator\n"}).want(t, 403, "denied")
	out := director.importPeople(map[string]any{"csv": "nom;rôle;lieu\nLou;core:educator;\nMax;core:educator;Les Tilleuls\nZoé;core:administrator;\n", "parent_id": lilas})
	if out.Rows[0].Act != "create" || out.Rows[1].Errors[0].Code != "parent-unknown" || out.Rows[2].Errors[0].Code != "role-beyond" {
		t.Errorf("rows %+v", out.Rows)
	}
}

func TestAnInvitationGoesByMailWhenAsked(t *testing.T) {
	t.Parallel()
	post := make(postman, 10)
	x := populated(t, public, func(config *api.Config) { config.Mailbox = post })
	admin := x.as("bordeaux", "admin")
	out := admin.importPeople(map[string]any{"csv": "name,email,role\nLou,lou@example.org,core:educator\nMax,,core:educator\n", "send": true})
	if !out.Rows[0].Issued.Sent || out.Rows[1].Issued.Sent || len(post) != 1 {
		t.Fatalf("rows %+v", out.Rows)
	}
	if letter := <-post; letter.To != "lou@example.org" || !strings.Contains(letter.Text, "/o/bordeaux/join#"+out.Rows[0].Issued.Code) {
		t.Errorf("letter %+v", letter)
	}
	one := map[string]any{"name": "Ana", "email": "ana@example.org", "role": "core:educator", "send": true}
	admin.do("POST", "/t/bordeaux/invitations", one).want(t, 201, "")
	if letter := <-post; letter.To != "ana@example.org" {
		t.Errorf("letter %+v", letter)
	}
	delete(one, "email")
	admin.do("POST", "/t/bordeaux/invitations", one).want(t, 422, "invalid-input")
	// Where only a request says how the server is called, no link leaves.
	populated(t, func(config *api.Config) { config.Mailbox, config.URL = post, "" }).as("bordeaux", "admin").
		do("POST", "/t/bordeaux/invitations", map[string]any{"name": "Ana", "email": "ana@example.org", "role": "core:educator", "send": true}, "Host", "thief.example").want(t, 422, "invalid-input")
}

func TestWorkbooksAreRead(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	book := excelize.NewFile()
	for i, row := range [][]any{{"nom", "type", "effectif"}, {"Les Lilas", "Crèche collective", 14}, {}, {"Bulle d’air", "micro-creche", "4"}} {
		must(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	var file bytes.Buffer
	must(t, book.Write(&file))
	send := func(file []byte) answer {
		return admin.do("POST", "/t/bordeaux/units:import", map[string]any{"file": base64.StdEncoding.EncodeToString(file)})
	}
	var out struct {
		Created, Errors int
		Rows            []struct{ Line, Headcount int }
	}
	send(file.Bytes()).into(t, &out)
	if out.Created != 2 || out.Rows[0].Headcount != 14 || out.Rows[1].Line != 4 || out.Rows[1].Headcount != 4 {
		t.Errorf("read %+v", out)
	}
	send(file.Bytes()[:file.Len()/2]).want(t, 422, "import-unreadable")
	// A sheet that unpacks to hundreds of times its size is refused before it fills the memory.
	bomb := excelize.NewFile()
	sheet, err := bomb.NewStreamWriter("Sheet1")
	must(t, err)
	for i := range 2000 {
		must(t, sheet.SetRow(fmt.Sprintf("A%d", i+1), []any{strings.Repeat("a", 16000)}))
	}
	must(t, sheet.Flush())
	file.Reset()
	must(t, bomb.Write(&file))
	if file.Len() > 1<<20 {
		t.Fatalf("no bomb: %d bytes", file.Len())
	}
	send(file.Bytes()).want(t, 422, "import-unreadable")
}
