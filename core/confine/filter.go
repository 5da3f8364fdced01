package confine

// rule lets one system call pass. With tests, each must hold, on the low 32 bits of its argument: the kernel
// takes no more of the arguments that are tested.
type rule struct {
	call  uint32
	tests []test
	// refusal is the error number that the caller sees where a test fails.
	refusal uint32
}

// test holds where the argument is one of the values after the mask, or, with any, where it has a bit of the mask.
type test struct {
	argument int // from 0
	mask     uint32
	values   []uint32
	any      bool
}

// whole is a mask that takes nothing away.
const whole = ^uint32(0)
