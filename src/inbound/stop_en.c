/* SPDX-License-Identifier: BSD-2-Clause */
/* English */
#include "inbound/stop_grammar.h"

static const struct stop_words words[] = {
	{STOP_POLITE,
		"please pls plz kindly thanks thank thx sorry immediately "
		"now just asap again_please sir sirs madam mr mrs ms regards"},
	{STOP_GREETING,
		"hello hi hey dear good_morning good_afternoon "
		"good_day good_evening greetings"},
	{STOP_I, "i we id im"},
	{STOP_ME, "me us myself"},
	{STOP_MY, "my our"},
	{STOP_NOT, "not don dont never doesn won wont no_longer cannot"},
	{STOP_NONE, "no without zero"},
	{STOP_MORE,
		"more anymore again further longer future any additional "
		"ever"},
	{STOP_WANT,
		"accept rather want wish wishing like desire need care prefer"},
	{STOP_RECEIVE, "receive receiving get getting have see"},
	{STOP_SEND,
		"send sending sent forward mail mailing email emailing "
		"deliver post posting e_mail"},
	{STOP_REACH,
		"add inform include contact contacting contacted write writing "
		"email "
		"emailing emailed mail mailing mailed message messaging "
		"approach approached bother bothering spam spamming disturb"},
	{STOP_CEASE,
		"suspend halt spare_me block stop cease quit discontinue "
		"desist refrain end "
		"enough "
		"terminate stopping"},
	{STOP_UNSUBSCRIBE,
		"signoff sign_off unsubscri* unsubcri* unsuscri* unsubscibe* "
		"unsub "
		"opt_out optout opted_out opting_out unsubscrib* deregister "
		"opt_me_out opt_us_out sign_me_off"},
	{STOP_REMOVE,
		"remove removed removing removal delete deleted deleting "
		"deletion erase erased erasing drop strike purge exclude "
		"scrub"},
	{STOP_TAKE, "take taken get"},
	{STOP_OFF, "off out"},
	{STOP_LIST,
		"circulation files mailer campaign campaigns list lists "
		"database databases "
		"records mailinglist "
		"mailings distribution contacts mailing_list newsletter "
		"newsletters subscribers system files"},
	{STOP_ADDRESS,
		"account inbox mailbox name names personal_data address "
		"addresses data details email "
		"mail emailaddress "
		"information contact"},
	{STOP_MAIL,
		"mail mails email emails message messages letters "
		"correspondence communication communications mailing "
		"mailings"},
	{STOP_AD,
		"marketing_mail* marketing_email* marketing_communication* "
		"marketing_message* marketing_material* marketing_information* "
		"marketing_list* newsletter newsletters advertising "
		"advertisement "
		"advertisements ads adverts promotion* spam spamming junk "
		"solicitation* commercial_messages commercial_email* "
		"commercial_information commercial_communication* "
		"commercial_offers commercial_mail* mailings "
		"solicit* crap"},
	{STOP_OFFER,
		"offer offers information info news updates proposals "
		"materials stuff catalogs catalogues"},
	{STOP_OBJECT, "object objection objecting oppose"},
	{STOP_WITHDRAW,
		"refuse withdraw withdrawing withdrawal revoke revoking "
		"revocation withdrawn"},
	{STOP_CONSENT,
		"consent consented permission agree agreed "
		"authorisation authorization"},
	{STOP_PROCESS, "use using processing process storage storing"},
	{STOP_CANCEL, "cancel cancelling canceling cancellation terminate end"},
	{STOP_SUBSCRIPTION,
		"registration subscription subscriptions membership"},
	{STOP_INTEREST, "interested interest"},
	{STOP_HOW, "how"},
	{STOP_WHERE, "where how who"},
	{STOP_BE, "am get be being"},
	{STOP_SIGNED_UP,
		"signed_up sign_up subscribed subscribe asked_for "
		"requested registered opted_in"},
	{STOP_PEACE,
		"do_not_contact_list do_not_mail_list do_not_email_list "
		"suppression_list robinson_list leave_me_alone leave_us_alone"},
	{STOP_BARE, "stop remove unsubscribe optout remove_me cancel"},
	{STOP_THIS, "this these that those it anything stuff them"},
	{STOP_RIGHT, "right rights"},
	{STOP_BUSINESS,
		"renewal licence license insurance technician* fitter* why "
		"subscriber subscribers speaker* rota logo booking* "
		"bookings not_mind t_mind dont_mind received thread threads "
		"chain loop "
		"conversation folder "
		"filter "
		"approver invoice* order orders ordered delivery deliveries "
		"item items position* line lines meeting* appointment* "
		"contract* price* goods shipment* parcel* sample* piece* "
		"production drawing* discount* vat payment* machine* part "
		"parts spare quotation* quote* pallet* colleague* attachment* "
		"software feature* customer* client clients participant* "
		"invitation* ticket* project* tool* user users batch* delay* "
		"question* version* supplier* agreement* terms delivery_note "
		"duplicate* "
		"hesitate carrier invite calendar service step* file "
		"page document* bid tender* warranty stock guest* attendee* "
		"employee* staff team cc copy code bug test* server* door "
		"machine link links module* feature vendor* candidate*"},
	{STOP_MEANS,
		"by_email by_mail by_post by_e_mail via_email spam_folder "
		"junk_folder spam_filter"},
	{STOP_FROM, "from"},
	{STOP_UNWELCOME, "unwanted unsolicited unwelcome not_welcome"},
	{STOP_PURPOSE, "marketing*"},
	{STOP_GOODS, "product products service services offering"},
	{0, NULL},
};

static const struct stop_row rows[] = {
	/* "take me off your list", "how do I get off this list" */
	STOP_CERTAIN({STOP_TAKE, 0}, {STOP_ME, 1}, {STOP_OFF, 2}),
	STOP_CERTAIN(
		{STOP_I, 0}, {STOP_WANT, 1}, {STOP_OFF, 1}, {STOP_LIST, 4}),
	STOP_CERTAIN(
		{STOP_NOT, 0}, {STOP_REACH, 0}, {STOP_ME, 0}, {STOP_LIST, 5}),
	STOP_CERTAIN(
		{STOP_TAKE, 0}, {STOP_MY, 0}, {STOP_ADDRESS, 1}, {STOP_OFF, 1}),
	STOP_CERTAIN({STOP_TAKE, 0}, {STOP_OFF, 1}, {STOP_LIST, 4}),
	STOP_CERTAIN(
		{STOP_TAKE, 0}, {STOP_MY, 1}, {STOP_OFF, 4}, {STOP_LIST, 4}),
	STOP_LIKELY({STOP_OFF, 0}, {STOP_THIS | STOP_MY, 1}, {STOP_LIST, 2}),
	{INBOUND_UNSAID, {{0}}},
};

const struct stop_language stop_en = {"English", words, rows};
