/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that is held of a person, handed out as a file, piece by piece.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/officer/act.h"
#include "service/officer/parcel.h"
#include "service/person/requests.h"
#include "service/report/export.h"
#include "service/staff/looked.h"
#include "staff/desk/verbs_person.h"

#define SAID_MAX 8000
#define EXPORT_MAX ((size_t)64 << 20)
/* Two exports at once of so many entries, at 2 kB each, are what may be in
 * memory. */
#define ENTRIES_MAX 20000

/* Said before somebody asks for what cannot be handed out here. */
enum err person_export_length(struct call *call, const char *who)
{
	int64_t entries;
	enum err e = export_entries(call->desk, who, &entries);

	call_put_int(call, "entries", entries);
	call_put_int(call, "entries_max", ENTRIES_MAX);
	return e;
}

static enum err write_export(
	struct call *call, const char *who, bool is_page, struct buf *out)
{
	enum export_language language = EXPORT_EN;
	const char *tag = call_text(call, "language");
	json_t *document;
	char *text;
	enum err e = export_person(call->desk, who, &document);

	if (e)
		return e;
	if (tag && export_language(tag, &language))
		language = EXPORT_EN;
	if (is_page) {
		e = export_page(document, language, out);
	} else {
		text = json_dumps(document, JSON_INDENT(2));
		e = text ? buf_adds(out, text) : ERR_NOMEM;
		free(text);
	}
	json_decref(document);
	return e;
}

static enum err check_length(struct call *call, const char *who)
{
	char most[24];
	int64_t entries;
	enum err e = export_entries(call->desk, who, &entries);

	if (e || entries <= ENTRIES_MAX)
		return e;
	snprintf(most, sizeof(most), "%d", ENTRIES_MAX);
	return call_cause(call, ERR_LIMIT,
		N_("The journal has more than %1 entries of this person, too "
		   "many for these pages. An administrator hands out the data "
		   "by \"robinson export\"."),
		most, NULL);
}

static enum err check_request(struct call *call, const struct officer_act *act)
{
	enum err e = act->request ?
		requests_check(call->desk, act->request, act->who) :
		ERR_OK;

	if (e != ERR_NOT_FOUND && e != ERR_INVALID)
		return e;
	return call_cause(call, ERR_INVALID,
		N_("That request is not open, or another person's."), NULL);
}

/* Written once, kept sealed until all of it is fetched. What would be refused
 * at the last piece is refused before the first; that somebody looks is on
 * record before anything is given. */
static enum err begin_export(
	struct call *call, const struct officer_act *act, bool is_page)
{
	struct identity identity;
	struct buf text;
	enum err e = check_length(call, act->who);

	if (!e)
		e = check_request(call, act);
	if (!e)
		e = desk_identify(call->desk, act->who, &identity);
	if (e)
		return e;
	buf_init(&text, EXPORT_MAX);
	e = write_export(call, act->who, is_page, &text);
	if (!e)
		e = parcel_put(call->desk, call_account(call),
			call_text(call, "ref"), buf_text(&text), text.len);
	buf_free(&text);
	if (!e)
		e = staff_looked(call->desk, LOOK_EXPORT, &identity.key, NULL);
	return e;
}

/* The last piece is given: that is on record, and the request is closed. */
static enum err end_export(struct call *call, const struct officer_act *act)
{
	struct buf said;
	enum err e;

	buf_init(&said, SAID_MAX);
	e = officer_do(call->desk, act, &said);
	buf_free(&said);
	if (e)
		return e;
	return parcel_remove(
		call->desk, call_account(call), call_text(call, "ref"));
}

enum err person_export(struct call *call)
{
	const char *format = call_text(call, "format");
	bool is_page = !format || strcmp(format, "json") != 0;
	unsigned n = (unsigned)call_int(call, "n", 0);
	char who[PERSON_WHO_SIZE];
	const struct officer_act act = {.kind = ACT_EXPORT,
		.who = who,
		.request = call_int(call, "request", 0),
		.at_utc = INSTANT_NONE};
	struct parcel_place place;
	enum err e = person_of(call, who);

	if (!e && n == 0)
		e = begin_export(call, &act, is_page);
	if (!e)
		e = parcel_piece(call->desk, call_account(call),
			call_text(call, "ref"), n, &call->blob, &place);
	if (!e && !place.has_more)
		e = end_export(call, &act);
	if (e)
		return e;
	call_put_bool(call, "more", place.has_more);
	call_put_int(call, "size", place.size);
	call_put_text(call, "name",
		is_page ? "personal-data.html" : "personal-data.json");
	call_put_text(call, "type",
		is_page ? "text/html; charset=utf-8" : "application/json");
	return ERR_OK;
}
