/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/rehearse.h"

#include <string.h>

#include "mail/notice_headers.h"

bool rehearsal_fill_text(struct rehearsal *r, const char *body, size_t len)
{
	const struct message *m = r->message;

	for (size_t i = 0; i < m->headers_len; i++)
		if (notice_scan_wants_header(m->headers[i].name))
			notice_scan_header(r->text, m->headers[i].name,
				m->headers[i].value);
	return notice_scan_body(r->text, body, len);
}

/* What the purpose asks a message to carry is there (GDPR Art. 21(4)). */
static enum err find_notice(const struct settings *s, struct rehearsal *r,
	const struct policy_purpose *purpose, bool *has_r)
{
	const struct settings_purpose *more =
		&s->purposes[purpose - s->policy.purposes];

	*has_r = true;
	if (more->require_notice & NOTICE_HEADERS)
		*has_r = notice_headers_will_be(s, more,
			message_header_raw(r->message, "List-Unsubscribe", 0) !=
				NULL,
			r->recipients_len);
	if (!*has_r || !(more->require_notice & NOTICE_TEXT))
		return ERR_OK;
	return notice_scan_find(r->text, more->notice, has_r);
}

static enum err decide(struct desk *desk, struct rehearsal *r,
	const struct policy_purpose *purpose, struct check_item *item)
{
	struct check_query query;
	enum err e;

	check_query_init(desk, purpose, INSTANT_NONE, &query);
	query.has_message = true;
	e = find_notice(desk->settings, r, purpose, &query.has_notice);
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	return check_batch(desk, &query, item, 1);
}

/* The daemon judges nobody of the firm's own domains. What may route onwards
 * is left to check_batch(). */
static bool is_own(const struct settings *s, const char *text)
{
	struct mailbox mailbox;
	struct address address;

	return mailbox_mend(text, &mailbox, NULL) == ERR_OK &&
		!mailbox_is_routed(&mailbox) &&
		address_parse(&s->address_rules, text, strlen(text), &address,
			NULL) == ERR_OK &&
		settings_owns(s, address_domain(&address));
}

/* Of two purposes the stricter verdict counts. */
static enum err decide_recipient(
	struct desk *desk, struct rehearsal *r, struct rehearsal_recipient *one)
{
	const struct policy_purpose *const purposes[] = {
		one->class.purpose, one->class.also};
	struct check_item item = {
		.text = one->address, .text_len = strlen(one->address)};

	for (size_t i = 0; i < 2 && purposes[i]; i++) {
		enum err e = decide(desk, r, purposes[i], &item);

		if (e)
			return e;
		if (one->is_asked && item.verdict.action <= one->verdict.action)
			continue;
		one->is_asked = true;
		one->purpose = purposes[i];
		one->verdict = item.verdict;
		one->cause = item.cause;
	}
	return ERR_OK;
}

enum err rehearse(struct desk *desk, struct rehearsal *r)
{
	const struct settings *s = desk->settings;
	enum err e = ERR_OK;

	for (size_t i = 0; !e && i < r->recipients_len; i++) {
		struct rehearsal_recipient *one = &r->recipients[i];

		classify_message(
			s, r->message, STEP_HEADERS, one->address, &one->class);
		one->is_own = is_own(s, one->address);
		if (one->class.kind == CLASS_PURPOSE && one->class.purpose &&
			!one->is_own)
			e = decide_recipient(desk, r, one);
	}
	return e;
}

bool rehearsal_may_go(const struct rehearsal_recipient *recipient)
{
	if (recipient->class.bad_purpose)
		return false;
	return !recipient->is_asked || recipient->verdict.action <= ACTION_FLAG;
}
