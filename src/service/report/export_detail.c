/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an entry of the journal adds, in the language of the page: the journal
 * keeps it in English, as clauses behind each other. What is not of the
 * program, a reason that somebody wrote, stays as it is.
 */
#include <string.h>

#include "service/report/export_private.h"

#define BETWEEN ", "
#define CHANNEL "channel "
#define CLAUSE_SIZE 128

static const json_t *relation_of(
	const struct export_writing *w, const char *name)
{
	const json_t *list = json_object_get(w->document, "relations");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const char *known = export_get(one, "name");

		if (known && strcmp(known, name) == 0)
			return one;
	}
	return NULL;
}

static void put_clause(struct export_writing *w, const char *clause)
{
	const char *channel = clause + strlen(CHANNEL);

	if (strncmp(clause, CHANNEL, strlen(CHANNEL)) != 0) {
		const char *words = export_clause(w->language, clause);

		/* The basis of a consent stands alone. */
		export_put(w,
			strcmp(words, clause) != 0 ?
				words :
				export_basis(w->language, clause));
		return;
	}
	export_put(w, export_say(w, SAY_CHANNEL));
	(void)buf_addc(w->out, ' ');
	export_put(w, export_channel(w->language, channel));
}

void export_detail(struct export_writing *w, const json_t *entry)
{
	const char *kind = export_get(entry, "kind");
	const char *at = export_get(entry, "detail");
	char clause[CLAUSE_SIZE];

	if (at && kind && strcmp(kind, "relation") == 0) {
		export_shown(
			w, json_object_get(relation_of(w, at), "shown_as"), at);
		return;
	}
	while (at) {
		const char *end = strstr(at, BETWEEN);
		size_t len = end ? (size_t)(end - at) : strlen(at);

		if (len >= sizeof(clause)) {
			export_put(w, at);
			return;
		}
		memcpy(clause, at, len);
		clause[len] = '\0';
		put_clause(w, clause);
		export_tag(w, end ? BETWEEN : "");
		at = end ? end + strlen(BETWEEN) : NULL;
	}
}
