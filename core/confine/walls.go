package confine

// Walls are the single measures of which a level is made. The zero value is None.
type Walls struct {
	Launcher bool // limits, no new privileges, no descriptors, death with the host
	Paths    bool // Landlock: only the own folders, no TCP, no signal and no abstract socket to outside
	Calls    bool // seccomp: a list of system calls, with checked arguments
	Tree     bool // namespaces: a file tree of its own and no network, by an own user namespace where not root
	User     bool // a user id that nobody else has
}

// Level is what the walls promise together. A tree of its own hides what Landlock would forbid, so one of them is
// enough; a user id alone hides nothing that everybody may read.
func (w Walls) Level() Level {
	switch {
	case w.Calls && (w.Tree || w.User && w.Paths):
		return Full
	case w.Calls && w.Paths:
		return Strong
	case w.Launcher:
		return Basic
	}
	return None
}

// Dials reports whether a process behind the walls may connect to sockets. Where it is the host's user and sees
// the host's files, it may not: nothing else would keep it from the sockets of other programs.
func (w Walls) Dials() bool { return w.Level() != Strong }
