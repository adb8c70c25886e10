package advice

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

func like(a, b string) float64 {
	var x, y nameTokens
	tokensOf(a, &x)
	tokensOf(b, &y)
	return likeness(&x, &y)
}

// The pairs are of the founding directory: names of one thing there, as an initiative and as its line,
// operator or campaign; and names of different initiatives in one country. The threshold stands between.
func TestLikenessOfFoundingNames(t *testing.T) {
	for name, tc := range map[string]struct {
		same  bool
		pairs [][2]string
	}{
		"one under two names": {true, [][2]string{
			{"MIST - Mission d'intervention et de sensibilisation contre la traite des êtres humains", "Mission d'intervention et de sensibilisation contre la traite des êtres humains"},
			{"Comité contre l'esclavage moderne (CCEM)", "Comite contre l’esclavage moderne"},
			{"National Anti-Human Trafficking Task Force (NAHTTF)", "National Anti-Human Trafficking Task Force"},
			{"YİMER 157", "Yimer 157"},
			{"Numero Verde Antitratta", "NUMERO VERDE ANTI-TRATTA"},
			{"SOS line 15900", "SOS 15900"},
			{"Police hotline 117", "Hotline 117"},
			{"ROSA helpline", "ROSA"},
			{"Salvation Army human trafficking helpline", "The Salvation Army"},
			{"State Fund for victims of human trafficking", "State Fund hotline"},
			{"1343 Actionline against Human Trafficking", "1343 Actionline"},
			{"Hilfetelefon Gewalt gegen Frauen", "Hilfetelefon Gewalt gegen Frauen (also for trafficked women)"},
			{"National Assistance System for Victims of Human Trafficking", "Assistance system helpline"},
			{"Be Safe (helpforukrainians.info)", "Be Safe"},
			{"Lighthouse: Center for Human Trafficking Victims", "Lighthouse"},
			{"Národná linka pomoci obetiam obchodovania s ľuďmi", "Narodna linka pomoci"},
			{"Društvo Ključ", "Društvo Ključ - Centre for fight against trafficking in human beings"},
			{"ASTRA - Anti Trafficking Action", "ASTRA"},
			{"Социальный приют «Надежда»", "Приют социальный НАДЕЖДА"},
			{"خط مساعدة الأمل", "خط مساعدة الامل"},
			{"希望之光求助热线", "“希望之光”热线"},
		}},
		"two": {false, [][2]string{
			{"Hotline for Safe Migration and Anti-Trafficking", "Hotline for preventing illegal migration and trafficking (Transnistria)"},
			{"National Human Trafficking Hotline", "Blue Campaign"},
			{"National Council for Childhood and Motherhood", "National Council for Women"},
			{"South African National Human Trafficking Hotline", "Salvation Army human trafficking helpline"},
			{"National Commission for Combating Trafficking in Human Beings", "A21 national hotline against trafficking in human beings"},
			{"National Association against Human Trafficking helpline (NAPPŽ)", "Centre against Human Trafficking and Exploitation"},
			{"Comité contre l'esclavage moderne (CCEM)", "Ensemble contre la traite des êtres humains"},
			{"Modern Slavery & Exploitation Helpline", "Crimestoppers (Northern Ireland, Blue Blindfold)"},
			{"Línea contra la trata de la Policía Nacional", "Amar Dragoste"},
			{"National hotline against human trafficking and exploitation", "Gegen Menschenhandel campaign 2022"},
			{"Hilfetelefon Gewalt gegen Frauen", "Bavarian Anti-Trafficking HELPline"},
			{"National Human Trafficking Resource Line 1109", "SOS line 15900"},
			{"State Fund for victims of human trafficking", "IOM Georgia hotline"},
			{"Línea 145", "Línea 180"},
			{"", "Línea 180"},
		}},
	} {
		for _, p := range tc.pairs {
			if got := like(p[0], p[1]); (got >= alike) != tc.same {
				t.Errorf("%s: %q and %q are alike by %.2f, threshold %.2f", name, p[0], p[1], got, alike)
			}
			if like(p[0], p[1]) != like(p[1], p[0]) {
				t.Errorf("%q and %q: the order counts", p[0], p[1])
			}
		}
	}
}

// Between different initiatives of one country the threshold has to leave room.
func TestNoTwoFoundingInitiativesAreAlike(t *testing.T) {
	all := foundingInitiatives(t)
	most := 0.0
	for i, a := range all {
		for _, b := range all[i+1:] {
			if sameCountry(a.Countries, b.Countries) {
				for _, x := range a.Names {
					for _, y := range b.Names {
						most = max(most, like(x.Value, y.Value))
					}
				}
			}
		}
	}
	if most > alike-0.05 {
		t.Errorf("two reach %.2f, too near the threshold %.2f", most, alike)
	}
}

func TestDuplicates(t *testing.T) {
	other := initiative(10, line(11, voice("+37322233309")), line(12, directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "157", Country: "MD"}))
	other.Website, other.Acronym = "https://www.centru.md/", "CAP"
	other.Names[0].Value = "Centrul Speranța pentru victime"
	other.Hotlines[0].Names[0].Value = "Linia Fierbinte Speranța"
	other.Resources = []*directory.Resource{{Common: meta(13, "Ghid"), Kind: directory.ResourceKindGuide, URL: "https://centru.md/ghid.pdf"}}
	other.Campaigns = []*directory.Campaign{{Common: meta(14, "Privește de două ori"), Countries: []directory.CountryCode{"MD"}}}
	page := initiative(20, line(21, directory.Channel{Kind: directory.ChannelKindEmail, Email: "Linia@Centru.md"}))
	page.Website = "https://www.facebook.com/centru.md/"
	ministry := initiative(30, line(31, directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "112", Country: "MD"}))
	ministry.Website = "https://mai.gov.md/trafic"
	world := initiative(40)
	world.Scope, world.Countries = directory.ScopeGlobal, nil
	world.Names[0].Value = "Open Hands Worldwide"
	own := initiative(1, line(2, voice("+37322233309")))
	own.Website = "https://centru.md/"
	s := published(t, other, page, ministry, world, own)

	for name, tc := range map[string]struct {
		change func(*directory.Initiative)
		want   []string
	}{
		"nothing in common": {change: func(*directory.Initiative) {}},
		"a number": {func(in *directory.Initiative) { in.Hotlines[0].Channels[0] = voice("+37322233309") }, []string{
			"hotlines[0].channels[0].number SAME_ADDRESS HOTLINE Linia Fierbinte Speranța",
			"hotlines[0].channels[0].number SAME_ADDRESS HOTLINE Telefonul nr2",
		}},
		"a number in national form": {func(in *directory.Initiative) {
			in.Hotlines[0].Channels[0] = directory.Channel{Kind: directory.ChannelKindVoice, NationalNumber: "022233309", Country: "MD"}
		}, []string{
			"hotlines[0].channels[0].nationalNumber SAME_ADDRESS HOTLINE Linia Fierbinte Speranța",
			"hotlines[0].channels[0].nationalNumber SAME_ADDRESS HOTLINE Telefonul nr2",
		}},
		"a short code": {func(in *directory.Initiative) {
			in.Hotlines[0].Channels[0] = directory.Channel{Kind: directory.ChannelKindSms, ShortCode: "157", Country: "MD"}
		}, []string{"hotlines[0].channels[0].shortCode SAME_ADDRESS HOTLINE Telefonul nr12"}},
		"the same short code elsewhere": {change: func(in *directory.Initiative) {
			in.Hotlines[0].Channels[0] = directory.Channel{Kind: directory.ChannelKindSms, ShortCode: "157", Country: "TR"}
		}},
		"an emergency number": {change: func(in *directory.Initiative) {
			in.Hotlines[0].Channels[0] = directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "112", Country: "MD"}
		}},
		"a mailbox": {func(in *directory.Initiative) {
			in.Hotlines[0].Channels[0] = directory.Channel{Kind: directory.ChannelKindEmail, Email: "linia@centru.md"}
		}, []string{"hotlines[0].channels[0].email SAME_ADDRESS HOTLINE Telefonul nr21"}},
		"a line that is paired with it": {func(in *directory.Initiative) {
			in.Hotlines[0].Channels[0] = voice("+37322233309")
			in.Hotlines[0].PairedWith = []directory.ID{id(11)}
		}, []string{"hotlines[0].channels[0].number SAME_ADDRESS HOTLINE Telefonul nr2"}},
		"a site": {func(in *directory.Initiative) { in.Website = "http://CENTRU.md/ro/despre" }, []string{
			"website SAME_SITE INITIATIVE Casa nr1", "website SAME_SITE INITIATIVE Centrul Speranța pentru victime",
		}},
		"a site of its parent":   {func(in *directory.Initiative) { in.Website, in.Parent = "http://centru.md", id(10) }, []string{"website SAME_SITE INITIATIVE Casa nr1"}},
		"a page on a platform":   {func(in *directory.Initiative) { in.Website = "https://m.facebook.com/Centru.MD" }, []string{"website SAME_SITE INITIATIVE Casa nr20"}},
		"another page there":     {change: func(in *directory.Initiative) { in.Website = "https://facebook.com/altul" }},
		"a page of a government": {func(in *directory.Initiative) { in.Website = "https://mai.gov.md/trafic/" }, []string{"website SAME_SITE INITIATIVE Casa nr30"}},
		"another page of it":     {change: func(in *directory.Initiative) { in.Website = "https://mai.gov.md/alta" }},
		"a resource": {func(in *directory.Initiative) {
			in.Resources = []*directory.Resource{{Common: meta(3, "Alt ghid"), URL: "https://www.centru.md/ghid.pdf"}}
		}, []string{"resources[0].url SAME_SITE RESOURCE Ghid"}},
		"a name, without accents": {func(in *directory.Initiative) {
			in.Names = append(in.Names, directory.Text{Value: "CENTRUL SPERANTA PENTRU VICTIME", Language: "ro"})
		}, []string{"names[1] SIMILAR_NAME INITIATIVE Centrul Speranța pentru victime"}},
		"an acronym": {func(in *directory.Initiative) { in.Acronym = "CAP" }, []string{"acronym SIMILAR_NAME INITIATIVE Centrul Speranța pentru victime"}},
		"a name in another country": {change: func(in *directory.Initiative) {
			in.Names[0].Value, in.Countries = "Centrul Speranța pentru victime", []directory.CountryCode{"RO"}
		}},
		"a name of a line": {func(in *directory.Initiative) { in.Hotlines[0].Names[0].Value = "Speranta: linia fierbinte" }, []string{"hotlines[0].names[0] SIMILAR_NAME HOTLINE Linia Fierbinte Speranța"}},
		"a name of a campaign": {func(in *directory.Initiative) {
			in.Campaigns = []*directory.Campaign{{Common: meta(4, "Priveste de doua ori!")}}
		}, []string{"campaigns[0].names[0] SIMILAR_NAME CAMPAIGN Privește de două ori"}},
		"a name of no country": {func(in *directory.Initiative) {
			in.Names[0].Value, in.Scope, in.Countries = "Open Hands (Worldwide)", directory.ScopeGlobal, nil
		}, []string{"names[0] SIMILAR_NAME INITIATIVE Open Hands Worldwide"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := initiative(50, line(51, voice("+37322999999")))
			tc.change(in)
			got := doubles(About(s, in, now).Duplicates)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("its own public face", func(t *testing.T) {
		if got := doubles(About(s, own, now).Duplicates); len(got) != 2 { // the number and the site of the other
			t.Errorf("duplicates %v", got)
		}
		if got := doubles(About(s, page, now).Duplicates); len(got) != 0 {
			t.Errorf("duplicates %v", got)
		}
	})
	t.Run("briefly, names are not compared", func(t *testing.T) {
		in := initiative(50, line(51, voice("+37322233309")))
		in.Names[0].Value = other.Names[0].Value
		whole, brief := About(s, in, now), Briefly(s, in, now)
		of := func(d Duplicate) bool { return d.Reason == SimilarName }
		if !slices.ContainsFunc(whole.Duplicates, of) || slices.ContainsFunc(brief.Duplicates, of) {
			t.Errorf("%v, briefly %v", doubles(whole.Duplicates), doubles(brief.Duplicates))
		}
		whole.Duplicates = slices.DeleteFunc(whole.Duplicates, of)
		if diff := cmp.Diff(whole, brief); diff != "" || len(brief.Duplicates) == 0 {
			t.Error(diff)
		}
	})
	t.Run("a host of many says nothing", func(t *testing.T) {
		third, fourth := initiative(60), initiative(61)
		third.Website, fourth.Website = "https://centru.md/3", "https://centru.md/4"
		many := published(t, other, own, third, fourth)
		in := initiative(50)
		in.Website = "https://centru.md/5"
		if got := doubles(About(many, in, now).Duplicates); len(got) != 0 {
			t.Errorf("duplicates %v", got)
		}
		in.Website = "https://centru.md/4"
		if got := doubles(About(many, in, now).Duplicates); len(got) != 1 {
			t.Errorf("duplicates %v", got)
		}
	})
}
