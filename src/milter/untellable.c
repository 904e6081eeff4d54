/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/untellable.h"

#include "base/log.h"
#include "milter/session_private.h"
#include "milter/verdicts.h"
#include "service/mailer/notices.h"

bool untellable_is_refused(const struct session *s)
{
	switch (notices_whom(s->settings, s->message.sender)) {
	case NOTICES_SENDER:
		return false;
	case NOTICES_OUTSIDER:
		return s->settings->untellable == UNTELLABLE_REFUSE;
	case NOTICES_NOBODY:
		break;
	}
	return true;
}

static const char *who(const struct session *s)
{
	if (!*s->message.sender)
		return "null";
	return notices_whom(s->settings, s->message.sender) ==
			NOTICES_OUTSIDER ?
		"outside own-domains" :
		"no address that can be used";
}

static void log_line(const struct session *s, const char *outcome)
{
	log_info("%s: host=%s the sender cannot be told (%s): %s",
		session_queue_id(s), session_host(s), who(s), outcome);
}

bool untellable_refuse(
	const struct session *s, struct judge_item *items, size_t len)
{
	bool is_any = false;

	for (size_t i = 0; i < len; i++) {
		if (!verdicts_is_asked(&items[i]) ||
			items[i].verdict.action != ACTION_HOLD)
			continue;
		items[i].verdict.action = ACTION_REJECT;
		is_any = true;
	}
	if (is_any)
		log_line(s,
			s->settings->mode == MODE_OBSERVE ?
				"observed" :
				"refused, not held");
	return is_any;
}

void untellable_log(const struct session *s)
{
	if (notices_whom(s->settings, s->message.sender) != NOTICES_SENDER)
		log_line(s, "held or refused without a word");
}
