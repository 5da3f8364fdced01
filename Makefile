# Ribambelle. `make` lists the targets.

PORT  ?= 8080
DATA  ?= data
TOOLS ?= $(HOME)/.cache/ribambelle/tools
BUILD  = go build -ldflags "-s -w"
MODULES = $(notdir $(wildcard plugins/*))
WEB_SOURCES = $(shell find sdk/web sdk/examples core/console plugins/*/web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/generated/*' 2>/dev/null) package.json package-lock.json

GOLANGCI = $(TOOLS)/golangci-lint-v2.15.0
BUF      = $(TOOLS)/buf-v1.75.0

# One set of flags for everything, so that nothing is compiled twice.
export CGO_ENABLED ?= 0
export GOFLAGS += -trimpath

.DEFAULT_GOAL := help
.PHONY: help run build needs web test test-go test-web test-browser test-browser-postgres conformance lint generate bench bench-modules bench-smoke hostile portal clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build everything and start the demonstration on 127.0.0.1:$(PORT), data in ./$(DATA)
	@exec bin/ribambelle serve --demo --listen 127.0.0.1:$(PORT) --data $(DATA) --tenants tenants

build: needs web ## build bin/ribambelle and the modules in bin/plugins
	@mkdir -p bin/plugins
	@$(BUILD) -o bin/ribambelle ./core/cmd/ribambelle
	@for m in $(MODULES); do $(BUILD) -o bin/plugins/$$m ./plugins/$$m/cmd/$$m || exit 1; done

needs: # said before minutes are spent on the screens
	@deploy/need go

web: bin/.web ## build the screens

bin/.web: $(WEB_SOURCES)
	@deploy/need node
	@mkdir -p bin
	@echo "Building the screens and the programs; the first time takes a minute or two."
	@npm ci --no-audit --no-fund --loglevel=error >/dev/null
	@npm run --silent build
	@touch $@

test: build lint test-web test-go test-browser ## run everything: Go on both engines, Rego, web, browser, architecture, lint

# The race detector watches everything but the C of SQLite in Go and the hashes of passwords, which have no generic code that other
# packages could come to share, and take several times as long watched. What drives the built programs from outside has nothing
# for it to watch.
RACE := -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=golang.org/x/crypto/...=-race=false

test-go: ## Go tests with the race detector, on SQLite and PostgreSQL, Rego and architecture rules included
	@deploy/need go postgres ip
	CGO_ENABLED=1 go test $(RACE) -vet=off -timeout 20m $$(go list ./... | grep -v /deploy/) # make lint vets
	go test -vet=off -timeout 20m ./deploy/...

test-web: web ## type-check and unit tests of the screens
	@npm run --silent check
	@npm run --silent test

test-browser: build ## the screens in a real browser
	@deploy/need chromium
	@npm run --silent test:browser -w core/console
	@node --test --test-concurrency=2 deploy/e2e/browser/

test-browser-postgres: build ## the stories of each module, three or more, in a real browser on PostgreSQL; minutes, so not part of `make test`
	@deploy/need chromium postgres
	@RIBAMBELLE_BROWSER_ENGINE=postgres node --test --test-concurrency=1 --test-name-pattern='^story: ' $(addprefix deploy/e2e/browser/,answer.test.mjs cap.test.mjs petition.test.mjs piloufilou.test.mjs portrait.test.mjs)

conformance: ## try every flawed program of the conformance run against every check; ten minutes
	RIBAMBELLE_TEST_FLAWS=all go test -count=1 -timeout 30m -run TestFlaws ./sdk/moduletest/conformance

lint: $(GOLANGCI) ## gofumpt, vet and linters
	@$(GOLANGCI) run --config deploy/lint/golangci.yaml ./...

portal: ## the site of a fictional town that shows widgets, on 127.0.0.1:8090, beside `make run`
	@go run ./deploy/portal --server http://127.0.0.1:$(PORT)

generate: $(BUF) ## write the generated code again
	@cd sdk/proto && PATH="$(TOOLS):$$PATH" $(BUF) lint && PATH="$(TOOLS):$$PATH" $(BUF) generate

bench: build ## measure beside peers; figures are explained in deploy/bench/README.md
	@deploy/need wrk
	@go run ./deploy/bench

bench-modules: build ## what modules of others cost: cold calls, memory, upgrades under load, killed processes; six minutes
	@go run ./deploy/bench --only modules

bench-smoke: build ## run every benchmark once, briefly, without thresholds
	@deploy/need wrk
	@go run ./deploy/bench --smoke

hostile: build ## attack the server with hostile modules; every row of the table must read 0 leaks
	@go run ./deploy/hostile --core bin/ribambelle $(HOSTILE)

clean: ## remove what was built; data stay
	@rm -rf bin node_modules sdk/web/dist sdk/examples/*/dist sdk/examples/*/src/generated core/console/dist plugins/*/web/dist
	@git checkout -q -- '*/dist/.keep' 2>/dev/null || true

$(GOLANGCI):
	@deploy/need go
	@mkdir -p $(TOOLS)
	@GOBIN=$(TOOLS)/.new go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 && mv $(TOOLS)/.new/golangci-lint $@

$(BUF):
	@deploy/need go
	@mkdir -p $(TOOLS)
	@GOBIN=$(TOOLS) go install google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12
	@GOBIN=$(TOOLS) go install google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.2
	@GOBIN=$(TOOLS)/.new go install github.com/bufbuild/buf/cmd/buf@v1.75.0 && mv $(TOOLS)/.new/buf $@
