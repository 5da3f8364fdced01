package module

import "runtime"

// starter runs functions on one operating system thread that lives as long as it does. The kernel ties a
// child's death signal to the thread that started it: on a passing thread it would die with that.
type starter struct {
	work chan func()
}

func newStarter() *starter {
	s := &starter{work: make(chan func())}
	go func() {
		runtime.LockOSThread()
		for f := range s.work {
			f()
		}
	}()
	return s
}

// do runs f on the thread and waits for it.
func (s *starter) do(f func() error) error {
	done := make(chan error, 1)
	s.work <- func() { done <- f() }
	return <-done
}

// stop ends the thread. Whatever it started must be gone.
func (s *starter) stop() { close(s.work) }
