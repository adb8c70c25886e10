package advice

import (
	"strings"
	"testing"
)

// kept are sentences as registers and corrections have them. They must pass.
var kept = []string{
	"The hotline 0 800 111 22 33 is free from mobile phones and landlines, day and night.",
	"Shelter is offered to women and girls aged 15 or over, for up to six months.",
	"I called +373 22 233 309 yesterday and was told that the line has moved to 0 800 77 777.",
	"The office is at 12 Main Street, Springfield; it opens Monday to Friday, 09:00 to 17:00.",
	"If they took your passport or you are afraid to leave, call 0800 800 8001. You are not alone.",
	"Her story is told by a known actress, and her name is not published. Survivors stay anonymous.",
	"The campaign was born in 2012 after a conference on refugees in Geneva, and ran until 30.07.2019.",
	"The shelter can be reached via the hotline 116 006, 24/7; its address is confidential.",
	"Write to helpline.team@example.org or info@lastrada.md; customer.service@moj.gov.jm answers, too.",
	"La línea se llama ahora «Llama y Vive» y atiende las 24 horas; el correo es denuncias.trata@fiscalia.gob.xx.",
	"Ofrece alojamiento en un albergue, asesoría jurídica y acompañamiento a víctimas de trata en 12 regiones.",
	"Depuis le 1er mars 2024, le numéro est le 0 800 10 20 30 ; l'hébergement d'urgence est proposé dans toute la France.",
	"Le centre d'hébergement accueille jusqu'à 24 personnes pendant 6 mois. La rue n'est pas un refuge.",
	"Горячая линия работает круглосуточно, звонок бесплатный: 8 800 200 47 03. Есть приют на 20 мест.",
	"Психологічна допомога, юридичні консультації та притулок для постраждалих від торгівлі людьми; з 2016 року онлайн.",
	"خط المساعدة متاح على مدار الساعة بخمس لغات، ويوفر المأوى والمشورة القانونية لضحايا الاتجار بالأشخاص.",
	"热线24小时开通,提供法律咨询、庇护所和翻译服务。2021年接到1200个电话。",
	"Notruf und Beratung, kostenlos und anonym; Unterkunft in einer Schutzwohnung ist möglich, auch mit Kindern.",
	"The German entry prints 08000 116 016, which I think is right, but my phone showed another one. Please check it.",
	"Street outreach in 14 cities: 3 road shows, 44 stops, more than 11,000 people reached, 5 shelters supported.",
}

// refused are texts with what must not be kept, by what is found in them.
var refused = []struct {
	text string
	code Code
}{
	{"Our shelter is at 27 Old Harbour Street, second floor, ring twice.", ShelterAddress},
	{"The safe house for women: Lederergasse 35, 1080 Wien.", ShelterAddress},
	{"El refugio está en la Calle 45 # 12-30, Bogotá.", ShelterAddress},
	{"Notre centre d'hébergement se trouve au 14 rue des Abeilles à Lyon.", ShelterAddress},
	{"Приют для женщин находится по адресу: ул. Лесная, д. 12, кв. 4.", ShelterAddress},
	{"Притулок розташовано на вул. Лесі Українки, 26, перший поверх.", ShelterAddress},
	{"يقع المأوى في شارع الملك فيصل رقم 15، الطابق الثاني.", ShelterAddress},
	{"庇护所位于和平路128号三楼。", ShelterAddress},
	{"Shelter location: 47.02145, 28.83264 (ask the guard).", ShelterAddress},
	{"Her name is Blessing Osagie and she was sold to a madam in Turin in 2019.", CaseDetails},
	{"Maria, 17, was trafficked to Milan in May; the police know.", CaseDetails},
	{"La obligaron a trabajar en Madrid; ella se llama Paola Rodríguez.", CaseDetails},
	{"Её зовут Анна, её продали в Стамбул в 2021 году.", CaseDetails},
	{"她叫小红,16岁,被卖到云南。", CaseDetails},
	{"I was forced to work in a house in Riyadh for three years and they took my passport.", PersonalStory},
	{"J'ai été vendue à un homme à Bruxelles, aidez-moi.", PersonalStory},
	{"أجبروني على العمل في بيت في بيروت ولم يدفعوا لي.", PersonalStory},
	{"Please write to anna.kowalska@example.org, she knows more.", PersonalEmail},
	{"The number is wrong, call me: 0722 345 678, I am always at home.", PersonalNumber},
	{"Passport no. AB 1234567, date of birth 3 May 2004, lost in Athens.", IdentityNumber},
}

func TestFreeTextKeepsWhatRegistersSay(t *testing.T) {
	for _, text := range kept {
		if found := FreeText(text); len(found) > 0 {
			t.Errorf("%q is refused: %+v", text, found)
		}
	}
}

func TestCorrectionRefusesCriesForHelp(t *testing.T) {
	for _, text := range []string{
		"help me", "Please help me, I am at 12 Green Street", "My sister is held in a flat in Milan, please help", "He beats me every day",
		"Ayuda, me tienen encerrada en un burdel en Madrid", "aidez-moi", "Mon mari me force à me prostituer", "meine Tochter wurde verschleppt",
		"Помогите, меня держат взаперти", "أنا محتجزة", "我被关在房间里", "私は騙されて働かされています",
	} {
		found := Correction(text)
		if len(found) != 1 || found[0].Code != PersonalStory || !strings.Contains(found[0].Message, "call a line") {
			t.Errorf("%q gives %+v", text, found)
		}
	}
	for _, text := range append(kept,
		"The training is held in Chisinau in July, for those who help kidnapped children", "Nobody answers. They keep me waiting for an hour.", "The number is wrong, it is +37322999888 now", "The line was closed in 2024",
		"No contesta nadie; la ayuda es solo de 9 a 17", "La ligne d'aide n'est pas gratuite", "Линия помощи не работает с 2024 года", "热线号码已更改") {
		if found := Correction(text); len(found) > 0 {
			t.Errorf("%q is refused: %+v", text, found)
		}
	}
	if found := FreeText("Socorro, house of help"); len(found) > 0 {
		t.Errorf("the name of an organization is refused: %+v", found)
	}
}

func TestFreeTextRefuses(t *testing.T) {
	for _, tc := range refused {
		found := FreeText(tc.text)
		codes := make([]string, len(found))
		for i, f := range found {
			codes[i] = string(f.Code)
			if f.Message == "" || strings.Contains(f.Message, "%!") {
				t.Errorf("%q: message %q", tc.text, f.Message)
			}
		}
		if !strings.Contains(" "+strings.Join(codes, " ")+" ", " "+string(tc.code)+" ") {
			t.Errorf("%q gives %v, want %s", tc.text, codes, tc.code)
		}
	}
}
