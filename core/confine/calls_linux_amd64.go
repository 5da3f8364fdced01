package confine

import "golang.org/x/sys/unix"

// architecture is what this processor's calls say they are of.
const architecture = unix.AUDIT_ARCH_X86_64

// plainCalls need no look at their arguments: they act on the process itself, on descriptors that it has, or on
// paths, which other walls hide. Everything that a Go program with gRPC calls is among them and among the tested
// ones; what may make processes, descriptors of a new kind or anything outside is not.
var plainCalls = []uint32{
	// descriptors
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_CLOSE, unix.SYS_LSEEK, unix.SYS_PREAD64, unix.SYS_PWRITE64, unix.SYS_READV,
	unix.SYS_WRITEV, unix.SYS_DUP, unix.SYS_DUP3, unix.SYS_PIPE2, unix.SYS_EVENTFD2, unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL,
	unix.SYS_EPOLL_PWAIT, unix.SYS_EPOLL_WAIT, unix.SYS_POLL, unix.SYS_PPOLL, unix.SYS_PSELECT6, unix.SYS_SENDFILE, unix.SYS_SPLICE,
	unix.SYS_COPY_FILE_RANGE,
	// files
	unix.SYS_OPENAT, unix.SYS_NEWFSTATAT, unix.SYS_FSTAT, unix.SYS_STATX, unix.SYS_FACCESSAT, unix.SYS_FACCESSAT2, unix.SYS_READLINKAT,
	unix.SYS_GETDENTS64, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE,
	unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_GETCWD, unix.SYS_FSTATFS, unix.SYS_STATFS, unix.SYS_FLOCK,
	// sockets, once made
	unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT4, unix.SYS_GETSOCKNAME, unix.SYS_GETPEERNAME, unix.SYS_GETSOCKOPT,
	unix.SYS_SETSOCKOPT, unix.SYS_SENDTO, unix.SYS_RECVFROM, unix.SYS_SENDMSG, unix.SYS_RECVMSG, unix.SYS_SHUTDOWN,
	// memory
	unix.SYS_MMAP, unix.SYS_MUNMAP, unix.SYS_MPROTECT, unix.SYS_MREMAP, unix.SYS_MADVISE, unix.SYS_MINCORE, unix.SYS_BRK,
	// time
	unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_CLOCK_NANOSLEEP, unix.SYS_NANOSLEEP, unix.SYS_GETTIMEOFDAY, unix.SYS_TIME,
	unix.SYS_TIMER_CREATE, unix.SYS_TIMER_SETTIME, unix.SYS_TIMER_DELETE, unix.SYS_SETITIMER,
	// threads and signals
	unix.SYS_FUTEX, unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_SET_ROBUST_LIST, unix.SYS_SET_TID_ADDRESS, unix.SYS_RSEQ,
	unix.SYS_MEMBARRIER, unix.SYS_ARCH_PRCTL, unix.SYS_SIGALTSTACK, unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN,
	unix.SYS_RESTART_SYSCALL, unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
	// what it is
	unix.SYS_GETPID, unix.SYS_GETPPID, unix.SYS_GETTID, unix.SYS_GETUID, unix.SYS_GETEUID, unix.SYS_GETGID, unix.SYS_GETEGID,
	unix.SYS_GETGROUPS, unix.SYS_GETRESUID, unix.SYS_GETRESGID, unix.SYS_UNAME, unix.SYS_SYSINFO, unix.SYS_GETRUSAGE, unix.SYS_GETRLIMIT,
	unix.SYS_GETRANDOM, unix.SYS_GETCPU,
	// the launcher's last step. Afterwards there is nothing to execute: no file may be, and none in memory can be made
	unix.SYS_EXECVEAT,
}

// prSetVMA names memory in PR_SET_VMA: Go does, and it is the only use of prctl that is none of others' business.
const prSetVMA = 0x53564d41

// calls are the rules for a process. dials says whether it may connect to sockets.
func calls(process uint32, dials bool) (rules []rule) {
	for _, c := range plainCalls {
		rules = append(rules, rule{call: c})
	}
	denied, unknown := uint32(unix.EPERM), uint32(unix.ENOSYS)
	rules = append(rules,
		rule{unix.SYS_SOCKET, []test{{mask: whole, values: []uint32{unix.AF_UNIX}}, {argument: 1, mask: 0xf, values: []uint32{unix.SOCK_STREAM}}}, uint32(unix.EAFNOSUPPORT)},
		rule{unix.SYS_CLONE, []test{{mask: unix.CLONE_THREAD, any: true}}, denied},
		rule{unix.SYS_CLONE3, []test{never}, unknown}, // its flags lie in memory, where a filter cannot look
		rule{unix.SYS_PRCTL, []test{{mask: whole, values: []uint32{prSetVMA}}}, denied},
		rule{unix.SYS_PRLIMIT64, []test{{mask: whole, values: []uint32{0}}}, denied},
		rule{unix.SYS_TGKILL, []test{{mask: whole, values: []uint32{process}}}, denied},
		rule{unix.SYS_KILL, []test{{mask: whole, values: []uint32{process}}}, denied},
		rule{unix.SYS_FCNTL, []test{{argument: 1, mask: whole, values: fileCommands}}, denied},
	)
	if dials {
		rules = append(rules, rule{call: unix.SYS_CONNECT})
	}
	return rules
}

// never is a test that nothing passes.
var never = test{mask: 0, values: []uint32{1}}

// fileCommands of fcntl leave out those that send signals: F_SETOWN names any process.
var fileCommands = []uint32{
	unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL, unix.F_GETLK, unix.F_SETLK,
	unix.F_SETLKW, unix.F_OFD_GETLK, unix.F_OFD_SETLK, unix.F_OFD_SETLKW,
}
