package synthetic

import (
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// tongue is how names and sentences are made in one language. In each, * stands for a word and # for a
// number.
type tongue struct {
	tag          directory.LanguageTag
	words        []string
	organization string
	initiative   string
	hotline      string
	campaign     string
	resource     string
	lesson       string
	summary      string
}

// tongues are samples of the scripts of the world. Countries that speak none of them get English.
var tongues = []tongue{
	{
		"en",
		[]string{"Harbour", "Lantern", "Bridge", "Compass", "Open Door", "River", "Haven", "Morning"},
		"* Association #", "* against trafficking #", "* helpline #", "* campaign: look twice #", "* guide for professionals #",
		"What * taught: people call when the number stands where they are alone #.",
		"Information, advice and shelter for people affected by trafficking in persons, free of charge and in confidence.",
	},
	{
		"es",
		[]string{"Faro", "Puente", "Brújula", "Amanecer", "Refugio", "Camino", "Raíz", "Esperanza"},
		"Asociación * #", "* contra la trata #", "Línea de ayuda * #", "Campaña *: mira dos veces #", "Guía * para profesionales #",
		"Lo que enseñó *: la gente llama cuando el número está donde se encuentra a solas #.",
		"Información, orientación y alojamiento para personas afectadas por la trata, de forma gratuita y confidencial.",
	},
	{
		"fr",
		[]string{"Phare", "Passerelle", "Boussole", "Aurore", "Refuge", "Chemin", "Racine", "Espérance"},
		"Association * #", "* contre la traite #", "Ligne d’écoute * #", "Campagne * : regardez deux fois #", "Guide * pour les professionnels #",
		"Ce que * a appris : on appelle quand le numéro se trouve là où l’on est seul #.",
		"Information, conseil et hébergement pour les personnes touchées par la traite, gratuitement et en toute confidentialité.",
	},
	{
		"pt",
		[]string{"Farol", "Ponte", "Bússola", "Manhã", "Refúgio", "Caminho", "Raiz", "Esperança"},
		"Associação * #", "* contra o tráfico #", "Linha de apoio * #", "Campanha *: olhe duas vezes #", "Guia * para profissionais #",
		"O que * ensinou: liga-se quando o número está onde se está sozinho #.",
		"Informação, aconselhamento e abrigo para pessoas afetadas pelo tráfico, de forma gratuita e confidencial.",
	},
	{
		"ar",
		[]string{"المنارة", "الجسر", "البوصلة", "الفجر", "الملاذ", "الطريق", "الجذور", "الأمل"},
		"جمعية * #", "* ضد الاتجار بالأشخاص #", "خط المساعدة * #", "حملة *: انظر مرتين #", "دليل * للمهنيين #",
		"ما علمته *: يتصل الناس حين يجدون الرقم حيث يكونون وحدهم #.",
		"معلومات ومشورة ومأوى للمتضررين من الاتجار بالأشخاص، مجانا وبسرية.",
	},
	{
		"ru",
		[]string{"Маяк", "Мост", "Компас", "Рассвет", "Приют", "Дорога", "Корень", "Надежда"},
		"Объединение «*» #", "«*» против торговли людьми #", "Линия помощи «*» #", "Кампания «*»: посмотри ещё раз #", "Пособие «*» для специалистов #",
		"Чему научил «*»: люди звонят, когда номер висит там, где они одни #.",
		"Информация, консультации и приют для пострадавших от торговли людьми, бесплатно и конфиденциально.",
	},
	{
		"uk",
		[]string{"Маяк", "Міст", "Компас", "Світанок", "Притулок", "Шлях", "Корінь", "Надія"},
		"Об’єднання «*» #", "«*» проти торгівлі людьми #", "Лінія допомоги «*» #", "Кампанія «*»: подивись ще раз #", "Посібник «*» для фахівців #",
		"Чого навчив «*»: люди телефонують, коли номер є там, де вони самі #.",
		"Інформація, консультації та притулок для постраждалих від торгівлі людьми, безоплатно й конфіденційно.",
	},
	{
		"zh",
		[]string{"灯塔", "桥梁", "指南针", "晨光", "港湾", "道路", "根", "希望"},
		"*协会#", "*反人口贩运#", "*求助热线#", "*宣传活动:再看一眼#", "*专业人员指南#",
		"*的经验:号码出现在人们独处的地方时,他们才会拨打#。",
		"为受人口贩运影响的人提供信息、咨询和住所,免费且保密。",
	},
	{
		"hi",
		[]string{"दीपस्तंभ", "सेतु", "दिशा", "प्रभात", "आश्रय", "पथ", "मूल", "आशा"},
		"* संघ #", "मानव तस्करी के विरुद्ध * #", "* सहायता लाइन #", "* अभियान: दो बार देखें #", "पेशेवरों के लिए * मार्गदर्शिका #",
		"* से सीख: लोग तब फ़ोन करते हैं जब नंबर वहाँ हो जहाँ वे अकेले हों #।",
		"मानव तस्करी से प्रभावित लोगों के लिए जानकारी, सलाह और आश्रय, निःशुल्क और गोपनीय।",
	},
	{
		"de",
		[]string{"Leuchtturm", "Brücke", "Kompass", "Morgenrot", "Zuflucht", "Wegweiser", "Wurzel", "Zuversicht"},
		"Verein * #", "* gegen Menschenhandel #", "Hilfetelefon * #", "Kampagne *: Schau genau hin #", "Leitfaden * für Fachleute #",
		"Was * lehrte: Wer allein ist, ruft an, wenn die Nummer dort steht #.",
		"Information, Beratung und Unterkunft für Betroffene von Menschenhandel, kostenlos und vertraulich.",
	},
	{
		"id",
		[]string{"Mercusuar", "Jembatan", "Kompas", "Fajar", "Naungan", "Jalan", "Akar", "Harapan"},
		"Perhimpunan * #", "* melawan perdagangan orang #", "Saluran bantuan * #", "Kampanye *: lihat dua kali #", "Panduan * untuk tenaga profesional #",
		"Pelajaran dari *: orang menelepon bila nomornya ada di tempat mereka sendirian #.",
		"Informasi, nasihat, dan tempat aman bagi orang yang terdampak perdagangan orang, gratis dan rahasia.",
	},
	{
		"sw",
		[]string{"Mnara", "Daraja", "Dira", "Alfajiri", "Kimbilio", "Njia", "Mzizi", "Tumaini"},
		"Chama cha * #", "* dhidi ya usafirishaji haramu #", "Simu ya msaada * #", "Kampeni ya *: tazama tena #", "Mwongozo wa * kwa wataalamu #",
		"Funzo la *: watu hupiga simu wanapoona namba mahali wakiwa peke yao #.",
		"Taarifa, ushauri na makazi kwa walioathirika na usafirishaji haramu wa watu, bila malipo na kwa siri.",
	},
}

// tongueOf gives the first language that there is a sample of.
func tongueOf(languages []directory.LanguageTag) *tongue {
	for _, l := range languages {
		for i := range tongues {
			if directory.Covers(tongues[i].tag, l) {
				return &tongues[i]
			}
		}
	}
	return &tongues[0]
}

// say fills in a sentence.
func (t *tongue) say(sentence string, word, number int) directory.Text {
	r := strings.NewReplacer("*", t.words[word%len(t.words)], "#", strconv.Itoa(number))
	return directory.Text{Value: r.Replace(sentence), Language: t.tag}
}

// name gives a name in the place's own language.
func (g *generator) name(sentence func(*tongue) string, number int) []directory.Text {
	own := g.place.tongue
	name := own.say(sentence(own), g.random.IntN(len(own.words)), number)
	name.Kind = directory.TextKindOfficial
	return []directory.Text{name}
}

// inEnglish adds a name in English where the official one is in another language.
func (g *generator) inEnglish(m *directory.Common, sentence func(*tongue) string, number int) {
	if english := &tongues[0]; g.place.tongue != english {
		name := english.say(sentence(english), g.random.IntN(len(english.words)), number)
		name.Kind = directory.TextKindAlternate
		m.Names = append(m.Names, name)
	}
}

// summaries gives the one sentence that says what an initiative is.
func (g *generator) summaries() []directory.Text {
	return []directory.Text{{Value: g.place.tongue.summary, Language: g.place.tongue.tag}}
}
