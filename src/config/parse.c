/* SPDX-License-Identifier: BSD-2-Clause */
#include "config/parse_private.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX (256u << 20)

void quote_text(struct buf *out, const char *text)
{
	(void)buf_addc(out, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			(void)buf_addc(out, '\\');
		(void)buf_addc(out, *text);
	}
	(void)buf_addc(out, '\'');
}

/* The text for libConfuse, and which statement each of its lines is. */
struct rewrite {
	struct buf text;
	size_t *statement_of_line; /* [0] is line 1 */
	size_t lines;
};

static void end_line(struct rewrite *w, size_t statement)
{
	(void)buf_addc(&w->text, '\n');
	w->statement_of_line[w->lines++] = statement;
}

static void write_statement(struct rewrite *w, const struct statement *st)
{
	if (st->is_section) {
		(void)buf_addf(&w->text, "%s ", st->section->name);
		if (st->title && st->section->title != TITLE_NONE) {
			quote_text(&w->text, st->title);
			(void)buf_addc(&w->text, ' ');
		}
		(void)buf_addc(&w->text, '{');
		return;
	}
	(void)buf_addf(&w->text, "%s = ", st->key->name);
	if (st->key->is_list)
		(void)buf_addc(&w->text, '{');
	for (size_t i = 0; i < st->len; i++) {
		if (i)
			(void)buf_adds(&w->text, ", ");
		quote_text(&w->text, st->values[i].text);
	}
	if (st->key->is_list)
		(void)buf_addc(&w->text, '}');
}

static void close_up_to(
	struct rewrite *w, const struct source *s, size_t *open, size_t parent)
{
	while (*open != parent) {
		(void)buf_addc(&w->text, '}');
		end_line(w, *open);
		*open = s->items[*open].parent;
	}
}

static enum err rewrite(struct rewrite *w, const struct source *s)
{
	size_t open = SOURCE_TOP;

	buf_reset(&w->text);
	w->lines = 0;
	for (size_t i = 0; i < s->len; i++) {
		const struct statement *st = &s->items[i];

		if (st->dropped)
			continue;
		close_up_to(w, s, &open, st->parent);
		write_statement(w, st);
		end_line(w, i);
		if (st->is_section)
			open = i;
	}
	close_up_to(w, s, &open, SOURCE_TOP);
	return buf_err(&w->text);
}

static size_t count_keys(void)
{
	return schema_keys_len + SECTION_COUNT * SECTION_COUNT;
}

/* One after the other in "opts": the keys and sections of "id", ended by
 * CFG_END; "subs" are those of the sections, made before. */
static cfg_opt_t *section_opts(enum section_id id, cfg_opt_t *opts,
	cfg_opt_t *const subs[SECTION_COUNT])
{
	for (size_t i = 0; i < schema_keys_len; i++) {
		const struct schema_key *key = &schema_keys[i];
		cfg_opt_t one = CFG_STR(key->name, NULL, CFGF_NODEFAULT);
		cfg_opt_t list = CFG_STR_LIST(key->name, NULL, CFGF_NODEFAULT);

		if (key->section == id)
			*opts++ = key->is_list ? list : one;
	}
	for (size_t i = 0; i < SECTION_COUNT; i++) {
		const struct schema_section *sub = &schema_sections[i];
		cfg_opt_t opt = CFG_SEC(sub->name, subs[i],
			sub->title == TITLE_NONE ? CFGF_NODEFAULT :
						   CFGF_TITLE | CFGF_MULTI);

		if (sub->parents & SECTION_BIT(id))
			*opts++ = opt;
	}
	*opts++ = (cfg_opt_t)CFG_END();
	return opts;
}

/* From the table to libConfuse's tables; a section before those it may
 * stand in: sections of sections are "actions" alone. */
static cfg_t *new_parser(void)
{
	cfg_opt_t *opts = calloc(count_keys(), sizeof(*opts)), *at = opts;
	cfg_opt_t *subs[SECTION_COUNT] = {NULL};
	cfg_t *cfg;

	if (!opts)
		return NULL;
	for (size_t i = SECTION_COUNT; i-- > 0;) {
		subs[i] = at;
		at = section_opts((enum section_id)i, at, subs);
	}
	cfg = cfg_init(subs[SECTION_TOP], CFGF_NONE);
	free(opts);
	return cfg;
}

struct complaint {
	char text[200];
	int line;
};

/* libConfuse's callback is given nothing of ours: the complaint that the
 * calling thread waits for stands here, under the lock. */
static struct complaint *complaint_now;
static pthread_mutex_t confuse_lock = PTHREAD_MUTEX_INITIALIZER;

static void take_complaint(cfg_t *cfg, const char *fmt, va_list ap)
{
	struct buf text;

	if (!complaint_now || complaint_now->line)
		return;
	complaint_now->line = cfg ? cfg->line : 0;
	buf_init(&text, sizeof(complaint_now->text) - 1);
	(void)buf_vaddf(&text, fmt, ap);
	memcpy(complaint_now->text, buf_text(&text), text.len + 1);
	buf_free(&text);
}

/* NULL with a complaint: that line is not accepted. */
static cfg_t *parse_once(const char *text, struct complaint *complaint_r)
{
	cfg_t *cfg;
	int rc;

	*complaint_r = (struct complaint){0};
	pthread_mutex_lock(&confuse_lock);
	complaint_now = complaint_r;
	cfg = new_parser();
	if (cfg) {
		(void)cfg_set_error_function(cfg, take_complaint);
		rc = cfg_parse_buf(cfg, text);
		if (rc != CFG_SUCCESS) {
			cfg_free(cfg);
			cfg = NULL;
			if (!complaint_r->line)
				complaint_r->line = 1;
		}
	}
	complaint_now = NULL;
	pthread_mutex_unlock(&confuse_lock);
	return cfg;
}

void source_parse_free(cfg_t **cfg)
{
	pthread_mutex_lock(&confuse_lock);
	if (*cfg)
		(void)cfg_free(*cfg);
	pthread_mutex_unlock(&confuse_lock);
	*cfg = NULL;
}

static void drop(struct source *s, size_t at)
{
	s->items[at].dropped = true;
	for (size_t i = at + 1; i < s->len; i++)
		if (s->items[i].parent != SOURCE_TOP &&
			s->items[s->items[i].parent].dropped)
			s->items[i].dropped = true;
}

static enum err parse_all(struct source *s, struct rewrite *w, cfg_t **cfg_r,
	struct problems *problems)
{
	struct complaint complaint;

	for (;;) {
		enum err e = rewrite(w, s);
		size_t line, at;

		if (e)
			return e;
		*cfg_r = parse_once(buf_text(&w->text), &complaint);
		if (*cfg_r)
			return ERR_OK;
		if (!complaint.line || !w->lines)
			return ERR_NOMEM;
		line = (size_t)complaint.line;
		at = w->statement_of_line[line > w->lines ? w->lines - 1 :
							    line - 1];
		problems_add(problems, PROBLEM_ERROR, s->items[at].file,
			s->items[at].line,
			"%s: found what libConfuse does "
			"not accept: %s",
			s->items[at].name, complaint.text);
		drop(s, at);
	}
}

enum err source_parse(
	struct source *s, cfg_t **cfg_r, struct problems *problems)
{
	struct rewrite w = {0};
	enum err e;

	*cfg_r = NULL;
	buf_init(&w.text, TEXT_MAX);
	/* A statement has one line, and a section one more for its end. */
	w.statement_of_line =
		calloc(s->len * 2 + 1, sizeof(*w.statement_of_line));
	e = w.statement_of_line ? parse_all(s, &w, cfg_r, problems) : ERR_NOMEM;
	free(w.statement_of_line);
	buf_free(&w.text);
	return e;
}
