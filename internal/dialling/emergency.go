package dialling

import "github.com/blueheart-federation/api/internal/directory"

// DialEmergency is how an emergency number of the country the person is in is dialled: as it is, never in
// groups and never in another form, with every phone. Without a phone it cannot be.
//
// When the country is not known, 112 and 911 still are emergency calls for a mobile phone on any network,
// whatever its SIM and mostly without one (3GPP TS 22.101, clause 10); other numbers and landlines are
// unknown then, but the number is still given.
func DialEmergency(number string, from From) *Dialling {
	press := keys(number)
	d := &Dialling{Reachable: directory.AnswerYes, Press: press, Display: press, Link: phoneLink(directory.ChannelKindVoice, press), From: from}
	reason := directory.DialReasonCodeInsideCountry
	switch {
	case press == "":
		d.Reachable, reason = directory.AnswerUnknown, directory.DialReasonCodeNoAddress
	case from.Phone == directory.PhoneKindNoPhone:
		d.Reachable, reason = directory.AnswerNo, directory.DialReasonCodeNoPhone
		d.Press, d.Display, d.Link = "", "", ""
	case from.Country == "":
		reason = directory.DialReasonCodeCountryUnknown
		if from.Phone == directory.PhoneKindLandline || press != "112" && press != "911" {
			d.Reachable = directory.AnswerUnknown
		}
	}
	d.Reasons = []DialReason{{reason}}
	return d
}
