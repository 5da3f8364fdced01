package egress

import "sync"

// shares counts what each sharer has under way, so that none takes the way out from the others.
type shares struct {
	most int
	mu   sync.Mutex
	now  map[string]int
}

func (s *shares) take(of string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now[of] >= s.most {
		return false
	}
	s.now[of]++
	return true
}

func (s *shares) end(of string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now[of]--; s.now[of] == 0 {
		delete(s.now, of)
	}
}
