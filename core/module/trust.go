package module

import (
	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// trust is how far the processes of a release are believed to mean well.
type trust struct {
	server  bool   // as the server is: they came with it, or the operator said so
	confine string // "basic": they are confined no further, by the operator's word
}

func (h *Host) trust(r Release) trust { return trust{h.Bundled(r) || r.Trusted, r.Confine} }

// trust is how far a program is believed while it is asked what it is.
func (t Terms) trust() trust { return trust{t.Bundled || t.Shared, t.Confine} }

// machine is the machine as far as it confines whom is trusted so.
func (t trust) machine(m confine.Machine) confine.Machine {
	if t.confine == confine.Basic.String() {
		return m.Trusting()
	}
	return m
}

// enough refuses to start a program from outside that would be confined less than the operator asks for.
func (h *Host) enough(name string, t trust) error {
	m, own := h.machine(), t.machine(h.machine())
	switch least := h.config.Least; {
	case t.server || own.Level() >= least || t.confine != "" && h.config.Lenient:
		return nil
	case m.Level() >= least:
		return fault.New(fault.Unsupported, "module-confinement-weak",
			"Module %s does not start: this server asks for confinement %s, and it was to be confined no further than %s.", name, least, own.Level())
	default:
		return fault.New(fault.Unsupported, "module-confinement-weak",
			"Module %s does not start: this server asks for confinement %s of modules from outside, and this machine gives %s. %s", name, least, m.Level(), m.Lack)
	}
}

// limits are those of its processes. Who came from outside stands back where others want the processors.
func (h *Host) limits(t trust) confine.Limits {
	l := h.config.Limits.Process
	if !t.server {
		l.CPU = h.config.Limits.OutsideCPU
	}
	return l
}
