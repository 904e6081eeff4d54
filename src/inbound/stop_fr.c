/* SPDX-License-Identifier: BSD-2-Clause */
/* French; what stands before an apostrophe is a word of its own. */
#include "inbound/stop_grammar.h"

static const struct stop_words words[] = {
	{STOP_POLITE,
		"merci veuillez svp stp priere vous_prie plait "
		"immediatement bien_vouloir cordialement desormais "
		"dorenavant vous"},
	{STOP_GREETING,
		"bonjour bonsoir madame monsieur messieurs mesdames "
		"salut cher chere"},
	{STOP_I, "je j nous"},
	{STOP_ME, "me m moi nous"},
	{STOP_MY, "mon ma mes notre nos"},
	{STOP_NOT, "ne n"},
	{STOP_NONE, "inutile pas aucun* jamais sans"},
	{STOP_MORE, "plus davantage encore avenir jamais"},
	{STOP_WANT,
		"besoin souhait* veux voul* voudr* desir* aimer* demand* "
		"accept*"},
	{STOP_RECEIVE, "recevoir reception recois recevons recu"},
	{STOP_SEND,
		"envoy* envoi* envoie* adress* expedi* transmettre "
		"transmet* ecri*"},
	{STOP_REACH,
		"contact* ecri* ecriv* demarch* sollicit* relanc* "
		"importun* harcel* spammer deranger"},
	{STOP_CEASE,
		"suspend* bloquez bloquer epargn* refus* arret* cess* stop "
		"stoppez "
		"stopper halte assez "
		"interromp*"},
	{STOP_UNSUBSCRIBE, "desinscri* desabonn* desincri* desinscr*"},
	{STOP_REMOVE,
		"exclu* bloquez bloquer supprim* retir* effac* ray* enlev* "
		"suppression "
		"radi* "
		"ote* otez sort* desinscri* elimin*"},
	{STOP_LIST,
		"list* fichier* base* listing* mailing* repertoire* "
		"registre* carnet* contacts diffusion newsletter*"},
	{STOP_ADDRESS,
		"adresse* donnees coordonnees mail email courriel "
		"contact infos nom"},
	{STOP_MAIL,
		"mail* email* courriel* message* courrier* "
		"communication*"},
	{STOP_AD,
		"message*_marketing mail*_marketing publicit* pub pubs "
		"newsletter* spam* prospection* "
		"publicitaire* fins_commercial* "
		"information*_commercial* communication*_commercial* "
		"sollicitation*_commercial* message*_commercial* "
		"mail*_commercial* promo* "
		"lettre_d_information infolettre* demarchage* mailing* "
		"pourriel*"},
	{STOP_OFFER,
		"offre* proposition* information* sollicitation* "
		"actualite* catalogue*"},
	{STOP_OBJECT, "interdi* oppos* opposition"},
	{STOP_WITHDRAW, "refus* retir* revoqu* retrait annul*"},
	{STOP_CONSENT, "consent* accord autoris* consenti"},
	{STOP_PROCESS, "utilis* traitement* exploit* usage conserv* cession"},
	{STOP_CANCEL, "mettez_fin mets_fin annul* resili* mettre_fin"},
	{STOP_SUBSCRIPTION, "abonnement* inscription* souscription*"},
	{STOP_INTEREST, "interess*"},
	{STOP_HOW, "comment"},
	{STOP_WHERE, "ou d_ou qui comment"},
	{STOP_BE, "etre"},
	{STOP_SIGNED_UP, "inscrit* abonne abonnee demande* sollicite*"},
	{STOP_PEACE,
		"liste_robinson liste_d_opposition lachez_moi "
		"laissez_moi_tranquille fichez_moi_la_paix "
		"laissez_nous_tranquilles foutez_moi_la_paix"},
	{STOP_BARE,
		"arretez stop desinscription desabonnement desinscrire "
		"desabonner opposition supprimer radiation"},
	{STOP_THIS, "ca cela ceci ce ces rien"},
	{STOP_RIGHT, "droit"},
	{STOP_BUSINESS,
		"licence* technicien* renouvellement monteur* retirons "
		"supprimons ecrit pourquoi envoyons ecrivons "
		"intervenant* orateur* reservation* "
		"rappel* logo interlocut* recu cle cles boucle assurance* "
		"facture* commande* livraison* "
		"ligne* reunion* "
		"rendez contrat* prix marchandise* colis echantillon* "
		"piece* production* plan plans remise* tva paiement* "
		"machine* devis palette* collegue* logiciel* client clients "
		"participant* invitation* billet* projet* utilisateur* "
		"question* version* fournisseur* point points atelier* "
		"montage* entretien* chaudiere* tarif* details carton* "
		"papier* detail* option* gardien* formation* prelevement* "
		"document* page* pieces stagiaire* compte* augmentation* "
		"conditions joint jointe hesit*"},
	{STOP_MEANS,
		"par_mail par_courriel par_email par_courrier par_la_poste"},
	{STOP_FROM, "de des du d"},
	{STOP_UNWELCOME, "non_sollicite* pas_les_bienvenus"},
	{STOP_PURPOSE, "marketing*"},
	{STOP_GOODS, "produit* service*"},
	{0, NULL},
};

static const struct stop_row rows[] = {
	/* "ne plus recevoir", "je ne souhaite plus recevoir vos messages" */
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_MORE, 2}, {STOP_RECEIVE, 2},
		{STOP_ANY_MAIL, 5}),
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_MORE, 2}, {STOP_RECEIVE, 2},
		{STOP_EDGE, 1}),
	STOP_CERTAIN(
		{STOP_NOT, 0}, {STOP_MORE, 2}, {STOP_BE, 1}, {STOP_REACH, 1}),
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_MORE, 2}, {STOP_ME, 2},
		{STOP_ANY_SEND, 1}),
	/* "ne m'envoyez plus", "n'envoyez plus de mails" */
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_ME, 0}, {STOP_ANY_SEND, 0},
		{STOP_MORE, 1}),
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_ANY_SEND, 0}, {STOP_MORE, 0},
		{STOP_ANY_MAIL | STOP_EDGE, 2}),
	STOP_CERTAIN({STOP_NOT, 0}, {STOP_MORE, 0}, {STOP_SEND, 0},
		{STOP_MAIL | STOP_AD, 3}),
	/* "plus de publicite" */
	STOP_CERTAIN({STOP_EDGE, 0}, {STOP_MORE, 0}, {STOP_AD | STOP_MAIL, 1},
		{STOP_EDGE, 1}),
	STOP_CERTAIN({STOP_MORE, 0}, {STOP_NONE, 0}, {STOP_AD | STOP_MAIL, 1}),
	STOP_LIKELY({STOP_MORE, 0}, {STOP_AD | STOP_MAIL, 1}, {STOP_EDGE, 0}),
	STOP_LIKELY({STOP_EDGE, 0}, {STOP_MORE, 0}, {STOP_AD | STOP_MAIL, 1}),
	STOP_CERTAIN({STOP_CEASE, 0}, {STOP_AD | STOP_MAIL, 1}, {STOP_EDGE, 1}),
	STOP_CERTAIN({STOP_EDGE, 0}, {STOP_REMOVE, 2}, {STOP_MY, 1},
		{STOP_ADDRESS, 1}),
	{INBOUND_UNSAID, {{0}}},
};

const struct stop_language stop_fr = {"French", words, rows};
