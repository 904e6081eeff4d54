/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/quarantine/held_letter_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/log.h"
#include "service/mailer/outbox.h"

#define HEAD_MAX ((size_t)16 * 1024)
#define KIND_SIZE 32

/* What a letter tells. */
struct ending {
	enum notice_fate fate;
	const unsigned *numbers; /* FATE_RELEASED: of whom; the last is the
	                          * newest. Else of all that wait */
	size_t len;
	int64_t now_utc;
};

static void add_field(struct buf *head, const char *name, const char *value)
{
	if (*value)
		(void)buf_addf(head, "%s: %s\r\n", name, value);
}

static bool is_among(const struct ending *end, unsigned n)
{
	for (size_t i = 0; i < end->len; i++)
		if (end->numbers[i] == n)
			return true;
	return false;
}

/* False: there is nothing to tell of this one. */
static bool fate_of(const struct ending *end, const struct held_recipient *r,
	enum notice_fate *fate_r)
{
	*fate_r = end->fate;
	if (end->fate == FATE_RELEASED)
		return is_among(end, r->n);
	/* Nobody has said yet how it ended, but it was let through. */
	if (r->state == HELD_PASSED)
		*fate_r = FATE_RELEASED;
	return HELD_BIT(r->state) & HELD_WAITING;
}

/* What tells this notice of the message from its others. */
static void write_kind(const struct ending *end, char kind_r[KIND_SIZE])
{
	if (end->fate == FATE_RELEASED && end->len > 0)
		snprintf(kind_r, KIND_SIZE, "released-%u",
			end->numbers[end->len - 1]);
	else
		snprintf(kind_r, KIND_SIZE, "%s",
			end->fate == FATE_DELETED ? "deleted" : "expired");
}

static enum err write_words(const struct settings *s,
	const struct quarantine_entry *entry, const struct ending *end,
	struct buf *out)
{
	struct notice_recipient *recipients =
		calloc(entry->recipients_len + 1, sizeof(*recipients));
	char kind[KIND_SIZE];
	struct notice n = {
		.to = entry->summary.sender,
		.host = entry->held.host,
		.reference = entry->held.id.text,
		.kind = kind,
		.now_utc = end->now_utc,
		.arrived_utc = entry->held.received_utc,
		.until_utc = entry->held.expires_utc,
		.recipients = recipients,
	};
	struct buf head;
	enum err e;

	if (!recipients)
		return ERR_NOMEM;
	write_kind(end, kind);
	buf_init(&head, HEAD_MAX);
	add_field(&head, "From", entry->summary.from);
	add_field(&head, "Subject", entry->summary.subject);
	add_field(&head, "Message-ID", entry->summary.message_id);
	n.head = buf_text(&head);
	n.head_len = head.len;
	for (size_t i = 0; i < entry->recipients_len; i++) {
		const struct quarantine_recipient *r = &entry->recipients[i];
		enum notice_fate fate;

		if (fate_of(end, &r->held, &fate))
			recipients[n.recipients_len++] =
				(struct notice_recipient){
					.address = r->address,
					.fate = fate,
					.reason = r->held.reason,
					.ref = r->held.ref,
				};
	}
	e = n.recipients_len ? notices_put(s, &n, out) : ERR_NOT_FOUND;
	buf_free(&head);
	free(recipients);
	return e;
}

/* A letter in the making. */
struct making {
	const struct settings *settings;
	struct ending end;
	struct buf text; /* "": nobody is to be told */
	char *to;
	enum err e;
};

static bool compose(void *arg, const struct quarantine_entry *entry)
{
	struct making *m = arg;

	/* What cannot be opened has no sender. */
	if (entry->is_damaged ||
		notices_whom(m->settings, entry->summary.sender) !=
			NOTICES_SENDER)
		return false;
	m->e = write_words(m->settings, entry, &m->end, &m->text);
	if (!m->e) {
		m->to = strdup(entry->summary.sender);
		m->e = m->to ? ERR_OK : ERR_NOMEM;
	}
	return false;
}

/* What cannot be put into words would not be so the next time either. */
static enum err check_words(
	struct desk *desk, const struct held_id *id, const struct making *m)
{
	if (m->e == ERR_NOMEM)
		return desk_fail(desk, m->e, "%s", err_text(m->e));
	if (m->e && m->e != ERR_NOT_FOUND)
		log_warn("%s: the sender cannot be told: %s", id->text,
			err_text(m->e));
	return ERR_OK;
}

static enum err put(struct desk *desk, const struct held_id *id,
	const struct making *m, int64_t delay_s, int64_t *letter_r)
{
	const struct outbox_new letter = {
		.to = m->to,
		.queue_id = id->text,
		.text = &m->text,
		.next_utc = office_now(desk->office) + delay_s,
	};
	enum err e = outbox_put(desk->office, desk->session, &letter, letter_r);

	return e ? desk_fail(desk, e, "the notice to the sender: %s",
			   err_text(e)) :
		   e;
}

static enum err write(struct desk *desk, const struct held_id *id,
	const struct ending *end, int64_t delay_s, int64_t *letter_r)
{
	struct making m = {.settings = desk->settings, .end = *end};
	enum err e;

	*letter_r = 0;
	m.end.now_utc = desk->now_utc;
	buf_init(&m.text, NOTICE_MAX);
	e = quarantine_get(desk, id, compose, &m);
	if (!e)
		e = check_words(desk, id, &m);
	if (!e && m.to)
		e = put(desk, id, &m, delay_s, letter_r);
	buf_free(&m.text);
	free(m.to);
	return e;
}

enum err held_letter_gone(struct desk *desk, const struct held_id *id,
	enum notice_fate fate, int64_t *letter_r)
{
	const struct ending end = {.fate = fate};

	*letter_r = 0;
	if (fate == FATE_DELETED && !desk->settings->notices.tell_deleted)
		return ERR_OK;
	return write(desk, id, &end, 0, letter_r);
}

static enum err remember(
	struct desk *desk, struct held_letter *letter, unsigned n)
{
	if (letter->len == letter->cap) {
		unsigned *numbers = array_grow(letter->numbers, letter->len,
			&letter->cap, sizeof(*numbers));

		if (!numbers)
			return desk_fail(
				desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
		letter->numbers = numbers;
	}
	letter->numbers[letter->len++] = n;
	return ERR_OK;
}

/* Whom a letter that is already on its way tells of is not told of again. */
static enum err take_back(struct desk *desk, struct held_letter *letter)
{
	enum err e;

	if (!letter->id) {
		letter->first = letter->len;
		return ERR_OK;
	}
	e = store_outbox_recall(desk->session, letter->id);
	letter->id = 0;
	if (e == ERR_NOT_FOUND) {
		letter->first = letter->len;
		return ERR_OK;
	}
	return e ? desk_store_fail(desk, e, "the notice to the sender") : e;
}

enum err held_letter_released(struct desk *desk, const struct held_id *id,
	unsigned n, struct held_letter *letter)
{
	struct ending end = {.fate = FATE_RELEASED};
	enum err e;

	if (!desk->settings->notices.tell_released)
		return ERR_OK;
	e = take_back(desk, letter);
	if (!e)
		e = remember(desk, letter, n);
	if (e)
		return e;
	end.numbers = letter->numbers + letter->first;
	end.len = letter->len - letter->first;
	return write(desk, id, &end, HELD_LETTER_SETTLE_SECONDS, &letter->id);
}

void held_letter_free(struct held_letter *letter)
{
	free(letter->numbers);
	*letter = (struct held_letter){0};
}
