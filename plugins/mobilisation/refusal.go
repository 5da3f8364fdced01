package mobilisation

import (
	"errors"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/challenge"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/link"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/petition"
	"github.com/ribambelle/ribambelle/plugins/mobilisation/testimony"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// The refusals.
var (
	errNobody         = fault.New(fault.Conflict, "sender-missing", "Say in the settings which organisation asks, and its postal address, first.")
	errNotTaking      = fault.New(fault.Conflict, "petition-not-taking", "This petition takes no signatures now.")
	errWords          = fault.New(fault.Conflict, "words-changed", "The text that you agreed to has changed: read it again.")
	errWork           = fault.New(fault.Invalid, "challenge-wrong", "The check against robots did not pass: try again.")
	errLate           = fault.New(fault.Conflict, "challenge-expired", "The check against robots took too long: try again.")
	errEarly          = fault.New(fault.Invalid, "form-early", "The form came back sooner than it can be read: read it, and send it again.")
	errSpent          = fault.New(fault.Conflict, "challenge-spent", "This check against robots was used already: try again.")
	errLink           = fault.New(fault.NotFound, "link-unknown", "This link is not known, or was cut short.")
	errLinkLate       = fault.New(fault.NotFound, "link-expired", "This link has expired.")
	errNoSignature    = fault.Missing("signature")
	errSignatureState = fault.New(fault.Conflict, "signature-state", "The signature does not stand where that is possible.")
	errLinkGone       = fault.New(fault.Conflict, "link-gone", "There is nothing left for this link to do.")
)

// failing pairs what a package of pure rules says with the refusal that a caller gets.
var failing = []struct {
	err     error
	refusal *fault.Error
}{
	{challenge.ErrExpired, errLate},
	{challenge.ErrEarly, errEarly},
	{challenge.ErrMalformed, errWork},
	{challenge.ErrWrong, errWork},
	{challenge.ErrForeign, errWork},
	{link.ErrExpired, errLinkLate},
	{link.ErrUnknown, errLink},
	{petition.ErrState, fault.New(fault.Conflict, "petition-state", "The petition does not stand where that is possible.")},
	{petition.ErrFixed, fault.New(fault.Conflict, "petition-fixed", "What people have signed cannot be changed: close this petition and make another.")},
	{petition.ErrReason, fault.InvalidRule("/reason", fault.Required, "", "say why, for everybody to read")},
	{testimony.ErrState, fault.New(fault.Conflict, "testimony-state", "The testimony does not stand where that is possible.")},
	{testimony.ErrMissing, fault.InvalidRule("/reason", fault.Required, "", "say why")},
	{testimony.ErrShort, fault.InvalidRule("/text", fault.Length, "30-3000", "must have 30 to 3000 characters")},
	{testimony.ErrSame, fault.InvalidRule("/text", "mobilisation-same-text", "", "is the text that is there")},
	{testimony.ErrLeaves, fault.InvalidRule("/leaves", fault.TooFew, "1", "choose one channel at least, each once")},
	{testimony.ErrUntil, fault.InvalidRule("/leaves", "mobilisation-channel-day", "", "each channel ends on a day to come, three years from now at most")},
}

// refused is the refusal for what a rule says; an error that is nobody's rule stays as it is.
func refused(err error) error {
	for _, f := range failing {
		if errors.Is(err, f.err) {
			return f.refusal
		}
	}
	return err
}
