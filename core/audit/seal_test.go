package audit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/audit/verify"
	"github.com/ribambelle/ribambelle/core/tenant"
)

var (
	lilas  = tenant.Trusted("0198a000-0000-7000-8000-000000000001")
	tilleu = tenant.Trusted("0198a000-0000-7000-8000-000000000002")
)

// keys makes a signing key and the text of its public half.
func keys(t testing.TB) (note.Signer, string) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "ribambelle.audit")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	return signer, public
}

// entry makes the n-th entry of a tenant.
func entry(of tenant.ID, n int) audit.Entry {
	e := audit.Entry{
		ID: fmt.Sprintf("0198a000-0000-7000-8000-%012d", n), Tenant: of,
		At:        time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Millisecond),
		Principal: "person:0198a000-0000-7000-8000-0000000000aa", Action: "portrait:wave.open",
		Resource: fmt.Sprintf("portrait/waves/%d", n), Unit: "/niort/", Outcome: audit.Done, Rule: "core/grants",
		Count: 1, Request: "req-é-" + fmt.Sprint(n),
	}
	e.Cover(fmt.Appendf(nil, "content %d", n))
	return e
}

// export writes a tenant's log as a file.
func export(t testing.TB, m *memory, of tenant.ID) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := audit.Export(t.Context(), &file, audit.Source{Log: m, Reader: m}, of); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestSealerSealsWithinASecondAndOnStop(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		ctx, stop := context.WithCancel(t.Context())
		sealer := audit.NewSealer(audit.Config{Log: m, Signer: signer})
		ended := make(chan error, 1)
		go func() { ended <- sealer.Run(ctx) }()

		_ = m.Append(ctx, entry(lilas, 1), entry(lilas, 2), entry(tilleu, 3))
		time.Sleep(time.Second + time.Millisecond)
		synctest.Wait()
		for of, want := range map[tenant.ID]int64{lilas: 2, tilleu: 1} {
			if last, err := m.Last(ctx, of); err != nil || last.Size != want {
				t.Errorf("after a second the head of %s covers %d entries (%v), want %d", of, last.Size, err, want)
			}
		}

		_ = m.Append(ctx, entry(lilas, 4))
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		report, err := verify.File(bytes.NewReader(export(t, m, lilas)), key, nil)
		if err != nil || report.Size != 3 || report.Checkpoints != 2 {
			t.Errorf("after the stop: %+v, %v; want 3 entries under 2 heads", report, err)
		}
	})
}

func TestSealersOfTwoNodesShareALog(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	m := newMemory()
	nodes := [2]*audit.Sealer{}
	for i := range nodes {
		nodes[i] = audit.NewSealer(audit.Config{Log: m, Signer: signer, Batch: 3})
	}
	const rounds = 40
	done := make(chan error, len(nodes))
	for _, node := range nodes {
		go func() {
			var err error
			for n := range rounds {
				_ = m.Append(t.Context(), entry(lilas, n))
				_, sealErr := node.Seal(t.Context(), lilas)
				err = errors.Join(err, sealErr)
			}
			done <- err
		}()
	}
	for range nodes {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if _, err := nodes[0].Seal(t.Context(), lilas); err != nil {
		t.Fatal(err)
	}
	report, err := verify.File(bytes.NewReader(export(t, m, lilas)), key, nil)
	if err != nil || report.Size != rounds*int64(len(nodes)) {
		t.Errorf("%+v, %v; want %d entries", report, err, rounds*len(nodes))
	}
}

func TestSealerContinuesAfterARestart(t *testing.T) {
	t.Parallel()
	signer, key := keys(t)
	m := newMemory()
	for n := range 70 {
		_ = m.Append(t.Context(), entry(lilas, n))
		if n%7 == 0 {
			fresh := audit.NewSealer(audit.Config{Log: m, Signer: signer})
			if _, err := fresh.Seal(t.Context(), lilas); err != nil {
				t.Fatal(err)
			}
		}
	}
	old, _ := m.Last(t.Context(), lilas)
	last, err := audit.NewSealer(audit.Config{Log: m, Signer: signer}).Seal(t.Context(), lilas)
	if err != nil || last.Size != 70 {
		t.Fatalf("the head covers %d entries (%v), want 70", last.Size, err)
	}
	if _, err := verify.File(bytes.NewReader(export(t, m, lilas)), key, old.Note); err != nil {
		t.Errorf("against the head of size %d: %v", old.Size, err)
	}
}

func TestSealerDoesNotSignAChangedLog(t *testing.T) {
	t.Parallel()
	signer, _ := keys(t)
	m := newMemory()
	_ = m.Append(t.Context(), entry(lilas, 1), entry(lilas, 2))
	if _, err := audit.NewSealer(audit.Config{Log: m, Signer: signer}).Seal(t.Context(), lilas); err != nil {
		t.Fatal(err)
	}
	m.books[lilas].hashes[0][5] ^= 1
	_ = m.Append(t.Context(), entry(lilas, 3))
	_, err := audit.NewSealer(audit.Config{Log: m, Signer: signer}).Seal(t.Context(), lilas)
	if !errors.Is(err, audit.ErrBroken) {
		t.Errorf("sealing over a changed hash gives %v, want ErrBroken", err)
	}
	if last, _ := m.Last(t.Context(), lilas); last.Size != 2 {
		t.Errorf("the log grew to %d", last.Size)
	}
}

func TestSealerKeepsTenantsApart(t *testing.T) {
	t.Parallel()
	signer, _ := keys(t)
	m := newMemory()
	m.book(lilas).loose = []audit.Entry{entry(tilleu, 1)}
	if c, err := audit.NewSealer(audit.Config{Log: m, Signer: signer}).Seal(t.Context(), lilas); err == nil {
		t.Errorf("another tenant's entry was sealed: %+v", c)
	}
}
