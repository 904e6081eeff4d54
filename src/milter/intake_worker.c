/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/intake_worker.h"

#include <ctype.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/worker.h"
#include "core/align.h"
#include "milter/token_seen.h"
#include "service/intake/helper.h"
#include "service/intake/intake.h"
#include "service/quarantine/reply.h"
#include "spool/spool.h"

#define LABEL "inbound"
/* Who records it, for the journal. */
#define NAME "robinson-milter"
#define EVENT_VERSION 1
/* Threads of the ordinary lane: each may wait for the slow name servers of
 * another sender. */
#define CLERKS 4
/* The lane of objections with a token: a directory within the spool, and so
 * much of spool-max on top of it, at least. */
#define TOKEN_DIRECTORY "tokens"
#define TOKEN_SHARE 8
#define TOKEN_BYTES_MIN ((int64_t)4000000)
#define TAKE_MS 60000
#define DEATHS_MAX 2
/* Of an answer that the store does not refuse, but cannot make use of. */
#define TRIES_MAX 5
#define LONGEST_PAUSE_MS 5000
#define OPEN_MS 5000

struct lane;

struct clerk {
	struct intake_worker *x;
	struct lane *lane;
	struct worker *worker; /* NULL: not at work */
	struct helper *helper;
	const struct settings *told; /* what the helper knows */
	struct buf bytes, said;
};

/* A queue with threads of its own: no lane waits for another. */
struct lane {
	_Atomic(struct spool *) spool;
	bool is_of_tokens; /* and asks no DNS */
	struct clerk clerks[CLERKS];
	size_t clerks_len;
};

enum {
	LANE_COMMON,
	LANE_TOKENS,
	LANES
};

struct intake_worker {
	struct office *office;
	struct flood *flood;
	pthread_mutex_t lock;
	bool ends;
	struct lane lanes[LANES];
	char *directory; /* of the spool */
	int64_t tried_ms; /* 0: never */
	atomic_ullong taken, examined, lost, set_aside;
};

/* What was spooled. */
struct event {
	struct spool_item *item;
	int64_t at_utc;
	const char *queue_id;
	struct inbound_question question;
	struct inbound_answer answer;
	unsigned deaths;
	unsigned tries;
};

enum err intake_worker_new(
	struct office *office, struct intake_worker **worker_r)
{
	struct intake_worker *x = calloc(1, sizeof(*x));

	*worker_r = NULL;
	if (!x)
		return ERR_NOMEM;
	if (flood_new(&x->flood)) {
		free(x);
		return ERR_NOMEM;
	}
	x->office = office;
	x->lanes[LANE_COMMON].clerks_len = CLERKS;
	x->lanes[LANE_TOKENS].clerks_len = 1;
	x->lanes[LANE_TOKENS].is_of_tokens = true;
	for (size_t i = 0; i < LANES; i++)
		for (size_t n = 0; n < CLERKS; n++) {
			x->lanes[i].clerks[n].x = x;
			x->lanes[i].clerks[n].lane = &x->lanes[i];
		}
	pthread_mutex_init(&x->lock, NULL);
	*worker_r = x;
	return ERR_OK;
}

struct intake_worker_counts intake_worker_counts(const struct intake_worker *x)
{
	return (struct intake_worker_counts){
		.taken = atomic_load(&x->taken),
		.examined = atomic_load(&x->examined),
		.lost = atomic_load(&x->lost),
		.set_aside = atomic_load(&x->set_aside),
	};
}

/* ----------------------------------------------------------- what is spooled */

/* 1 octet of version, 1 of the queue id's length, the queue id with its NUL,
 * the question as a packet. */
static enum err event_encode(
	const struct inbound_question *q, const char *queue_id, struct buf *out)
{
	size_t len = strlen(queue_id);

	if (len > UCHAR_MAX)
		len = UCHAR_MAX;
	(void)buf_addc(out, EVENT_VERSION);
	(void)buf_addc(out, (char)len);
	(void)buf_add(out, queue_id, len);
	(void)buf_addc(out, '\0');
	if (buf_err(out))
		return buf_err(out);
	return inbound_question_encode(q, out);
}

/* Writes to the bytes, and points into them. */
static enum err event_decode(struct buf *bytes, struct event *event)
{
	size_t at, len;
	enum err e;

	if (bytes->len < 2 || bytes->data[0] != EVENT_VERSION)
		return ERR_CORRUPT;
	at = 2 + (size_t)(unsigned char)bytes->data[1] + 1;
	if (bytes->len < at + INBOUND_LENGTH_SIZE)
		return ERR_CORRUPT;
	event->queue_id = bytes->data + 2;
	e = inbound_packet_len(bytes->data + at, &len);
	at += INBOUND_LENGTH_SIZE;
	if (e || bytes->len - at != len)
		return ERR_CORRUPT;
	return inbound_question_decode(bytes->data + at, len, &event->question);
}

static enum err put(
	struct intake_worker *x, struct lane *lane, const struct buf *bytes)
{
	struct spool *spool = atomic_load(&lane->spool);

	if (!spool)
		return ERR_UNAVAILABLE;
	return spool_put(spool, office_keys(x->office), office_now(x->office),
		bytes->data, bytes->len);
}

enum err intake_worker_take(struct intake_worker *x,
	const struct inbound_question *q, const char *queue_id,
	bool is_to_mailbox)
{
	bool has_token = token_seen(office_keys(x->office), q, is_to_mailbox);
	enum err e = ERR_UNAVAILABLE;
	struct buf bytes;

	if (!atomic_load(&x->lanes[LANE_COMMON].spool))
		intake_worker_tend(x);
	buf_init(&bytes, SPOOL_EVENT_MAX);
	e = event_encode(q, queue_id, &bytes);
	if (!e) {
		e = put(x, &x->lanes[has_token ? LANE_TOKENS : LANE_COMMON],
			&bytes);
		if (e && has_token)
			e = put(x, &x->lanes[LANE_COMMON], &bytes);
	}
	buf_free(&bytes);
	if (!e) {
		atomic_fetch_add(&x->taken, 1);
		return ERR_OK;
	}
	atomic_fetch_add(&x->lost, 1);
	log_error("%s: incoming mail is not examined: %s",
		*queue_id ? queue_id : "-",
		e == ERR_LIMIT ? "the spool is full" : err_text(e));
	return e;
}

/* ----------------------------------------------------------- the clerks */

static int64_t pause_after(unsigned tries)
{
	int64_t ms = 500;

	while (tries-- > 0 && ms < LONGEST_PAUSE_MS)
		ms *= 2;
	return ms < LONGEST_PAUSE_MS ? ms : LONGEST_PAUSE_MS;
}

/* The helper knows the settings of now, or there is none. */
static enum err tend_helper(struct clerk *c)
{
	const struct settings *s = office_settings(c->x->office);
	enum err e = ERR_OK;

	if (s == c->told) {
		settings_unref(&s);
		return ERR_OK;
	}
	if (!c->told || strcmp(helper_program(s), helper_program(c->told)) != 0)
		helper_free(&c->helper);
	if (!c->helper)
		e = helper_new(
			helper_program(s), worker_fd(c->worker), &c->helper);
	if (!e)
		e = helper_tell(c->helper, s, c->lane->is_of_tokens);
	settings_unref(&c->told);
	if (e)
		settings_unref(&s);
	c->told = s; /* NULL: it is told again */
	return e;
}

enum step {
	STEP_DONE, /* on record, or somebody else's */
	STEP_AGAIN, /* after a pause */
	STEP_LATER, /* given back: another one of this sender is at work */
	STEP_ASIDE
};

/* Whose name servers would be asked (RFC 7208 2.4: the sender's domain, or
 * the name in HELO), as a number; 0: nobody's. */
static uint64_t group_of(const struct inbound_question *q)
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

static bool may_begin(struct clerk *c, struct event *event)
{
	uint64_t group = c->lane->is_of_tokens ? 0 : group_of(&event->question);

	return group == 0 ||
		spool_claim(atomic_load(&c->lane->spool), event->item, group);
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
		e = event_decode(&c->bytes, event);
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
	enum err e = tend_helper(c);

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
		step = ask(c, event);
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
	enum err e = tend_helper(c);

	if (!e)
		e = helper_start(c->helper);
	if (e)
		log_error("incoming mail waits: %s",
			c->helper ? helper_cause(c->helper) : err_text(e));
}

static void run(struct worker *worker, void *arg)
{
	struct clerk *c = arg;
	struct spool_item item;

	start_helper(c);
	while (worker_goes_on(worker))
		if (spool_take(atomic_load(&c->lane->spool), TAKE_MS, &item) ==
			ERR_OK)
			examine(c, &item);
}

/* --------------------------------------------------------- start and end */

static int64_t token_bytes(const struct settings_inbound *in)
{
	int64_t bytes = in->spool_max_bytes / TOKEN_SHARE;

	return bytes > TOKEN_BYTES_MIN ? bytes : TOKEN_BYTES_MIN;
}

static enum err open_both(const struct settings_inbound *in,
	struct spool *spools_r[LANES], char cause_r[SPOOL_CAUSE_SIZE])
{
	char directory[PATH_MAX];
	enum err e = spool_open(in->spool, LABEL, in->spool_max_bytes,
		&spools_r[LANE_COMMON], cause_r);

	if (e)
		return e;
	snprintf(
		directory, sizeof(directory), "%s/" TOKEN_DIRECTORY, in->spool);
	e = spool_open(directory, LABEL, token_bytes(in),
		&spools_r[LANE_TOKENS], cause_r);
	if (e)
		spool_close(&spools_r[LANE_COMMON]);
	return e;
}

/* Called with the lock held. */
static void open_spool(
	struct intake_worker *x, const struct settings_inbound *in)
{
	char cause[SPOOL_CAUSE_SIZE] = "";
	struct spool *spools[LANES] = {NULL};
	int64_t now_ms = clock_monotonic_ms();
	enum err e;

	if (x->tried_ms && now_ms - x->tried_ms < OPEN_MS)
		return;
	x->tried_ms = now_ms;
	e = open_both(in, spools, cause);
	if (e) {
		log_error("incoming mail is not examined: %s",
			*cause ? cause : err_text(e));
		return;
	}
	free(x->directory);
	x->directory = strdup(in->spool);
	for (size_t i = 0; i < LANES; i++)
		atomic_store(&x->lanes[i].spool, spools[i]);
}

static void start_clerk(struct clerk *c)
{
	enum err e = worker_new(&c->worker);

	buf_init(&c->bytes, SPOOL_EVENT_MAX);
	buf_init(&c->said, 2000);
	if (!e)
		e = worker_start(c->worker, run, c);
	if (!e)
		return;
	log_error("no thread to examine incoming mail: %s", err_text(e));
	worker_free(&c->worker);
}

static void start_clerks(struct lane *lane)
{
	for (size_t i = 0; i < lane->clerks_len; i++)
		if (!lane->clerks[i].worker)
			start_clerk(&lane->clerks[i]);
}

void intake_worker_tend(struct intake_worker *x)
{
	const struct settings *s = office_settings(x->office);
	const struct settings_inbound *in = &s->inbound;
	struct lane *common = &x->lanes[LANE_COMMON];
	struct lane *tokens = &x->lanes[LANE_TOKENS];

	pthread_mutex_lock(&x->lock);
	if (in->is_on && !x->ends) {
		if (!atomic_load(&common->spool))
			open_spool(x, in);
		if (atomic_load(&common->spool)) {
			spool_limit(atomic_load(&common->spool),
				in->spool_max_bytes);
			spool_limit(
				atomic_load(&tokens->spool), token_bytes(in));
			start_clerks(common);
			start_clerks(tokens);
		}
		if (x->directory && strcmp(x->directory, in->spool) != 0)
			log_warn("inbound: spool stays %s until a restart",
				x->directory);
	}
	pthread_mutex_unlock(&x->lock);
	settings_unref(&s);
}

static void stop_clerks(struct lane *lane)
{
	for (size_t i = 0; i < lane->clerks_len; i++) {
		struct clerk *c = &lane->clerks[i];

		if (!c->worker)
			continue;
		worker_stop(c->worker);
		helper_free(&c->helper);
		worker_free(&c->worker);
		settings_unref(&c->told);
		buf_free(&c->bytes);
		buf_free(&c->said);
	}
}

/* Before any of them is waited for, so that all end at once. */
static void end_clerks(struct lane *lane)
{
	struct spool *spool = atomic_load(&lane->spool);

	for (size_t i = 0; i < lane->clerks_len; i++)
		if (lane->clerks[i].worker)
			worker_end(lane->clerks[i].worker);
	if (spool)
		spool_wake(spool);
}

void intake_worker_stop(struct intake_worker *x)
{
	if (!x)
		return;
	pthread_mutex_lock(&x->lock);
	x->ends = true;
	pthread_mutex_unlock(&x->lock);
	for (size_t i = 0; i < LANES; i++)
		end_clerks(&x->lanes[i]);
	for (size_t i = 0; i < LANES; i++)
		stop_clerks(&x->lanes[i]);
}

void intake_worker_free(struct intake_worker **worker)
{
	struct intake_worker *x = *worker;

	if (!x)
		return;
	intake_worker_stop(x);
	for (size_t i = 0; i < LANES; i++) {
		struct spool *spool = atomic_load(&x->lanes[i].spool);

		spool_close(&spool);
	}
	pthread_mutex_destroy(&x->lock);
	flood_free(&x->flood);
	free(x->directory);
	free(x);
	*worker = NULL;
}
