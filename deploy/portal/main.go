// Command portal serves the site of a fictional town that shows an organisation's public widgets: the page, its
// style, and a policy for browsers as strict as a careful town's. It holds nothing of Ribambelle's.
//
//	make portal          beside `make run`
//
// Goals: something to look at, and to try embedding against. Non-goals: being a site.
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"html/template"
	"log"
	"net/http"
	"time"
)

//go:embed index.html
var indexText string

//go:embed portal.css
var style []byte

// site is what the page shows.
type site struct {
	Server, Tenant, Key string
	Widgets             []widget
}

// widget is one element of the page.
type widget struct{ Module, Page, Title string }

func main() {
	listen := flag.String("listen", "127.0.0.1:8090", "address of the portal")
	shown := site{Widgets: []widget{
		{"portrait", "progress", "Portraits de la qualité en cours"},
		{"cap", "next", "Prochaines séances des communautés d’apprentissage"},
		{"piloufilou", "card", "Fiches pour les familles"},
	}}
	flag.StringVar(&shown.Server, "server", "http://127.0.0.1:8080", "address of the Ribambelle server")
	flag.StringVar(&shown.Tenant, "tenant", "niort", "organisation whose widgets are shown")
	flag.StringVar(&shown.Key, "key", "rbp_demonstrationdemonstration", "embed key, the demonstration's unless said otherwise")
	flag.Parse()
	handler, err := shown.handler()
	if err != nil {
		log.Fatalf("portal: %v", err)
	}
	fmt.Printf("The town's site is at http://%s\n", *listen)
	server := http.Server{Addr: *listen, Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	log.Fatalf("portal: %v", server.ListenAndServe())
}

// handler serves the page and its style under a policy that lets it load its own files and the widgets' server.
func (s site) handler() (http.Handler, error) {
	page, err := template.New("index").Parse(indexText)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := page.Execute(&text, s); err != nil {
		return nil, err
	}
	policy := fmt.Sprintf("default-src 'none'; style-src 'self'; script-src %[1]s; frame-src %[1]s", s.Server)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = w.Write(text.Bytes()) // the browser may have gone
	})
	mux.HandleFunc("GET /portal.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(style) // the browser may have gone
	})
	return mux, nil
}
