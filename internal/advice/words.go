package advice

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// sign is what a word or phrase in a text points to.
type sign uint8

// The signs. Alone, none of them decides anything.
const (
	shelter     sign = iota // a shelter, a safe house, a refuge
	street                  // a street: with a number beside it, an address
	via                     // the same, for words that are ordinary ones too: a name must stand between
	birth                   // a date of birth follows
	papers                  // the number of a passport or another document follows
	naming                  // the name of a person follows
	contact                 // whoever writes asks to be called
	story                   // what was done to somebody
	ownStory                // what was done to whoever writes
	plea                    // somebody asks for help, for themselves or for others
	firstPerson             // somebody speaks of themselves
	signs
)

// vocabulary are the phrases of each sign, in the official languages of the United Nations and some that
// many entries are in. They are written without accents or with them: both find both. A star stands for
// any ending.
var vocabulary = [signs]string{
	shelter: `shelter, shelters, safe house, safe houses, safehouse, safehouses, women's refuge, refuge, refuges, crisis house
		refugio, refugios, albergue, albergues, casa de acogida, casas de acogida, casa refugio, piso de acogida, hogar de proteccion
		foyer d'hebergement, centre d'hebergement, hebergement, maison d'accueil, lieu d'accueil, abri
		abrigo, casa abrigo, casa de abrigo, casa rifugio, rifugio, alloggio protetto, schutzwohnung*, frauenhaus*, schutzhaus*, adapost, adapostul, casa protetta
		приют*, убежищ*, шелтер*, кризисн* центр*, кризисн* квартир*, социальн* квартир*, притул*
		مأوى, ملجأ, ملاجئ, إيواء, البيت الآمن, بيت آمن
		庇护所, 收容所, 安置所, 避难所, 庇护中心, 庇護所, 中途之家, 安全屋`,
	street: `street, road, avenue, lane, boulevard, blvd, calle, avenida, carrera, avda, rue, chemin, impasse, quai, allee, rua, travessa, avenida
		viale, piazza, plaza, platz, ulica, ul, ulice, strada, str, bulevardul, rruga, jalan, jl, cadde, caddesi, sokak
		ул, улиц*, вул, вулиц*, проспект*, просп, переул*, провул*, бульвар*, шоссе, набережн*, бул, площад*
		شارع, زقاق, جادة
		*strasse, *straße, *gasse, *weg, *platz, *straat, *laan, *gracht, *gatan, *vägen, *veien, *gade, *katu, *iela`,
	via: `via, way, drive, place, square, court, st, ave, rd, av, ch, allée, route`,
	birth: `born on, date of birth, dob, she was born, he was born, i was born, birth date
		fecha de nacimiento, nacida el, nacido el, nacio el, naci el, ne le, nee le, date de naissance
		nascida em, nascido em, data de nascimento, nata il, nato il, data di nascita, geboren am, geburtsdatum, nascuta la, nascut la, data nasterii
		родилась, родился, дата рождения, дату рождения, народилася, народився, дата народження
		تاريخ الميلاد, تاريخ ميلاد, مواليد, ولدت في, ولد في
		出生于, 生于, 出生日期, 出生年月, 出生於`,
	papers: `passport, passport no, passport number, id number, id no, identity card, identity number, national id, ssn, social security number
		pasaporte, dni, nie, cedula, curp, passeport, carte d'identite, numero de securite sociale, passaporto, passaporte, cpf, cnp, reisepass, personalausweis
		паспорт*, снилс, инн, удостоверени* личности, посвідчення особи
		جواز سفر, جواز السفر, رقم الهوية, بطاقة الهوية
		护照号*, 护照, 身份证*, 護照, 身分證`,
	naming: `her name is, his name is, her name was, his name was, my name is, the victim's name is, the girl's name is, victim named, girl named, woman named, boy named, man named, she is called
		ella se llama, la chica se llama, la victima se llama, me llamo, mi nombre es
		elle s'appelle, il s'appelle, je m'appelle, la victime s'appelle, mon nom est, elle s'appelait
		o meu nome e, ela se chama, mi chiamo, ich heisse, ich heiße, mein name ist, sie heisst, sie heißt, ma numesc, ma cheama
		ее зовут, его зовут, меня зовут, ее звали, девушка по имени, девушку зовут, її звати, його звати, мене звати
		اسمي, اسم الضحية, الضحية اسمها, اسم الفتاة, فتاة اسمها, فتاة تدعى, امرأة تدعى
		她叫, 他叫, 我叫, 女孩名叫, 女子名叫, 她的名字, 受害人姓名, 受害者姓名`,
	contact: `call me, text me, whatsapp me, contact me, write to me, my number, my phone, my phone number, reach me
		llamame, llamenme, mi numero, mi telefono, mi celular, appelez moi, mon numero, mon telephone, contactez moi, meu numero, meu telefone, il mio numero, meine nummer, sunati ma
		мой номер, мой телефон, позвоните мне, звоните мне, мій номер, мій телефон, подзвоніть мені
		رقمي, هاتفي, اتصلوا بي, اتصل بي
		我的电话, 我的号码, 我的手机, 打给我, 联系我`,
	story: `she was sold, she was forced, she was trafficked, she was raped, she was beaten, she was locked, he was forced, he was sold, he was trafficked, he was beaten, was sold to, was trafficked to, was trafficked from, sold her, forced her, raped her, beat her, trafficked her, was forced into, took her passport, held her captive, was rescued from
		la obligaron, la obligaban, la vendieron, la violaron, la captaron, la engañaron, fue vendida, fue obligada, fue explotada, fue captada, fue trasladada, fue rescatada, lo obligaron
		elle a ete vendue, elle a ete forcee, elle a ete exploitee, elle a ete violee, l'a vendue, l'a forcee, a ete vendue, a ete exploitee par
		foi vendida, foi obrigada, foi explorada, e stata venduta, e stata costretta, wurde verkauft, wurde gezwungen, a fost vanduta, a fost obligata
		ее продали, ее заставляли, ее заставили, ее вывезли, ее изнасиловали, ее держали, ее избивали, была продана, его заставляли, її продали, її змушували, її тримали, її вивезли
		باعوها, أجبروها, أجبرت على, تم بيعها, اغتصبوها, تم استغلالها
		她被卖, 她被迫, 她被拐, 她被骗, 被卖到, 强迫她, 他被迫, 被拐卖到`,
	ownStory: `i was sold, i was forced, i was trafficked, i was raped, i was beaten, i was locked, forced me to, forced me into, sold me, raped me, beat me, trafficked me, took my passport, locked me, held me captive, i escaped from, made me work, made me sleep
		me obligaron, me obligaban, me obligo a, me vendieron, me violaron, me encerraron, me quitaron el pasaporte, fui vendida, fui traficada, fui explotada, fui victima, me golpeaban, me explotaron, me engañaron
		j'ai ete vendue, j'ai ete forcee, j'ai ete exploitee, j'ai ete violee, m'a forcee, m'a force, m'a vendue, m'a violee, m'a obligee, m'ont forcee, m'ont vendue, m'ont obligee, m'a pris mon passeport, m'ont battue, j'ai ete battue
		fui obrigada, me obrigaram, mi hanno costretta, mi hanno venduta, sono stata costretta, sono stata venduta, ich wurde gezwungen, wurde ich gezwungen, ich wurde verkauft, m-au vandut, m-au obligat, am fost vanduta
		меня заставили, меня заставляли, меня продали, меня изнасиловали, меня избивали, меня держали, меня вывезли, забрали мой паспорт, забрали паспорт, я сбежала, мене примусили, мене змушували, мене продали, мене били, мене тримали
		أجبروني, أجبرني, باعوني, اغتصبوني, ضربوني, أخذوا جواز سفري, تم بيعي, حبسوني, خدعوني
		我被卖, 我被迫, 我被骗, 我被拐, 我被强奸, 强迫我, 逼我, 把我卖, 扣了我的护照, 打我`,
	plea: `help me, help us please, please help us, please help her, please help him, please help them, i need help, we need help, save me, rescue me, get me out of, i am in danger, i'm in danger,
		i am locked, i'm locked, i am held, i am being held, i am trapped, i'm trapped, i am a prisoner, keep me locked, keeps me locked, keep me here, keeps me here, hold me captive, won't let me leave, will not let me leave,
		beats me, beat us, rapes me, sells me, is held captive, is held against, is held by, sister is held, daughter is held, friend is held, is locked in
		ayudame, ayudenme, ayudenos, ayudeme, ayuda por favor, por favor ayuda, necesito ayuda, socorro, auxilio, salvenme, sacame de aqui, estoy encerrada, estoy encerrado, estoy secuestrada, estoy en peligro,
		me tienen encerrada, me tienen encerrado, me tienen retenida, me tienen secuestrada, me pega, me golpea, me viola
		aidez moi, aide moi, aidez nous, j'ai besoin d'aide, au secours, sauvez moi, je suis enfermee, je suis enferme, je suis sequestree, je suis en danger, me force a, m'oblige a, me frappe, me bat
		ajude me, ajudem me, me ajude, me ajudem, preciso de ajuda, estou presa, estou preso, estou em perigo, me bate, aiutatemi, aiutami, ho bisogno di aiuto, sono rinchiusa, sono in pericolo, mi picchia
		helft mir, hilf mir, helfen sie mir, ich brauche hilfe, ich bin eingesperrt, ich werde festgehalten, ich bin in gefahr, schlagt mich, wurde verschleppt, ajutati ma, ajuta ma, am nevoie de ajutor, sunt inchisa, sunt in pericol
		помогите, спасите, мне нужна помощь, меня держат, держат взаперти, меня бьет, меня бьют, меня насилуют, я в опасности, меня похитили, допоможіть, врятуйте, рятуйте, мені потрібна допомога, я в небезпеці
		ساعدوني, ساعدني, أنقذوني, أنقذني, النجدة, أنا محتجزة, أنا محتجز, أحتاج مساعدة, أحتاج إلى مساعدة, يضربني
		救命, 救救我, 帮帮我, 我需要帮助, 我被关, 我被困, 我被绑架, 助けて, 監禁, 騙されて`,
	firstPerson: `i, me, my, mi, yo, je, j, moi, eu, io, ich, mich, я, меня, мне, мене, мені, أنا, 我`,
}

// phrase is a phrase of the vocabulary, word by word.
type phrase struct {
	words []string // folded; a word may have a star at its end, the first of one word alone also at its beginning
	sign  sign
}

// lexicon finds the phrases of the vocabulary.
type lexicon struct {
	first    map[string][]phrase // by the first word
	stems    map[string][]phrase // by the beginning of the first word, before its star
	lengths  []int               // of the stems, in bytes, each once
	suffixes []phrase            // single words with a star at the beginning
	inside   []phrase            // of scripts that put no spaces between words, or write small words together
}

var words = newLexicon(vocabulary)

func newLexicon(vocabulary [signs]string) *lexicon {
	l := &lexicon{first: map[string][]phrase{}, stems: map[string][]phrase{}}
	for s, all := range vocabulary {
		for line := range strings.SplitSeq(all, "\n") {
			for text := range strings.SplitSeq(line, ",") {
				if text = strings.TrimSpace(text); text != "" {
					l.add(text, sign(s)) //nolint:gosec // there are a few signs
				}
			}
		}
	}
	return l
}

func (l *lexicon) add(text string, s sign) {
	if rest, ok := strings.CutPrefix(text, "*"); ok {
		l.suffixes = append(l.suffixes, phrase{[]string{foldText(rest)}, s})
		return
	}
	folded := foldText(text)
	if r, _ := utf8.DecodeRuneInString(folded); together(r) {
		l.inside = append(l.inside, phrase{[]string{strings.TrimSuffix(folded, "*")}, s})
		return
	}
	p := phrase{sign: s}
	for field := range strings.FieldsFuncSeq(folded, func(r rune) bool { return r == ' ' || r == '\'' || r == '-' }) {
		p.words = append(p.words, field)
	}
	stem, starred := strings.CutSuffix(p.words[0], "*")
	if !starred {
		l.first[stem] = append(l.first[stem], p)
		return
	}
	l.stems[stem] = append(l.stems[stem], p)
	if !slices.Contains(l.lengths, len(stem)) {
		l.lengths = append(l.lengths, len(stem))
	}
}

// find gives the signs that begin with the i-th word of a text to each, with the number of words.
func (l *lexicon) find(t *text, i int, each func(sign, int)) {
	word := t.word(i)
	for _, p := range l.first[word] {
		if p.matches(t, i) {
			each(p.sign, len(p.words))
		}
	}
	if word[0] < utf8.RuneSelf {
		for _, p := range l.suffixes {
			if len(word) > len(p.words[0])+1 && strings.HasSuffix(word, p.words[0]) {
				each(p.sign, 1)
			}
		}
	}
	for _, n := range l.lengths {
		if n <= len(word) {
			for _, p := range l.stems[word[:n]] {
				if p.matches(t, i) {
					each(p.sign, len(p.words))
				}
			}
		}
	}
}

func (p *phrase) matches(t *text, i int) bool {
	if i+len(p.words) > len(t.spans) {
		return false
	}
	for k, want := range p.words {
		got := t.word(i + k)
		if stem, starred := strings.CutSuffix(want, "*"); got != want && !(starred && strings.HasPrefix(got, stem)) {
			return false
		}
	}
	return true
}
