/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * site.h - what all requests of the page share
 *
 * Settings, token keys, languages, the line to the recorder and the spool.
 * The keys are read anew when their file changes, so that a new generation
 * needs no restart.
 *
 * Errors:  cause_r in words
 * Owns:    site_open() .. site_close()
 * Threads: all functions but site_open() and site_close() from any
 * Source:  GDPR Art. 21(2)-(3), 32(1)
 */
#ifndef ROBINSON_UNSUBSCRIBE_SITE_H
#define ROBINSON_UNSUBSCRIBE_SITE_H

#include "base/clock.h"
#include "base/rate.h"
#include "http/server.h"
#include "unsubscribe/line.h"
#include "unsubscribe/page.h"
#include "unsubscribe/wish.h"

#define SITE_CAUSE_SIZE HTTP_CAUSE_SIZE
#define SITE_LANGUAGES_MAX 8

struct site;

struct site_options {
	const struct settings *settings; /* a reference is taken */
	const struct clock_source *clock;
	const char *locale_dir; /* of the catalogues */
};

enum err site_open(const struct site_options *options, struct site **site_r,
	char cause_r[SITE_CAUSE_SIZE]) MUST_CHECK;
void site_close(struct site **site);

/* For what begins from now on; "settings": a reference is taken. */
void site_reload(struct site *site, const struct settings *settings);
/* Once a second: looks whether the file of the keys was changed. */
void site_tick(struct site *site);

/* A reference; settings_unref() it. */
const struct settings *site_settings(struct site *site);
size_t site_languages(
	const struct site *site, const struct page_language **languages_r);

/* ERR_CORRUPT: no token, whatever is wrong with it, or of nobody. */
enum err site_token(struct site *site, const char *text,
	struct unsubscribe_token *token_r) MUST_CHECK;
/* What a form asks for, now. A person's click has the form's secret, so that
 * one undo is for all clicks of one visit, or a new one. ERR_LIMIT: the token
 * is too long. */
enum err site_click(struct site *site, const char *token,
	const struct wish *wish, struct click *click_r) MUST_CHECK;
/* Counts one more for the key; false: too many. */
bool site_may(struct site *site, const unsigned char key[RATE_KEY_LEN]);

void site_ask(struct site *site, struct line_question *question);
/* Kept on disk when this returns; what went wrong is logged. */
enum err site_keep(struct site *site, const struct click *click) MUST_CHECK;

#endif
