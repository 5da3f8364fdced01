// Command hostile attacks what is outside its box, one attack a run. It says "hit" on stdout where the attack
// works, and otherwise why it does not.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// init keeps main on the first thread: the tie to the host is that one's.
func init() { runtime.LockOSThread() }

func main() {
	if err := run(os.Getenv("ATTACK")); err != nil {
		fmt.Println("blocked:", err)
		os.Exit(1)
	}
	fmt.Println("hit")
}

// run does one thing. What takes too much then waits for what happens.
func run(name string) error {
	own := map[string]func() error{"work": work, "wait": wait, "orphan": orphan, "environment": environment}
	if do, ok := own[name]; ok {
		return do()
	}
	amount, err := strconv.Atoi(os.Getenv("AMOUNT"))
	if err != nil {
		return err
	}
	target := attack.Target{At: os.Getenv("TARGET"), Address: os.Getenv("ADDRESS"), Folder: os.Getenv("FOLDER"), Amount: amount}
	if err := attack.All()[name](target); err != nil || amount == 0 {
		return err
	}
	return wait()
}

// work does what an honest module does.
func work() error {
	scratch, err := os.CreateTemp("", "work-")
	if err != nil {
		return fmt.Errorf("making a temporary file: %w", err)
	}
	defer os.Remove(scratch.Name())
	folder, err := os.MkdirTemp("", "work-")
	if err != nil {
		return fmt.Errorf("making a temporary folder: %w", err)
	}
	defer os.RemoveAll(folder)
	if err := os.Rename(scratch.Name(), filepath.Join(folder, "moved")); err != nil {
		return fmt.Errorf("moving a temporary file: %w", err)
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	if _, err := null.WriteString("gone"); err != nil {
		return err
	}
	l, err := net.Listen("unix", filepath.Join(os.Getenv("FOLDER"), "work.sock"))
	if err != nil {
		return err
	}
	if fmt.Sprint(runtime.GOMAXPROCS(0)) != os.Getenv("GOMAXPROCS") {
		return fmt.Errorf("GOMAXPROCS is %d", runtime.GOMAXPROCS(0))
	}
	fmt.Println("listening")
	c, err := l.Accept()
	if err != nil {
		return err
	}
	_, err = io.Copy(c, c)
	return errors.Join(err, c.Close(), l.Close())
}

// wait lives until its stdin ends.
func wait() error {
	fmt.Println("holding")
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// orphan cuts the tie to the host and lives on.
func orphan() error {
	if err := attack.All()["untie"](attack.Target{}); err != nil {
		fmt.Println("blocked:", err)
	}
	fmt.Println("holding")
	for {
		time.Sleep(time.Hour)
	}
}

// environment looks for a secret of the host's own environment.
func environment() error {
	if os.Getenv("SECRET_OF_HOST") == "" {
		return errors.New("there is none")
	}
	return nil
}
