/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "unsubscribe/site.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/log.h"
#include "spool/click_spool.h"

#define DOMAIN_NAME "robinson"
#define MINUTE_MS 60000
#define ASKERS_MAX 32768

struct site {
	const struct clock_source *clock;

	pthread_mutex_t settings_lock;
	const struct settings *settings;

	pthread_mutex_t keys_lock; /* of these: */
	struct unsubscriber *unsubscriber;
	struct wrapper *wrapper;
	struct click_quota quota;

	struct stat keys_seen; /* of the thread that ticks */

	struct page_language languages[SITE_LANGUAGES_MAX];
	struct catalogue *catalogues[SITE_LANGUAGES_MAX];
	size_t languages_len;

	struct rate *rate; /* of clicks */
	atomic_int per_minute;
	struct line *line;
};

/* English is in the program. */
static const struct page_language languages[] = {
	{"en", "English", NULL},
	{"pl", "Polski", NULL},
};

/* ------------------------------------------------------------------ keys */

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
		a->st_size == b->st_size &&
		a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static enum err read_keys(
	struct site *s, const char *path, char cause[SITE_CAUSE_SIZE])
{
	struct unsubscriber *unsubscriber = NULL;
	struct wrapper *wrapper = NULL;
	char why[KEYFILE_CAUSE_SIZE] = "";
	enum err e = unsubscriber_read(path, &unsubscriber, why);

	if (!e)
		e = wrapper_read(path, &wrapper, why);
	if (e) {
		snprintf(cause, SITE_CAUSE_SIZE, "token keys %s: %s", path,
			*why ? why : err_text(e));
		unsubscriber_free(&unsubscriber);
		return e;
	}
	pthread_mutex_lock(&s->keys_lock);
	unsubscriber_free(&s->unsubscriber);
	wrapper_free(&s->wrapper);
	s->unsubscriber = unsubscriber;
	s->wrapper = wrapper;
	pthread_mutex_unlock(&s->keys_lock);
	return ERR_OK;
}

void site_tick(struct site *site)
{
	const struct settings *settings = site_settings(site);
	const char *path = settings->unsubscribe.token_keys;
	char cause[SITE_CAUSE_SIZE];
	struct stat now;

	/* A file that is gone for a moment is being replaced. */
	if (stat(path, &now) == 0 && !is_same_file(&now, &site->keys_seen)) {
		site->keys_seen = now;
		if (read_keys(site, path, cause))
			log_error("%s: the old keys stay", cause);
		else
			log_info("token keys read anew from %s", path);
	}
	settings_unref(&settings);
}

/* --------------------------------------------------------- open and close */

static void open_languages(struct site *s, const char *dir)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		size_t n = s->languages_len;
		enum err e = ERR_OK;

		if (i > 0) {
			snprintf(path, sizeof(path),
				"%s/%s/LC_MESSAGES/" DOMAIN_NAME ".mo", dir,
				languages[i].code);
			e = catalogue_open(path, &s->catalogues[n]);
		}
		if (e) {
			log_warn("%s: %s: no page in this language", path,
				err_text(e));
			continue;
		}
		s->languages[n] = languages[i];
		s->languages[n].catalogue = s->catalogues[n];
		s->languages_len++;
	}
}

enum err site_open(const struct site_options *options, struct site **site_r,
	char cause_r[SITE_CAUSE_SIZE])
{
	const struct settings_unsubscribe *u = &options->settings->unsubscribe;
	struct site *s = calloc(1, sizeof(*s));
	enum err e;

	*site_r = s;
	snprintf(cause_r, SITE_CAUSE_SIZE, "%s", err_text(ERR_NOMEM));
	if (!s)
		return ERR_NOMEM;
	s->clock = options->clock;
	atomic_init(&s->per_minute, u->clicks_per_minute);
	s->settings = settings_ref(options->settings);
	pthread_mutex_init(&s->settings_lock, NULL);
	pthread_mutex_init(&s->keys_lock, NULL);
	(void)stat(u->token_keys, &s->keys_seen);
	e = read_keys(s, u->token_keys, cause_r);
	if (!e) {
		open_languages(s, options->locale_dir);
		e = rate_new(MINUTE_MS, ASKERS_MAX, &s->rate);
	}
	if (!e) {
		e = line_start(u->recorder, &s->line);
		if (e)
			snprintf(cause_r, SITE_CAUSE_SIZE, "recorder %s: %s",
				u->recorder, err_text(e));
	}
	if (e)
		site_close(site_r);
	return e;
}

void site_close(struct site **site)
{
	struct site *s = *site;

	if (!s)
		return;
	line_stop(&s->line);
	rate_free(&s->rate);
	for (size_t i = 0; i < s->languages_len; i++)
		catalogue_free(&s->catalogues[i]);
	unsubscriber_free(&s->unsubscriber);
	wrapper_free(&s->wrapper);
	settings_unref(&s->settings);
	pthread_mutex_destroy(&s->settings_lock);
	pthread_mutex_destroy(&s->keys_lock);
	free(s);
	*site = NULL;
}

void site_reload(struct site *site, const struct settings *settings)
{
	const struct settings *old;

	pthread_mutex_lock(&site->settings_lock);
	old = site->settings;
	site->settings = settings_ref(settings);
	pthread_mutex_unlock(&site->settings_lock);
	settings_unref(&old);
	atomic_store(
		&site->per_minute, settings->unsubscribe.clicks_per_minute);
}

const struct settings *site_settings(struct site *site)
{
	const struct settings *s;

	pthread_mutex_lock(&site->settings_lock);
	s = settings_ref(site->settings);
	pthread_mutex_unlock(&site->settings_lock);
	return s;
}

size_t site_languages(
	const struct site *site, const struct page_language **languages_r)
{
	*languages_r = site->languages;
	return site->languages_len;
}

/* ---------------------------------------------------------------- clicks */

enum err site_token(
	struct site *site, const char *text, struct unsubscribe_token *token_r)
{
	enum err e;

	pthread_mutex_lock(&site->keys_lock);
	e = unsubscribe_open(site->unsubscriber, text, strlen(text), token_r);
	pthread_mutex_unlock(&site->keys_lock);
	/* One of a message with several recipients says of nobody that he
	 * wants no more. */
	if (!e && !token_r->has_key)
		e = ERR_CORRUPT;
	return e;
}

static bool fill(unsigned char *bytes, size_t len)
{
	return getrandom(bytes, len, 0) == (ssize_t)len;
}

static bool is_persons(enum wish_kind kind)
{
	return kind == WISH_PURPOSE || kind == WISH_ALL;
}

enum err site_click(struct site *site, const char *token,
	const struct wish *wish, struct click *click_r)
{
	size_t len = strlen(token);

	memset(click_r, 0, sizeof(*click_r));
	if (len >= sizeof(click_r->token))
		return ERR_LIMIT;
	memcpy(click_r->token, token, len);
	click_r->scope = wish->kind == WISH_ALL ? CLICK_ALL : CLICK_PURPOSE;
	click_r->is_undo = wish->kind == WISH_UNDO;
	click_r->at_utc = clock_now(site->clock);
	click_r->has_secret = wish->has_secret;
	memcpy(click_r->secret, wish->secret, CLICK_SECRET_LEN);
	if (!fill(click_r->id, CLICK_ID_LEN))
		return ERR_UNAVAILABLE;
	if (wish->has_secret || !is_persons(wish->kind))
		return ERR_OK;
	click_r->has_secret = true;
	return fill(click_r->secret, CLICK_SECRET_LEN) ? ERR_OK :
							 ERR_UNAVAILABLE;
}

bool site_may(struct site *site, const unsigned char key[RATE_KEY_LEN])
{
	return rate_take(site->rate, key, clock_monotonic_ms(),
		       atomic_load(&site->per_minute)) == RATE_WITHIN;
}

void site_ask(struct site *site, struct line_question *question)
{
	line_ask(site->line, question);
}

enum err site_keep(struct site *site, const struct click *click)
{
	const struct settings *settings = site_settings(site);
	const char *dir = settings->unsubscribe.spool;
	enum err e;

	pthread_mutex_lock(&site->keys_lock);
	e = click_spool_put(dir, site->wrapper, click, &site->quota);
	pthread_mutex_unlock(&site->keys_lock);
	if (e)
		log_error("a click cannot be kept in %s: %s", dir,
			e == ERR_IO ? strerror(errno) : err_text(e));
	settings_unref(&settings);
	return e;
}
