package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// divisions is the package of French territories that tells the communes: code under the MIT licence, data under the Licence Ouverte.
const divisions = "@etalab/decoupage-administratif@6.0.0"

// mostLines is how many lines one import takes.
const mostLines = 10_000

// communes lists the files to import, the territories above first: every region, department and commune of France, fetched by npm; or, where
// some hundred are enough, as many as that under one department.
func communes(ctx context.Context, dir string, n int) (files []string, count int, err error) {
	if n > 0 {
		lines := []string{"dx;Département;territory;;dx"}
		for i := range n {
			lines = append(lines, fmt.Sprintf("c%d;Commune %d;territory;dx;%d", i, i, i))
		}
		return inFiles(lines), n, nil
	}
	if out, err := exec.CommandContext(ctx, "npm", "pack", divisions, "--silent", "--pack-destination", dir).CombinedOutput(); err != nil {
		return nil, 0, fmt.Errorf("fetching %s: %w\n%s", divisions, err, out)
	}
	packed, err := filepath.Glob(filepath.Join(dir, "etalab-*.tgz"))
	if err != nil || len(packed) != 1 {
		return nil, 0, fmt.Errorf("%s is not where npm was to put it: %w", divisions, err)
	}
	if out, err := exec.CommandContext(ctx, "tar", "xzf", packed[0], "-C", dir).CombinedOutput(); err != nil {
		return nil, 0, fmt.Errorf("unpacking %s: %w\n%s", divisions, err, out)
	}
	type division struct{ Code, Nom, Region, Departement, Type string }
	var regions, departments, all []division
	for name, into := range map[string]*[]division{"regions": &regions, "departements": &departments, "communes": &all} {
		text, err := os.ReadFile(filepath.Join(dir, "package", "data", name+".json"))
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			return nil, 0, fmt.Errorf("reading the %s: %w", name, err)
		}
	}
	var lines []string
	line := func(kind string, d division, parent string) {
		lines = append(lines, fmt.Sprintf("%s%s;%s;territory;%s;%s%s", kind, strings.ToLower(d.Code), d.Nom, strings.ToLower(parent), kind, d.Code))
	}
	known := map[string]bool{}
	for _, d := range regions {
		line("r", d, "")
	}
	for _, d := range departments {
		known[d.Code] = true
		line("d", d, "r"+d.Region)
	}
	for _, d := range all {
		if d.Type == "commune-actuelle" && known[d.Departement] {
			line("c", d, "d"+d.Departement)
			count++
		}
	}
	return inFiles(lines), count, nil
}

// inFiles cuts lines into files under one heading.
func inFiles(lines []string) (files []string) {
	for len(lines) > 0 {
		n := min(mostLines, len(lines))
		files = append(files, "key;name;kind;parent;code\n"+strings.Join(lines[:n], "\n")+"\n")
		lines = lines[n:]
	}
	return files
}
