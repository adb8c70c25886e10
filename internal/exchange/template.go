package exchange

import (
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// level says what a column of the template is about, and so which rows must agree on it.
type level int

const (
	ofInitiative   level = iota // all rows of an initiative
	ofOrganization              // all rows of an organization
	ofHotline                   // all rows of a hotline
	ofChannel                   // one row
)

// Column is a column of the CSV template.
type Column struct {
	Name     string
	Required bool   // in at least one row of what it is about
	Meaning  string // and form, in plain English
	level    level
	channel  directory.ChannelKind // of a column that holds an address
}

// keyColumn is the column by which rows belong together; it tells the template from other tables.
const keyColumn = "initiative_id"

// Columns are the columns of the CSV template. Their order in a file does not matter, and columns that are
// not needed may be left out.
//
// A row is a hotline. Rows with the same initiative_id are one initiative; rows of it with the same
// hotline_id are one hotline with further channels, which may have languages and hours of their own. What
// holds for an initiative or a hotline as a whole is given in its first row, and further rows repeat it or
// leave it empty. Several values in one cell are divided by commas or spaces.
var Columns = []Column{
	{Name: keyColumn, Required: true, Meaning: "your identifier of the initiative; keep it the same in every file", level: ofInitiative},
	{Name: "initiative_name", Required: true, Meaning: "its official name", level: ofInitiative},
	{Name: "initiative_other_name", Meaning: "another name in use", level: ofInitiative},
	{Name: "initiative_summary", Meaning: "what it does, in a few sentences", level: ofInitiative},
	{Name: "language", Meaning: "language of the texts in the file's row, BCP 47: uk, pt-BR", level: ofInitiative},
	{Name: "scope", Meaning: "LOCAL, SUBNATIONAL, NATIONAL, REGIONAL or GLOBAL", level: ofInitiative},
	{Name: "initiative_status", Meaning: "ACTIVE (when empty), PAUSED, OUT_OF_SERVICE, ENDED or RETIRED", level: ofInitiative},
	{Name: "initiative_countries", Meaning: "countries where it is at work, ISO 3166-1: MD, UA; those of its hotlines when empty", level: ofInitiative},
	{Name: "initiative_website", Meaning: "address beginning with https://", level: ofInitiative},
	{Name: "initiative_populations", Meaning: "values of Population", level: ofInitiative},
	{Name: "forms_of_exploitation", Meaning: "values of FormOfExploitation, of the initiative", level: ofInitiative},
	{Name: "organization_role", Meaning: "LEAD (when empty), OPERATOR, FUNDER, COMMISSIONER, PARTNER or AUTHORITY", level: ofInitiative},
	{Name: "organization_id", Meaning: "your identifier of the organization that leads or runs it", level: ofInitiative},
	{Name: "organization_name", Meaning: "its name; without one the organization must be in the directory already", level: ofOrganization},
	{Name: "organization_kind", Meaning: "GOVERNMENT, NGO, IGO, SURVIVOR_LED, ACADEMIC or PRIVATE", level: ofOrganization},
	{Name: "organization_country", Meaning: "its country, ISO 3166-1", level: ofOrganization},
	{Name: "organization_website", Meaning: "address beginning with https://", level: ofOrganization},
	{Name: "organization_email", Meaning: "a role address, never a person's", level: ofOrganization},
	{Name: "hotline_id", Required: true, Meaning: "your identifier of the hotline, one of its own in the whole file; keep it the same in every file", level: ofHotline},
	{Name: "hotline_name", Required: true, Meaning: "its official name", level: ofHotline},
	{Name: "hotline_other_name", Meaning: "another name in use", level: ofHotline},
	{Name: "purposes", Meaning: "HELP, REPORT, INFORMATION, PROFESSIONALS_ONLY", level: ofHotline},
	{Name: "answered_by", Meaning: "NGO, POLICE, GOVERNMENT, MIXED or UNKNOWN", level: ofHotline},
	{Name: "hotline_status", Meaning: "ACTIVE (when empty), PAUSED, OUT_OF_SERVICE or RETIRED", level: ofHotline},
	{Name: "hotline_status_note", Meaning: "why, in words", level: ofHotline},
	{Name: "countries", Meaning: "countries it serves, ISO 3166-1; those of the initiative when empty", level: ofHotline},
	{Name: "subdivisions", Meaning: "parts of a country it serves, ISO 3166-2: MD-CU", level: ofHotline},
	{Name: "service_area", Meaning: "the area in words, where no code says it", level: ofHotline},
	{Name: "populations", Meaning: "values of Population", level: ofHotline},
	{Name: "populations_printed", Meaning: "whom it is for, in its own words", level: ofHotline},
	{Name: "minimum_age", Meaning: "years", level: ofHotline},
	{Name: "maximum_age", Meaning: "years", level: ofHotline},
	{Name: "offers", Meaning: "what it does, in words", level: ofHotline},
	{Name: "does_not_offer", Meaning: "what it does not do, in words", level: ofHotline},
	{Name: "hotline_notes", Meaning: "anything else to know", level: ofHotline},
	{Name: "source_url", Meaning: "page that says all this", level: ofHotline},
	{Name: "source_seen_on", Meaning: "day on which it was read, YYYY-MM-DD", level: ofHotline},
	{Name: "verified_on", Meaning: "day on which somebody checked that it is right, YYYY-MM-DD", level: ofHotline},
	{Name: "verification_method", Meaning: "OPERATOR_CONFIRMED (when empty), CALLED, OFFICIAL_PAGE or DOCUMENT", level: ofHotline},
	{Name: "phone", Meaning: "number to call: with + and calling code, or as it is dialled inside the country, or a short code", level: ofChannel, channel: directory.ChannelKindVoice},
	{Name: "phone_2", Meaning: "another number to call", level: ofChannel, channel: directory.ChannelKindVoice},
	{Name: "phone_3", Meaning: "another number to call", level: ofChannel, channel: directory.ChannelKindVoice},
	{Name: "sms", Meaning: "number for text messages", level: ofChannel, channel: directory.ChannelKindSms},
	{Name: "whatsapp", Meaning: "number with + or address", level: ofChannel, channel: directory.ChannelKindWhatsapp},
	{Name: "signal", Meaning: "number with + or address", level: ofChannel, channel: directory.ChannelKindSignal},
	{Name: "telegram", Meaning: "number with + or address", level: ofChannel, channel: directory.ChannelKindTelegram},
	{Name: "viber", Meaning: "number with + or address", level: ofChannel, channel: directory.ChannelKindViber},
	{Name: "line", Meaning: "address in the application LINE, beginning with https://", level: ofChannel, channel: directory.ChannelKindLine},
	{Name: "tty", Meaning: "number of a text telephone", level: ofChannel, channel: directory.ChannelKindTty},
	{Name: "email", Meaning: "address for people who seek help", level: ofChannel, channel: directory.ChannelKindEmail},
	{Name: "chat_url", Meaning: "page with a chat", level: ofChannel, channel: directory.ChannelKindChat},
	{Name: "form_url", Meaning: "page with a form", level: ofChannel, channel: directory.ChannelKindWebForm},
	{Name: "app_url", Meaning: "page of an application", level: ofChannel, channel: directory.ChannelKindApp},
	{Name: "video_sign_url", Meaning: "page for video calls in sign language", level: ofChannel, channel: directory.ChannelKindVideoSign},
	{Name: "dial_country", Meaning: "country in which numbers without + are dialled; the hotline's when it has one", level: ofChannel},
	{Name: "phones", Meaning: "phones the numbers are meant for: MOBILE, LANDLINE, FOREIGN_SIM", level: ofChannel},
	{Name: "menu_option", Meaning: "what to press after the call is answered", level: ofChannel},
	{Name: "languages", Meaning: "languages spoken, BCP 47", level: ofChannel},
	{Name: "interpreter_languages", Meaning: "languages spoken by interpreter, BCP 47", level: ofChannel},
	{Name: "opening_hours", Meaning: `hours in the opening_hours notation: "24/7", "Mo-Fr 09:00-17:00; PH off"`, level: ofChannel},
	{Name: "time_zone", Meaning: "IANA time zone of the hours: Europe/Chisinau", level: ofChannel},
	{Name: "hours_printed", Meaning: "the hours in the line's own words", level: ofChannel},
	{Name: "toll_free", Meaning: "YES, NO or UNKNOWN (when empty), as all that follow", level: ofChannel},
	{Name: "reachable_from_abroad", Meaning: "can the numbers be called from other countries", level: ofChannel},
	{Name: "works_without_credit", Meaning: "can they be called without credit", level: ofChannel},
	{Name: "appears_on_phone_bill", Meaning: "does a call appear on the bill", level: ofChannel},
	{Name: "calls_recorded", Meaning: "is what is said recorded", level: ofChannel},
	{Name: "anonymous", Meaning: "need a person not say who they are", level: ofChannel},
	{Name: "reports_to_police_without_consent", Meaning: "is the police told without consent", level: ofChannel},
	{Name: "cost", Meaning: "what a call costs, in words", level: ofChannel},
}

// StampColumns are what an export adds to each row: which directory it is of, and when. They are passed over.
var StampColumns = []string{"directory_source", "directory_revision", "directory_updated", "directory_licence", "directory_notice"}

// ColumnOf names the columns of the template for a kind of channel, in their order.
func ColumnOf(kind directory.ChannelKind) (names []string) {
	for _, c := range Columns {
		if c.channel == kind {
			names = append(names, c.Name)
		}
	}
	return names
}

// Template is the empty file for partners: the header row of all [Columns], in UTF-8 with commas.
func Template() string {
	names := make([]string, len(Columns))
	for i, c := range Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ",") + "\r\n"
}

// columnAt finds a column of the template by its name.
var columnAt = func() map[string]int {
	at := make(map[string]int, len(Columns))
	for i, c := range Columns {
		at[c.Name] = i
	}
	return at
}()
