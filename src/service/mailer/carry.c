/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mailer/carry.h"

#include <stdio.h>

#include "base/log.h"
#include "service/mailer/mailer.h"

#define GIVE_UP_SECONDS (24 * 3600)
#define FIRST_PAUSE_SECONDS 2
#define LONGEST_PAUSE_SECONDS 900

static enum mailer_outcome send(const struct settings *settings,
	const struct outbox_letter *letter, char text_r[MAILER_TEXT_SIZE])
{
	const struct iovec piece = {(void *)letter->text, letter->len};
	struct mailer_recipient to = {.address = letter->to};
	struct mailer_message message = {
		.sender = "",
		.recipients = &to,
		.recipients_len = 1,
		.pieces = &piece,
		.pieces_len = 1,
	};
	struct mailer *mailer = NULL;
	enum err e = letter->sealed;

	if (!e)
		e = mailer_open(
			&settings->release, NULL, CARRY_SECONDS, &mailer);
	if (!e)
		e = mailer_send(mailer, &message);
	mailer_close(&mailer);
	if (e) {
		snprintf(text_r, MAILER_TEXT_SIZE, "%s", err_text(e));
		return e == ERR_INVALID ? MAILER_REFUSED : MAILER_LATER;
	}
	snprintf(text_r, MAILER_TEXT_SIZE, "%s", to.text);
	return to.outcome;
}

static int64_t pause_after(unsigned tries)
{
	int64_t pause = FIRST_PAUSE_SECONDS;

	while (tries-- > 0 && pause < LONGEST_PAUSE_SECONDS)
		pause *= 2;
	return pause < LONGEST_PAUSE_SECONDS ? pause : LONGEST_PAUSE_SECONDS;
}

/* Where this is not kept, the letter stays taken for a while and is tried
 * again then: too often rather than never. */
static void keep_outcome(const char *queue_id, enum err e)
{
	if (e && e != ERR_NOT_FOUND)
		log_warn("%s: what became of the notice cannot be kept: %s",
			queue_id, err_text(e));
}

bool carry_letter(struct office *office, const struct outbox_letter *letter)
{
	const struct settings *settings = office_settings(office);
	const char *id = letter->queue_id ? letter->queue_id : "-";
	char text[MAILER_TEXT_SIZE] = "";
	enum mailer_outcome outcome = send(settings, letter, text);
	int64_t now = office_now(office);

	settings_unref(&settings);
	if (outcome == MAILER_LATER &&
		now - letter->created_utc < GIVE_UP_SECONDS) {
		log_warn("%s: the sender cannot be told now: %s", id, text);
		keep_outcome(id,
			outbox_later(office, letter->id,
				now + pause_after(letter->tries)));
		return false;
	}
	if (outcome == MAILER_ACCEPTED)
		log_info("%s: the sender was told: %s", id, text);
	else
		log_error("%s: the sender could not be told: %s", id, text);
	keep_outcome(id, outbox_done(office, letter->id));
	return true;
}

bool carry_fresh(struct office *office, int64_t id)
{
	struct outbox_letter letter;
	bool is_done;
	enum err e;

	if (id == 0)
		return true;
	e = outbox_take(office, id, &letter);
	/* Somebody else has it: nothing is left to do. */
	is_done = e == ERR_NOT_FOUND;
	if (!e)
		is_done = carry_letter(office, &letter);
	outbox_letter_free(&letter);
	return is_done;
}
