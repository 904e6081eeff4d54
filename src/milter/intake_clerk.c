/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "core/align.h"
#include "milter/intake_worker_private.h"
#include "milter/spooled.h"
#include "service/intake/intake.h"
#include "service/quarantine/reply.h"

/* Who records it, for the journal. */
#define NAME "robinson-milter"
#define TAKE_MS 60000
#define DEATHS_MAX 2
/* Of an answer that the store does not refuse, but cannot make use of. */
#define TRIES_MAX 5
#define LONGEST_PAUSE_MS 5000

/* What was spooled. */
struct event {
	struct spool_item *item;
	int64_t at_utc;
	const char *queue_id;
	struct inbound_question question;
	struct inbound_answer answer;
	uint64_t domain; /* whose name servers are asked; 0: nobody's */
	enum helper_dns dns;
	unsigned deaths;
	unsigned tries;
};

static int64_t pause_after(unsigned tries)
{
	int64_t ms = 500;

	while (tries-- > 0 && ms < LONGEST_PAUSE_MS)
		ms *= 2;
	return ms < LONGEST_PAUSE_MS ? ms : LONGEST_PAUSE_MS;
}

/* The helper knows the settings of now and how long it may ask the DNS, or
 * there is none. */
static enum err tend_helper(struct clerk *c, enum helper_dns dns)
{
	const struct settings *s = office_settings(c->x->office);
	enum err e = ERR_OK;

	if (s == c->told && dns == c->told_dns) {
		settings_unref(&s);
		return ERR_OK;
	}
	if (!c->told || strcmp(helper_program(s), helper_program(c->told)) != 0)
		helper_free(&c->helper);
	if (!c->helper)
		e = helper_new(
			helper_program(s), worker_fd(c->worker), &c->helper);
	if (!e)
		e = helper_tell(c->helper, s, dns);
	settings_unref(&c->told);
	if (e)
		settings_unref(&s);
	c->told = s; /* NULL: it is told again */
	c->told_dns = dns;
	return e;
}

enum step {
	STEP_DONE, /* on record, or somebody else's */
	STEP_AGAIN, /* after a pause */
	STEP_LATER, /* given back: for another clerk, or when one is done */
	STEP_ASIDE
};

/* Whose name servers would be asked (RFC 7208 2.4: the sender's domain, or
 * the name in HELO), as a number; 0: nobody's. */
static uint64_t domain_of(const struct inbound_question *q)
{
	const char *at = q->sender ? strrchr(q->sender, '@') : NULL;
	const char *domain = at ? at + 1 : q->helo;
	char lower[256];
	uint64_t sum = 0xcbf29ce484222325; /* FNV-1a */
	size_t n = 0;

	if (!q->client || !domain || !*domain)
		return 0;
	for (; domain[n] && n + 1 < sizeof(lower); n++)
		lower[n] = (char)tolower((unsigned char)domain[n]);
	lower[n] = '\0';
	for (at = domain_registered(lower); *at; at++)
		sum = (sum ^ (unsigned char)*at) * 0x100000001b3;
	return sum | 1;
}

static enum helper_dns usual_dns(const struct clerk *c)
{
	if (c->lane->is_of_tokens)
		return HELPER_DNS_NEVER;
	return c->is_slow ? HELPER_DNS_WHOLE : HELPER_DNS_SHORT;
}

/* False: it was given back, because another one of its domain is at work. */
static bool may_begin(struct clerk *c, struct event *event)
{
	event->dns = usual_dns(c);
	event->domain = c->lane->is_of_tokens ? 0 : domain_of(&event->question);
	if (event->domain == 0)
		return true;
	/* No server is waited for. */
	if (!c->is_slow &&
		slow_domains_has(
			c->x->slow, event->domain, clock_monotonic_ms())) {
		event->dns = HELPER_DNS_NO_TIME;
		return true;
	}
	return spool_claim(
		atomic_load(&c->lane->spool), event->item, event->domain);
}

static enum step read_event(struct clerk *c, struct event *event)
{
	struct intake_worker *x = c->x;
	char cause[OFFICE_CAUSE_SIZE];
	enum err e = office_ready(x->office, cause);

	/* With the wrong keys every event would seem damaged. */
	if (!e)
		e = spool_read(atomic_load(&c->lane->spool),
			office_keys(x->office), event->item, &event->at_utc,
			&c->bytes);
	if (!e)
		e = spooled_decode(
			&c->bytes, &event->queue_id, &event->question);
	if (!e && !may_begin(c, event))
		return STEP_LATER;
	if (e == ERR_OK || e == ERR_NOT_FOUND)
		return STEP_DONE;
	if (e == ERR_CORRUPT)
		return STEP_ASIDE;
	return STEP_AGAIN;
}

static void warn_once(
	const struct event *event, const char *what, const char *cause)
{
	if (event->tries == 0)
		log_warn("%s: %s: %s; it waits", event->queue_id, what, cause);
}

static enum step ask(struct clerk *c, struct event *event)
{
	enum err e = tend_helper(c, event->dns);

	if (!e)
		e = helper_ask(c->helper, &event->question, &event->answer);
	if (!e)
		return STEP_DONE;
	if (e == ERR_IO && ++event->deaths < DEATHS_MAX) {
		log_warn("%s: %s; another is asked", event->queue_id,
			helper_cause(c->helper));
		event->tries = 0;
		return ask(c, event);
	}
	if (e == ERR_IO || e == ERR_LIMIT || e == ERR_INVALID) {
		log_error("%s: incoming mail stays unexamined: %s",
			event->queue_id, helper_cause(c->helper));
		return STEP_ASIDE;
	}
	warn_once(event, "incoming mail cannot be examined now",
		c->helper ? helper_cause(c->helper) : err_text(e));
	return STEP_AGAIN;
}

/* Those who have the time ask again. False: too many wait for them. */
static bool defer(struct clerk *c, struct event *event)
{
	slow_domains_add(c->x->slow, event->domain, clock_monotonic_ms());
	return spool_defer(
		atomic_load(&c->lane->spool), event->item, event->domain);
}

/* Of this message nobody was asked yet, and its domain may be well: one answer
 * that was late says nothing of the others. */
static enum step ask_in_turn(struct clerk *c, struct event *event)
{
	enum step step;

	inbound_answer_free(&event->answer);
	event->answer = (struct inbound_answer){.number = 0};
	event->dns = HELPER_DNS_SHORT;
	if (!spool_claim(
		    atomic_load(&c->lane->spool), event->item, event->domain))
		return STEP_LATER;
	step = ask(c, event);
	if (step == STEP_DONE && !event->answer.is_late)
		slow_domains_remove(c->x->slow, event->domain);
	return step;
}

/* Its name servers did not answer in time. Where those who have the time take
 * no more, the answer counts as it is: if they were asked, or if so much waits
 * that no turn can be waited for. */
static enum step settle_late(struct clerk *c, struct event *event)
{
	enum step step;

	if (defer(c, event))
		return STEP_LATER;
	if (event->dns == HELPER_DNS_NO_TIME &&
		spool_has_room(atomic_load(&c->lane->spool))) {
		step = ask_in_turn(c, event);
		if (step != STEP_DONE || !event->answer.is_late)
			return step;
		if (defer(c, event))
			return STEP_LATER;
	}
	log_warn("%s: the name servers of its sender are slow, and too many "
		 "messages wait for such: its sender is not proven",
		event->queue_id);
	return STEP_DONE;
}

/* ask(), where the answer is not there yet. */
static enum step find_out(struct clerk *c, struct event *event)
{
	int64_t begin_ms = clock_monotonic_ms();
	enum step step;

	if (c->is_slow)
		slow_domains_add(c->x->slow, event->domain, begin_ms);
	step = ask(c, event);
	if (step != STEP_DONE)
		return step;
	if (!c->is_slow && event->answer.is_late && event->domain)
		return settle_late(c, event);
	if (c->is_slow && clock_monotonic_ms() - begin_ms < HELPER_SHORT_MS)
		slow_domains_remove(c->x->slow, event->domain);
	return STEP_DONE;
}

/* What another try would not change. */
static bool is_final(enum err e)
{
	return e != ERR_UNAVAILABLE && e != ERR_NOMEM && e != ERR_IO &&
		e != ERR_CORRUPT && e != ERR_VERSION;
}

static enum step hear(struct clerk *c, struct event *event)
{
	struct intake_event heard = {
		.received_utc = event->at_utc,
		.client = event->question.client,
		.queue_id = event->queue_id,
		.host = event->question.host,
		.is_from_own_mta = event->question.is_from_own_mta,
		.flood = c->x->flood,
	};
	const struct quarantine_reply reply = {
		.event = heard.id,
		.received_utc = event->at_utc,
		.login = event->question.login,
		.answer = &event->answer,
	};
	bool is_reply = reply.login && event->answer.meaning == INBOUND_REQUEST;
	char cause[DESK_CAUSE_SIZE] = "";
	struct desk *desk = NULL;
	enum err e = desk_open(c->x->office, NAME, &desk, cause);

	memcpy(heard.id, event->item->id, sizeof(heard.id));
	buf_reset(&c->said);
	if (!e) {
		e = is_reply ?
			quarantine_reply(desk, &reply, &c->said) :
			intake_message(desk, &heard, &event->answer, &c->said);
		if (e)
			snprintf(cause, sizeof(cause), "%s", desk->cause);
		desk_close(&desk);
	}
	if (!e) {
		atomic_fetch_add(&c->x->examined, 1);
		atomic_fetch_add(&c->x->by_meaning[event->answer.meaning], 1);
		log_info("%s: incoming: %s", event->queue_id,
			buf_text(&c->said));
		return STEP_DONE;
	}
	warn_once(event, "what came cannot be put on record now", cause);
	if (!is_final(e) || event->tries < TRIES_MAX)
		return STEP_AGAIN;
	log_error("%s: what came cannot be put on record: %s", event->queue_id,
		cause);
	return STEP_ASIDE;
}

static enum step examine_once(struct clerk *c, struct event *event)
{
	enum step step = STEP_DONE;

	if (!event->queue_id)
		step = read_event(c, event);
	if (step != STEP_DONE || !event->queue_id)
		return step;
	if (!event->answer.meaning)
		step = find_out(c, event);
	if (step != STEP_DONE)
		return step;
	return hear(c, event);
}

static void examine(struct clerk *c, struct spool_item *item)
{
	struct spool *spool = atomic_load(&c->lane->spool);
	struct event event = {.item = item};
	enum step step = examine_once(c, &event);

	while (step == STEP_AGAIN &&
		worker_sleep(c->worker, pause_after(event.tries++)))
		step = examine_once(c, &event);
	if (step == STEP_DONE) {
		spool_done(spool, item);
	} else if (step == STEP_AGAIN) {
		spool_give_back(spool, item);
	} else if (step == STEP_ASIDE) {
		atomic_fetch_add(&c->x->set_aside, 1);
		spool_set_aside(spool, item,
			event.queue_id ? SPOOL_FAILED : SPOOL_DAMAGED);
	}
	inbound_answer_free(&event.answer);
	inbound_question_free(&event.question);
}

/* Starts the helper at once, so that a failure is logged at the start. */
static void start_helper(struct clerk *c)
{
	enum err e = tend_helper(c, usual_dns(c));

	if (!e)
		e = helper_start(c->helper);
	if (e)
		log_error("incoming mail waits: %s",
			c->helper ? helper_cause(c->helper) : err_text(e));
}

static enum err take(struct clerk *c, struct spool_item *item_r)
{
	struct spool *spool = atomic_load(&c->lane->spool);

	return c->is_slow ? spool_take_deferred(spool, TAKE_MS, item_r) :
			    spool_take(spool, TAKE_MS, item_r);
}

void intake_clerk_run(struct worker *worker, void *arg)
{
	struct clerk *c = arg;
	struct spool_item item;

	start_helper(c);
	while (worker_goes_on(worker))
		if (take(c, &item) == ERR_OK)
			examine(c, &item);
}
