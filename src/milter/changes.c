/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "milter/session_private.h"

#define SUBJECT "Subject"

/* From the last to the first, because each removal counts the rest anew. */
static bool remove_headers(
	const struct change_verbs *verbs, const char *name, int count)
{
	for (int n = count; n > 0; n--)
		if (!verbs->remove_header(verbs->arg, name, n))
			return false;
	return true;
}

/* --------------------------------------------------------------- subject */

/* The subject with the tag in front; NULL: there is no tag, or it has it. The
 * caller free()s it. */
static char *tagged_subject(const struct session *s)
{
	const char *tag = s->settings->subject_tag;
	const char *subject = NULL;
	char *tagged = NULL;
	size_t size;

	for (size_t i = 0; i < s->message.headers_len && !subject; i++)
		if (strcasecmp(s->message.headers[i].name, SUBJECT) == 0)
			subject = s->message.headers[i].value;
	if (!tag || (subject && strncmp(subject, tag, strlen(tag)) == 0))
		return NULL;
	size = strlen(tag) + (subject ? strlen(subject) : 0) + 2;
	tagged = malloc(size);
	if (tagged)
		snprintf(tagged, size, "%s%s%s", tag, subject ? " " : "",
			subject ? subject : "");
	return tagged;
}

static bool tag_subject(
	const struct session *s, const struct change_verbs *verbs)
{
	char *tagged = tagged_subject(s);
	bool is_taken =
		!tagged || verbs->replace_header(verbs->arg, SUBJECT, tagged);

	free(tagged);
	return is_taken;
}

/* -------------------------------------------------------------- the rest */

/* The MTA knows a recipient only in the spelling that it passed. */
static bool take_off(const struct session *s, const struct change_verbs *verbs)
{
	for (size_t i = 0; i < s->to.len; i++)
		if (s->to.each[i].is_off &&
			!verbs->remove_recipient(
				verbs->arg, session_recipient(s, i)))
			return false;
	return true;
}

/* The message's own headers are removed first. The header that is inserted last
 * stands first. */
static bool put_unsubscribe(const struct session *s,
	const struct answer *answer, const struct change_verbs *verbs)
{
	const struct unsubscribe_headers *u = &s->unsubscribe;

	if (!remove_headers(verbs, UNSUBSCRIBE_LIST, u->own_list) ||
		!remove_headers(verbs, UNSUBSCRIBE_POST, u->own_post))
		return false;
	if (answer->one_click &&
		!verbs->insert_header(
			verbs->arg, UNSUBSCRIBE_POST, UNSUBSCRIBE_ONE_CLICK))
		return false;
	return verbs->insert_header(
		verbs->arg, UNSUBSCRIBE_LIST, answer->unsubscribe);
}

/* Removes headers of ours that the message came with: no sender vouches for
 * himself. */
static bool remove_ours(
	const struct session *s, const struct change_verbs *verbs)
{
	const struct settings *t = s->settings;

	return remove_headers(verbs, t->flag_header, s->ours.flag) &&
		remove_headers(verbs, t->purpose_header, s->ours.purpose);
}

bool changes_make(struct session *s, const struct answer *answer,
	const struct change_verbs *verbs)
{
	const struct settings *t = s->settings;

	if (answer->kind == ANSWER_DISCARD)
		return true;
	if (answer->is_unready)
		return false;
	/* A token is for us alone, whatever the mode. */
	if (t && !remove_headers(verbs, t->release.token_header, s->ours.token))
		return false;
	if (!t || t->mode == MODE_OBSERVE)
		return true;
	if (!remove_ours(s, verbs))
		return false;
	if (answer->flag &&
		(!verbs->insert_header(
			 verbs->arg, t->flag_header, answer->flag) ||
			!tag_subject(s, verbs)))
		return false;
	if (answer->unsubscribe && !put_unsubscribe(s, answer, verbs))
		return false;
	if (answer->takes_off && !take_off(s, verbs))
		return false;
	return answer->kind != ANSWER_HOLD ||
		verbs->hold(verbs->arg, answer->hold_reason);
}
