package load

import "sync"

// The idle connections, the one used last on top.
type pool struct {
	spec *Spec
	lock sync.Mutex
	idle []*connection
}

func (p *pool) take() (*connection, error) {
	p.lock.Lock()
	last := len(p.idle) - 1
	if last < 0 {
		p.lock.Unlock()
		return dial(p.spec)
	}
	found := p.idle[last]
	p.idle = p.idle[:last]
	p.lock.Unlock()
	return found, nil
}

func (p *pool) put(c *connection) {
	p.lock.Lock()
	p.idle = append(p.idle, c)
	p.lock.Unlock()
}

func (p *pool) close() {
	for _, each := range p.idle {
		each.close()
	}
}
