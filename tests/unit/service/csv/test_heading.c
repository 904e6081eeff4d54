/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include "service/csv/cell.h"
#include "service/csv/cell_addresses.h"
#include "service/csv/heading.h"

/* "name" is the heading. */
static const struct heading_row {
	const char *name;
	enum heading_sense sense;
} heading_rows[] = {
	/* What tools call an opt-out. */
	{"No spam", HEADING_OBJECTION},
	{"Sin publicidad", HEADING_OBJECTION},
	{"Nicht mehr schreiben", HEADING_OBJECTION},
	{"Do not call or mail", HEADING_OBJECTION},
	{"Opt-out", HEADING_OBJECTION},
	{"Opt Out", HEADING_OBJECTION},
	{"opt_out", HEADING_OBJECTION},
	{"email_opt_out", HEADING_OBJECTION},
	{"emailoptout", HEADING_OBJECTION},
	{"HasOptedOutOfEmail", HEADING_OBJECTION},
	{"Email Opt-Out Date", HEADING_OBJECTION},
	{"Unsubscribed", HEADING_OBJECTION},
	{"Unsubscribed from all email", HEADING_OBJECTION},
	{"UNSUB_TIME", HEADING_OBJECTION},
	{"EMAIL_BLACKLISTED", HEADING_OBJECTION},
	{"Do not contact", HEADING_OBJECTION},
	{"donotcontact", HEADING_OBJECTION},
	{"DNC", HEADING_OBJECTION},
	{"donotbulkemail", HEADING_OBJECTION},
	{"Do Not Allow Bulk Emails", HEADING_OBJECTION},
	{"Suppressed", HEADING_OBJECTION},
	{"Complaint date", HEADING_OBJECTION},
	{"Wypisany", HEADING_OBJECTION},
	{"Data wypisania", HEADING_OBJECTION},
	{"Sprzeciw", HEADING_OBJECTION},
	{"Sprzeciw wobec marketingu", HEADING_OBJECTION},
	{"Nie kontaktowa\xC4\x87", HEADING_OBJECTION},
	{"Rezygnacja", HEADING_OBJECTION},
	{"Werbesperre", HEADING_OBJECTION},
	{"Werbewiderspruch", HEADING_OBJECTION},
	{"Abgemeldet am", HEADING_OBJECTION},
	{"Keine Werbung", HEADING_OBJECTION},
	{"D\xC3\xA9sinscrit", HEADING_OBJECTION},
	{"Ne pas contacter", HEADING_OBJECTION},
	{"Opposition", HEADING_OBJECTION},
	{"Dado de baja", HEADING_OBJECTION},
	{"No contactar", HEADING_OBJECTION},
	{"Lista Robinson", HEADING_OBJECTION},
	{"Consent withdrawn", HEADING_REFUSAL},
	{"Zgoda wycofana", HEADING_REFUSAL},
	{"Brak zgody", HEADING_REFUSAL},
	{"Zgoda marketingowa", HEADING_CONSENT},
	{"Zgoda na kontakt telefoniczny i mailowy", HEADING_CONSENT},
	{"Marketing consent", HEADING_CONSENT},
	{"confirm_opt_in", HEADING_CONSENT},
	{"Email opt-in status", HEADING_CONSENT},
	{"Accepts Email Marketing", HEADING_CONSENT},
	{"Subscribed", HEADING_CONSENT},
	{"Einwilligung Werbung", HEADING_CONSENT},
	{"Consentement", HEADING_CONSENT},
	{"Consentimiento", HEADING_CONSENT},
	{"Status", HEADING_STATUS},
	{"Lead status", HEADING_STATUS},
	{"Reason", HEADING_STATUS},
	{"Person - Marketing status", HEADING_MAIL_STATUS},
	{"Subscription status", HEADING_MAIL_STATUS},
	{"SuppressionReason", HEADING_MAIL_STATUS},
	{"lawful_basis", HEADING_MAIL_STATUS},
	{"Unsubscribe reason", HEADING_DETAIL},
	{"Opt-out source", HEADING_DETAIL},
	{"Blocked", HEADING_UNCLEAR},
	{"Zablokowany", HEADING_UNCLEAR},
	{"Gesperrt", HEADING_UNCLEAR},
	{"Stop", HEADING_UNCLEAR},
	{"Removed", HEADING_UNCLEAR},
	{"contactable", HEADING_UNCLEAR},
	{"Newsletter", HEADING_UNCLEAR},
	{"Marketing", HEADING_UNCLEAR},
	{"Marketing preferences", HEADING_UNCLEAR},
	{"Mailing tak/nie", HEADING_UNCLEAR},
	{"RODO", HEADING_UNCLEAR},
	{"Werbung", HEADING_UNCLEAR},
	/* What must not be taken for one. */
	{"Consent to phone calls", HEADING_OTHER},
	{"Do not call", HEADING_OTHER},
	{"Do not allow phone calls", HEADING_OTHER},
	{"Zgoda: tre\xC5\x9B\xC4\x87", HEADING_OTHER},
	{"SMS Opt-out", HEADING_OTHER},
	{"Accepts SMS Marketing", HEADING_OTHER},
	{"Do not allow postal mail", HEADING_OTHER},
	{"donotpostalmail", HEADING_OTHER},
	{"Consent date", HEADING_OTHER},
	{"Data zgody", HEADING_OTHER},
	{"confirm_opt_in_date", HEADING_OTHER},
	{"lawful_basis_source", HEADING_OTHER},
	{"Unsubscribe link", HEADING_OTHER},
	{"Marketing campaign", HEADING_OTHER},
	{"Newsletter source", HEADING_OTHER},
	{"Original source", HEADING_OTHER},
	{"Create date", HEADING_OTHER},
	{"Lifecycle stage", HEADING_OTHER},
	{"Name", HEADING_OTHER},
	{"City", HEADING_OTHER},
	{"", HEADING_OTHER},
	/* Addresses. */
	{"Secondary email", HEADING_ADDRESS},
	{"Non Primary E-mails", HEADING_ADDRESS},
	{"Person - Email - Other", HEADING_ADDRESS},
	{"Adres e-mail 2", HEADING_ADDRESS},
	{"Courriel", HEADING_ADDRESS},
	{"Correo electr\xC3\xB3nico", HEADING_ADDRESS},
	{"Owner email", HEADING_OTHER},
	{"Email sent", HEADING_OTHER},
	{"Email domain", HEADING_OTHER},
};

static void check_heading(void **state)
{
	const struct heading_row *r = *state;

	assert_int_equal(heading_sense(r->name), r->sense);
}

static const struct cell_row {
	const char *name;
	enum cell_word word;
} cell_rows[] = {
	{"", CELL_EMPTY},
	{"0000-00-00 00:00:00", CELL_EMPTY},
	{"TRUE", CELL_YES},
	{"FALSE", CELL_NO},
	{"PRAWDA", CELL_YES},
	{"FA\xC5\x81SZ", CELL_NO},
	{"fa\xC5\x82sz", CELL_NO},
	{"WAHR", CELL_YES},
	{"FALSCH", CELL_NO},
	{"VRAI", CELL_YES},
	{"FAUX", CELL_NO},
	{"VERDADERO", CELL_YES},
	{"FALSO", CELL_NO},
	{"TAK", CELL_YES},
	{"NIE", CELL_NO},
	{"Ja", CELL_YES},
	{"nein", CELL_NO},
	{"OUI", CELL_YES},
	{"NON", CELL_NO},
	{"S\xC3\x8D", CELL_YES},
	{"s\xC3\xAD", CELL_YES},
	{"NO", CELL_NO},
	{"1", CELL_YES},
	{"0", CELL_NO},
	{"x", CELL_YES},
	{"YES!", CELL_UNKNOWN},
	{"-", CELL_UNKNOWN},
	{"NULL", CELL_UNKNOWN},
	{"N/A", CELL_UNKNOWN},
	{"maybe", CELL_UNKNOWN},
	{"2018-06-12", CELL_UNKNOWN},
	{"unsubscribed", CELL_OBJECTS},
	{"Opted-out", CELL_OBJECTS},
	{"complained", CELL_OBJECTS},
	{"COMPLAINT", CELL_OBJECTS},
	{"SpamComplaint", CELL_OBJECTS},
	{"ManualSuppression", CELL_OBJECTS},
	{"blocklisted", CELL_OBJECTS},
	{"Wypisany", CELL_OBJECTS},
	{"abgemeldet", CELL_OBJECTS},
	{"d\xC3\xA9sinscrit", CELL_OBJECTS},
	{"dado de baja", CELL_OBJECTS},
	{"withdrawn", CELL_REFUSES},
	{"NEVER_SUBSCRIBED", CELL_REFUSES},
	{"brak zgody", CELL_REFUSES},
	{"cleaned", CELL_UNDELIVERABLE},
	{"BOUNCE", CELL_UNDELIVERABLE},
	{"HardBounce", CELL_UNDELIVERABLE},
	{"subscribed", CELL_SUBSCRIBED},
	{"opted in", CELL_SUBSCRIBED},
	{"granted", CELL_AGREES},
	{"soft bounce", CELL_INERT},
};

static void check_cell(void **state)
{
	const struct cell_row *r = *state;

	assert_int_equal(cell_word(r->name, strlen(r->name)), r->word);
}

/* Pieces with a blank between them; "'" before one that had it. */
static const struct piece_row {
	const char *name;
	const char *pieces;
} piece_rows[] = {
	{"ann@x.example, bob@x.example", "ann@x.example bob@x.example "},
	{"ann@x.example;bob@x.example", "ann@x.example bob@x.example "},
	{"ann@x.example bob@x.example", "ann@x.example bob@x.example "},
	{"Ann <ann@x.example>", "ann@x.example "},
	{"\"Smith, Ann\" <ann@x.example>", "ann@x.example "},
	{"Smith, Ann<ann@x.example>", "ann@x.example "},
	{"mailto:ann@x.example?subject=x", "ann@x.example "},
	{"'ann@x.example'", "'ann@x.example "},
	{"(ann@x.example).", "ann@x.example "},
	{"\xC2\xA0"
	 "ann@x.example\xE2\x80\x8B",
		"ann@x.example "},
	{"nobody", ""},
	{"", ""},
	{"<", ""},
};

static void check_pieces(void **state)
{
	const struct piece_row *r = *state;
	struct cell_addresses it;
	struct cell_address piece;
	char found[256] = "";

	cell_addresses_begin(&it, r->name, strlen(r->name));
	while (cell_addresses_next(&it, &piece)) {
		if (piece.has_apostrophe)
			strcat(found, "'");
		strncat(found, piece.text, piece.len);
		strcat(found, " ");
	}
	assert_string_equal(found, r->pieces);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, heading_rows, check_heading);
	rows_add(&rows, cell_rows, check_cell);
	rows_add(&rows, piece_rows, check_pieces);
	return rows_run("heading", &rows);
}
