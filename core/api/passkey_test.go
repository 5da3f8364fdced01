package api_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/identity"
)

// device is an authenticator and the browser around it, as Web Authentication describes them.
type device struct {
	key     *ecdsa.PrivateKey
	id      []byte
	owner   []byte
	counter uint32
	origin  string
	host    string
	flags   byte // user present, user verified
}

var b64 = base64.RawURLEncoding.EncodeToString

func (x *town) device() *device {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(x.t, err)
	d := &device{key: key, id: make([]byte, 32), origin: "https://ville.example", host: "ville.example", flags: 0x05}
	_, err = rand.Read(d.id)
	must(x.t, err)
	return d
}

func (d *device) client(kind, challenge string) []byte {
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	return text
}

func (d *device) data(more ...byte) []byte {
	host := sha256.Sum256([]byte(d.host))
	flags := d.flags
	if len(more) > 0 {
		flags |= 0x40
	}
	d.counter++
	return append(binary.BigEndian.AppendUint32(append(host[:], flags), d.counter), more...)
}

// create answers a request for a new passkey.
func (d *device) create(challenge string) map[string]any {
	public, _ := d.key.PublicKey.ECDH()
	point := public.Bytes()
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	attested := append(make([]byte, 16), 0, byte(len(d.id)))
	data := d.data(append(append(attested, d.id...), cose...)...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return d.answer(map[string]any{"clientDataJSON": b64(d.client("webauthn.create", challenge)), "attestationObject": b64(append(object, data...))})
}

// show answers a request for a passkey.
func (d *device) show(challenge string) map[string]any {
	client, data := d.client("webauthn.get", challenge), d.data()
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, _ := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	return d.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.owner)})
}

func (d *device) answer(response map[string]any) map[string]any {
	return map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}}
}

// challenge asks for one.
func (s session) challenge(path string) string {
	s.t.Helper()
	a := s.do("POST", path, map[string]string{})
	a.want(s.t, http.StatusOK, "")
	var out struct {
		Options struct {
			Challenge        string
			UserVerification string
		}
	}
	a.into(s.t, &out)
	return out.Options.Challenge
}

// bind makes a passkey of the device for whoever is signed in.
func (s session) bind(slug, login string, d *device) {
	s.t.Helper()
	d.owner = []byte(s.people[slug+"/"+login].ID)
	at := "/t/" + slug + "/me/passkeys"
	s.do("POST", at, map[string]any{"name": "Téléphone", "credential": d.create(s.challenge(at + ":begin"))}).want(s.t, http.StatusCreated, "")
}

func (x *town) shows(slug string, credential map[string]any) answer {
	return x.stranger().do("POST", "/t/"+slug+"/sign-in:passkey", map[string]any{"credential": credential})
}

func (x *town) ask(slug string) string {
	return x.stranger().challenge("/t/" + slug + "/sign-in:passkey-begin")
}

func public(config *api.Config) { config.URL = "https://ville.example" }

func TestPasskeys(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x := populated(t, public, timed(c))
	me, d := x.as("lyon", "admin"), x.device()
	me.bind("lyon", "admin", d)
	in := x.shows("lyon", d.show(x.ask("lyon")))
	in.want(t, http.StatusOK, "")
	me.require("lyon")
	strong := session{town: x, cookie: in.Header.Get("Set-Cookie")}
	strong.do("GET", "/t/lyon/people", nil).want(t, http.StatusOK, "") // a passkey is two factors in one
	var list struct {
		Passkeys []struct {
			ID, Name string
			Used     *time.Time `json:"used_at"`
		}
	}
	strong.do("GET", "/t/lyon/me/passkeys", nil).into(t, &list)
	if len(list.Passkeys) != 1 || list.Passkeys[0].Name != "Téléphone" || list.Passkeys[0].Used == nil {
		t.Fatalf("passkeys %+v", list)
	}
	one := "/t/lyon/me/passkeys/" + list.Passkeys[0].ID
	strong.do("PUT", one, map[string]string{"name": "Tablette"}).want(t, http.StatusNoContent, "")
	if export := strong.do("GET", "/t/lyon/people/"+strong.self("lyon")+":export", nil); !strings.Contains(string(export.body), "Tablette") {
		t.Errorf("the passkey is not among what is kept about its owner: %s", export.body)
	}
	x.member("lyon", "coord", identity.Coordinator)
	x.as("lyon", "coord").do("DELETE", one, nil).want(t, http.StatusNotFound, "passkey-not-found")
	c.advance(11 * time.Minute)
	strong.do("POST", "/t/lyon/me/passkeys:begin", map[string]string{}).want(t, http.StatusUnprocessableEntity, "")
	strong.do("POST", "/t/lyon/me/passkeys:begin", map[string]string{"current": password}).want(t, http.StatusOK, "")
	strong.do("DELETE", one, nil).want(t, http.StatusNoContent, "")
	x.shows("lyon", d.show(x.ask("lyon"))).want(t, http.StatusUnauthorized, "passkey-failed")
}

// TestPasskeyAttacks tries each attack beside its control: the same answer without the attack opens.
func TestPasskeyAttacks(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x := populated(t, public, timed(c))
	d := x.device()
	x.as("lyon", "admin").bind("lyon", "admin", d)
	control := func() map[string]any {
		t.Helper()
		fresh := d.show(x.ask("lyon"))
		return fresh
	}
	opened := control()
	x.shows("lyon", opened).want(t, http.StatusOK, "")
	copied := *d
	for what, try := range map[string]func() answer{
		"a challenge answered before": func() answer { return x.shows("lyon", opened) },
		"another organisation":        func() answer { return x.shows("bordeaux", d.show(x.ask("bordeaux"))) },
		"its challenge":               func() answer { return x.shows("lyon", d.show(x.ask("bordeaux"))) },
		"no challenge of ours":        func() answer { return x.shows("lyon", d.show(b64([]byte("a challenge that nobody gave")))) },
		"another origin": func() answer {
			other := *d
			other.origin = "https://vi11e.example"
			return x.shows("lyon", other.show(x.ask("lyon")))
		},
		"another host": func() answer {
			other := *d
			other.host = "vi11e.example"
			return x.shows("lyon", other.show(x.ask("lyon")))
		},
		"nobody verified": func() answer {
			other := *d
			other.flags = 0x01
			return x.shows("lyon", other.show(x.ask("lyon")))
		},
		"another key": func() answer {
			other := *x.device()
			other.id, other.owner, other.counter = d.id, d.owner, d.counter
			return x.shows("lyon", other.show(x.ask("lyon")))
		},
		"somebody else's account": func() answer {
			other := *d
			other.owner = []byte(x.people["bordeaux/admin"].ID)
			return x.shows("lyon", other.show(x.ask("lyon")))
		},
		"a challenge for making one": func() answer {
			return x.shows("lyon", d.show(x.as("lyon", "admin").challenge("/t/lyon/me/passkeys:begin")))
		},
		"an old challenge": func() answer {
			old := x.ask("lyon")
			c.advance(identity.TicketLife)
			return x.shows("lyon", d.show(old))
		},
	} {
		if a := try(); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", what, a.StatusCode, a.body)
		}
		x.shows("lyon", control()).want(t, http.StatusOK, "")
	}
	copied.counter--
	x.shows("lyon", copied.show(x.ask("lyon"))).want(t, http.StatusUnauthorized, "passkey-failed")
}

// TestAPasskeyIsASecondStep signs in with a password, then with a passkey in place of a code: of the same person, once.
func TestAPasskeyIsASecondStep(t *testing.T) {
	t.Parallel()
	c := &clock{}
	x := populated(t, public, timed(c))
	x.member("lyon", "coord", identity.Coordinator)
	me, mine := x.as("lyon", "admin"), x.device()
	me.bind("lyon", "admin", mine)
	other, theirs := x.as("lyon", "coord"), x.device()
	other.bind("lyon", "coord", theirs)
	me.protect("lyon", c)
	second := func(credential map[string]any) answer {
		return x.stranger().do("POST", "/t/lyon/sign-in:second", map[string]any{"ticket": x.ticket("lyon", "admin"), "credential": credential})
	}
	second(theirs.show(x.ask("lyon"))).want(t, http.StatusUnauthorized, "passkey-failed")
	credential := mine.show(x.ask("lyon"))
	in := second(credential)
	in.want(t, http.StatusOK, "")
	if a := (session{town: x, cookie: in.Header.Get("Set-Cookie")}).do("GET", "/t/lyon/sessions", nil); !strings.Contains(string(a.body), `"first":"password","second":"passkey"`) {
		t.Errorf("how it was signed in: %s", a.body)
	}
	second(credential).want(t, http.StatusUnauthorized, "passkey-failed")
}

// TestAPasskeyIsTheSecondFactorThatARoleNeeds makes a passkey, or shows one, where nothing else may be done before.
func TestAPasskeyIsTheSecondFactorThatARoleNeeds(t *testing.T) {
	t.Parallel()
	x := populated(t, public)
	x.member("lyon", "other", identity.Administrator)
	x.as("lyon", "admin").require("lyon")
	at := "/t/lyon/me/passkeys"
	weak, mine := x.as("lyon", "admin"), x.device()
	mine.owner = []byte(x.people["lyon/admin"].ID)
	weak.do("GET", "/t/lyon/people", nil).want(t, http.StatusForbidden, "second-factor-needed")
	made := weak.do("POST", at, map[string]any{"name": "Téléphone", "credential": mine.create(weak.challenge(at + ":begin"))})
	made.want(t, http.StatusCreated, "")
	(session{town: x, cookie: made.Header.Get("Set-Cookie")}).do("GET", "/t/lyon/people", nil).want(t, http.StatusOK, "")
	weak.do("GET", at, nil).want(t, http.StatusUnauthorized, "sign-in-needed") // its session went over into the other

	again, stranger := x.as("lyon", "admin"), x.as("lyon", "other")
	stranger.do("POST", at+":prove", map[string]any{"credential": mine.show(x.ask("lyon"))}).want(t, http.StatusUnauthorized, "passkey-failed")
	shown := again.do("POST", at+":prove", map[string]any{"credential": mine.show(x.ask("lyon"))})
	shown.want(t, http.StatusOK, "")
	(session{town: x, cookie: shown.Header.Get("Set-Cookie")}).do("GET", "/t/lyon/people", nil).want(t, http.StatusOK, "")
	again.do("GET", at, nil).want(t, http.StatusUnauthorized, "sign-in-needed")
}
