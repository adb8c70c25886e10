package synthetic

import (
	"fmt"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

func (g *generator) common(sentence func(*tongue) string, number int) directory.Common {
	return directory.Common{ID: g.id(), Names: g.name(sentence, number), Notes: notes()}
}

// provenance is a page and, for nine of ten, a check by an organization.
func (g *generator) provenance(host string, by directory.ID) *directory.Provenance {
	p := &directory.Provenance{Sources: []directory.Source{{
		URL: directory.URL("https://" + host + "/about"), Class: directory.SourceClassFirstParty, SeenOn: g.day(g.random.IntN(400)),
	}}}
	if g.chance(90) {
		p.Verification = &directory.Verification{VerifiedOn: g.day(g.random.IntN(400)), By: by, Method: one(g, methods)}
	}
	return p
}

var methods = []directory.VerificationMethod{
	directory.VerificationMethodCalled, directory.VerificationMethodOperatorConfirmed,
	directory.VerificationMethodOfficialPage, directory.VerificationMethodDocument,
}

var organizationKinds = []directory.OrganizationKind{
	directory.OrganizationKindNgo, directory.OrganizationKindNgo, directory.OrganizationKindGovernment,
	directory.OrganizationKindSurvivorLed, directory.OrganizationKindIgo, directory.OrganizationKindAcademic,
}

func (g *generator) organization(n int) *directory.Organization {
	host := fmt.Sprintf("org%d.example.org", n)
	o := &directory.Organization{
		Common: g.common(func(t *tongue) string { return t.organization }, n),
		Kind:   one(g, organizationKinds), Country: g.place.code,
		Website: directory.URL("https://" + host + "/"),
		Emails:  []directory.EmailAddress{directory.EmailAddress("office@" + host)},
	}
	o.Provenance = g.provenance(host, o.ID)
	return o
}

var (
	forms = []directory.FormOfExploitation{
		directory.FormOfExploitationSexualExploitation, directory.FormOfExploitationForcedLabour,
		directory.FormOfExploitationDomesticServitude, directory.FormOfExploitationForcedBegging,
		directory.FormOfExploitationForcedCriminality, directory.FormOfExploitationOnlineExploitation,
	}
	populations = []directory.Population{
		directory.PopulationEverybody, directory.PopulationWomen, directory.PopulationMen, directory.PopulationChildren,
		directory.PopulationMigrantWorkers, directory.PopulationRefugees, directory.PopulationSurvivors,
	}
)

func (g *generator) initiative(n int, leads *directory.Organization) *directory.Initiative {
	host := fmt.Sprintf("initiative%d.example.org", n)
	in := &directory.Initiative{
		Common:    g.common(func(t *tongue) string { return t.initiative }, n),
		Slug:      fmt.Sprintf("%s-synthetic-%d", strings.ToLower(string(g.place.code)), n),
		Summaries: g.summaries(), Scope: directory.ScopeNational, Countries: []directory.CountryCode{g.place.code},
		Status:              directory.InitiativeStatusActive,
		Organizations:       []directory.InitiativeOrganization{{Organization: leads.ID, Role: directory.OrganizationRoleLead}},
		FormsOfExploitation: some(g, forms, 3), Populations: some(g, populations, 2),
		Website: directory.URL("https://" + host + "/"),
	}
	g.inEnglish(&in.Common, func(t *tongue) string { return t.initiative }, n)
	if g.chance(3) {
		in.Status = directory.InitiativeStatusEnded
	}
	in.Provenance = g.provenance(host, leads.ID)
	for k := range 1 + g.random.IntN(3) {
		in.Hotlines = append(in.Hotlines, g.hotline(n, k, host, leads.ID))
	}
	in.Campaigns = []*directory.Campaign{g.campaign(n, in)}
	in.Resources = []*directory.Resource{g.resource(n, host, leads.ID)}
	in.Campaigns[0].Materials = []directory.ID{in.Resources[0].ID}
	if g.chance(30) {
		in.Lessons = []*directory.Lesson{g.lesson(n, in.Campaigns[0].ID)}
	}
	return in
}

var (
	audiences = []directory.Audience{
		directory.AudienceGeneralPublic, directory.AudiencePotentialVictims, directory.AudienceYoungPeople,
		directory.AudienceMigrants, directory.AudienceEmployers, directory.AudienceTransport,
	}
	media = []directory.MediaChannel{
		directory.MediaChannelSocialMedia, directory.MediaChannelPoster, directory.MediaChannelRadioSpot,
		directory.MediaChannelBillboard, directory.MediaChannelSchool, directory.MediaChannelBorder,
	}
	approaches = []directory.CampaignApproach{
		directory.CampaignApproachInformation, directory.CampaignApproachBehaviourChange,
		directory.CampaignApproachPeerOutreach, directory.CampaignApproachReporting,
	}
	campaignStatuses = []directory.CampaignStatus{
		directory.CampaignStatusActive, directory.CampaignStatusEnded, directory.CampaignStatusRecurring, directory.CampaignStatusUnknown,
	}
	lessonKinds = []directory.LessonKind{
		directory.LessonKindWorks, directory.LessonKindFails, directory.LessonKindCaution,
	}
	resourceKinds = []directory.ResourceKind{
		directory.ResourceKindGuide, directory.ResourceKindPoster, directory.ResourceKindVideo,
		directory.ResourceKindTrainingCourse, directory.ResourceKindReport, directory.ResourceKindToolkit,
	}
	professions = []directory.Profession{
		directory.ProfessionPolice, directory.ProfessionSocialWorker, directory.ProfessionHealthWorker,
		directory.ProfessionTeacher, directory.ProfessionLabourInspector, directory.ProfessionAirlineCrew,
	}
)

func (g *generator) campaign(n int, in *directory.Initiative) *directory.Campaign {
	started := g.asOf.AddDate(0, -g.random.IntN(60), 0)
	c := &directory.Campaign{
		Common: g.common(func(t *tongue) string { return t.campaign }, n),
		Status: one(g, campaignStatuses), Start: directory.PartialDate(started.Format("2006-01")),
		Scope: directory.ScopeNational, Countries: []directory.CountryCode{g.place.code},
		Audiences: some(g, audiences, 3), Approaches: some(g, approaches, 2),
	}
	for _, m := range some(g, media, 2) {
		c.Media = append(c.Media, directory.MediaPlacement{Channel: m})
	}
	if c.Status == directory.CampaignStatusEnded {
		c.End = directory.PartialDate(started.AddDate(0, 6, 0).Format("2006-01"))
	}
	for _, h := range in.Hotlines {
		c.Hotlines = append(c.Hotlines, h.ID)
	}
	return c
}

func (g *generator) resource(n int, host string, publisher directory.ID) *directory.Resource {
	return &directory.Resource{
		Common: g.common(func(t *tongue) string { return t.resource }, n),
		Kind:   one(g, resourceKinds), Professions: some(g, professions, 2),
		Languages: some(g, g.place.languages, 3), Free: directory.AnswerYes,
		URL:       directory.URL(fmt.Sprintf("https://%s/resource", host)),
		Publisher: publisher, Countries: []directory.CountryCode{g.place.code},
		PublishedOn: directory.PartialDate(g.asOf.AddDate(-g.random.IntN(8), 0, 0).Format("2006")),
	}
}

func (g *generator) lesson(n int, campaign directory.ID) *directory.Lesson {
	return &directory.Lesson{
		Common: g.common(func(t *tongue) string { return t.lesson }, n),
		Kind:   one(g, lessonKinds), LearnedFrom: campaign, Audiences: some(g, audiences, 2),
		CountriesOfAction: []directory.CountryCode{g.place.code},
	}
}
