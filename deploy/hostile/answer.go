//go:build linux

package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// answers are the attacks on whoever reads a module's answers.
func answers() []row {
	return []row{
		{name: "cookies and other headers in answers", times: 5, try: headers},
		{name: "redirects and other statuses in answers", times: 5, try: statuses},
		{name: "HTML and scripts in answers", times: 5, try: pages},
		{name: "addresses with .., %2e and //", times: 5, try: spellings},
	}
}

// wish is an answer that the hostile module is asked for.
type wish struct {
	status            int
	name, value, kind string
	body              string
}

// wished asks for an answer, as a whole or as a stream.
func (o *organisation) wished(ctx context.Context, way string, w wish) (reply, error) {
	query := url.Values{"status": {strconv.Itoa(w.status)}, "name": {w.name}, "value": {w.value}, "type": {w.kind}, "text": {w.body}}
	return o.ask(ctx, "GET", o.path("/"+plug+"/"+way+"?"+query.Encode()), nil)
}

// ways are how a module can answer.
var ways = []string{"answers", "streams"}

// wishing asks for answers in both ways, and counts those that came as wished.
func wishing(ctx context.Context, s *stage, times int, wishes []wish, arrived func(w wish, got reply) bool) (all attack.Report, err error) {
	for range times {
		for _, way := range ways {
			for _, w := range wishes {
				got, err := s.thief.wished(ctx, way, w)
				if err != nil { // the answer broke whoever reads it
					all.Count(true, err.Error())
					continue
				}
				all.Count(arrived(w, got), fmt.Sprintf("%d %.200s", got.status, got.body))
			}
		}
	}
	return all, ctx.Err()
}

func headers(ctx context.Context, s *stage, times int) (attack.Report, error) {
	var wishes []wish
	for name, value := range map[string]string{
		"Set-Cookie": "stolen=1", "Location": "https://evil.example/", "Refresh": "0;url=javascript:alert(1)", "Link": "<javascript:alert(1)>; rel=preload",
		"Access-Control-Allow-Origin": "https://evil.example", "Access-Control-Allow-Credentials": "true", "Clear-Site-Data": `"*"`,
		"X-Frame-Options": "ALLOWALL", "Content-Security-Policy": "script-src *", "Strict-Transport-Security": "max-age=0",
		"Www-Authenticate": `Basic realm="Mot de passe"`, "Service-Worker-Allowed": "/", "Sourcemap": "https://evil.example/", "Content-Encoding": "br",
		"Transfer-Encoding": "chunked, chunked", "Trailer": "Set-Cookie", "X-Request-Id": "stolen", "Content-Type": "text/plain\r\nSet-Cookie: stolen=1",
		"Etag": "\"1\"\r\nSet-Cookie: stolen=1\r\n\r\n<script>alert(1)</script>", "X\r\nSet-Cookie": "stolen=1",
	} {
		wishes = append(wishes, wish{status: http.StatusOK, name: name, value: value, kind: "text/plain", body: "x"})
	}
	return wishing(ctx, s, times, wishes, func(w wish, got reply) bool {
		return got.header.Get(w.name) == w.value || strings.Contains(got.header.Get("Set-Cookie"), "stolen")
	})
}

func statuses(ctx context.Context, s *stage, times int) (attack.Report, error) {
	var wishes []wish
	for _, status := range []int{300, 301, 302, 303, 305, 307, 308, 500, 502, 503, 599} {
		for _, to := range []string{"https://evil.example/", "//evil.example/", "javascript:alert(1)"} {
			wishes = append(wishes, wish{status: status, name: "Location", value: to, kind: "text/plain"})
		}
	}
	return wishing(ctx, s, times, wishes, func(w wish, got reply) bool {
		return got.status == w.status && (w.status >= http.StatusInternalServerError && !isProblem(got) || got.header.Get("Location") != "")
	})
}

// isProblem reports whether an answer is the core's own refusal.
func isProblem(got reply) bool {
	return strings.HasPrefix(got.header.Get("Content-Type"), "application/problem+json")
}

// pages asks for what a browser would run, if it were let.
func pages(ctx context.Context, s *stage, times int) (attack.Report, error) {
	var wishes []wish
	for _, kind := range []string{"text/html", "text/html; charset=utf-7", "application/xhtml+xml", "image/svg+xml", "text/xml", "multipart/x-mixed-replace", "", "x"} {
		wishes = append(wishes, wish{status: http.StatusOK, kind: kind, body: `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(document.domain)</script></svg>`})
	}
	return wishing(ctx, s, times, wishes, func(_ wish, got reply) bool {
		bare := !strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") || got.header.Get("X-Content-Type-Options") != "nosniff"
		return got.status == http.StatusOK && bare
	})
}

// spellings asks for addresses of the module, and of the other organisation, as only a careless reader would read them.
func spellings(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	here, there := s.thief.path("/"+plug), s.victim.path("/"+plug)
	const wanted = "/answers?status=200&type=text%2Fplain&text=hit"
	for _, address := range slices.Repeat([]string{
		here + "/%61nswers" + wanted[len("/answers"):],
		here + fmt.Sprintf("/treasures/%%%x%s", s.thief.record[:1], s.thief.record[1:]),
		here + "/." + wanted,
		here + "/x/.." + wanted,
		here + "/" + wanted,
		"/" + here + wanted,
		here + "/%2e%2e/" + plug + wanted,
		here + `\..\` + plug + wanted,
		here + "/..%2f" + plug + wanted,
		here + "/../../" + s.victim.slug + "/" + plug + "/treasures",
		here + "/%2e%2e/%2e%2e/" + s.victim.slug + "/" + plug + "/treasures",
		here + "/treasures/..%2f..%2f..%2f" + s.victim.slug + "%2f" + plug + "%2ftreasures%2f" + s.victim.record,
		here + "/treasures/%252e%252e%252f" + s.victim.record,
		there + "/../../" + s.thief.slug + "/" + plug + wanted,
	}, times) {
		got, err := s.thief.literally(ctx, address)
		if err != nil {
			return all, err
		}
		all.Count(got.status == http.StatusOK, fmt.Sprintf("%d %.200s", got.status, got.body))
	}
	return all, nil
}
