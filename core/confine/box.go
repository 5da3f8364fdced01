package confine

import (
	"io"
	"os"
	"os/exec"
	"time"
)

// Box describes one start. Program is needed, the rest has defaults.
type Box struct {
	Walls   Walls    // as the machine gives them; default none
	Program *Copy    // sealed
	Name    string   // the program's own name for itself; default "program"
	Env     []string // its whole environment, without what the box adds
	Folder  string   // absolute path; the one folder that it shares with the host. Needed where there are walls
	User    int      // from Machine.NewUser, where there is a User wall
	Limits  Limits
	Stdin   io.Reader // default empty
}

// Limits are what one process may take. Zero fields have the defaults that stand beside them.
type Limits struct {
	Memory  uint64 // bytes that are resident; default 1 GiB
	Files   uint64 // open files; default 1024
	Threads uint64 // default 256
	Scratch uint64 // bytes under its temporary folder, and of any one file; default 64 MiB
	// CPU is how many processors it may keep busy for long, parts of one included, and then only as far as nobody else wants
	// them; default all, like any other process.
	CPU   float64
	Burst time.Duration // processor time that it saves up while it uses less, for full speed later; default 10 s
}

func (l Limits) withDefaults() Limits {
	fill := func(field *uint64, value uint64) {
		if *field == 0 {
			*field = value
		}
	}
	fill(&l.Memory, 1<<30)
	fill(&l.Files, 1024)
	fill(&l.Threads, 256)
	fill(&l.Scratch, 64<<20)
	if l.Burst == 0 {
		l.Burst = 10 * time.Second
	}
	return l
}

// Start is a prepared start. Its command may get pipes, and is then started by Begin.
type Start struct {
	*exec.Cmd

	report *os.File // where the launcher says what failed; nil without a launcher
	theirs *os.File // the launcher's end of that
}

// Begin starts the process. The calling thread must live as long as it. What the launcher then meets is told by Settled.
func (s *Start) Begin() error {
	err := s.Cmd.Start()
	if s.report == nil {
		return err
	}
	_ = s.theirs.Close()
	if err != nil {
		_ = s.report.Close()
	}
	return err
}
