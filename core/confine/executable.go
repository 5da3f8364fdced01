package confine

// NotExecutable is a program that this machine does not execute. No wall is at fault.
type NotExecutable struct{ why string }

// Error implements error.
func (e *NotExecutable) Error() string { return "the program cannot be executed: " + e.why }
