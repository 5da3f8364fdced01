package fault

// statuses are the HTTP statuses of the kinds, in their order.
var statuses = [...]int{500, 422, 401, 403, 404, 409, 429, 503, 501}

// Status returns the HTTP status of the kind.
func (k Kind) Status() int {
	if int(k) < len(statuses) {
		return statuses[k]
	}
	return statuses[Internal]
}

// GetStatus is Kind.Status under the name that HTTP frameworks look for, so that a fault returned by a
// handler is recognised however deeply it is wrapped.
func (e *Error) GetStatus() int { return e.Kind.Status() }
