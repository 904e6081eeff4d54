/* SPDX-License-Identifier: BSD-2-Clause */
/* Polish */
#include "inbound/stop_grammar.h"

static const struct stop_words words[] = {
	{STOP_POLITE,
		"prosze prosimy poprosze uprzejmie bardzo grzecznie "
		"dziekuje dziekujemy dzieki pozdrawiam natychmiast "
		"niezwlocznie o niniejszym"},
	{STOP_GREETING,
		"witam czesc dzien_dobry dzien dobry szanowni szanowny "
		"szanowna panstwo hej witajcie"},
	{STOP_I, "ja my"},
	{STOP_ME, "mnie mi mna nas nam nami"},
	{STOP_MY,
		"moj mojego moje moich moja moj* nasz nasze naszych naszego "
		"naszej naszym swoj* wlasn*"},
	{STOP_NOT, "nie nigdy"},
	{STOP_NONE, "zadn* bez"},
	{STOP_MORE,
		"wiecej juz dalsz* kolejn* ponownie nigdy dluzej "
		"przyszlosci jakichkolwiek"},
	{STOP_WANT,
		"akceptuj* potrzebuj* chce chcemy chcial* chciel* zycze "
		"zyczymy zyczyl* "
		"zamierzam pragne"},
	{STOP_RECEIVE,
		"otrzymyw* otrzyma* dostaw* dosta* odbier* odbioru "
		"otrzymuj*"},
	{STOP_SEND,
		"wysyl* przysyl* przesyl* nadsyl* rozsyl* przesla* "
		"wyslac przyslac slac slijcie wyslan* wysylk* przesyla* "
		"kierowa*"},
	{STOP_REACH,
		"zasmiec* nekac nekani* pisac pisz piszcie pisania kontakt* "
		"kontaktowa* mailowac "
		"niepok* nagabyw* spamowa* spamuj* zawracac wypisywac "
		"napisz"},
	{STOP_NOT_SEND,
		"niewysyl* nieprzesyl* nieprzysyl* niekontakt* "
		"niepisani* nienadsyl* niekierowani* niespam*"},
	{STOP_CEASE,
		"wyprasza* wstrzym* oszczedz* zablok* przesta* zaprzesta* "
		"koniec dosc zakoncz* "
		"wstrzym* "
		"skonczcie poniechani* stop zaniech* przestac"},
	{STOP_UNSUBSCRIBE,
		"odsubskryb* wyrejestr* wypisuje_sie wypisac_sie "
		"sie_wypisac wypisujemy_sie sie_wypisuje wypisz_mnie "
		"odsubskry* wypisania_sie"},
	{STOP_REMOVE,
		"wyklucz* zlikwid* wypis wylacz* usun* usuw* wykresl* skresl* "
		"skasuj* skasowac skasowani* "
		"kasuj* "
		"wymaz* wypisac wypisz* wypisan* wypisuj* wyrzuc* wycofac "
		"wykasuj* wykasowac wykasowani*"},
	{STOP_LIST,
		"konto konta mailing* odbiorc* gron* list* baz* mailingow* "
		"newsletter* "
		"subskryben* "
		"system* "
		"wykaz* rejestr* adresat* mailinglist*"},
	{STOP_ADDRESS,
		"nazwisk* imi* adres* dan* email* maila mail kontakt* danych"},
	{STOP_MAIL,
		"mail* email* wiadomos* korespondencj* list listow "
		"komunikat* maile"},
	{STOP_AD,
		"informacj*_marketing* informacje_marketing* "
		"korespondencj*_marketing* tresci_marketing* "
		"kontakt*_marketing* komunikacj*_marketing* "
		"wiadomosci_marketing* newsletter* reklam* spam* mailing* "
		"promocj* "
		"informacj*_handlow* informacje_handlow* ofert_handlow* "
		"ofertami_handlow* tresci_handlow* sprawach_handlow* "
		"celach_handlow* komercyjn* promocyjn* niezamowion*"},
	{STOP_OFFER, "ofert* informacj* propozycj* material* katalog*"},
	{STOP_OBJECT, "zabraniam zakazuje sprzeciw* sprzeciwiam oponuj*"},
	{STOP_WITHDRAW,
		"odmawia* cofam cofnac cofamy cofniec* wycofuj* wycofa* "
		"odwoluj* odwola*"},
	{STOP_CONSENT, "zgod* zgadza* zezwol* pozwol* pozwal* upowazni*"},
	{STOP_PROCESS, "przetwarza* wykorzyst* uzyw* uzyci* przechow*"},
	{STOP_CANCEL,
		"rezygn* zrezygn* anuluj* anulow* wypowiad* "
		"zakonczeni*"},
	{STOP_SUBSCRIPTION, "subskrypcj* prenumerat* abonament*"},
	{STOP_INTEREST, "zainteresow* interesuj*"},
	{STOP_HOW, "jak"},
	{STOP_WHERE, "skad kto jak"},
	{STOP_BE, "byc"},
	{STOP_SIGNED_UP,
		"zapisywa* zamawia* subskrybow* podawa* "
		"rejestrow*"},
	{STOP_PEACE,
		"liste_robinsona listy_robinsona liscie_robinsona "
		"dajcie_mi_spokoj dajcie_mi_swiety_spokoj "
		"daj_mi_spokoj dajcie_nam_spokoj"},
	{STOP_BARE,
		"przestancie dosc stop rezygnuje rezygnujemy rezygnacja "
		"sprzeciw wypisz "
		"wypisuje wypisac wypiszcie wypisanie usun rezygnuje_z_tego "
		"koniec"},
	{STOP_THIS,
		"ten ta ich je go to tego tych tym takich takie takiej tej te"},
	{STOP_RIGHT, "prawo prawa"},
	{STOP_BUSINESS,
		"licencj* technik* przedluzeni* monter* dlaczego czemu lektor* "
		"wysylamy wysylam przesylam przesylamy "
		"przysylam przysylamy rezerwacj* logo ksieg* przeciwko "
		"otrzymalem otrzymalam otrzymalismy dostalem "
		"dostalam "
		"dostalismy dotarl* przyszedl grafik* watk* watek harmonogram* "
		"faktur* zamowieni* zamowien dostaw dostawa dostawe "
		"dostawy dostawie pozycj* spotkan* umow* cen cena cene ceny "
		"cenie towar* paczk* probk* sztuk* produkcj* produkowac "
		"rysun* rabat* vat platnos* maszyn* czesc czesci wycen* "
		"palet* kolezan* kolega kolege zalaczn* oprogram* program* "
		"klient* uczestnik* zaproszen* bilet* projekt* uzytkownik* "
		"pytan* wersj* dostawc* termin* kary karta karty kurier* "
		"przesylk* montaz* ubezpiecz* wizyt* punkt* podwyzk* przetarg* "
		"wad wade wady usterk* awari* plam* transport* sklad* magazyn* "
		"recept* czek* zaswiadcz* dokument* plik* strona strony "
		"wspolnik* budow* napraw* reklamac* gwaranc* zwrot* piec* "
		"rachun* aneks* cennik* wahaj* smialo pracownik* zespol*"},
	{STOP_MEANS,
		"mailem emailem poczta mailowo listem do_spamu w_spamie "
		"filtr_spamu"},
	{STOP_FROM, "z ze"},
	{STOP_UNWELCOME, "niechcian* niepozadan*"},
	{STOP_PURPOSE, "marketing*"},
	{STOP_GOODS, "produkt* uslug* oferowan* wspolprac*"},
	{0, NULL},
};

static const struct stop_row rows[] = {
	/* "Nie zycze sobie (takich wiadomosci)" */
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_WANT, 0},
		{STOP_RECEIVE | STOP_SEND, 3},
		{STOP_ANY_MAIL | STOP_THIS | STOP_EDGE, 4}),
	/* "Prosze do mnie nie pisac" */
	STOP_CERTAIN({STOP_ME, 0}, {STOP_NOT, 0}, {STOP_ANY_SEND, 0},
		{STOP_EDGE | STOP_ANY_MAIL, 2}),
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_ANY_SEND, 0}, {STOP_ME, 2},
		{STOP_EDGE | STOP_ANY_MAIL, 2}),
	STOP_CERTAIN({STOP_REMOVE, 0}, {STOP_ADDRESS, 1}, {STOP_MAILBOX, 3}),
	STOP_LIKELY({STOP_NOT, 0}, {STOP_CONSENT, 1}, {STOP_EDGE, 0}),
	STOP_LIKELY({STOP_REMOVE, 0}, {STOP_EDGE, 0}),
	{INBOUND_UNSAID, {{0}}},
};

const struct stop_language stop_pl = {"Polish", words, rows};
