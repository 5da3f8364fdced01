package parcel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// declaring is the statement of a release without a program.
func declaring(manifest string) parcel.Statement {
	return parcel.Statement{
		Name: "visits", Version: "1.2.0", Platform: parcel.Anywhere,
		Program: parcel.ContentOf(nil), Manifest: parcel.ContentOf([]byte(manifest)),
	}
}

// A release without a program is a package like others: its digest is its declaration's, and that is what is revoked.
func TestAPackageWithoutAProgram(t *testing.T) {
	t.Parallel()
	us := newPublisher(t, "outils.example.org")
	by := parcel.Publishers{Folder: t.TempDir()}
	if err := by.Trust(us.key(t), time.Now()); err != nil {
		t.Fatal(err)
	}
	s := declaring(declaration)
	path := write(t, packed(t, s.Text(), declaration, ""))
	if _, err := parcel.SignFile(path, us.secret); err != nil {
		t.Fatal(err)
	}
	program, key, err := taken(path, by)
	if err != nil || program != "" || key.Publisher != "outils.example.org" {
		t.Errorf("%q by %s, %v", program, key.Publisher, err)
	}
	r, err := parcel.Inspect(path, "", "", by)
	if err != nil || r.Digest != parcel.ContentOf([]byte(declaration)).Digest || r.Placement != "" || r.Program != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := by.Revoke("sha256:"+parcel.ContentOf(nil).Digest, "nothing", time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := taken(path, by); err != nil {
		t.Errorf("revoking the empty program revokes every declaration: %v", err)
	}
	if err := by.Revoke("sha256:"+s.Digest(), "a mistake", time.Now()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := taken(path, by); err == nil || fault.From(err).Code != "package-revoked" {
		t.Errorf("revoked, it is taken: %v", err)
	}
}

// A program where there must be none, or none where there must be one, is no statement; nor is anything behind the empty
// member.
func TestProgramsWhereThereAreNone(t *testing.T) {
	t.Parallel()
	s, other := declaring(declaration), statement(good)
	smuggled, empty := s, other
	smuggled.Program, empty.Program = other.Program, s.Program
	for name, text := range map[string]string{
		"a program for any machine": smuggled.Text(), "no program for one": empty.Text(),
		"an empty program of another digest": strings.Replace(s.Text(), s.Program.Digest, other.Program.Digest, 1),
	} {
		if err := parcel.Write(&bytes.Buffer{}, text, []byte(declaration), strings.NewReader("")); err == nil || fault.From(err).Code != "package-wrong" {
			t.Errorf("%s: %v", name, err)
		}
	}
	whole := packed(t, s.Text(), declaration, "")
	for name, content := range map[string][]byte{
		"longer": append(bytes.Clone(whole), make([]byte, 512)...),
		"filled": append(bytes.Clone(whole[:len(whole)-1024]), append([]byte(evil), make([]byte, 1024-len(evil))...)...),
	} {
		program, _, err := taken(write(t, content), parcel.Publishers{Folder: t.TempDir()})
		if err == nil || program != "" {
			t.Errorf("%s: %q is taken", name, program)
		}
	}
}

// What a declaration asks for that only a program can do is told before it is installed.
func TestADeclarationThatNeedsAProgram(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(sdk.Manifest{
		Name: "visits", Version: "1.2.0", Title: sdk.Text{"fr": "Visites", "en": "Visits"},
		Jobs: []sdk.JobDeclaration{{Name: "remind"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	us := newPublisher(t, "outils.example.org")
	by := parcel.Publishers{Folder: t.TempDir()}
	if err := by.Trust(us.key(t), time.Now()); err != nil {
		t.Fatal(err)
	}
	path := write(t, packed(t, us.sign(t, declaring(string(text)).Text()), string(text), ""))
	_, err = parcel.Inspect(path, "", "", by)
	if !strings.Contains(fmt.Sprint(err), "jobs, which need a program") {
		t.Errorf("%v", err)
	}
}
