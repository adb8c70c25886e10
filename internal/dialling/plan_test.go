package dialling

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestClassify(t *testing.T) {
	for number, want := range map[string]directory.NumberPlan{
		"":               {},
		"+37322233309":   {Region: "MD", Type: directory.NumberOrdinary},
		"+37380077777":   {Region: "MD", Type: directory.NumberTollFree},
		"+3731":          {Region: "MD", Type: directory.NumberNotInPlan},
		"+38338123456":   {Region: "XK", Type: directory.NumberOrdinary},
		"+390669812345":  {Region: "VA", Type: directory.NumberOrdinary},
		"+390612345678":  {Region: "IT", Type: directory.NumberOrdinary},
		"+39800290290":   {Region: "IT", Type: directory.NumberTollFree},
		"+4779021234":    {Region: "SJ", Type: directory.NumberOrdinary},
		"+4722331160":    {Region: "NO", Type: directory.NumberOrdinary},
		"+4780012345":    {Region: "NO", Type: directory.NumberTollFree},
		"+441481720000":  {Region: "GG", Type: directory.NumberOrdinary},
		"+441534720000":  {Region: "JE", Type: directory.NumberOrdinary},
		"+441624720000":  {Region: "IM", Type: directory.NumberOrdinary},
		"+442079460000":  {Region: "GB", Type: directory.NumberOrdinary},
		"+448000121700":  {Region: "GB", Type: directory.NumberTollFree},
		"+358295463177":  {Region: "FI", Type: directory.NumberSpecial},
		"+3581812345":    {Region: "AX", Type: directory.NumberOrdinary},
		"+18883737888":   {Type: directory.NumberTollFree},
		"+18028726199":   {Region: "US", Type: directory.NumberOrdinary},
		"+14165550123":   {Region: "CA", Type: directory.NumberOrdinary},
		"+18769064923":   {Region: "JM", Type: directory.NumberOrdinary},
		"+17872345678":   {Region: "PR", Type: directory.NumberOrdinary},
		"+78002000122":   {Type: directory.NumberTollFree},
		"+74951234567":   {Region: "RU", Type: directory.NumberOrdinary},
		"+77172123456":   {Region: "KZ", Type: directory.NumberOrdinary},
		"+80012345678":   {Type: directory.NumberTollFree},
		"+979123456789":  {Type: directory.NumberSpecial},
		"+88312345678":   {Type: directory.NumberNotInPlan},
		"+2476889":       {Region: "SH", Type: directory.NumberNotInPlan},
		"+24762889":      {Region: "SH", Type: directory.NumberOrdinary},
		"+2908999":       {Region: "SH", Type: directory.NumberOrdinary},
		"+29022158":      {Region: "SH", Type: directory.NumberOrdinary},
		"+999123456789":  {Type: directory.NumberNotInPlan},
		"+11234567":      {Type: directory.NumberNotInPlan},
		"+13101234":      {Type: directory.NumberNotInPlan}, // seven digits in Canada
		"+":              {Type: directory.NumberNotInPlan},
		"+1":             {Type: directory.NumberNotInPlan},
		"+37":            {Type: directory.NumberNotInPlan},
		"112":            {Type: directory.NumberNotInPlan},
		"+373x2233309":   {Region: "MD", Type: directory.NumberNotInPlan},
		"+3730223333091": {Region: "MD", Type: directory.NumberNotInPlan},
		"+373022233309":  {Region: "MD", Type: directory.NumberNotInPlan}, // nobody strips a trunk prefix
		"+37300000000000000000000000000000000000000000000": {Region: "MD", Type: directory.NumberNotInPlan},
	} {
		if got := Classify(&directory.Channel{Number: directory.E164(number)}); got != want {
			t.Errorf("%s: got %+v, want %+v", number, got, want)
		}
	}
	if got := Classify(&directory.Channel{ShortCode: "112", Country: "MD"}); got != (directory.NumberPlan{}) {
		t.Errorf("a short code: got %+v", got)
	}
}

// TestClassifyAgreesWithLibphonenumber compares all example numbers and numbers near them: the library
// runs its regular expressions one by one.
func TestClassifyAgreesWithLibphonenumber(t *testing.T) {
	if testing.Short() {
		t.Skip("compares 40 000 numbers")
	}
	random := rand.New(rand.NewPCG(1, 2))
	checked, valid := 0, 0
	for i, example := range examples() {
		if i%thinned != 0 {
			continue
		}
		for try := range 45 {
			digits := []byte(example)
			for range try % 8 {
				digits[1+random.IntN(len(digits)-1)] = "0123456789"[random.IntN(10)]
			}
			if try%9 == 8 {
				digits = digits[:len(digits)-1]
			}
			n := string(digits)
			code, national := split(n)
			parsed, err := phonenumbers.Parse(n, "")
			if code == 0 || err != nil || code == 1 && len(national) != 10 || phonenumbers.Format(parsed, phonenumbers.E164) != n || strconv.Itoa(code) != strconv.Itoa(int(parsed.GetCountryCode())) {
				continue // not a number, or the library took a digit away
			}
			checked++
			got := Classify(&directory.Channel{Number: directory.E164(n)})
			want := directory.NumberNotInPlan
			if phonenumbers.IsValidNumber(parsed) {
				valid++
				switch phonenumbers.GetNumberType(parsed) {
				case phonenumbers.TOLL_FREE:
					want = directory.NumberTollFree
				case phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.VOIP:
					want = directory.NumberOrdinary
				default:
					want = directory.NumberSpecial
				}
			}
			if got.Type != want && (want != directory.NumberOrdinary || got.Type != directory.NumberSpecial) {
				t.Errorf("%s (%d %s): got %+v, want type %d", n, code, national, got, want)
			}
			region := phonenumbers.GetRegionCodeForNumber(parsed)
			if got.Region != "" && want != directory.NumberNotInPlan && got.Region != countryOf(region) {
				t.Errorf("%s: got region %s, want %s", n, got.Region, region)
			}
			if got.Region == "" && want == directory.NumberOrdinary && countryOf(region) != "" {
				t.Errorf("%s: no region, want %s", n, region)
			}
		}
	}
	t.Logf("%d numbers, %d valid", checked, valid)
	if valid < 10_000/thinned {
		t.Errorf("only %d valid numbers were compared", valid)
	}
}

// examples are the example numbers of all regions and types, in E.164 form.
func examples() []string {
	var all []string
	add := func(n *phonenumbers.PhoneNumber) {
		if n == nil || !phonenumbers.IsValidNumber(n) {
			return
		}
		if s := phonenumbers.Format(n, phonenumbers.E164); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	for _, region := range regions() {
		add(phonenumbers.GetExampleNumber(region))
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			add(phonenumbers.GetExampleNumberForType(region, kind))
		}
	}
	for code := range phonenumbers.GetSupportedGlobalNetworkCallingCodes() {
		add(phonenumbers.GetExampleNumberForNonGeoEntity(code))
	}
	slices.Sort(all)
	return all
}

func regions() []string {
	var all []string
	for region := range phonenumbers.GetSupportedRegions() {
		all = append(all, region)
	}
	slices.Sort(all)
	return all
}

func TestTheMetadataCompile(t *testing.T) {
	states := 0
	for code, p := range plans() {
		if p == nil {
			continue
		}
		p.build()
		if len(p.plans) != len(p.regions) || len(p.plans) == 0 {
			t.Errorf("+%d: %d plans for %v", code, len(p.plans), p.regions)
		}
		for i := range p.plans {
			n := len(p.plans[i].numbers.next)
			if states += n; n < 4 {
				t.Errorf("+%d %s: %d states", code, p.regions[i], n)
			}
		}
	}
	t.Logf("%d states, %d kB", states, states*22/1024)
}

func TestPatternsThatDoNotCompile(t *testing.T) {
	for _, expression := range []string{"(", `\b1`, "^1"} {
		if _, err := compile([]pattern{{expression, general}}); err == nil {
			t.Errorf("%q: no error", expression)
		}
	}
	for _, patterns := range [][]pattern{nil, {{"[^\x00-\U0010FFFF]", general}}} {
		if a, err := compile(patterns); err != nil || a.match("1") != 0 || a.match("") != 0 {
			t.Errorf("what can match nothing: %v", err)
		}
	}
}

// TestFirstUse shows what the package and the metadata below it cost.
func TestFirstUse(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	begin := time.Now()
	for _, p := range plans() {
		if p != nil {
			fresh := codePlan{code: p.code, regions: p.regions, shared: p.shared}
			fresh.build()
			runtime.KeepAlive(&fresh)
		}
	}
	took := time.Since(begin)
	runtime.ReadMemStats(&after)
	t.Logf("building all plans takes %v and allocates %d kB on the way", took, (after.TotalAlloc-before.TotalAlloc)/1024)
}

func TestClassifyAllocatesNothing(t *testing.T) {
	Warm()
	ch := &directory.Channel{Number: "+18883737888"}
	if n := testing.AllocsPerRun(100, func() { Classify(ch) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkClassify(b *testing.B) {
	Warm()
	for _, n := range []directory.E164{"+37322233309", "+18883737888", "+442079460000", "+999123456789"} {
		b.Run(string(n), func(b *testing.B) {
			ch := &directory.Channel{Number: n}
			for b.Loop() {
				Classify(ch)
			}
		})
	}
}
