package directory

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// The closed sets of the contract. Values are the names of schema.graphqls, so one word serves the
// schema, Go and the stored documents; a test keeps the two lists equal.

// Answer says: a fact that can be yes, no or unknown. Unknown is never to be shown as no.
type Answer string

// The values of Answer.
const (
	AnswerYes     Answer = "YES"     // A source says so.
	AnswerNo      Answer = "NO"      // A source says it is not so.
	AnswerUnknown Answer = "UNKNOWN" // No source seen says either.
)

// TextKind says: what a name is.
type TextKind string

// The values of TextKind.
const (
	TextKindOfficial    TextKind = "OFFICIAL"    // As its operator prints it.
	TextKindAlternate   TextKind = "ALTERNATE"   // Another name in use, such as a telling in another language.
	TextKindDescriptive TextKind = "DESCRIPTIVE" // Words of this directory, where no name was printed.
)

// QuantityQualifier says: how a number is meant.
type QuantityQualifier string

// The values of QuantityQualifier.
const (
	QuantityQualifierExactly  QuantityQualifier = "EXACTLY"   // This number.
	QuantityQualifierAtLeast  QuantityQualifier = "AT_LEAST"  // This number or more.
	QuantityQualifierMoreThan QuantityQualifier = "MORE_THAN" // More than this number.
	QuantityQualifierAbout    QuantityQualifier = "ABOUT"     // Around this number.
	QuantityQualifierAtMost   QuantityQualifier = "AT_MOST"   // This number or fewer.
)

// SourceClass says: what kind of source a page is.
type SourceClass string

// The values of SourceClass.
const (
	SourceClassFirstParty           SourceClass = "FIRST_PARTY"            // The initiative's own site.
	SourceClassGovernmentOrOperator SourceClass = "GOVERNMENT_OR_OPERATOR" // A government's or operator's page.
	SourceClassAuthority            SourceClass = "AUTHORITY"              // UN, EU, OSCE, a state's report or another authority.
	SourceClassPressOrOther         SourceClass = "PRESS_OR_OTHER"         // Press or another page.
	SourceClassRepository           SourceClass = "REPOSITORY"             // A public code or data repository.
	SourceClassSeed                 SourceClass = "SEED"                   // The statements this project began from.
)

// VerificationMethod says: how a fact was checked.
type VerificationMethod string

// The values of VerificationMethod.
const (
	VerificationMethodCalled            VerificationMethod = "CALLED"             // The line was called or written to.
	VerificationMethodOperatorConfirmed VerificationMethod = "OPERATOR_CONFIRMED" // The operator confirmed it.
	VerificationMethodOfficialPage      VerificationMethod = "OFFICIAL_PAGE"      // It was compared with the operator's current page.
	VerificationMethodDocument          VerificationMethod = "DOCUMENT"           // It was compared with an official document.
)

// Freshness says: how far an entry can be trusted to be current. The thresholds are configuration: by default due after 90 days, stale after 180.
type Freshness string

// The values of Freshness.
const (
	FreshnessFresh      Freshness = "FRESH"      // Verified within the due threshold.
	FreshnessDue        Freshness = "DUE"        // Verified, and due for a new check.
	FreshnessStale      Freshness = "STALE"      // Verified too long ago to be relied on.
	FreshnessUnverified Freshness = "UNVERIFIED" // Never verified.
)

// OrganizationKind says: what kind of body an organization is.
type OrganizationKind string

// The values of OrganizationKind.
const (
	OrganizationKindGovernment  OrganizationKind = "GOVERNMENT"   // A state body.
	OrganizationKindNgo         OrganizationKind = "NGO"          // A non-governmental organization.
	OrganizationKindIgo         OrganizationKind = "IGO"          // An intergovernmental organization.
	OrganizationKindSurvivorLed OrganizationKind = "SURVIVOR_LED" // An organization led by survivors.
	OrganizationKindAcademic    OrganizationKind = "ACADEMIC"     // A university or research body.
	OrganizationKindPrivate     OrganizationKind = "PRIVATE"      // A company.
)

// Scope says: how far something reaches.
type Scope string

// The values of Scope.
const (
	ScopeLocal       Scope = "LOCAL"       // A city or town.
	ScopeSubnational Scope = "SUBNATIONAL" // A subdivision of a country.
	ScopeNational    Scope = "NATIONAL"    // A country.
	ScopeRegional    Scope = "REGIONAL"    // Several countries.
	ScopeGlobal      Scope = "GLOBAL"      // The world.
)

// InitiativeStatus says: whether an initiative is at work.
type InitiativeStatus string

// The values of InitiativeStatus.
const (
	InitiativeStatusActive       InitiativeStatus = "ACTIVE"         // At work, or nothing says otherwise.
	InitiativeStatusPaused       InitiativeStatus = "PAUSED"         // Paused.
	InitiativeStatusOutOfService InitiativeStatus = "OUT_OF_SERVICE" // A source says it does not work.
	InitiativeStatusEnded        InitiativeStatus = "ENDED"          // Over.
	InitiativeStatusRetired      InitiativeStatus = "RETIRED"        // Withdrawn from the directory's active entries, kept for history.
)

// OrganizationRole says: what an organization does in an initiative, a campaign or at a tour stop.
type OrganizationRole string

// The values of OrganizationRole.
const (
	OrganizationRoleLead         OrganizationRole = "LEAD"         // Leads it.
	OrganizationRoleOperator     OrganizationRole = "OPERATOR"     // Runs it day to day.
	OrganizationRoleFunder       OrganizationRole = "FUNDER"       // Pays for it.
	OrganizationRoleCommissioner OrganizationRole = "COMMISSIONER" // Ordered it.
	OrganizationRolePartner      OrganizationRole = "PARTNER"      // Takes part.
	OrganizationRoleAuthority    OrganizationRole = "AUTHORITY"    // A public authority involved.
)

// Population says: whom a service is for.
type Population string

// The values of Population.
const (
	PopulationEverybody            Population = "EVERYBODY"              // Anyone.
	PopulationWomen                Population = "WOMEN"                  // Women.
	PopulationMen                  Population = "MEN"                    // Men.
	PopulationChildren             Population = "CHILDREN"               // Children.
	PopulationGirls                Population = "GIRLS"                  // Girls.
	PopulationBoys                 Population = "BOYS"                   // Boys.
	PopulationLgbti                Population = "LGBTI"                  // Lesbian, gay, bisexual, transgender and intersex people.
	PopulationMigrantWorkers       Population = "MIGRANT_WORKERS"        // Migrant workers.
	PopulationDomesticWorkers      Population = "DOMESTIC_WORKERS"       // Domestic workers.
	PopulationRefugees             Population = "REFUGEES"               // Refugees and asylum seekers.
	PopulationNationalsAbroad      Population = "NATIONALS_ABROAD"       // Nationals of the operator's country who are abroad.
	PopulationPeopleInProstitution Population = "PEOPLE_IN_PROSTITUTION" // People in prostitution.
	PopulationSurvivors            Population = "SURVIVORS"              // Survivors of trafficking.
	PopulationProfessionals        Population = "PROFESSIONALS"          // Professionals who meet victims at work.
)

// FormOfExploitation says: the purpose of trafficking (UN Trafficking in Persons Protocol, article 3, and practice).
type FormOfExploitation string

// The values of FormOfExploitation.
const (
	FormOfExploitationSexualExploitation FormOfExploitation = "SEXUAL_EXPLOITATION" // Sexual exploitation.
	FormOfExploitationForcedLabour       FormOfExploitation = "FORCED_LABOUR"       // Forced labour or services.
	FormOfExploitationDomesticServitude  FormOfExploitation = "DOMESTIC_SERVITUDE"  // Servitude in a household.
	FormOfExploitationForcedBegging      FormOfExploitation = "FORCED_BEGGING"      // Forced begging.
	FormOfExploitationForcedCriminality  FormOfExploitation = "FORCED_CRIMINALITY"  // Forced criminal activity.
	FormOfExploitationForcedMarriage     FormOfExploitation = "FORCED_MARRIAGE"     // Forced marriage.
	FormOfExploitationOrganRemoval       FormOfExploitation = "ORGAN_REMOVAL"       // Removal of organs.
	FormOfExploitationIllegalAdoption    FormOfExploitation = "ILLEGAL_ADOPTION"    // Illegal adoption.
	FormOfExploitationChildSoldiers      FormOfExploitation = "CHILD_SOLDIERS"      // Recruitment of children into armed groups.
	FormOfExploitationOnlineExploitation FormOfExploitation = "ONLINE_EXPLOITATION" // Exploitation over the internet.
	FormOfExploitationOther              FormOfExploitation = "OTHER"               // Another form.
)

// MembershipStatus says: where a membership in a banner stands.
type MembershipStatus string

// The values of MembershipStatus.
const (
	MembershipStatusProposed MembershipStatus = "PROPOSED" // Asked for, not decided.
	MembershipStatusActive   MembershipStatus = "ACTIVE"   // In force, or nothing says otherwise.
	MembershipStatusEnded    MembershipStatus = "ENDED"    // Over.
)

// HotlinePurpose says: what a line is for.
type HotlinePurpose string

// The values of HotlinePurpose.
const (
	HotlinePurposeHelp              HotlinePurpose = "HELP"               // Help and advice for people affected.
	HotlinePurposeReport            HotlinePurpose = "REPORT"             // Reports and tips.
	HotlinePurposeInformation       HotlinePurpose = "INFORMATION"        // Information, such as on safe migration.
	HotlinePurposeProfessionalsOnly HotlinePurpose = "PROFESSIONALS_ONLY" // Only for professionals.
)

// Responder says: who answers a line.
type Responder string

// The values of Responder.
const (
	ResponderNgo        Responder = "NGO"        // A non-governmental organization.
	ResponderPolice     Responder = "POLICE"     // Police or another law-enforcement body. Always to be labelled.
	ResponderGovernment Responder = "GOVERNMENT" // A government body other than police.
	ResponderMixed      Responder = "MIXED"      // Several of these.
	ResponderUnknown    Responder = "UNKNOWN"    // No source says.
)

// HotlineStatus says: whether a line works.
type HotlineStatus string

// The values of HotlineStatus.
const (
	HotlineStatusActive       HotlineStatus = "ACTIVE"         // Published as working.
	HotlineStatusPaused       HotlineStatus = "PAUSED"         // Paused by its operator.
	HotlineStatusOutOfService HotlineStatus = "OUT_OF_SERVICE" // Reported not to work.
	HotlineStatusRetired      HotlineStatus = "RETIRED"        // Given up; kept for history and for `replacedBy`.
)

// ChannelKind says: the way to reach a line.
type ChannelKind string

// The values of ChannelKind.
const (
	ChannelKindVoice     ChannelKind = "VOICE"      // A telephone call.
	ChannelKindSms       ChannelKind = "SMS"        // A text message.
	ChannelKindWhatsapp  ChannelKind = "WHATSAPP"   // WhatsApp.
	ChannelKindSignal    ChannelKind = "SIGNAL"     // Signal.
	ChannelKindTelegram  ChannelKind = "TELEGRAM"   // Telegram.
	ChannelKindLine      ChannelKind = "LINE"       // LINE.
	ChannelKindViber     ChannelKind = "VIBER"      // Viber.
	ChannelKindChat      ChannelKind = "CHAT"       // Chat on a web page.
	ChannelKindEmail     ChannelKind = "EMAIL"      // E-mail.
	ChannelKindWebForm   ChannelKind = "WEB_FORM"   // A form on a web page.
	ChannelKindTty       ChannelKind = "TTY"        // Text telephone.
	ChannelKindVideoSign ChannelKind = "VIDEO_SIGN" // Video call in sign language.
	ChannelKindApp       ChannelKind = "APP"        // An application.
)

// PhoneKind says: the phone at hand.
type PhoneKind string

// The values of PhoneKind.
const (
	PhoneKindMobile     PhoneKind = "MOBILE"      // A mobile phone with a SIM of the country.
	PhoneKindLandline   PhoneKind = "LANDLINE"    // A landline.
	PhoneKindForeignSim PhoneKind = "FOREIGN_SIM" // A mobile phone with a SIM of another country.
	PhoneKindNoPhone    PhoneKind = "NO_PHONE"    // No phone.
)

// CampaignStatus says: where a campaign stands.
type CampaignStatus string

// The values of CampaignStatus.
const (
	CampaignStatusPlanned   CampaignStatus = "PLANNED"   // Not begun.
	CampaignStatusActive    CampaignStatus = "ACTIVE"    // Running.
	CampaignStatusRecurring CampaignStatus = "RECURRING" // Comes back, such as every year.
	CampaignStatusEnded     CampaignStatus = "ENDED"     // Over.
	CampaignStatusUnknown   CampaignStatus = "UNKNOWN"   // No source says.
)

// Audience says: whom a campaign or resource addresses.
type Audience string

// The values of Audience.
const (
	AudienceGeneralPublic          Audience = "GENERAL_PUBLIC"            // Everybody.
	AudiencePotentialVictims       Audience = "POTENTIAL_VICTIMS"         // People at risk.
	AudienceVictims                Audience = "VICTIMS"                   // People affected.
	AudienceYoungPeople            Audience = "YOUNG_PEOPLE"              // Young people.
	AudienceParents                Audience = "PARENTS"                   // Parents and carers.
	AudienceWomen                  Audience = "WOMEN"                     // Women.
	AudienceMigrants               Audience = "MIGRANTS"                  // Migrants.
	AudienceRefugees               Audience = "REFUGEES"                  // Refugees.
	AudienceWorkers                Audience = "WORKERS"                   // Workers.
	AudienceEmployers              Audience = "EMPLOYERS"                 // Employers and companies.
	AudienceConsumers              Audience = "CONSUMERS"                 // Buyers of goods and services.
	AudienceBuyersOfSexualServices Audience = "BUYERS_OF_SEXUAL_SERVICES" // Buyers of sexual services.
	AudienceProfessionals          Audience = "PROFESSIONALS"             // Professionals who may meet victims.
	AudienceTransport              Audience = "TRANSPORT"                 // Transport operators and staff.
	AudienceTourism                Audience = "TOURISM"                   // Tourism and hospitality.
	AudienceRetail                 Audience = "RETAIL"                    // Retail staff.
	AudienceAviation               Audience = "AVIATION"                  // Airline and airport staff.
	AudiencePolice                 Audience = "POLICE"                    // Police.
	AudienceJudiciary              Audience = "JUDICIARY"                 // Judges and prosecutors.
	AudienceFirstResponders        Audience = "FIRST_RESPONDERS"          // First responders.
	AudienceEducators              Audience = "EDUCATORS"                 // Teachers and others who work with the young.
	AudienceCommunityLeaders       Audience = "COMMUNITY_LEADERS"         // Community leaders.
	AudienceOther                  Audience = "OTHER"                     // Another audience; see the printed words.
)

// MediaChannel says: by what a campaign reaches people.
type MediaChannel string

// The values of MediaChannel.
const (
	MediaChannelWebsite              MediaChannel = "WEBSITE"               // A website.
	MediaChannelSocialMedia          MediaChannel = "SOCIAL_MEDIA"          // Social media.
	MediaChannelTvSpot               MediaChannel = "TV_SPOT"               // Television.
	MediaChannelRadioSpot            MediaChannel = "RADIO_SPOT"            // Radio.
	MediaChannelVideo                MediaChannel = "VIDEO"                 // Video or film.
	MediaChannelPress                MediaChannel = "PRESS"                 // Newspapers and other press.
	MediaChannelBillboard            MediaChannel = "BILLBOARD"             // Billboards and screens in public.
	MediaChannelPoster               MediaChannel = "POSTER"                // Posters, banners and stickers.
	MediaChannelLeaflet              MediaChannel = "LEAFLET"               // Leaflets, brochures and other hand-outs.
	MediaChannelDigitalAdvertising   MediaChannel = "DIGITAL_ADVERTISING"   // Advertising on the internet.
	MediaChannelTransportAdvertising MediaChannel = "TRANSPORT_ADVERTISING" // On or in buses, trains, stations and airports.
	MediaChannelHotline              MediaChannel = "HOTLINE"               // A hotline.
	MediaChannelEmail                MediaChannel = "EMAIL"                 // E-mail and newsletters.
	MediaChannelSchool               MediaChannel = "SCHOOL"                // In schools.
	MediaChannelWorkshop             MediaChannel = "WORKSHOP"              // Workshops and training.
	MediaChannelExhibition           MediaChannel = "EXHIBITION"            // Exhibitions.
	MediaChannelPublicSpace          MediaChannel = "PUBLIC_SPACE"          // Actions in streets and squares, street theatre.
	MediaChannelConsulate            MediaChannel = "CONSULATE"             // In consulates and passport offices.
	MediaChannelBorder               MediaChannel = "BORDER"                // At borders.
	MediaChannelLandmarkLighting     MediaChannel = "LANDMARK_LIGHTING"     // Buildings lit in blue.
	MediaChannelMerchandise          MediaChannel = "MERCHANDISE"           // Pins, shirts and other things to wear or use.
	MediaChannelMusic                MediaChannel = "MUSIC"                 // Music.
	MediaChannelCommunity            MediaChannel = "COMMUNITY"             // Through community members and peers.
	MediaChannelToolkit              MediaChannel = "TOOLKIT"               // Toolkits and other materials.
	MediaChannelApp                  MediaChannel = "APP"                   // An application.
	MediaChannelOther                MediaChannel = "OTHER"                 // Another; see the printed words.
)

// CampaignApproach says: how a campaign tries to work.
type CampaignApproach string

// The values of CampaignApproach.
const (
	CampaignApproachInformation      CampaignApproach = "INFORMATION"       // Makes the facts known.
	CampaignApproachBehaviourChange  CampaignApproach = "BEHAVIOUR_CHANGE"  // Asks people to act differently.
	CampaignApproachTestimony        CampaignApproach = "TESTIMONY"         // Lets stories be heard.
	CampaignApproachPeerOutreach     CampaignApproach = "PEER_OUTREACH"     // Works through peers.
	CampaignApproachTraining         CampaignApproach = "TRAINING"          // Trains people.
	CampaignApproachSymbolicAction   CampaignApproach = "SYMBOLIC_ACTION"   // Uses a symbol or public sign.
	CampaignApproachMobileExhibition CampaignApproach = "MOBILE_EXHIBITION" // Travels from place to place.
	CampaignApproachSocialExperiment CampaignApproach = "SOCIAL_EXPERIMENT" // Stages situations in public.
	CampaignApproachReporting        CampaignApproach = "REPORTING"         // Asks people to report.
	CampaignApproachSurvivorLed      CampaignApproach = "SURVIVOR_LED"      // Designed or led by survivors.
)

// PhaseGoal says: what a phase of a campaign is to reach.
type PhaseGoal string

// The values of PhaseGoal.
const (
	PhaseGoalInform          PhaseGoal = "INFORM"           // People know the phenomenon.
	PhaseGoalChangeBehaviour PhaseGoal = "CHANGE_BEHAVIOUR" // People act differently.
	PhaseGoalMobilize        PhaseGoal = "MOBILIZE"         // People take part.
	PhaseGoalReport          PhaseGoal = "REPORT"           // People report.
)

// TestimonyForm says: the form a testimony takes.
type TestimonyForm string

// The values of TestimonyForm.
const (
	TestimonyFormVideo   TestimonyForm = "VIDEO"   // Video.
	TestimonyFormAudio   TestimonyForm = "AUDIO"   // Audio.
	TestimonyFormText    TestimonyForm = "TEXT"    // Text.
	TestimonyFormTheatre TestimonyForm = "THEATRE" // Theatre.
	TestimonyFormOther   TestimonyForm = "OTHER"   // Another form.
)

// ConsentStatus says: whether consent to publish is on record.
type ConsentStatus string

// The values of ConsentStatus.
const (
	ConsentStatusRecorded ConsentStatus = "RECORDED" // It is on record here.
	ConsentStatusUnknown  ConsentStatus = "UNKNOWN"  // No source seen states it; the publisher holds it.
)

// Voice says: who is heard in a testimony.
type Voice string

// The values of Voice.
const (
	VoicePublicFigure      Voice = "PUBLIC_FIGURE"      // A public figure lends their voice.
	VoiceActor             Voice = "ACTOR"              // An actor.
	VoicePeer              Voice = "PEER"               // A peer or mediator.
	VoiceSurvivorAnonymous Voice = "SURVIVOR_ANONYMOUS" // A survivor who cannot be identified.
	VoiceOther             Voice = "OTHER"              // Somebody else.
)

// LessonKind says: what a lesson says.
type LessonKind string

// The values of LessonKind.
const (
	LessonKindWorks   LessonKind = "WORKS"   // Something works.
	LessonKindFails   LessonKind = "FAILS"   // Something does not work, and why.
	LessonKindCaution LessonKind = "CAUTION" // Something to take care of.
)

// ResourceKind says: what a resource is.
type ResourceKind string

// The values of ResourceKind.
const (
	ResourceKindTrainingCourse ResourceKind = "TRAINING_COURSE" // A training course.
	ResourceKindVideo          ResourceKind = "VIDEO"           // A video.
	ResourceKindPoster         ResourceKind = "POSTER"          // A poster.
	ResourceKindToolkit        ResourceKind = "TOOLKIT"         // A toolkit.
	ResourceKindIndicatorCard  ResourceKind = "INDICATOR_CARD"  // A card of indicators.
	ResourceKindGuide          ResourceKind = "GUIDE"           // A guide, brochure or handout.
	ResourceKindReport         ResourceKind = "REPORT"          // A report.
	ResourceKindBenchmark      ResourceKind = "BENCHMARK"       // A comparison of initiatives.
	ResourceKindApp            ResourceKind = "APP"             // An application.
	ResourceKindLaw            ResourceKind = "LAW"             // A law.
	ResourceKindWebsite        ResourceKind = "WEBSITE"         // A website.
	ResourceKindDirectory      ResourceKind = "DIRECTORY"       // A directory of services.
	ResourceKindSchoolMaterial ResourceKind = "SCHOOL_MATERIAL" // Material for schools.
	ResourceKindChatbot        ResourceKind = "CHATBOT"         // A chatbot.
	ResourceKindReportingTool  ResourceKind = "REPORTING_TOOL"  // A tool for reporting.
	ResourceKindOther          ResourceKind = "OTHER"           // Another kind; see the printed words.
)

// Profession says: the profession a resource is for.
type Profession string

// The values of Profession.
const (
	ProfessionFirstResponder    Profession = "FIRST_RESPONDER"    // First responders.
	ProfessionDisasterResponder Profession = "DISASTER_RESPONDER" // Volunteers and professionals in disasters.
	ProfessionPolice            Profession = "POLICE"             // Police.
	ProfessionCampusPolice      Profession = "CAMPUS_POLICE"      // Campus police.
	ProfessionJudiciary         Profession = "JUDICIARY"          // Judges and prosecutors.
	ProfessionLabourInspector   Profession = "LABOUR_INSPECTOR"   // Labour inspectors.
	ProfessionSocialWorker      Profession = "SOCIAL_WORKER"      // Social workers.
	ProfessionHealthWorker      Profession = "HEALTH_WORKER"      // Health workers.
	ProfessionTeacher           Profession = "TEACHER"            // Teachers.
	ProfessionYouthWorker       Profession = "YOUTH_WORKER"       // People who work with the young.
	ProfessionRetailWorker      Profession = "RETAIL_WORKER"      // Retail staff.
	ProfessionTransportWorker   Profession = "TRANSPORT_WORKER"   // Transport staff.
	ProfessionAirlineCrew       Profession = "AIRLINE_CREW"       // Airline staff.
	ProfessionHotlineOperator   Profession = "HOTLINE_OPERATOR"   // Hotline operators.
	ProfessionConsularOfficer   Profession = "CONSULAR_OFFICER"   // Consular staff.
	ProfessionOther             Profession = "OTHER"              // Others.
)

// Sector says: the sector of work a resource is for.
type Sector string

// The values of Sector.
const (
	SectorWorkplace            Sector = "WORKPLACE"             // Workplaces in general.
	SectorTransport            Sector = "TRANSPORT"             // Transport.
	SectorHospitality          Sector = "HOSPITALITY"           // Hotels and tourism.
	SectorRetail               Sector = "RETAIL"                // Retail.
	SectorEducation            Sector = "EDUCATION"             // Education.
	SectorHealth               Sector = "HEALTH"                // Health.
	SectorAgriculture          Sector = "AGRICULTURE"           // Agriculture and fishing.
	SectorConstruction         Sector = "CONSTRUCTION"          // Construction.
	SectorFinance              Sector = "FINANCE"               // Finance.
	SectorLawEnforcement       Sector = "LAW_ENFORCEMENT"       // Law enforcement.
	SectorJustice              Sector = "JUSTICE"               // Justice.
	SectorEmergencyResponse    Sector = "EMERGENCY_RESPONSE"    // Emergency response.
	SectorPublicAdministration Sector = "PUBLIC_ADMINISTRATION" // Public administration.
	SectorCivilSociety         Sector = "CIVIL_SOCIETY"         // Civil society.
	SectorOther                Sector = "OTHER"                 // Another.
)

// ResourceFormat says: the form a resource comes in.
type ResourceFormat string

// The values of ResourceFormat.
const (
	ResourceFormatOnlineCourse ResourceFormat = "ONLINE_COURSE" // An online course.
	ResourceFormatClassroom    ResourceFormat = "CLASSROOM"     // In person.
	ResourceFormatPrint        ResourceFormat = "PRINT"         // In print.
	ResourceFormatDownload     ResourceFormat = "DOWNLOAD"      // A file to download.
	ResourceFormatVideo        ResourceFormat = "VIDEO"         // Video.
	ResourceFormatAudio        ResourceFormat = "AUDIO"         // Audio.
	ResourceFormatApp          ResourceFormat = "APP"           // An application.
	ResourceFormatWebPage      ResourceFormat = "WEB_PAGE"      // A web page.
	ResourceFormatGame         ResourceFormat = "GAME"          // Games.
	ResourceFormatComic        ResourceFormat = "COMIC"         // A comic.
	ResourceFormatOther        ResourceFormat = "OTHER"         // Another.
)

// CoverageLevel says: the level at which coverage is told.
type CoverageLevel string

// The values of CoverageLevel.
const (
	CoverageLevelCountry   CoverageLevel = "COUNTRY"   // Each country.
	CoverageLevelSubregion CoverageLevel = "SUBREGION" // Each UN M49 subregion.
	CoverageLevelRegion    CoverageLevel = "REGION"    // Each UN M49 region.
	CoverageLevelWorld     CoverageLevel = "WORLD"     // The world as a whole.
)

// GapKind says: what a country or area lacks.
type GapKind string

// The values of GapKind.
const (
	GapKindNoInitiative             GapKind = "NO_INITIATIVE"                // No initiative is registered.
	GapKindNoHotline                GapKind = "NO_HOTLINE"                   // No working hotline is registered.
	GapKindNoAlwaysOpenLine         GapKind = "NO_ALWAYS_OPEN_LINE"          // No line is known to answer day and night.
	GapKindNoLineInOfficialLanguage GapKind = "NO_LINE_IN_OFFICIAL_LANGUAGE" // No line is known to speak an official language.
	GapKindNoLineFromAbroad         GapKind = "NO_LINE_FROM_ABROAD"          // No line is known to be reachable from abroad.
	GapKindNoTextChannel            GapKind = "NO_TEXT_CHANNEL"              // No line can be reached in writing.
	GapKindOnlyPolice               GapKind = "ONLY_POLICE"                  // Every line is answered by police.
	GapKindNoCampaign               GapKind = "NO_CAMPAIGN"                  // No campaign is registered.
	GapKindNoCampaignForEmployers   GapKind = "NO_CAMPAIGN_FOR_EMPLOYERS"    // No campaign addresses employers.
	GapKindNothingVerified          GapKind = "NOTHING_VERIFIED"             // Nothing has been verified.
	GapKindNothingFresh             GapKind = "NOTHING_FRESH"                // Nothing verified is fresh.
)

// DirectorySource says: where the served revision was read from.
type DirectorySource string

// The values of DirectorySource.
const (
	DirectorySourceDatabase DirectorySource = "DATABASE" // From the store.
	DirectorySourceSnapshot DirectorySource = "SNAPSHOT" // From a signed copy that a mirror keeps; nothing can be written there.
)

// DialReasonCode says: why a channel can or cannot be reached from a place with a kind of phone.
type DialReasonCode string

// The values of DialReasonCode.
const (
	DialReasonCodeNeedsInternet        DialReasonCode = "NEEDS_INTERNET"         // It is reached over the internet, from any country.
	DialReasonCodeNeedsApp             DialReasonCode = "NEEDS_APP"              // It is reached over the internet with this application installed.
	DialReasonCodeInsideCountry        DialReasonCode = "INSIDE_COUNTRY"         // It is a number of the country dialled from, or one that its line gives to callers there.
	DialReasonCodeInternationalCall    DialReasonCode = "INTERNATIONAL_CALL"     // It is an ordinary number of another country, dialled as an international call, which costs money.
	DialReasonCodeStatedFromAbroad     DialReasonCode = "STATED_FROM_ABROAD"     // A source says that it can be reached from abroad.
	DialReasonCodeStatedNotFromAbroad  DialReasonCode = "STATED_NOT_FROM_ABROAD" // A source says that it cannot be reached from abroad.
	DialReasonCodeShortCodeAbroad      DialReasonCode = "SHORT_CODE_ABROAD"      // It is a short code, which works in its own country only.
	DialReasonCodeTollFreeAbroad       DialReasonCode = "TOLL_FREE_ABROAD"       // It is a toll-free number, and no source says that it can be reached from abroad. Most cannot.
	DialReasonCodeSpecialNumberAbroad  DialReasonCode = "SPECIAL_NUMBER_ABROAD"  // It is a special number (shared cost, premium rate or company-wide), and no source says that it can be reached from abroad.
	DialReasonCodeNationalNumberAbroad DialReasonCode = "NATIONAL_NUMBER_ABROAD" // It is known only as it is dialled inside its country, and an international form is never guessed.
	DialReasonCodeCountryUnknown       DialReasonCode = "COUNTRY_UNKNOWN"        // The country dialled from is not known, and what to press depends on it.
	DialReasonCodePrefixUnknown        DialReasonCode = "PREFIX_UNKNOWN"         // What to press before the number depends on the caller's telephone company, so it is not said.
	DialReasonCodeForeignSim           DialReasonCode = "FOREIGN_SIM"            // A SIM of another country may not be able to call short codes and toll-free numbers of this one.
	DialReasonCodeOtherPhone           DialReasonCode = "OTHER_PHONE"            // A source says that it is meant for another kind of phone.
	DialReasonCodeLandlineUnknown      DialReasonCode = "LANDLINE_UNKNOWN"       // Mobile phones treat it as an emergency call on any network; nobody is known to answer it from a landline here.
	DialReasonCodePhoneCannot          DialReasonCode = "PHONE_CANNOT"           // This kind of phone cannot use this way: a landline sends no texts and runs no applications.
	DialReasonCodeNoPhone              DialReasonCode = "NO_PHONE"               // There is no phone, and this way needs one.
	DialReasonCodeNotInNumberPlan      DialReasonCode = "NOT_IN_NUMBER_PLAN"     // The number is not in the number-plan metadata (libphonenumber); it is shown as it was entered.
	DialReasonCodeNoAddress            DialReasonCode = "NO_ADDRESS"             // The channel has no address.
	DialReasonCodeNotWorking           DialReasonCode = "NOT_WORKING"            // The line is paused, out of service or retired: nobody is known to answer.
)

// HelpEntryKind says: what an entry of an answer is.
type HelpEntryKind string

// The values of HelpEntryKind.
const (
	HelpEntryKindHotline          HelpEntryKind = "HOTLINE"           // A line of the directory.
	HelpEntryKindEmergencyNumbers HelpEntryKind = "EMERGENCY_NUMBERS" // The numbers of the emergency services.
)

// HelpReasonCode says: why an entry stands where it stands.
type HelpReasonCode string

// The values of HelpReasonCode.
const (
	HelpReasonCodeServesCountry          HelpReasonCode = "SERVES_COUNTRY"            // It serves the country.
	HelpReasonCodeServesSubdivision      HelpReasonCode = "SERVES_SUBDIVISION"        // It serves the part of the country.
	HelpReasonCodeServesOtherSubdivision HelpReasonCode = "SERVES_OTHER_SUBDIVISION"  // It serves some parts of the country only, and not for sure the one the person is in.
	HelpReasonCodeServesNationalsAbroad  HelpReasonCode = "SERVES_NATIONALS_ABROAD"   // It helps nationals of this country who are abroad.
	HelpReasonCodeFallbackRegional       HelpReasonCode = "FALLBACK_REGIONAL"         // It serves another country of the region and takes calls from abroad, or serves the region.
	HelpReasonCodeFallbackGlobal         HelpReasonCode = "FALLBACK_GLOBAL"           // It serves the whole world, or a country that need not be the person's and takes calls from abroad.
	HelpReasonCodeEmergencyNumber        HelpReasonCode = "EMERGENCY_NUMBER"          // It is the number of the emergency services: for immediate danger. Police may answer.
	HelpReasonCodeWorksOnAnyNetwork      HelpReasonCode = "WORKS_ON_ANY_NETWORK"      // Mobile phones treat it as an emergency call on any network, mostly without credit and often without a SIM. It needs a mobile network in reach, and which service answers depends on the place.
	HelpReasonCodeReplacesLine           HelpReasonCode = "REPLACES_LINE"             // It replaces a line that no longer works.
	HelpReasonCodePairedLine             HelpReasonCode = "PAIRED_LINE"               // It is to be shown together with the line before it.
	HelpReasonCodeOpenNow                HelpReasonCode = "OPEN_NOW"                  // It is answered now.
	HelpReasonCodeOpensAt                HelpReasonCode = "OPENS_AT"                  // It is closed now and opens at this time.
	HelpReasonCodeClosedNow              HelpReasonCode = "CLOSED_NOW"                // It is closed now, and nobody knows when it opens.
	HelpReasonCodeHoursUnknown           HelpReasonCode = "HOURS_UNKNOWN"             // No source says when it is answered, or what is said does not tell whether it is answered now: it may be a public holiday, or the time zone is not known.
	HelpReasonCodeSpeaksLanguage         HelpReasonCode = "SPEAKS_LANGUAGE"           // The person's language is spoken.
	HelpReasonCodeByInterpreter          HelpReasonCode = "BY_INTERPRETER"            // The person's language is spoken with the help of an interpreter.
	HelpReasonCodeLanguageUnknown        HelpReasonCode = "LANGUAGE_UNKNOWN"          // No source says whether the person's language is spoken.
	HelpReasonCodeOtherLanguages         HelpReasonCode = "OTHER_LANGUAGES"           // The languages that a source names are not the person's.
	HelpReasonCodeChannelUsable          HelpReasonCode = "CHANNEL_USABLE"            // The person can use this way of contact.
	HelpReasonCodeChannelNotUsable       HelpReasonCode = "CHANNEL_NOT_USABLE"        // The person cannot use this way of contact: somebody else's phone or help is needed.
	HelpReasonCodeReachableFromHere      HelpReasonCode = "REACHABLE_FROM_HERE"       // It can be reached from where the person is.
	HelpReasonCodeMaybeReachableFromHere HelpReasonCode = "MAYBE_REACHABLE_FROM_HERE" // It is not known whether it can be reached from where the person is.
	HelpReasonCodeNotReachableFromHere   HelpReasonCode = "NOT_REACHABLE_FROM_HERE"   // It cannot be reached from where the person is.
	HelpReasonCodeFree                   HelpReasonCode = "FREE"                      // A source says that it is free of charge.
	HelpReasonCodeWorksWithoutCredit     HelpReasonCode = "WORKS_WITHOUT_CREDIT"      // A source says that it works without credit.
	HelpReasonCodeMayCost                HelpReasonCode = "MAY_COST"                  // It costs money, or no source says that it is free.
	HelpReasonCodeVerifiedRecently       HelpReasonCode = "VERIFIED_RECENTLY"         // It was checked, and the check is fresh.
	HelpReasonCodeVerificationDue        HelpReasonCode = "VERIFICATION_DUE"          // It was checked, and a new check is due.
	HelpReasonCodeStale                  HelpReasonCode = "STALE"                     // It was checked too long ago to be relied on.
	HelpReasonCodeUnverified             HelpReasonCode = "UNVERIFIED"                // Nobody has checked it.
	HelpReasonCodeSourcesDisagree        HelpReasonCode = "SOURCES_DISAGREE"          // Sources disagree about it.
	HelpReasonCodeAnsweredByPolice       HelpReasonCode = "ANSWERED_BY_POLICE"        // Police answer.
	HelpReasonCodeMayBeAnsweredByPolice  HelpReasonCode = "MAY_BE_ANSWERED_BY_POLICE" // Police may be among those who answer.
	HelpReasonCodeServesAge              HelpReasonCode = "SERVES_AGE"                // It serves the person's age.
	HelpReasonCodeNotForAge              HelpReasonCode = "NOT_FOR_AGE"               // It serves another age.
	HelpReasonCodeServesPopulation       HelpReasonCode = "SERVES_POPULATION"         // It is meant for people like this person.
	HelpReasonCodeForSomePeople          HelpReasonCode = "FOR_SOME_PEOPLE"           // It is meant for some people only, and whether the person is one of them was not said.
	HelpReasonCodeNotForPopulation       HelpReasonCode = "NOT_FOR_POPULATION"        // It is meant for other people.
	HelpReasonCodeProfessionalsOnly      HelpReasonCode = "PROFESSIONALS_ONLY"        // It is for professionals only.
	HelpReasonCodeTakesReports           HelpReasonCode = "TAKES_REPORTS"             // It takes reports and tips; help for the person is not what it is there for.
	HelpReasonCodeGivesInformation       HelpReasonCode = "GIVES_INFORMATION"         // It gives information.
	HelpReasonCodePaused                 HelpReasonCode = "PAUSED"                    // It is paused.
)

// HelpNoticeCode says: what a person should hear before the entries.
type HelpNoticeCode string

// The values of HelpNoticeCode.
const (
	HelpNoticeCodeImmediateDanger     HelpNoticeCode = "IMMEDIATE_DANGER"       // In immediate danger, call the emergency number. It stands in the answer too.
	HelpNoticeCodeHowToFindOutWhere   HelpNoticeCode = "HOW_TO_FIND_OUT_WHERE"  // The country is not known: how to find out where one is.
	HelpNoticeCodeNumbersOnAnyNetwork HelpNoticeCode = "NUMBERS_ON_ANY_NETWORK" // The country is not known: which numbers work on any network, and their limits.
	HelpNoticeCodeNoLineForCountry    HelpNoticeCode = "NO_LINE_FOR_COUNTRY"    // No line of the directory serves the country.
	HelpNoticeCodeNoUsableLine        HelpNoticeCode = "NO_USABLE_LINE"         // None of the lines that come into question can be used now in this situation.
	HelpNoticeCodeNothingVerified     HelpNoticeCode = "NOTHING_VERIFIED"       // None of the lines that come into question has been checked recently enough to rely on it.
	HelpNoticeCodeTraces              HelpNoticeCode = "TRACES"                 // Calls and messages leave traces on a phone and a bill.
)

// RecordKind says: the kind of a record.
type RecordKind string

// The values of RecordKind.
const (
	RecordKindInitiative   RecordKind = "INITIATIVE"   // Initiatives.
	RecordKindHotline      RecordKind = "HOTLINE"      // Hotlines.
	RecordKindCampaign     RecordKind = "CAMPAIGN"     // Campaigns.
	RecordKindResource     RecordKind = "RESOURCE"     // Resources.
	RecordKindOrganization RecordKind = "ORGANIZATION" // Organizations.
	RecordKindLesson       RecordKind = "LESSON"       // Lessons.
)

// SearchField says: where in a record something was found.
type SearchField string

// The values of SearchField.
const (
	SearchFieldName    SearchField = "NAME"    // In a name.
	SearchFieldAcronym SearchField = "ACRONYM" // In an acronym.
	SearchFieldNumber  SearchField = "NUMBER"  // In a telephone number or short code.
	SearchFieldPlace   SearchField = "PLACE"   // In the name of a country or place.
	SearchFieldSummary SearchField = "SUMMARY" // In a summary, a message or another text.
)

// enumValues lists each closed set in the order of the schema.
var enumValues = map[reflect.Type][]string{
	reflect.TypeFor[Answer]():             values(AnswerYes, AnswerNo, AnswerUnknown),
	reflect.TypeFor[TextKind]():           values(TextKindOfficial, TextKindAlternate, TextKindDescriptive),
	reflect.TypeFor[QuantityQualifier]():  values(QuantityQualifierExactly, QuantityQualifierAtLeast, QuantityQualifierMoreThan, QuantityQualifierAbout, QuantityQualifierAtMost),
	reflect.TypeFor[SourceClass]():        values(SourceClassFirstParty, SourceClassGovernmentOrOperator, SourceClassAuthority, SourceClassPressOrOther, SourceClassRepository, SourceClassSeed),
	reflect.TypeFor[VerificationMethod](): values(VerificationMethodCalled, VerificationMethodOperatorConfirmed, VerificationMethodOfficialPage, VerificationMethodDocument),
	reflect.TypeFor[Freshness]():          values(FreshnessFresh, FreshnessDue, FreshnessStale, FreshnessUnverified),
	reflect.TypeFor[OrganizationKind]():   values(OrganizationKindGovernment, OrganizationKindNgo, OrganizationKindIgo, OrganizationKindSurvivorLed, OrganizationKindAcademic, OrganizationKindPrivate),
	reflect.TypeFor[Scope]():              values(ScopeLocal, ScopeSubnational, ScopeNational, ScopeRegional, ScopeGlobal),
	reflect.TypeFor[InitiativeStatus]():   values(InitiativeStatusActive, InitiativeStatusPaused, InitiativeStatusOutOfService, InitiativeStatusEnded, InitiativeStatusRetired),
	reflect.TypeFor[OrganizationRole]():   values(OrganizationRoleLead, OrganizationRoleOperator, OrganizationRoleFunder, OrganizationRoleCommissioner, OrganizationRolePartner, OrganizationRoleAuthority),
	reflect.TypeFor[Population]():         values(PopulationEverybody, PopulationWomen, PopulationMen, PopulationChildren, PopulationGirls, PopulationBoys, PopulationLgbti, PopulationMigrantWorkers, PopulationDomesticWorkers, PopulationRefugees, PopulationNationalsAbroad, PopulationPeopleInProstitution, PopulationSurvivors, PopulationProfessionals),
	reflect.TypeFor[FormOfExploitation](): values(FormOfExploitationSexualExploitation, FormOfExploitationForcedLabour, FormOfExploitationDomesticServitude, FormOfExploitationForcedBegging, FormOfExploitationForcedCriminality, FormOfExploitationForcedMarriage, FormOfExploitationOrganRemoval, FormOfExploitationIllegalAdoption, FormOfExploitationChildSoldiers, FormOfExploitationOnlineExploitation, FormOfExploitationOther),
	reflect.TypeFor[MembershipStatus]():   values(MembershipStatusProposed, MembershipStatusActive, MembershipStatusEnded),
	reflect.TypeFor[HotlinePurpose]():     values(HotlinePurposeHelp, HotlinePurposeReport, HotlinePurposeInformation, HotlinePurposeProfessionalsOnly),
	reflect.TypeFor[Responder]():          values(ResponderNgo, ResponderPolice, ResponderGovernment, ResponderMixed, ResponderUnknown),
	reflect.TypeFor[HotlineStatus]():      values(HotlineStatusActive, HotlineStatusPaused, HotlineStatusOutOfService, HotlineStatusRetired),
	reflect.TypeFor[ChannelKind]():        values(ChannelKindVoice, ChannelKindSms, ChannelKindWhatsapp, ChannelKindSignal, ChannelKindTelegram, ChannelKindLine, ChannelKindViber, ChannelKindChat, ChannelKindEmail, ChannelKindWebForm, ChannelKindTty, ChannelKindVideoSign, ChannelKindApp),
	reflect.TypeFor[PhoneKind]():          values(PhoneKindMobile, PhoneKindLandline, PhoneKindForeignSim, PhoneKindNoPhone),
	reflect.TypeFor[CampaignStatus]():     values(CampaignStatusPlanned, CampaignStatusActive, CampaignStatusRecurring, CampaignStatusEnded, CampaignStatusUnknown),
	reflect.TypeFor[Audience]():           values(AudienceGeneralPublic, AudiencePotentialVictims, AudienceVictims, AudienceYoungPeople, AudienceParents, AudienceWomen, AudienceMigrants, AudienceRefugees, AudienceWorkers, AudienceEmployers, AudienceConsumers, AudienceBuyersOfSexualServices, AudienceProfessionals, AudienceTransport, AudienceTourism, AudienceRetail, AudienceAviation, AudiencePolice, AudienceJudiciary, AudienceFirstResponders, AudienceEducators, AudienceCommunityLeaders, AudienceOther),
	reflect.TypeFor[MediaChannel]():       values(MediaChannelWebsite, MediaChannelSocialMedia, MediaChannelTvSpot, MediaChannelRadioSpot, MediaChannelVideo, MediaChannelPress, MediaChannelBillboard, MediaChannelPoster, MediaChannelLeaflet, MediaChannelDigitalAdvertising, MediaChannelTransportAdvertising, MediaChannelHotline, MediaChannelEmail, MediaChannelSchool, MediaChannelWorkshop, MediaChannelExhibition, MediaChannelPublicSpace, MediaChannelConsulate, MediaChannelBorder, MediaChannelLandmarkLighting, MediaChannelMerchandise, MediaChannelMusic, MediaChannelCommunity, MediaChannelToolkit, MediaChannelApp, MediaChannelOther),
	reflect.TypeFor[CampaignApproach]():   values(CampaignApproachInformation, CampaignApproachBehaviourChange, CampaignApproachTestimony, CampaignApproachPeerOutreach, CampaignApproachTraining, CampaignApproachSymbolicAction, CampaignApproachMobileExhibition, CampaignApproachSocialExperiment, CampaignApproachReporting, CampaignApproachSurvivorLed),
	reflect.TypeFor[PhaseGoal]():          values(PhaseGoalInform, PhaseGoalChangeBehaviour, PhaseGoalMobilize, PhaseGoalReport),
	reflect.TypeFor[TestimonyForm]():      values(TestimonyFormVideo, TestimonyFormAudio, TestimonyFormText, TestimonyFormTheatre, TestimonyFormOther),
	reflect.TypeFor[ConsentStatus]():      values(ConsentStatusRecorded, ConsentStatusUnknown),
	reflect.TypeFor[Voice]():              values(VoicePublicFigure, VoiceActor, VoicePeer, VoiceSurvivorAnonymous, VoiceOther),
	reflect.TypeFor[LessonKind]():         values(LessonKindWorks, LessonKindFails, LessonKindCaution),
	reflect.TypeFor[ResourceKind]():       values(ResourceKindTrainingCourse, ResourceKindVideo, ResourceKindPoster, ResourceKindToolkit, ResourceKindIndicatorCard, ResourceKindGuide, ResourceKindReport, ResourceKindBenchmark, ResourceKindApp, ResourceKindLaw, ResourceKindWebsite, ResourceKindDirectory, ResourceKindSchoolMaterial, ResourceKindChatbot, ResourceKindReportingTool, ResourceKindOther),
	reflect.TypeFor[Profession]():         values(ProfessionFirstResponder, ProfessionDisasterResponder, ProfessionPolice, ProfessionCampusPolice, ProfessionJudiciary, ProfessionLabourInspector, ProfessionSocialWorker, ProfessionHealthWorker, ProfessionTeacher, ProfessionYouthWorker, ProfessionRetailWorker, ProfessionTransportWorker, ProfessionAirlineCrew, ProfessionHotlineOperator, ProfessionConsularOfficer, ProfessionOther),
	reflect.TypeFor[Sector]():             values(SectorWorkplace, SectorTransport, SectorHospitality, SectorRetail, SectorEducation, SectorHealth, SectorAgriculture, SectorConstruction, SectorFinance, SectorLawEnforcement, SectorJustice, SectorEmergencyResponse, SectorPublicAdministration, SectorCivilSociety, SectorOther),
	reflect.TypeFor[ResourceFormat]():     values(ResourceFormatOnlineCourse, ResourceFormatClassroom, ResourceFormatPrint, ResourceFormatDownload, ResourceFormatVideo, ResourceFormatAudio, ResourceFormatApp, ResourceFormatWebPage, ResourceFormatGame, ResourceFormatComic, ResourceFormatOther),
	reflect.TypeFor[CoverageLevel]():      values(CoverageLevelCountry, CoverageLevelSubregion, CoverageLevelRegion, CoverageLevelWorld),
	reflect.TypeFor[GapKind]():            values(GapKindNoInitiative, GapKindNoHotline, GapKindNoAlwaysOpenLine, GapKindNoLineInOfficialLanguage, GapKindNoLineFromAbroad, GapKindNoTextChannel, GapKindOnlyPolice, GapKindNoCampaign, GapKindNoCampaignForEmployers, GapKindNothingVerified, GapKindNothingFresh),
	reflect.TypeFor[DirectorySource]():    values(DirectorySourceDatabase, DirectorySourceSnapshot),
	reflect.TypeFor[DialReasonCode]():     values(DialReasonCodeNeedsInternet, DialReasonCodeNeedsApp, DialReasonCodeInsideCountry, DialReasonCodeInternationalCall, DialReasonCodeStatedFromAbroad, DialReasonCodeStatedNotFromAbroad, DialReasonCodeShortCodeAbroad, DialReasonCodeTollFreeAbroad, DialReasonCodeSpecialNumberAbroad, DialReasonCodeNationalNumberAbroad, DialReasonCodeCountryUnknown, DialReasonCodePrefixUnknown, DialReasonCodeForeignSim, DialReasonCodeOtherPhone, DialReasonCodeLandlineUnknown, DialReasonCodePhoneCannot, DialReasonCodeNoPhone, DialReasonCodeNotInNumberPlan, DialReasonCodeNoAddress, DialReasonCodeNotWorking),
	reflect.TypeFor[HelpEntryKind]():      values(HelpEntryKindHotline, HelpEntryKindEmergencyNumbers),
	reflect.TypeFor[HelpReasonCode]():     values(HelpReasonCodeServesCountry, HelpReasonCodeServesSubdivision, HelpReasonCodeServesOtherSubdivision, HelpReasonCodeServesNationalsAbroad, HelpReasonCodeFallbackRegional, HelpReasonCodeFallbackGlobal, HelpReasonCodeEmergencyNumber, HelpReasonCodeWorksOnAnyNetwork, HelpReasonCodeReplacesLine, HelpReasonCodePairedLine, HelpReasonCodeOpenNow, HelpReasonCodeOpensAt, HelpReasonCodeClosedNow, HelpReasonCodeHoursUnknown, HelpReasonCodeSpeaksLanguage, HelpReasonCodeByInterpreter, HelpReasonCodeLanguageUnknown, HelpReasonCodeOtherLanguages, HelpReasonCodeChannelUsable, HelpReasonCodeChannelNotUsable, HelpReasonCodeReachableFromHere, HelpReasonCodeMaybeReachableFromHere, HelpReasonCodeNotReachableFromHere, HelpReasonCodeFree, HelpReasonCodeWorksWithoutCredit, HelpReasonCodeMayCost, HelpReasonCodeVerifiedRecently, HelpReasonCodeVerificationDue, HelpReasonCodeStale, HelpReasonCodeUnverified, HelpReasonCodeSourcesDisagree, HelpReasonCodeAnsweredByPolice, HelpReasonCodeMayBeAnsweredByPolice, HelpReasonCodeServesAge, HelpReasonCodeNotForAge, HelpReasonCodeServesPopulation, HelpReasonCodeForSomePeople, HelpReasonCodeNotForPopulation, HelpReasonCodeProfessionalsOnly, HelpReasonCodeTakesReports, HelpReasonCodeGivesInformation, HelpReasonCodePaused),
	reflect.TypeFor[HelpNoticeCode]():     values(HelpNoticeCodeImmediateDanger, HelpNoticeCodeHowToFindOutWhere, HelpNoticeCodeNumbersOnAnyNetwork, HelpNoticeCodeNoLineForCountry, HelpNoticeCodeNoUsableLine, HelpNoticeCodeNothingVerified, HelpNoticeCodeTraces),
	reflect.TypeFor[RecordKind]():         values(RecordKindInitiative, RecordKindHotline, RecordKindCampaign, RecordKindResource, RecordKindOrganization, RecordKindLesson),
	reflect.TypeFor[SearchField]():        values(SearchFieldName, SearchFieldAcronym, SearchFieldNumber, SearchFieldPlace, SearchFieldSummary),
	reflect.TypeFor[Role]():               values(RoleAnonymous, RoleEditor, RoleManager, RoleReviewer, RoleAdmin),
	reflect.TypeFor[TokenScope]():         values(TokenScopeRead, TokenScopeEdit, TokenScopeVerify, TokenScopeImport, TokenScopeManage, TokenScopeReview),
	reflect.TypeFor[RecordState]():        values(RecordStateDraft, RecordStateSubmitted, RecordStateReturned, RecordStatePublished, RecordStateRetired, RecordStateWithdrawn, RecordStateSuspended, RecordStateActive, RecordStateRevoked, RecordStatePaused, RecordStateOpen, RecordStateDone, RecordStateFailed),
	reflect.TypeFor[ExchangeFormat]():     values(ExchangeFormatJSON, ExchangeFormatHSDS, ExchangeFormatHSDSCSV, ExchangeFormatCSV),
	reflect.TypeFor[WebhookEvent]():       values(WebhookEventPublished, WebhookEventReturned, WebhookEventCheckDue, WebhookEventCorrected),
}

func values[T ~string](vs ...T) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = string(v)
	}
	return out
}

// EnumValues gives the values of a closed set in the order of the schema, and nil for any other type.
func EnumValues(t reflect.Type) []string { return enumValues[t] }

// EnumTypes gives the types of all closed sets.
func EnumTypes() []reflect.Type {
	return slices.SortedFunc(maps.Keys(enumValues), func(a, b reflect.Type) int { return strings.Compare(a.Name(), b.Name()) })
}
