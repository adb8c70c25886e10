package dialling

import (
	"iter"

	"github.com/blueheart-federation/api/internal/directory"
)

// reason is a DialReasonCode in a byte: an answer then fits into a register, and ranking is fast.
type reason uint8

const (
	_ reason = iota
	needsInternet
	needsApp
	insideCountry
	internationalCall
	statedFromAbroad
	statedNotFromAbroad
	shortCodeAbroad
	tollFreeAbroad
	specialNumberAbroad
	nationalNumberAbroad
	countryUnknown
	prefixUnknown
	foreignSim
	otherPhone
	landlineUnknown
	phoneCannot
	noPhone
	notInNumberPlan
	noAddress
	notWorking
)

var reasonCodes = [...]directory.DialReasonCode{
	needsInternet:        directory.DialReasonCodeNeedsInternet,
	needsApp:             directory.DialReasonCodeNeedsApp,
	insideCountry:        directory.DialReasonCodeInsideCountry,
	internationalCall:    directory.DialReasonCodeInternationalCall,
	statedFromAbroad:     directory.DialReasonCodeStatedFromAbroad,
	statedNotFromAbroad:  directory.DialReasonCodeStatedNotFromAbroad,
	shortCodeAbroad:      directory.DialReasonCodeShortCodeAbroad,
	tollFreeAbroad:       directory.DialReasonCodeTollFreeAbroad,
	specialNumberAbroad:  directory.DialReasonCodeSpecialNumberAbroad,
	nationalNumberAbroad: directory.DialReasonCodeNationalNumberAbroad,
	countryUnknown:       directory.DialReasonCodeCountryUnknown,
	prefixUnknown:        directory.DialReasonCodePrefixUnknown,
	foreignSim:           directory.DialReasonCodeForeignSim,
	otherPhone:           directory.DialReasonCodeOtherPhone,
	landlineUnknown:      directory.DialReasonCodeLandlineUnknown,
	phoneCannot:          directory.DialReasonCodePhoneCannot,
	noPhone:              directory.DialReasonCodeNoPhone,
	notInNumberPlan:      directory.DialReasonCodeNotInNumberPlan,
	noAddress:            directory.DialReasonCodeNoAddress,
	notWorking:           directory.DialReasonCodeNotWorking,
}

// maxCodes is the most reasons that one answer has.
const maxCodes = 4

// Codes is why, the most important first. It is a value of a few bytes, so that ranking allocates nothing,
// and two of them can be compared.
type Codes struct {
	reasons [maxCodes]reason // 0 after the last
}

// Len is how many there are: at least one in any answer.
func (c Codes) Len() int {
	n := 0
	for n < maxCodes && c.reasons[n] != 0 {
		n++
	}
	return n
}

// At is the reason at a position below Len.
func (c Codes) At(i int) directory.DialReasonCode { return reasonCodes[c.reasons[i]] }

// Has says whether a reason is among them.
func (c Codes) Has(code directory.DialReasonCode) bool {
	for _, r := range c.reasons {
		if r != 0 && reasonCodes[r] == code {
			return true
		}
	}
	return false
}

// All gives them in order.
func (c Codes) All() iter.Seq[directory.DialReasonCode] {
	return func(yield func(directory.DialReasonCode) bool) {
		for i := 0; i < maxCodes && c.reasons[i] != 0 && yield(c.At(i)); i++ {
		}
	}
}

// has is Has for the package's own.
func (c *Codes) has(r reason) bool {
	return c.reasons[0] == r || c.reasons[1] == r || c.reasons[2] == r || c.reasons[3] == r
}
