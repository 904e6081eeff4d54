/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * postfix_conf.h - main.cf and master.cf as text, and what they mean
 *
 * Reads what postconf(1) prints, not the files: it has joined lines, knows
 * every default, and has turned "-o { name = value }" into one spelling. What
 * a parameter is worth is told for one service of master.cf, because an
 * override ("-o") also changes each parameter that names it.
 *
 * Expanded as Postfix does: $name, ${name}, $(name), ${name?text},
 * ${name:text}, ${name?{text}:{text}}, ${{a} == {b} ? {text} : {text}}, $$,
 * and {a} <level {b}, as defaults compare compatibility_level; nested. A name
 * that nobody defines is empty, what refers to itself is cut.
 *
 * Shape:   the three texts are those of "postconf", "postconf -M" and
 *          "postconf -P", each without -x; already expanded ones will do
 * Errors:  without memory, or past 64 KiB, a value is "", and conf.failed says
 *          so
 * Owns:    texts are borrowed; values belong to the struct postfix_conf until
 *          postfix_conf_free()
 * Threads: one
 * Source:  postconf(5) "$name", master(5), postconf(1)
 */
#ifndef ROBINSON_MTA_POSTFIX_CONF_H
#define ROBINSON_MTA_POSTFIX_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct postfix_texts {
	const char *parameters; /* of "postconf" */
	const char *services; /* of "postconf -M" */
	const char *overrides; /* of "postconf -P" */
};

struct postfix_value;

struct postfix_conf {
	const struct postfix_texts *texts;
	struct postfix_value *values;
	enum err failed;
};

/* A line of master.cf. */
struct postfix_service {
	char name[160]; /* "submission", "587", "[::1]:10025" */
	char type[16]; /* "inet", "unix", "pass" */
	char command[64]; /* "smtpd" */
	const char *line; /* all of it, in the text */
	size_t line_len;
	bool is_chrooted;
};

void postfix_conf_init(
	struct postfix_conf *conf, const struct postfix_texts *texts);
void postfix_conf_free(struct postfix_conf *conf);

/* The next service from *at on, which begins as texts->services and moves on;
 * false: there is none. */
bool postfix_service_next(const char **at, struct postfix_service *service_r);
/* "[::1]" of "[::1]:10025", "" of "submission"; cut to "size". */
void postfix_service_host(
	const struct postfix_service *service, char *host_r, size_t size);
/* "10025" of "[::1]:10025", "submission" of "submission". */
const char *postfix_service_port(const struct postfix_service *service);

/* What the parameter is worth for a service (NULL: for one without
 * overrides); "" where it is empty or unknown. */
const char *postfix_value(struct postfix_conf *conf,
	const struct postfix_service *service, const char *name);
/* As written, not expanded; NULL: master.cf has no "-o name=" there. */
const char *postfix_override(struct postfix_conf *conf,
	const struct postfix_service *service, const char *name);
/* As written in main.cf, or the default. */
const char *postfix_written(struct postfix_conf *conf, const char *name);

/* Whether one of the words of a list, divided by commas and blanks, is
 * this one; case does not count. */
bool postfix_list_has(const char *list, const char *word);
/* "yes"; case does not count. */
bool postfix_is_yes(const char *value);

#endif
