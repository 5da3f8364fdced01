package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd     *exec.Cmd
	url     string
	started time.Duration // from exec to the first answer
}

// launch starts a program and waits until path answers.
func launch(ctx context.Context, url, path, program string, args ...string) (*process, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	p := &process{cmd: cmd, url: url}
	if err := p.answers(ctx, path); err != nil {
		p.stop()
		return nil, err
	}
	p.started = time.Since(began)
	return p, nil
}

// answers waits until path does.
func (p *process) answers(ctx context.Context, path string) error {
	for began := time.Now(); time.Since(began) < 30*time.Second; time.Sleep(2 * time.Millisecond) {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode < http.StatusInternalServerError {
			return nil
		}
	}
	return fmt.Errorf("%s did not answer at %s%s", p.cmd.Path, p.url, path)
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// resident returns the memory in RAM of a process, in MiB.
func resident(pid int) float64 {
	content, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			kib, _ := strconv.ParseFloat(fields[1], 64)
			return kib / 1024
		}
	}
	return 0
}

// private is what only one process holds in memory, in bytes.
func private(pid int) (bytes float64) {
	content, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/smaps_rollup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) > 1 && strings.HasPrefix(fields[0], "Private_") {
			kib, _ := strconv.ParseFloat(fields[1], 64)
			bytes += kib * 1024
		}
	}
	return bytes
}

// alive reports whether a process runs; one that has ended and whose parent has not looked does not.
func alive(pid int) bool {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, found := strings.Cut(string(content), ") ")
	return found && !strings.HasPrefix(rest, "Z") && !strings.HasPrefix(rest, "X")
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// tick is the unit of CPU times in /proc.
const tick = time.Second / 100

// cpu is the time that a server and its children have computed so far.
func (p *process) cpu() (core, modules time.Duration) {
	for _, child := range children(p.pid()) {
		modules += computed(child)
	}
	return computed(p.pid()), modules
}

func computed(pid int) time.Duration {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// What stands before the last parenthesis is a name, which may hold anything.
	fields := strings.Fields(string(content[bytes.LastIndexByte(content, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick
}

// nameOf is what a process calls itself.
func nameOf(pid int) string {
	content, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	name, _, _ := strings.Cut(string(content), "\x00")
	return filepath.Base(name)
}

// children returns the processes started by pid, by whichever of its threads.
func children(pid int) (all []int) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		content, _ := os.ReadFile(list)
		for _, f := range strings.Fields(string(content)) {
			if child, err := strconv.Atoi(f); err == nil {
				all = append(all, child)
			}
		}
	}
	return all
}

// freePort finds a port that nobody uses now.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
