package egress_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/ribambelle/ribambelle/core/egress"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// world has a server outside, one inside that nobody may reach, and a name server that says where they are.
type world struct {
	outside, inside *httptest.Server
	port            uint16
	roots           *x509.CertPool
	resolver        *net.Resolver
	asked           atomic.Int64 // times that rebinds.example was asked for
	reached         atomic.Int64 // requests that came inside
	heard           atomic.Pointer[http.Request]
	client          *egress.Client
}

// Loopback is all of 127.0.0.0/8: what is "outside" for these tests is said in one place, newWorld.
const (
	outsideAddress = "127.0.0.2"
	insideAddress  = "127.0.0.1"
)

func newWorld(t *testing.T, c egress.Config) *world {
	t.Helper()
	w := &world{roots: x509.NewCertPool()}
	certificate := w.certificate(t)
	w.outside = serve(t, outsideAddress+":0", certificate, w.answer)
	_, port, _ := net.SplitHostPort(w.outside.Listener.Addr().String())
	w.inside = serve(t, insideAddress+":"+port, certificate, func(rw http.ResponseWriter, _ *http.Request) {
		w.reached.Add(1)
		_, _ = io.WriteString(rw, "secret")
	})
	w.port = netip.MustParseAddrPort(w.outside.Listener.Addr().String()).Port()
	w.resolver = w.names(t)
	c.Port, c.Resolver, c.Roots = w.port, w.resolver, w.roots
	c.Allow = func(a netip.AddrPort) bool { return a.Addr() == netip.MustParseAddr(outsideAddress) }
	w.client = egress.New(c)
	return w
}

func serve(t *testing.T, at string, certificate tls.Certificate, answer http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(answer)
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	_ = s.Listener.Close()
	s.Listener, s.TLS = listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// certificate is for every name and number of the test, signed by itself.
func (w *world) certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"ok.example", "loops.example", "rebinds.example"}, IPAddresses: []net.IP{net.ParseIP(insideAddress)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	w.roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// answer is the server outside.
func (w *world) answer(rw http.ResponseWriter, r *http.Request) {
	w.heard.Store(r)
	switch r.URL.Path {
	case "/moved":
		http.Redirect(rw, r, "https://"+w.inside.Listener.Addr().String()+"/latest/meta-data", http.StatusFound)
	case "/huge":
		for range 64 {
			_, _ = rw.Write(make([]byte, 64<<10))
		}
	case "/slow":
		_, _ = io.WriteString(rw, "a")
		rw.(http.Flusher).Flush()
		<-r.Context().Done()
	default:
		http.SetCookie(rw, &http.Cookie{Name: "theirs", Value: "1"})
		rw.Header().Set("X-Rate", "7")
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(rw, "%s %s %s", r.Method, r.URL.RequestURI(), body)
	}
}

// names serves DNS over UDP: ok.example is outside, loops.example is not, and rebinds.example is the first time alone.
func (w *world) names(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := new(net.ListenConfig).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		buffer := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			if answer := w.resolve(buffer[:n]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (w *world) resolve(question []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	q := m.Questions[0]
	if q.Type == dnsmessage.TypeA {
		address := outsideAddress
		switch q.Name.String() {
		case "loops.example.":
			address = insideAddress
		case "rebinds.example.":
			if w.asked.Add(1) > 1 {
				address = insideAddress
			}
		}
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()},
		}}
	}
	answer, err := m.Pack()
	if err != nil {
		return nil
	}
	return answer
}

// fetch is a module's request as the core treats it, for somebody who may reach these hosts.
func (w *world) fetch(ctx context.Context, address string, header http.Header) (egress.Answer, error) {
	q, err := egress.Read("GET", address, header, nil)
	if err != nil {
		return egress.Answer{}, err
	}
	return w.client.Send(ctx, "one", q)
}

// careless is what fetching comes to without this package: a common client, and a look at how the address begins.
func (w *world) careless(t *testing.T, address string) *http.Response {
	t.Helper()
	if !strings.HasPrefix(address, "https://ok.example") && !strings.HasPrefix(address, "https://loops.example") && !strings.HasPrefix(address, "https://rebinds.example") && !strings.HasPrefix(address, "https://"+insideAddress) {
		t.Fatalf("%s is refused by anybody", address)
	}
	client := &http.Client{Transport: &http.Transport{
		DialContext:       (&net.Dialer{Resolver: w.resolver}).DialContext,
		TLSClientConfig:   &tls.Config{RootCAs: w.roots, MinVersion: tls.VersionTLS12},
		DisableKeepAlives: true,
	}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Do(r)
	if err != nil {
		t.Fatalf("the control does not reach %s: %v", address, err)
	}
	t.Cleanup(func() { _ = got.Body.Close() })
	return got
}

func wantCode(t *testing.T, err error, codes ...string) {
	t.Helper()
	for _, code := range codes {
		if err != nil && fault.From(err).Code == code {
			return
		}
	}
	t.Errorf("the error is %v, want %v", err, codes)
}

func TestARequestGoesWhereItMay(t *testing.T) {
	w := newWorld(t, egress.Config{})
	t.Setenv("HTTPS_PROXY", w.inside.URL) // no proxy of the environment
	t.Setenv("https_proxy", w.inside.URL)
	q, err := egress.Read("POST", "https://OK.example:443/v1/items?q=a%20b", http.Header{"Authorization": {"Bearer theirs"}, "content-type": {"application/json"}}, []byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.client.Send(t.Context(), "one", q)
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != http.StatusOK || string(got.Body) != `POST /v1/items?q=a%20b {"a":1}` || got.Header.Get("X-Rate") != "7" {
		t.Errorf("answered %d %s %v", got.Status, got.Body, got.Header)
	}
	heard := w.heard.Load()
	if heard.Host != "ok.example:"+fmt.Sprint(w.port) && heard.Host != "ok.example" {
		t.Errorf("the host heard that it is %s", heard.Host)
	}
	if heard.Header.Get("Authorization") != "Bearer theirs" || heard.Header.Get("User-Agent") != "Ribambelle-Module/1" || heard.Header.Get("Content-Type") != "application/json" {
		t.Errorf("the host heard %v", heard.Header)
	}
	if got.Header.Get("Set-Cookie") != "" {
		t.Error("a cookie is handed back")
	}
	if _, err := w.fetch(t.Context(), "https://ok.example/", nil); err != nil || len(w.heard.Load().Cookies()) > 0 || w.reached.Load() > 0 {
		t.Errorf("a second request: %v, with the cookies %v", err, w.heard.Load().Cookies())
	}
}

// TestNothingInsideIsReached makes each attack twice: against a careless client, where it must succeed, and here.
func TestNothingInsideIsReached(t *testing.T) {
	w := newWorld(t, egress.Config{})
	inside := w.inside.Listener.Addr().String()
	port := fmt.Sprint(w.port)
	for name, address := range map[string]string{
		"a name that means this machine": "https://loops.example:" + port + "/",
		"a number":                       "https://" + inside + "/",
		"a host that is only a login":    "https://ok.example@" + inside + "/",
		"a login with a password":        "https://ok.example:x@" + inside + "/",
		"a redirect":                     "https://ok.example:" + port + "/moved",
	} {
		before := w.reached.Load()
		if w.careless(t, address); w.reached.Load() == before {
			t.Errorf("%s: the attack does not succeed with the defence off", name)
		}
		before = w.reached.Load()
		for _, one := range []string{address, strings.Replace(address, "example:"+port, "example", 1)} {
			got, err := w.fetch(t.Context(), one, nil)
			if err == nil && got.Status != http.StatusFound {
				t.Errorf("%s: %s answers %d %s", name, one, got.Status, got.Body)
			}
			if err != nil {
				wantCode(t, err, "egress-refused")
			}
		}
		if w.reached.Load() != before {
			t.Errorf("%s reached what is inside", name)
		}
	}
	moved, err := w.fetch(t.Context(), "https://ok.example/moved", nil)
	if err != nil || moved.Status != http.StatusFound || !strings.Contains(moved.Header.Get("Location"), inside) {
		t.Errorf("a redirect is handed back as %d %v, %v", moved.Status, moved.Header, err)
	}
}

// TestANameThatMovesLeadsNowhere has a name mean something else once it was looked at.
func TestANameThatMovesLeadsNowhere(t *testing.T) {
	w := newWorld(t, egress.Config{})
	seen, err := w.resolver.LookupNetIP(t.Context(), "ip4", "rebinds.example") // who looks first, and connects then
	if err != nil || seen[0].String() != outsideAddress {
		t.Fatalf("the name is %v at first, %v", seen, err)
	}
	if w.careless(t, "https://rebinds.example:"+fmt.Sprint(w.port)+"/"); w.reached.Load() != 1 {
		t.Error("the attack does not succeed with the defence off")
	}
	for range 3 {
		_, err := w.fetch(t.Context(), "https://rebinds.example/", nil)
		wantCode(t, err, "egress-refused")
	}
	w.asked.Store(0) // from its beginning
	_, _ = w.fetch(t.Context(), "https://rebinds.example/", nil)
	_, err = w.fetch(t.Context(), "https://rebinds.example/", nil)
	wantCode(t, err, "egress-refused")
	if w.reached.Load() != 1 {
		t.Errorf("it was reached %d times", w.reached.Load()-1)
	}
}

func TestSpellingsThatAreNoHost(t *testing.T) {
	for _, address := range []string{
		"http://ok.example/", "HTTP://ok.example/", "//ok.example/", "ok.example", "https:ok.example", "https:///x", "https://", "file:///etc/passwd",
		"https://ok.example./", "https://ok.example:8443/", "https://ok.example:/", "https://ok.example:0443/", "https://:443/", "https://ok.example:80/",
		"https://user@ok.example/", "https://@ok.example/", "https://ok.example\\@127.0.0.1/", "https://ok.example#@127.0.0.1:1/x y", "https://ok.example%2f@127.0.0.1/",
		"https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[fe80::1%25eth0]/",
		"https://localhost/", "https://ok.example%00.evil.example/", "https://ok..example/", "https://-ok.example/", "https://ok_.example/", "https://ök.example/", "https://ok.example,evil.example/", "https://ok.1/", "https://a.0x1/", "https://ok.example/\x00",
		"https://" + strings.Repeat("a.", 127) + "example/", "https://ok.example/" + strings.Repeat("a", 9000),
	} {
		if q, err := egress.Read("GET", address, nil, nil); err == nil && address != "https://ok.example#@127.0.0.1:1/x y" {
			t.Errorf("%s is taken for the host %s", address, q.Host())
		} else if err != nil {
			wantCode(t, err, "egress-refused")
		}
	}
	for _, method := range []string{"", "get", "CONNECT", "TRACE", "OPTIONS", "GET /x HTTP/1.1\r\n\r\nGET"} {
		_, err := egress.Read(method, "https://ok.example/", nil, nil)
		wantCode(t, err, "egress-refused")
	}
}

// TestNoHeaderIsSmuggled sends what only the server may say, and lines within lines.
func TestNoHeaderIsSmuggled(t *testing.T) {
	w := newWorld(t, egress.Config{})
	for name, value := range map[string]string{
		"Host": "evil.example", "Cookie": "session=1", "Content-Length": "3", "Transfer-Encoding": "chunked", "Connection": "X-Api-Key", "Te": "trailers",
		"Proxy-Authorization": "Basic eA==", "X-Forwarded-For": "127.0.0.1", "User-Agent": "curl", "Expect": "100-continue", "Upgrade": "websocket",
		"X-Api-Key": "a\r\nX-Forwarded-For: 127.0.0.1", "Authorization": "Bearer a\nCookie: session=1", "Accept: a\r\nCookie": "session=1", "Accept": "a\x00b",
	} {
		if heard := w.raw(t, name, value); heard == nil || name == "Cookie" && len(heard.Cookies()) != 1 || strings.Contains(value, "X-Forwarded-For") && heard.Header.Get("X-Forwarded-For") == "" {
			if !strings.ContainsAny(value, "\x00") && name != "Transfer-Encoding" && name != "Content-Length" { // the host itself takes none of these
				t.Errorf("%s: %q does not arrive with the defence off", name, value)
			}
		}
		w.heard.Store(nil)
		_, err := w.fetch(t.Context(), "https://ok.example/", http.Header{name: {value}})
		wantCode(t, err, "egress-refused")
		if w.heard.Load() != nil {
			t.Errorf("%s: %q has left", name, value)
		}
	}
}

// raw writes a request by hand, and returns what the host heard.
func (w *world) raw(t *testing.T, name, value string) *http.Request {
	t.Helper()
	w.heard.Store(nil)
	conn, err := tls.Dial("tcp", w.outside.Listener.Addr().String(), &tls.Config{RootCAs: w.roots, ServerName: "ok.example", MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	host := "Host: ok.example\r\n"
	if name == "Host" {
		host = ""
	}
	_, _ = fmt.Fprintf(conn, "GET / HTTP/1.1\r\n%s%s: %s\r\n\r\n", host, name, value)
	_ = conn.CloseWrite()
	_, _ = io.ReadAll(conn)
	return w.heard.Load()
}

func TestAnAnswerHasLimits(t *testing.T) {
	w := newWorld(t, egress.Config{Time: 1500 * time.Millisecond, AtOnce: 2})
	port := ":" + fmt.Sprint(w.port)
	whole, _ := io.ReadAll(w.careless(t, "https://ok.example"+port+"/huge").Body)
	if len(whole) != 4<<20 {
		t.Fatalf("with the defence off %d bytes come", len(whole))
	}
	_, err := w.fetch(t.Context(), "https://ok.example/huge", nil)
	wantCode(t, err, "egress-too-large")

	one := make([]byte, 1)
	if n, _ := w.careless(t, "https://ok.example"+port+"/slow").Body.Read(one); n != 1 {
		t.Fatal("with the defence off nothing comes slowly")
	}
	done := make(chan error, 3)
	for range 3 {
		go func() {
			_, err := w.fetch(t.Context(), "https://ok.example/slow", nil)
			done <- err
		}()
	}
	codes := map[string]int{}
	for range 3 {
		codes[fault.From(<-done).Code]++
	}
	if codes["egress-too-slow"] != 2 || codes["egress-busy"] != 1 {
		t.Errorf("of three slow requests, two at a time: %v", codes)
	}
	q, _ := egress.Read("GET", "https://ok.example/", nil, nil)
	if _, err := w.client.Send(t.Context(), "another", q); err != nil {
		t.Errorf("another's request: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = w.fetch(short, "https://ok.example/slow", nil)
	wantCode(t, err, "egress-too-slow")
	if _, err := egress.Read("PUT", "https://ok.example/", nil, make([]byte, egress.MostBody+1)); err == nil {
		t.Error("a body without end may leave")
	}
	for _, address := range []string{"https://unknown.example.invalid/", "https://ok.example.org/"} { // a certificate for others
		if _, err := w.fetch(t.Context(), address, nil); err == nil {
			t.Errorf("%s answers", address)
		}
	}
}

func TestOutside(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "8.8.8.8": true, "1.1.1.1": true, "172.15.0.1": true, "172.32.0.1": true, "100.63.255.255": true, "100.128.0.1": true, "192.0.1.1": true, "198.17.0.1": true, "2606:4700::1111": true, "2a00:1450::1": true, "2001:200::1": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.1": false, "100.64.0.1": false, "100.100.100.200": false, "127.0.0.1": false, "127.255.0.1": false, "169.254.169.254": false,
		"172.16.0.1": false, "172.31.255.255": false, "192.0.0.192": false, "192.0.2.1": false, "192.88.99.1": false, "192.168.1.1": false, "198.18.0.1": false, "198.19.255.255": false, "198.51.100.7": false, "203.0.113.7": false,
		"224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false, "168.63.129.16": false,
		"::": false, "::1": false, "::ffff:8.8.8.8": false, "::ffff:127.0.0.1": false, "::127.0.0.1": false, "64:ff9b::8.8.8.8": false, "64:ff9b:1::1": false, "100::1": false, "fc00::1": false, "fd00:ec2::254": false,
		"fe80::1": false, "fec0::1": false, "ff02::1": false, "2001::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "2001:0:7f00:1::": false, "3fff::1": false, "5f00::1": false, "2606:4700::1%eth0": false,
	} {
		if got := egress.Outside(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is outside: %t", address, got)
		}
	}
	if egress.Outside(netip.Addr{}) {
		t.Error("no address is outside")
	}
}

// TestTheShippedClientReachesNothingInside asks the client as a server has it, with names that mean this machine.
func TestTheShippedClientReachesNothingInside(t *testing.T) {
	w := newWorld(t, egress.Config{})
	client := egress.New(egress.Config{Port: w.port, Resolver: w.resolver, Roots: w.roots})
	for _, host := range []string{"ok.example", "loops.example"} {
		q, err := egress.Read("GET", (&url.URL{Scheme: "https", Host: host, Path: "/"}).String(), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Send(t.Context(), "one", q)
		wantCode(t, err, "egress-refused")
	}
	if w.reached.Load() > 0 || w.heard.Load() != nil {
		t.Error("a server was reached")
	}
}

// TestALibrarysRequestsStayOutside sends what a library would, to each place that it may be led to.
func TestALibrarysRequestsStayOutside(t *testing.T) {
	w := newWorld(t, egress.Config{})
	config := egress.Config{Port: w.port, Resolver: w.resolver, Roots: w.roots, Allow: func(a netip.AddrPort) bool { return a.Addr() == netip.MustParseAddr(outsideAddress) }}
	inside, port := w.inside.Listener.Addr().String(), fmt.Sprint(w.port)
	get := func(c *http.Client, address string) (int, error) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Do(r)
		if err != nil {
			return 0, err
		}
		defer got.Body.Close()
		_, err = io.Copy(io.Discard, got.Body)
		return got.StatusCode, err
	}
	strict, err := egress.Web(config, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"https://loops.example:" + port + "/", "https://" + inside + "/", "http://ok.example:" + port + "/", "https://ok.example:1/", "https://ok.example/"} {
		if _, err := get(strict, address); !errors.Is(err, egress.ErrHost) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if status, err := get(strict, "https://ok.example:"+port+"/"); err != nil || status != http.StatusOK {
		t.Errorf("outside: %d, %v", status, err)
	}
	if status, err := get(strict, "https://ok.example:"+port+"/moved"); err != nil || status != http.StatusFound || w.reached.Load() > 0 {
		t.Errorf("a redirect: %d, %v", status, err)
	}
	if _, err := get(strict, "https://ok.example:"+port+"/huge"); err == nil {
		t.Error("an answer without end is taken")
	}
	named, err := egress.Web(config, []string{"https://" + inside})
	if err != nil {
		t.Fatal(err)
	}
	if status, err := get(named, "https://"+inside+"/any"); err != nil || status != http.StatusOK || w.reached.Load() != 1 {
		t.Errorf("a host that the operator has named: %d, %v", status, err)
	}
	if _, err := egress.Web(config, []string{"login.intranet"}); err == nil {
		t.Error("a host without a scheme is taken")
	}
}
