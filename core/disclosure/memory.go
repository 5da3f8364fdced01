package disclosure

import (
	"container/list"
	"sync"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// memoryRoom bounds a gate's memory, in figures; a figure with its companions takes some 300 bytes.
const memoryRoom = 200_000

// memory keeps what was told of final tables. Only what may be told is in it, and everything by tenant first.
// What was not asked for longest goes first. It is one node's: another one tells the same from the ledger.
type memory struct {
	mu   sync.Mutex
	room int
	kept map[memoryKey]*list.Element
	last *list.List // of *memorised, the latest first
}

type memoryKey struct {
	tenant        tenant.ID
	release, name string
}

type memorised struct {
	key  memoryKey
	told Released
	size int
}

func newMemory(room int) *memory {
	return &memory{room: room, kept: map[memoryKey]*list.Element{}, last: list.New()}
}

func (m *memory) recall(key memoryKey) (Released, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := m.kept[key]
	if !ok {
		return Released{}, false
	}
	m.last.MoveToFront(found)
	return found.Value.(*memorised).told, true
}

func (m *memory) keep(key memoryKey, told Released) {
	size := 1
	for _, c := range told.Cells {
		size += 1 + len(c.Values)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if there, ok := m.kept[key]; ok {
		m.drop(there)
	}
	if size > m.room {
		return
	}
	for m.room < size+m.used() { // ends: size fits an empty memory
		m.drop(m.last.Back())
	}
	m.kept[key] = m.last.PushFront(&memorised{key, told, size})
}

func (m *memory) used() int {
	sum := 0
	for e := m.last.Front(); e != nil; e = e.Next() {
		sum += e.Value.(*memorised).size
	}
	return sum
}

func (m *memory) drop(e *list.Element) {
	delete(m.kept, m.last.Remove(e).(*memorised).key)
}
