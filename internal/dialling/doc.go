// Package dialling says how a channel of a hotline is reached from one place with one kind of phone: whether
// it can be, what to press, which link to open, and why. What it says to press can decide about a life, so
// it keeps three rules. Nothing is guessed: where nobody knows, it answers UNKNOWN, and never NO. A short
// code or national number is pressed as it is stored, in its own country, or not at all: written in any
// other form it would call a stranger. And every number it has formed is read back as a phone in that
// country would read it; if that is not the same number, it is not shown.
//
// The package decides with the facts that sources state and with the number-plan metadata of libphonenumber,
// which geography describes too. It does no I/O and does not know GraphQL, storage or who asks.
//
// Use [Classify] when records are prepared, [Assess] to rank, [Dial] to show, [DialEmergency] for emergency
// numbers and [Alternatives] for what else there is. [Warm] builds what is otherwise built on first use: it
// takes about 0.1 s on one processor and keeps some 0.9 MB. The metadata themselves are loaded by
// phonenumbers when the program starts (4 ms, 2.5 MB), whoever imports it; Dial makes it compile and keep
// its expressions region by region, half a millisecond at first and 8 MB when all have been asked for.
//
// # Decision table
//
// The first row that fits decides. Each row has tests of its name in table_test.go. Phones that are not
// known count as mobile phones of the country. "Toll-free" is what a source says is free for the caller or
// what has the form of a toll-free number; a source that denies it does not make such a number an ordinary
// one. What is in parentheses is pressed; "+" stands for the E.164 number, and a landline has no such key.
//
//	A1   no address                                        UNKNOWN  NO_ADDRESS
//
//	Emergency numbers, and short codes of lines that are one of the country dialled from
//	E1   no phone                                          NO       NO_PHONE
//	E2   country unknown, 112 or 911, no landline          YES (as stored)  COUNTRY_UNKNOWN
//	E3   country unknown, else                             UNKNOWN (as stored)  COUNTRY_UNKNOWN
//	E4   112 or 911, landline, not known there             UNKNOWN (as stored)  LANDLINE_UNKNOWN, INSIDE_COUNTRY
//	E5   else                                              YES (as stored)  INSIDE_COUNTRY
//
//	Pages and mailboxes, and applications by page or number
//	W1   page or mailbox                                   YES      NEEDS_INTERNET
//	W2   application                                       YES      NEEDS_APP
//	W3   application, landline                             NO       PHONE_CANNOT
//	W4   application, no phone                             UNKNOWN  NO_PHONE, NEEDS_APP: an account hangs on a phone
//	W5   chat, form, mail or video given as a number       UNKNOWN  NEEDS_INTERNET
//	     where a source says "not from abroad", W1, W2, W4 and W5 become
//	W6   country unknown                                   UNKNOWN  COUNTRY_UNKNOWN, STATED_NOT_FROM_ABROAD, ...
//	W7   number of the country, or a line that serves it   as they are
//	W8   line that names no countries                      UNKNOWN  STATED_NOT_FROM_ABROAD, ...
//	W9   elsewhere                                         NO       STATED_NOT_FROM_ABROAD
//
//	Calls, texts and text telephones: the phone first
//	P1   no phone                                          NO       NO_PHONE
//	P2   text, landline                                    NO       PHONE_CANNOT
//	     what the rows below say, unless it is NO, becomes
//	P3   meant for other phones                            UNKNOWN  OTHER_PHONE, ...
//	P4   meant for SIMs of the country, SIM of another     UNKNOWN  FOREIGN_SIM, ...
//
//	E.164 numbers, country unknown
//	U1   not from abroad, says a source                    UNKNOWN  COUNTRY_UNKNOWN, STATED_NOT_FROM_ABROAD
//	U2   from abroad, says a source                        YES (+)  STATED_FROM_ABROAD, COUNTRY_UNKNOWN
//	U3   the same, landline                                UNKNOWN  COUNTRY_UNKNOWN, STATED_FROM_ABROAD
//	U4   toll-free or special                              UNKNOWN  COUNTRY_UNKNOWN, TOLL_FREE_ABROAD or SPECIAL_NUMBER_ABROAD
//	U5   not in plan                                       UNKNOWN (+; landline nothing)  NOT_IN_NUMBER_PLAN, COUNTRY_UNKNOWN
//	U6   ordinary                                          YES (+)  COUNTRY_UNKNOWN
//	U7   ordinary, landline                                UNKNOWN  COUNTRY_UNKNOWN
//
//	E.164 numbers, inside: the calling code is the country's, and the number is of the country or its line serves it
//	I1   foreign SIM, from abroad says a source            YES (+)  STATED_FROM_ABROAD, INSIDE_COUNTRY
//	I2   foreign SIM; toll-free, special or not from abroad UNKNOWN (+)  FOREIGN_SIM, INSIDE_COUNTRY
//	I3   not in plan                                       UNKNOWN (+)  NOT_IN_NUMBER_PLAN, INSIDE_COUNTRY
//	I4   not in plan, landline                             UNKNOWN  NOT_IN_NUMBER_PLAN, INSIDE_COUNTRY
//	I5   foreign SIM, ordinary                             YES (+)  INSIDE_COUNTRY
//	I6   ordinary, mobile in BR, CL, MX, UZ                YES (+)  INSIDE_COUNTRY
//	I7   ordinary, landline in BR                          UNKNOWN  PREFIX_UNKNOWN: the caller chooses a carrier
//	I8   else                                              YES (national form)  INSIDE_COUNTRY
//
//	E.164 numbers, abroad
//	X1   not from abroad, says a source                    NO       STATED_NOT_FROM_ABROAD
//	X2   from abroad, says a source                        YES (+)  STATED_FROM_ABROAD, and INTERNATIONAL_CALL if ordinary
//	X3   toll-free or special                              UNKNOWN  TOLL_FREE_ABROAD or SPECIAL_NUMBER_ABROAD
//	X4   ordinary                                          YES (+)  INTERNATIONAL_CALL
//	X5   not in plan                                       UNKNOWN (+)  NOT_IN_NUMBER_PLAN, INTERNATIONAL_CALL
//	     on a landline, instead of "+" in X2, X4 and X5
//	X6   same calling code                                 (national form)
//	X7   international prefix known                        (prefix and number)
//	X8   not known                                         UNKNOWN  PREFIX_UNKNOWN, nothing to press
//
//	Short codes and national numbers
//	L1   country unknown                                   UNKNOWN  COUNTRY_UNKNOWN
//	L2   in their country                                  YES (as stored)  INSIDE_COUNTRY
//	L3   foreign SIM, from abroad says a source            YES (as stored)  STATED_FROM_ABROAD, INSIDE_COUNTRY
//	L4   foreign SIM                                       UNKNOWN (as stored)  FOREIGN_SIM, INSIDE_COUNTRY
//	L5   elsewhere, not from abroad says a source          NO       STATED_NOT_FROM_ABROAD, SHORT_CODE_ABROAD or NATIONAL_NUMBER_ABROAD
//	L6   elsewhere, from abroad says a source              UNKNOWN  the latter, STATED_FROM_ABROAD: what to press is not said
//	L7   short code elsewhere                              NO       SHORT_CODE_ABROAD
//	L8   national number elsewhere                         UNKNOWN  NATIONAL_NUMBER_ABROAD
//	L9   by application: the same and NEEDS_APP; W3 and W4 for landlines and no phone
//	L10  chat, form, mail or video: UNKNOWN, nothing, and NEEDS_INTERNET; NO stays NO
//
// A number that is not in the plan has that reason in every row that answers other than NO.
//
// # Choices
//
// A SIM of another country dials ordinary numbers in the international form, which means the same in the
// network visited and at home. Short forms may not: a roaming call can be handled by the home network, and
// which of the two reads local digits is configured (3GPP TS 24.229, phone-context "geo-local" and
// "home-local"). Hence I2 and L4.
//
// Territories that share a calling code with a country but have a code of their own in ISO 3166-1, such as
// Jersey with +44 or Puerto Rico with +1, are abroad unless the line serves them: a call there may be
// charged as international, and toll-free numbers may stop at the border.
//
// In the North American Numbering Plan 1 and ten digits are pressed at home, which works from landlines and
// mobile phones, for local and distant numbers.
//
// For countries where the caller chooses a carrier for international calls from a landline (Brazil,
// Colombia, Korea, Singapore, Thailand and a dozen more) nothing is pressed, and the answer is UNKNOWN, so
// that alternatives are offered.
//
// # Links
//
// E.164 numbers are linked in the global form of RFC 3966 and RFC 5724, whatever is pressed: it cannot reach
// a stranger when the page is opened in another country. Short codes and national numbers are linked as
// bare digits without the phone-context of RFC 3966; [Dialling] has them only for callers in their country.
// link.go says why, and where the forms of WhatsApp, Signal, Telegram and Viber are from. A link holds the
// address and nothing else: no text, subject or campaign.
//
// # Limits
//
// Nobody has dialled any of these. The metadata lag behind the world by months, know nothing of a phone's
// barring, credit or network, and take no account of areas: they have the national form, not what is
// shorter within a town. Extensions and menus are not dialled.
//
// Start reading with reach.go and number.go, then press.go, link.go and plan.go.
package dialling
