package dialling

import (
	"sync"

	"github.com/nyaruka/phonenumbers"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

// Classify says what the number-plan metadata of libphonenumber say of a channel's E.164 number; a short
// code or national number is not looked at, since no international form of one is ever guessed. It takes
// well below a microsecond and allocates nothing; the first number of a calling code takes as long as
// [Warm] takes for that code. Any number of goroutines may call it.
//
// The type is NumberNone without a number and NumberNotInPlan for one that is not valid by the metadata,
// which are not the world: a new range takes months to reach them. VoIP numbers are ordinary; personal,
// pager, voicemail and company-wide numbers are special, and so is what the metadata say cannot be
// dialled from abroad.
//
// The region is the country that uses the number. It is empty for the codes that belong to no country
// (+800, +870, +883 and others), for an invalid number of a code that several share, and for the
// toll-free and special numbers of +1 and +7, which several independent countries use in common:
// +1 888 may be answered in Canada, Jamaica or the United States. The other shared codes (+39, +44, +47,
// +61, +212, +262, +290, +358, +590, +599) are told apart by their digits; where a territory uses the
// numbers of a country, as Svalbard does, the region is the country. Ascension (+247) and Tristan da
// Cunha (+290 8) have no ISO 3166-1 code of their own and belong to SH.
func Classify(ch *directory.Channel) directory.NumberPlan {
	if ch.Number == "" {
		return directory.NumberPlan{}
	}
	code, national := split(string(ch.Number))
	p := plans()[code]
	if p == nil {
		return directory.NumberPlan{Type: directory.NumberNotInPlan}
	}
	return p.classify(national)
}

// WithTrunkPrefix is an E.164 number in the digits that a caller at home begins with: the trunk prefix of its country
// and the national number. It is for finding a number that somebody typed, and never to be dialled, since some
// countries dial otherwise. It is empty when the region is not known or has no such prefix.
func WithTrunkPrefix(ch *directory.Channel) string {
	_, national := split(string(ch.Number))
	region := metadata().region[string(planOf(ch).Region)]
	if national == "" || region == nil || region.GetNationalPrefix() == "" {
		return ""
	}
	return region.GetNationalPrefix() + national
}

// Warm builds everything the package computes once and then keeps, so that no request waits for it: some
// 0.1 s on one processor for some 0.9 MB that stay. Without it each calling code is built when its first
// number comes, which takes half a millisecond, or ten for +1. What [Dial] needs of phonenumbers, which
// compiles its expressions one by one, is not part of it.
func Warm() {
	for _, p := range plans() {
		if p != nil {
			p.build()
		}
	}
	prefixes()
}

// maxCode bounds the calling codes of E.164, which have one to three digits.
const maxCode = 1000

// split takes the calling code off an E.164 number. No code is the beginning of another (ITU-T E.164,
// clause 6), so the first that is known is the right one; the code is 0 when none is.
func split(number string) (code int, national string) {
	if len(number) == 0 || number[0] != '+' {
		return 0, ""
	}
	known := plans()
	for i := 1; i < len(number) && i <= 3; i++ {
		d := number[i] - '0'
		if d > 9 {
			return 0, ""
		}
		if code = code*10 + int(d); known[code] != nil {
			return code, number[i+1:]
		}
	}
	return 0, ""
}

// The descriptions of the metadata, a bit each.
const (
	general matches = 1 << iota // any number of the region
	premiumRate
	tollFree
	sharedCost
	voip
	personal
	pager
	companyWide // a universal access number
	voicemail
	fixedLine
	mobile
	notFromAbroad // cannot be dialled from other countries
	leading       // begins as only numbers of this region do
)

const descriptions = 12 // those with lengths of their own: all but leading

// codePlan is the number plan of one calling code.
type codePlan struct {
	code    int
	regions []string // of libphonenumber, the main one first
	shared  bool     // by countries that are independent of each other and use toll-free numbers in common
	once    sync.Once
	plans   []regionPlan
}

// regionPlan is the numbers of one region.
type regionPlan struct {
	country    directory.CountryCode // empty for what is not of a country
	numbers    *automaton
	lengths    [descriptions]uint32 // a bit for each possible length; 0 for any
	hasLeading bool
}

var plans = sync.OnceValue(func() *[maxCode]*codePlan {
	var all [maxCode]*codePlan
	for code := range phonenumbers.GetSupportedCallingCodes() {
		if code > 0 && code < maxCode {
			// The North American Numbering Plan, and Russia with Kazakhstan.
			shared := code == 1 || code == 7
			all[code] = &codePlan{code: code, regions: phonenumbers.GetRegionCodesForCountryCode(code), shared: shared}
		}
	}
	return &all
})

// metadata is the metadata by region, and those of codes that belong to no country by code.
var metadata = sync.OnceValue(func() (m struct {
	region map[string]*phonenumbers.PhoneMetadata
	code   map[int]*phonenumbers.PhoneMetadata
},
) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		panic("dialling: the metadata built into phonenumbers are damaged: " + err.Error()) // its init would have failed first
	}
	m.region, m.code = map[string]*phonenumbers.PhoneMetadata{}, map[int]*phonenumbers.PhoneMetadata{}
	for _, r := range all.GetMetadata() {
		if r.GetId() == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY {
			m.code[int(r.GetCountryCode())] = r
		} else {
			m.region[r.GetId()] = r
		}
	}
	return m
})

func (p *codePlan) build() {
	p.once.Do(func() {
		for _, region := range p.regions {
			data := metadata().region[region]
			if data == nil {
				data = metadata().code[p.code]
			}
			if data == nil {
				continue
			}
			p.plans = append(p.plans, newRegionPlan(region, data))
		}
	})
}

func newRegionPlan(region string, data *phonenumbers.PhoneMetadata) regionPlan {
	r := regionPlan{country: countryOf(region)}
	var patterns []pattern
	for i, d := range [descriptions]*phonenumbers.PhoneNumberDesc{
		data.GetGeneralDesc(), data.GetPremiumRate(), data.GetTollFree(), data.GetSharedCost(), data.GetVoip(),
		data.GetPersonalNumber(), data.GetPager(), data.GetUan(), data.GetVoicemail(), data.GetFixedLine(),
		data.GetMobile(), data.GetNoInternationalDialling(),
	} {
		if d.GetNationalNumberPattern() == "" || d.GetNationalNumberPattern() == "NA" {
			continue
		}
		patterns = append(patterns, pattern{d.GetNationalNumberPattern(), 1 << i})
		for _, n := range d.GetPossibleLength() {
			if n > 0 && n < 32 {
				r.lengths[i] |= 1 << n
			}
		}
	}
	if l := data.GetLeadingDigits(); l != "" {
		r.hasLeading = true
		patterns = append(patterns, pattern{"(?:" + l + `)\d*`, leading})
	}
	numbers, err := compile(patterns)
	if err != nil {
		// Only an update of phonenumbers could bring this about, and TestTheMetadataCompile would tell.
		numbers = &automaton{next: make([][10]uint16, start+1), matched: make([]matches, start+1)}
	}
	r.numbers = numbers
	return r
}

// countryOf is the ISO 3166-1 code of a region of libphonenumber.
func countryOf(region string) directory.CountryCode {
	if region == "AC" || region == "TA" {
		return "SH" // ISO 3166-1: Saint Helena, Ascension and Tristan da Cunha
	}
	if geography.Lookup(directory.CountryCode(region)) == nil {
		return ""
	}
	return directory.CountryCode(region)
}

// match gives the descriptions that a national number fits, nothing when it is no number of the region.
func (r *regionPlan) match(national string) matches {
	m := r.numbers.match(national)
	if m&general == 0 {
		return m & leading
	}
	for i, lengths := range r.lengths {
		if lengths != 0 && lengths&(1<<(len(national)&31)) == 0 {
			m &^= 1 << i
		}
	}
	return m
}

func (p *codePlan) classify(national string) directory.NumberPlan {
	p.build()
	unknown := directory.NumberPlan{Type: directory.NumberNotInPlan}
	if len(p.plans) == 1 {
		unknown.Region = p.plans[0].country
	}
	if len(national) > phonenumbers.MAX_LENGTH_FOR_NSN || p.code == 1 && len(national) != 10 {
		// The metadata know 310 1234 in Canada, which is no international number.
		return unknown
	}
	found, valid := unknown, 0
	chosen := false
	for i := range p.plans {
		r := &p.plans[i]
		m := r.match(national)
		kind := kindOf(m)
		if kind != directory.NumberNotInPlan {
			valid++
		}
		// As libphonenumber chooses: the first region whose leading digits they are, or that knows the
		// number where it has no leading digits.
		if chosen || r.hasLeading && m&leading == 0 || !r.hasLeading && kind == directory.NumberNotInPlan && len(p.plans) > 1 {
			continue
		}
		chosen = true
		if kind != directory.NumberNotInPlan {
			found = directory.NumberPlan{Region: r.country, Type: kind}
		}
	}
	if p.shared && valid > 1 && found.Type != directory.NumberOrdinary {
		found.Region = ""
	}
	return found
}

// kindOf asks in the order of libphonenumber.
func kindOf(m matches) directory.NumberType {
	switch {
	case m&general == 0:
		return directory.NumberNotInPlan
	case m&premiumRate != 0:
		return directory.NumberSpecial
	case m&tollFree != 0:
		return directory.NumberTollFree
	case m&sharedCost != 0:
		return directory.NumberSpecial
	case m&voip == 0 && m&(personal|pager|companyWide|voicemail) != 0:
		return directory.NumberSpecial
	case m&(voip|fixedLine|mobile) == 0:
		return directory.NumberNotInPlan
	case m&notFromAbroad != 0:
		return directory.NumberSpecial
	}
	return directory.NumberOrdinary
}
