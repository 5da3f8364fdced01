package confine

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Where the kernel shows a call to a filter: struct seccomp_data of linux/seccomp.h, little-endian.
const (
	atCall         = 0
	atArchitecture = 4
	atArguments    = 16
)

// x32 is the bit of the call numbers of another binary interface of x86-64, which are no other architecture.
const x32 = 0x40000000

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

func answer(with uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: with}
}

// jump goes on after the next yes instructions where the comparison holds, after the next no ones otherwise.
func jump(comparison uint16, with uint32, yes, no int) unix.SockFilter {
	return unix.SockFilter{
		Code: unix.BPF_JMP | unix.BPF_K | comparison, K: with,
		Jt: uint8(yes), Jf: uint8(no), //nolint:gosec // rules are short
	}
}

// assemble makes the filter: calls of another architecture kill, those without a rule are not permitted.
func assemble(architecture uint32, rules []rule) []unix.SockFilter {
	program := []unix.SockFilter{
		load(atArchitecture),
		jump(unix.BPF_JEQ, architecture, 1, 0), answer(unix.SECCOMP_RET_KILL_PROCESS),
		load(atCall),
		jump(unix.BPF_JGE, x32, 0, 1), answer(refuse(uint32(unix.EPERM))),
	}
	for _, r := range rules {
		body := r.body()
		program = append(program, jump(unix.BPF_JEQ, r.call, 0, len(body)))
		program = append(program, body...)
	}
	return append(program, answer(refuse(uint32(unix.EPERM))))
}

func refuse(number uint32) uint32 { return unix.SECCOMP_RET_ERRNO | number }

// body is what a filter does with the rule's call. It always answers.
func (r rule) body() (program []unix.SockFilter) {
	for _, t := range r.tests {
		program = append(program, load(atArguments+8*uint32(t.argument))) //nolint:gosec // 0 to 5
		if t.any {
			program = append(program, jump(unix.BPF_JSET, t.mask, 1, 0), answer(refuse(r.refusal)))
			continue
		}
		program = append(program, unix.SockFilter{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: t.mask})
		for i, v := range t.values {
			program = append(program, jump(unix.BPF_JEQ, v, len(t.values)-i, 0))
		}
		program = append(program, answer(refuse(r.refusal)))
	}
	return append(program, answer(unix.SECCOMP_RET_ALLOW))
}

// closeCalls puts the filter before this thread, the only one that an exec leaves.
func (o order) closeCalls() error {
	program := assemble(architecture, calls(uint32(unix.Getpid()), o.Walls.Dials())) //nolint:gosec // ids are positive
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}         //nolint:gosec // some hundred
	_, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		return fmt.Errorf("setting a filter: %w", errno)
	}
	return nil
}
