/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/csv/columns.h"

#include <string.h>
#include <strings.h>

#include "service/csv/heading.h"
#include "service/csv/words_private.h"

static const char *const field_names[FIELD_COUNT] = {
	[FIELD_EMAIL] = "email",
	[FIELD_RELATION] = "relation",
	[FIELD_SOURCE] = "source",
	[FIELD_COLLECTED] = "collected",
	[FIELD_LAST_CONTACT] = "last_contact",
	[FIELD_RELATION_END] = "relation_end",
	[FIELD_REF] = "ref",
	[FIELD_OBJECTED] = "objected",
	[FIELD_OBJECTED_AT] = "objected_at",
	[FIELD_OBJECTED_PURPOSE] = "objected_purpose",
	[FIELD_PURPOSE] = "purpose",
	[FIELD_BASIS] = "basis",
	[FIELD_GRANTED] = "granted",
	[FIELD_EXPIRES] = "expires",
	[FIELD_WITHDRAWN] = "withdrawn",
	[FIELD_EVIDENCE] = "evidence",
	[FIELD_UNDELIVERABLE] = "undeliverable",
	[FIELD_CONSENT] = "consent",
	[FIELD_STATUS] = "status",
};

/* Without case, blanks and punctuation; the best name comes first. */
static const char *const email_names[] = {
	"email",
	"emailaddress",
	"mail",
	"adresemail",
	"adresmail",
	"emailadres",
	"primaryemail",
	"personemailwork",
	"personemail",
	"personemailhome",
	"personemailother",
	"emailwork",
	"workemail",
	"emailprimary",
	"contactemail",
	"recipient",
	"address",
};

/* HubSpot, Pipedrive, SuiteCRM and Salesforce in English and Polish. A change
 * of the record is the seller's doing as well. */
static const char *const sellers_names[] = {
	"lastactivity",
	"lastcontacted",
	"lastengagement",
	"lasttouch",
	"lastmodified",
	"datemodified",
	"modifieddate",
	"modifiedat",
	"updatedat",
	"updatetime",
	"lastemailsent",
	"lastsales",
	"lastmarketing",
	"lastemailopen",
	"lastopen",
	"ostatniaaktywnosc",
	"ostatniejaktywnosci",
	"ostatnikontakt",
	"letzteaktivitat",
	"letzterkontakt",
	"derniereactivite",
	"dernierecontact",
	"derniercontact",
	"ultimaactividad",
	"ultimocontacto",
	"datamodyfikacji",
};

const char *column_field_name(enum column_field field)
{
	return field_names[field];
}

enum err column_field_parse(
	const char *name, size_t len, enum column_field *field_r)
{
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		if (strlen(field_names[i]) == len &&
			strncasecmp(field_names[i], name, len) == 0) {
			*field_r = (enum column_field)i;
			return ERR_OK;
		}
	}
	return ERR_NOT_FOUND;
}

bool column_is_same(const char *a, const char *b)
{
	struct words plain_a, plain_b;

	words_fold(a, strlen(a), &plain_a);
	words_fold(b, strlen(b), &plain_b);
	return strcmp(plain_a.text, plain_b.text) == 0;
}

bool column_is_sellers(const char *name)
{
	struct words plain;

	words_fold(name, strlen(name), &plain);
	for (size_t i = 0; i < sizeof(sellers_names) / sizeof(sellers_names[0]);
		i++)
		if (strstr(plain.text, sellers_names[i]))
			return true;
	return false;
}

int column_email_rank(const char *name)
{
	struct words plain;

	words_fold(name, strlen(name), &plain);
	for (size_t i = 0; i < sizeof(email_names) / sizeof(email_names[0]);
		i++)
		if (strcmp(plain.text, email_names[i]) == 0)
			return (int)i;
	return -1;
}

int column_find_named(const struct csvfile_record *heading)
{
	int best = -1, best_rank = -1;

	for (size_t i = 0; i < heading->len; i++) {
		int rank = column_email_rank(heading->fields[i]);

		if (rank >= 0 && (best_rank < 0 || rank < best_rank)) {
			best = (int)i;
			best_rank = rank;
		}
	}
	for (size_t i = 0; best < 0 && i < heading->len; i++)
		if (heading_sense(heading->fields[i]) == HEADING_ADDRESS)
			best = (int)i;
	return best;
}

int column_find_address(
	const struct address_rules *rules, const struct csvfile_record *row)
{
	struct address address;

	for (size_t i = 0; i < row->len; i++)
		if (memchr(row->fields[i], '@', row->lens[i]) &&
			address_parse(rules, row->fields[i], row->lens[i],
				&address, NULL) == ERR_OK)
			return (int)i;
	return -1;
}
