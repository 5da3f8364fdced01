package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// petition is one that a crowd signs. All of a signature is measured but the mail, which waits: the challenge is
// checked, the address compared, the signature sealed, proved, audited and on the disk when it is answered.
type petition struct {
	platform *platform
	id       string
	version  string // of the text to sign
	signed   int    // bodies written so far: no address comes twice
}

// silence is a mail server that takes connections and says nothing.
func silence() (address string, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() {
		for {
			if _, err := l.Accept(); err != nil {
				return
			}
		}
	}()
	return "smtp://" + l.Addr().String() + "?tls=none", nil
}

func (p *platform) mobilisation(rest string) string {
	return p.url + "/t/" + slug + "/mobilisation" + rest
}

// openPetition turns the module on and opens a petition.
func (p *platform) openPetition(ctx context.Context) (*petition, error) {
	module := p.url + "/t/" + slug + "/modules/mobilisation"
	if err := post(ctx, module+":enable", p.admin, map[string]any{}, nil); err != nil {
		return nil, err
	}
	settings := map[string]any{"organisation": "Mesures", "postal": "1 rue des Mesures", "effort": 1000}
	if err := put(ctx, module+"/config", p.admin, settings); err != nil {
		return nil, err
	}
	if err := post(ctx, p.mobilisation("/sample:adopt"), p.admin, map[string]any{}, nil); err != nil {
		return nil, err
	}
	var made struct{ ID string }
	text := map[string]string{"fr": "Une pétition"}
	err := post(ctx, p.mobilisation("/petitions"), p.admin, map[string]any{"title": text, "text": text, "target": text, "axes": []string{"conditions"}}, &made)
	if err != nil {
		return nil, err
	}
	if err := post(ctx, p.mobilisation("/petitions/"+made.ID+":open"), p.admin, map[string]any{}, nil); err != nil {
		return nil, err
	}
	var shown struct {
		Sign map[string]struct{ Version string }
	}
	err = get(ctx, p.mobilisation("/public/petitions/"+made.ID), nil, &shown)
	return &petition{platform: p, id: made.ID, version: shown.Sign["fr"].Version}, err
}

// forms writes n forms to a file, each with a challenge of its own, solved.
func (p *petition) forms(ctx context.Context, n int) (string, error) {
	file, err := os.Create(filepath.Join(filepath.Dir(p.platform.data), "forms"))
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	lines := make(chan []byte, 256)
	numbers := make(chan int)
	wrong := make(chan error, 16)
	var workers sync.WaitGroup
	for range 16 {
		workers.Go(func() {
			for i := range numbers {
				line, err := p.form(ctx, i)
				if err != nil {
					wrong <- err
					return
				}
				lines <- line
			}
		})
	}
	go func() {
		defer close(numbers)
		for range n {
			p.signed++
			select {
			case numbers <- p.signed:
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() { workers.Wait(); close(lines) }()
	out := bufio.NewWriter(file)
	for line := range lines {
		if _, err := out.Write(append(line, '\n')); err != nil {
			return "", err
		}
	}
	select {
	case err := <-wrong:
		return "", err
	default:
		return file.Name(), out.Flush()
	}
}

func (p *petition) form(ctx context.Context, i int) ([]byte, error) {
	var c struct {
		Algorithm string `json:"algorithm"`
		Challenge string `json:"challenge"`
		MaxNumber int    `json:"maxnumber"`
		Salt      string `json:"salt"`
		Signature string `json:"signature"`
		Number    int    `json:"number"`
	}
	if err := get(ctx, p.platform.mobilisation("/challenge?for=petition/"+p.id), nil, &c); err != nil {
		return nil, err
	}
	for c.Number = 0; c.Number <= c.MaxNumber; c.Number++ {
		if sum := sha256.Sum256(strconv.AppendInt([]byte(c.Salt), int64(c.Number), 10)); hex.EncodeToString(sum[:]) == c.Challenge {
			break
		}
	}
	solved, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{
		"name": "Une Personne", "email": fmt.Sprintf("personne%d@example.org", i), "language": "fr", "page": "https://example.org/petition",
		"sign": map[string]any{"agreed": true, "version": p.version}, "solution": base64.StdEncoding.EncodeToString(solved),
	})
}

// perRound is more forms than a round can send.
func perRound(p plan) int { return 9000 * max(1, int(p.during.Seconds())) }

// comparePetition lets a crowd sign, beside the peer's plain create without an account.
func comparePetition(ctx context.Context, p plan, ours *platform, peer *pocketbase) error {
	one, err := ours.openPetition(ctx)
	if err != nil {
		return fmt.Errorf("opening a petition: %w", err)
	}
	if err := peer.openSignatures(ctx); err != nil {
		return fmt.Errorf("opening the peer's signatures: %w", err)
	}
	for _, connections := range []int{16, 64} {
		var theirs, mine []figure
		for range p.rounds {
			f, err := drive(ctx, load{
				server: peer.process, url: peer.url + "/api/collections/signatures/records", method: http.MethodPost, header: withJSON(nil), connections: connections, during: p.during,
				body: `string.format('{"key":"petition/personne%d-%d@example.org","name":"Une Personne","email":"personne%d@example.org","petition":"p","status":"pending"}', start, n, n)`,
			})
			if err != nil {
				return err
			}
			theirs = append(theirs, f)
			forms, err := one.forms(ctx, perRound(p))
			if err != nil {
				return fmt.Errorf("solving challenges: %w", err)
			}
			if f, err = drive(ctx, load{
				server: ours.process, url: ours.mobilisation("/petitions/" + one.id + ":sign"), method: http.MethodPost, header: withJSON(nil), connections: connections, during: p.during, bodies: forms,
			}); err != nil {
				return err
			}
			mine = append(mine, f)
		}
		a, b := median(theirs), median(mine)
		fmt.Printf("%-20s %14.0f %10.0f %8.2f %8.2f %20s   %v, %v\n", fmt.Sprintf("sign a petition, %d", connections), a.perSecond, b.perSecond,
			b.perSecond/a.perSecond, 1.5, a.costs()+", "+b.costs(), a.p99, b.p99)
		if failed := a.errors + b.errors; failed > 0 {
			return fmt.Errorf("signing: %d answers were no success (PocketBase %d, ours %d)", failed, a.errors, b.errors)
		}
	}
	return nil
}
