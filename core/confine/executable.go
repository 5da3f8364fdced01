package confine

// NotExecutable is a program that this machine does not execute. No wall is at fault.
type NotExecutable struct{ why string }

// Error implements error: it says why, to follow "cannot be executed".
func (e *NotExecutable) Error() string { return e.why }
