package module

import "syscall"

// attributes put a child into a group of its own, and let it die with the core.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
}
