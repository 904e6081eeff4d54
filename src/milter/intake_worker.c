/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "milter/intake_worker_private.h"
#include "milter/spooled.h"
#include "milter/token_seen.h"

#define LABEL "inbound"
/* The lane of objections with a token has so much of spool-max on top of it, at
 * least. */
#define TOKEN_SHARE 8
#define TOKEN_BYTES_MIN ((int64_t)4000000)
#define OPEN_MS 5000

enum err intake_worker_new(
	struct office *office, struct intake_worker **worker_r)
{
	struct intake_worker *x = calloc(1, sizeof(*x));

	*worker_r = NULL;
	if (!x)
		return ERR_NOMEM;
	if (flood_new(&x->flood) || slow_domains_new(&x->slow)) {
		flood_free(&x->flood);
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
	for (size_t n = CLERKS_FAST; n < CLERKS; n++)
		x->lanes[LANE_COMMON].clerks[n].is_slow = true;
	pthread_mutex_init(&x->lock, NULL);
	*worker_r = x;
	return ERR_OK;
}

struct intake_worker_counts intake_worker_counts(const struct intake_worker *x)
{
	struct intake_worker_counts counts = {
		.taken = atomic_load(&x->taken),
		.examined = atomic_load(&x->examined),
		.lost = atomic_load(&x->lost),
		.set_aside = atomic_load(&x->set_aside),
	};

	for (size_t i = 0; i <= INBOUND_REQUEST; i++)
		counts.by_meaning[i] = atomic_load(&x->by_meaning[i]);
	return counts;
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
	e = spooled_encode(q, queue_id, &bytes);
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
	snprintf(directory, sizeof(directory), "%s/" INTAKE_WORKER_TOKENS,
		in->spool);
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
		e = worker_start(c->worker, intake_clerk_run, c);
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
	slow_domains_free(&x->slow);
	free(x->directory);
	free(x);
	*worker = NULL;
}
