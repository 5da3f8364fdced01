package module_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module"
)

// What a module costs that has a process for each organisation: the call that wakes one, and a hundred of them that
// wait. Private memory is what ends with the process; the program itself lies in memory once.
func BenchmarkEachTenant(b *testing.B) {
	const many = 100
	s := start(b, "visits-each", func(c *module.Config) { c.Limits.CheckEvery = time.Second })
	for b.Loop() {
		var cold []time.Duration
		for i := range many {
			began := time.Now()
			s.must(b, caller(fmt.Sprintf("town-%d", i)), "GET", "/who", "")
			cold = append(cold, time.Since(began))
		}
		slices.Sort(cold)
		b.ReportMetric(float64(cold[many/2].Microseconds())/1000, "cold-p50-ms")
		b.ReportMetric(float64(cold[many*9/10].Microseconds())/1000, "cold-p90-ms")
		<-time.After(5 * time.Second) // what starting took is given back
		b.ReportMetric(private(b, s.Modules(everybody)[0].PIDs)/(1<<20), "private-MB")
	}
}

// private adds up the bytes that only the processes hold.
func private(b *testing.B, pids []string) (bytes float64) {
	b.Helper()
	for _, pid := range pids {
		file, err := os.Open("/proc/" + pid + "/smaps_rollup")
		if err != nil {
			b.Fatal(err)
		}
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var kilobytes float64
			if name, rest, _ := strings.Cut(lines.Text(), ":"); strings.HasPrefix(name, "Private_") {
				if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
					b.Fatal(err)
				}
				bytes += kilobytes * 1024
			}
		}
		_ = file.Close()
	}
	return bytes
}
