package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// apart says that a test has a network and a list of hosts of its own.
const apart = "RIBAMBELLE_TEST_APART"

// The hosts of that network: one outside by its address, and two names that mean what no module may reach.
var hosts = map[string]string{"api.example.org": "93.184.216.34", "inside.example.org": "127.0.0.1", "metadata.example.org": "169.254.169.254"}

// TestAModuleGoesNoFurtherThanIsAgreedTo plays the story below in a network of its own, where the shipped server, with nothing
// in it cut out or opened, meets hosts at addresses that are outside, and others that are not.
func TestAModuleGoesNoFurtherThanIsAgreedTo(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^TestGrantedApart$", "-test.v", "-test.timeout=8m")
	cmd.Env = append(os.Environ(), apart+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET}
	if id := os.Getuid(); id != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: id, HostID: id, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
		cmd.SysProcAttr.AmbientCaps = []uintptr{10, 12, 21} // to serve port 443, to set up the network, to mount
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestGrantedApart/postgres") {
		t.Errorf("in a network of its own: %v\n%s", err, out)
	}
}

// world is what lies around the server there.
type world struct {
	authority string // file of the certificate that vouches for the hosts
	client    *http.Client
	mu        sync.Mutex
	heard     map[string]int // requests, by the address that they came to
}

func (w *world) count(address string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.heard[address]
}

// openWorld gives this process the addresses of all hosts, and serves https there.
func openWorld(t *testing.T) *world {
	t.Helper()
	list := filepath.Join(t.TempDir(), "hosts")
	lines := "127.0.0.1 localhost\n"
	for name, address := range hosts {
		lines += address + " " + name + "\n"
	}
	if err := os.WriteFile(list, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(list, 0o644); err != nil { //nolint:gosec // everybody reads the list of hosts
		t.Fatal(err)
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		t.Fatalf("mounts of its own: %v", err)
	}
	if err := syscall.Mount(list, "/etc/hosts", "", syscall.MS_BIND, ""); err != nil {
		t.Fatalf("a list of hosts of its own: %v", err)
	}
	run := func(args ...string) {
		if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
			t.Fatalf("ip %s (of the package iproute2): %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	run("link", "set", "lo", "up")
	w := &world{heard: map[string]int{}}
	certificate := w.certificate(t)
	for _, address := range hosts {
		if !strings.HasPrefix(address, "127.") {
			run("addr", "add", address+"/32", "dev", "lo")
		}
		w.serve(t, address, certificate)
	}
	return w
}

func (w *world) certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	for name := range hosts {
		template.DNSNames = append(template.DNSNames, name)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	w.authority = filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(w.authority, text, 0o600); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	w.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func (w *world) serve(t *testing.T, address string, certificate tls.Certificate) {
	t.Helper()
	listener, err := tls.Listen("tcp", address+":443", &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{ReadHeaderTimeout: time.Minute, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0), Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.heard[address]++
		w.mu.Unlock()
		if r.URL.Path == "/moved" {
			http.Redirect(rw, r, "https://169.254.169.254/latest/meta-data", http.StatusFound)
			return
		}
		_, _ = io.WriteString(rw, "bonjour de "+address)
	})}
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
}

// TestGrantedApart is the story; alone, it is played by the test above.
func TestGrantedApart(t *testing.T) {
	if os.Getenv(apart) == "" {
		return
	}
	w := openWorld(t)
	for name, address := range hosts { // what any program of this machine reaches
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+name+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.client.Do(r)
		if err != nil {
			t.Fatalf("the control does not reach %s: %v", name, err)
		}
		_ = got.Body.Close()
		if w.count(address) != 1 {
			t.Fatalf("the control of %s came elsewhere", name)
		}
	}
	program, err := builtOnce("envoy")()
	if err != nil {
		t.Fatal(err)
	}
	envoy := filepath.Join(t.TempDir(), "envoy")
	if err := os.WriteFile(envoy, program, 0o700); err != nil { //nolint:gosec // a program is run
		t.Fatal(err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			p := &platform{t: t, data: t.TempDir(), args: []string{"--demo", "--tenants", "../../tenants", "--module-egress", "consented"}, env: []string{"SSL_CERT_FILE=" + w.authority, "RIBAMBELLE_HOOK_TIME=3s"}}
			if engine == "postgres" {
				p.database = cluster.Database(t)
				p.env = append(postgresEnv(p.database), p.env...)
			}
			p.run()
			t.Cleanup(p.stop)
			p.install(envoy)
			p.install(shelf(t, "1"))
			grantedStory(t, w, p)
		})
	}
}

// grantedStory is told by the administrators of two organisations, of which one has agreed.
func grantedStory(t *testing.T, w *world, p *platform) {
	t.Helper()
	us, neighbour := &portrait{visitor: visit(t, p.url), tenant: municipality}, &portrait{visitor: visit(t, p.url), tenant: network}
	type known struct{ Person struct{ ID, Name string } }
	var own, them known
	for _, one := range []*portrait{us, neighbour} {
		one.signIn(one.tenant, "core:administrator")
		one.turnOn("shelf")
	}
	us.want(http.StatusOK, "GET", us.url("/me"), nil, &own)
	neighbour.want(http.StatusOK, "GET", neighbour.url("/me"), nil, &them)
	me, other := own.Person, them.Person
	us.problem(http.StatusConflict, "consent-needed", "POST", us.url("/modules/envoy:enable"), nil)
	us.want(http.StatusCreated, "POST", us.url("/shelf/books"), map[string]any{"name": "refuse"}, nil) // who has not agreed holds nothing up
	us.want(http.StatusOK, "POST", us.url("/modules/envoy:consent"), map[string]any{"consent": []string{
		"people", "hook:shelf/books", "egress:api.example.org", "egress:inside.example.org", "egress:metadata.example.org",
	}}, nil)
	us.turnOn("envoy")

	us.reaches(w)
	var people []struct{ ID, Name string }
	us.want(http.StatusOK, "POST", us.url("/envoy/people"), map[string]any{"ids": []string{other.ID, me.ID, "0198c0de-0000-7000-8000-000000000001", me.ID}}, &people)
	if len(people) != 1 || people[0].ID != me.ID || people[0].Name != me.Name || me.Name == "" {
		t.Errorf("of people of two organisations it learns %v", people)
	}
	us.held(neighbour)

	for action, wants := range map[string][]string{
		"core:module.reach": {"host/api.example.org", "host/inside.example.org", "egress-not-granted"}, "core:person.read": {"module:envoy", "person:" + me.ID},
	} {
		log := string(us.want(http.StatusOK, "GET", us.url("/audit?action="+action), nil, nil).body)
		for _, want := range wants {
			if !strings.Contains(log, want) {
				t.Errorf("the log of %s does not tell of %s: %s", action, want, log)
			}
		}
	}
	p.checkAudit(municipality)
	p.stop()
	p.args = p.args[:len(p.args)-2]
	p.run() // as servers are
	us.base = p.url
	us.signIn(municipality, "core:administrator")
	us.turnOn("envoy")
	before := w.count(hosts["api.example.org"])
	if got := us.do("POST", us.url("/envoy/fetch"), map[string]any{"url": "https://api.example.org/"}); !strings.Contains(string(got.body), "egress-off") || w.count(hosts["api.example.org"]) != before {
		t.Errorf("where the operator lets nothing out: %d %s", got.status, got.body)
	}
}

// reaches sends the module to hosts.
func (p *portrait) reaches(w *world) {
	p.t.Helper()
	fetch := p.url("/envoy/fetch")
	var got struct {
		Status         int
		Location, Text string
	}
	p.want(http.StatusOK, "POST", fetch, map[string]any{"url": "https://api.example.org/"}, &got)
	if got.Status != http.StatusOK || got.Text != "bonjour de 93.184.216.34" {
		p.t.Errorf("a host outside: %+v", got)
	}
	p.want(http.StatusOK, "POST", fetch, map[string]any{"url": "https://api.example.org/moved"}, &got)
	if got.Status != http.StatusFound || got.Location == "" {
		p.t.Errorf("a redirect: %+v", got)
	}
	p.problem(http.StatusForbidden, "egress-not-granted", "POST", fetch, map[string]any{"url": "https://other.example.org/"})
	for _, url := range []string{
		"https://inside.example.org/", "https://metadata.example.org/latest/meta-data", "https://127.0.0.1/", "https://169.254.169.254/", "https://api.example.org@127.0.0.1/",
		"https://api.example.org:8443/", "http://api.example.org/", "https://api.example.org./", "https://[::ffff:127.0.0.1]/",
	} {
		p.problem(http.StatusForbidden, "egress-refused", "POST", fetch, map[string]any{"url": url})
	}
	for _, name := range []string{"inside.example.org", "metadata.example.org"} {
		if w.count(hosts[name]) != 1 {
			p.t.Errorf("%s was reached %d times", name, w.count(hosts[name])-1)
		}
	}
}

// held has the module look at writes of another, in the one organisation that has agreed.
func (p *portrait) held(neighbour *portrait) {
	p.t.Helper()
	book := func(name string) map[string]any { return map[string]any{"name": name} }
	books := p.url("/shelf/books")
	p.want(http.StatusCreated, "POST", books, book("plain"), nil)
	p.problem(http.StatusConflict, "no-such-book", "POST", books, book("refuse"))
	neighbour.want(http.StatusCreated, "POST", neighbour.url("/shelf/books"), book("refuse"), nil)
	neighbour.want(http.StatusCreated, "POST", neighbour.url("/shelf/books"), book("hang"), nil)
	got := p.do("POST", books, book("hang"))
	if got.status != http.StatusServiceUnavailable || !strings.Contains(string(got.body), "hook-unavailable") || !strings.Contains(string(got.body), "module envoy") {
		p.t.Errorf("while the module does not answer: %d %s", got.status, got.body)
	}
	p.want(http.StatusOK, "POST", p.url("/modules/envoy:disable"), map[string]any{"confirm": true}, nil)
	p.want(http.StatusCreated, "POST", books, book("hang"), nil)
}
