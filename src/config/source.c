/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "config/source_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/file.h"
#include "config/token_private.h"

#define DEPTH_MAX 8 /* of files that include files */

/* One file's tokens on their way to statements. */
struct reader {
	struct source *source;
	struct problems *problems;
	const char *file;
	const struct lexeme *at;
	size_t parent;
	int depth;
	bool is_lost; /* the next token need not begin a statement */
};

/* The place of an include, which is where an unreadable file is a mistake;
 * the file itself when nobody includes it. */
struct place {
	const char *file;
	int line;
};

static enum err read_file(struct source *s, const char *path, int depth,
	struct place by, struct problems *problems);

#define COMPLAIN(r, line, ...) \
	problems_add((r)->problems, PROBLEM_ERROR, (r)->file, line, __VA_ARGS__)

static const struct lexeme *peek(const struct reader *r)
{
	return r->at;
}

static const struct lexeme *next(struct reader *r)
{
	const struct lexeme *t = r->at;

	if (t->kind != TOKEN_END)
		r->at++;
	return t;
}

static void show_token(const struct lexeme *t, char *text_r, size_t size)
{
	size_t len;

	if (!t->text) {
		len = strlen(token_kind_text(t->kind));
		memcpy(text_r, token_kind_text(t->kind), len + 1);
		return;
	}
	len = strlen(t->text);
	if (len > size - 3)
		len = size - 3;
	text_r[0] = '"';
	memcpy(text_r + 1, t->text, len);
	text_r[len + 1] = '"';
	text_r[len + 2] = '\0';
}

/* After a statement that is wrong: go on at the next line, or where the
 * braces that were opened in between are closed. */
static void recover(struct reader *r, int line)
{
	size_t open = 0;

	for (;;) {
		const struct lexeme *t = peek(r);

		if (t->kind == TOKEN_END || (!open && t->line > line) ||
			(!open && t->kind == TOKEN_CLOSE))
			return;
		if (t->kind == TOKEN_OPEN)
			open++;
		if (t->kind == TOKEN_CLOSE)
			open--;
		line = t->line > line ? t->line : line;
		next(r);
	}
}

static void statement_clear(struct statement *st)
{
	for (size_t i = 0; i < st->len; i++)
		free(st->values[i].text);
	free(st->values);
	free(st->name);
	free(st->title);
	*st = (struct statement){0};
}

static enum err keep(struct reader *r, struct statement *st)
{
	struct source *s = r->source;

	if (s->len == SOURCE_STATEMENTS_MAX)
		return ERR_LIMIT;
	if (s->len == s->cap) {
		struct statement *items =
			array_grow(s->items, s->len, &s->cap, sizeof(*items));

		if (!items)
			return ERR_NOMEM;
		s->items = items;
	}
	s->items[s->len++] = *st;
	*st = (struct statement){0};
	return ERR_OK;
}

static enum err add_value(struct statement *st, const struct lexeme *t)
{
	if (st->len == st->cap) {
		struct source_value *values = array_grow(
			st->values, st->len, &st->cap, sizeof(*values));

		if (!values)
			return ERR_NOMEM;
		st->values = values;
	}
	st->values[st->len].text = strdup(t->text);
	if (!st->values[st->len].text)
		return ERR_NOMEM;
	st->values[st->len++].line = t->line;
	return ERR_OK;
}

static bool is_value(const struct lexeme *t)
{
	return t->kind == TOKEN_WORD || t->kind == TOKEN_STRING;
}

/* A word before "=" or "{" is the next statement: a brace is missing. */
static bool begins_statement(const struct lexeme *t)
{
	return t->kind == TOKEN_WORD &&
		(t[1].kind == TOKEN_EQUALS || t[1].kind == TOKEN_OPEN);
}

static enum err lost(struct reader *r)
{
	r->is_lost = true;
	return ERR_INVALID;
}

/* Behind the opening brace. ERR_INVALID, here and below: told. */
static enum err read_list(struct reader *r, struct statement *st)
{
	enum err bad = ERR_OK, e;
	bool need_comma = false;
	char found[80];

	st->is_list = true;
	for (;;) {
		const struct lexeme *t = peek(r);

		if (t->kind == TOKEN_CLOSE) {
			next(r);
			return bad;
		}
		if (t->kind == TOKEN_COMMA && need_comma) {
			need_comma = false;
			next(r);
			continue;
		}
		if (t->kind == TOKEN_END || begins_statement(t)) {
			COMPLAIN(r, st->line,
				"%s: the list is not closed; "
				"accepted: {\"A\", \"B\"}",
				st->name);
			return ERR_INVALID;
		}
		if (t->kind != TOKEN_BAD && (!is_value(t) || need_comma)) {
			show_token(t, found, sizeof(found));
			COMPLAIN(r, t->line,
				"%s: found %s in a list; "
				"accepted: values with a comma between them",
				st->name, found);
			bad = ERR_INVALID;
			if (!is_value(t))
				return lost(r);
		}
		if (t->kind == TOKEN_BAD) {
			bad = ERR_INVALID;
		} else {
			e = add_value(st, t);
			if (e)
				return e;
		}
		need_comma = true;
		next(r);
	}
}

/* Behind NAME and "=". */
static enum err read_value(struct reader *r, struct statement *st, int line)
{
	const struct lexeme *t = peek(r);
	char found[80];

	if (t->kind == TOKEN_OPEN) {
		next(r);
		return read_list(r, st);
	}
	if (t->kind == TOKEN_BAD) {
		next(r);
		return ERR_INVALID;
	}
	if (is_value(t) && t->line == line && !begins_statement(t)) {
		next(r);
		return add_value(st, t);
	}
	show_token(t, found, sizeof(found));
	COMPLAIN(r, st->line,
		"%s: found %s after \"=\"; accepted: a value on "
		"the same line, or a list in braces",
		st->name, t->line == line ? found : "the end of the line");
	return lost(r);
}

static enum err read_assignment(struct reader *r, struct statement *st)
{
	const struct lexeme *sign = next(r);
	enum err e;

	if (sign->kind == TOKEN_APPEND) {
		COMPLAIN(r, st->line,
			"%s: found \"+=\"; accepted: \"=\" with "
			"the whole list",
			st->name);
		return lost(r);
	}
	e = read_value(r, st, sign->line);
	return e ? e : keep(r, st);
}

static enum err open_section(struct reader *r, struct statement *st)
{
	enum err e;

	next(r);
	st->is_section = true;
	e = keep(r, st);
	if (!e)
		r->parent = r->source->len - 1;
	return e;
}

static char *beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');
	size_t len = slash && name[0] != '/' ? (size_t)(slash - file) + 1 : 0;
	char *path = malloc(len + strlen(name) + 1);

	if (path) {
		memcpy(path, file, len);
		memcpy(path + len, name, strlen(name) + 1);
	}
	return path;
}

/* Behind "include": ("FILE"), relative to the file it stands in. */
static enum err read_include(struct reader *r, const struct statement *st)
{
	const struct lexeme *t = r->at;
	char *path;
	enum err e;

	if (!is_value(&t[1]) || t[2].kind != TOKEN_PAREN_CLOSE) {
		COMPLAIN(r, st->line, "include: accepted: include(\"FILE\")");
		return lost(r);
	}
	r->at += 3;
	if (st->parent != SOURCE_TOP) {
		COMPLAIN(r, st->line,
			"include: found inside a section; "
			"accepted: outside of all sections");
		return ERR_OK;
	}
	if (r->source->is_alone) {
		COMPLAIN(r, st->line,
			"include: not accepted here; accepted: the text "
			"itself");
		return ERR_OK;
	}
	path = beside(r->file, t[1].text);
	if (!path)
		return ERR_NOMEM;
	e = read_file(r->source, path, r->depth + 1,
		(struct place){r->file, st->line}, r->problems);
	free(path);
	return e == ERR_IO ? ERR_OK : e;
}

/* Behind NAME: what kind of statement is it? */
static enum err read_after_name(struct reader *r, struct statement *st)
{
	const struct lexeme *t = peek(r);
	char found[80];

	if (t->kind == TOKEN_EQUALS || t->kind == TOKEN_APPEND)
		return read_assignment(r, st);
	if (t->kind == TOKEN_OPEN)
		return open_section(r, st);
	if (t->kind == TOKEN_PAREN_OPEN && strcmp(st->name, "include") == 0)
		return read_include(r, st);
	if (is_value(t) && t->line == st->line && t[1].kind == TOKEN_OPEN) {
		st->title = strdup(t->text);
		st->title_line = t->line;
		if (!st->title)
			return ERR_NOMEM;
		next(r);
		return open_section(r, st);
	}
	if (t->kind == TOKEN_BAD)
		return lost(r);
	show_token(t, found, sizeof(found));
	COMPLAIN(r, st->line,
		"%s: found %s; accepted: NAME = VALUE, NAME { "
		"... } or NAME \"TITLE\" { ... }",
		st->name, t->line == st->line ? found : "the end of the line");
	return lost(r);
}

static void close_section(struct reader *r, const struct lexeme *t)
{
	if (r->parent == SOURCE_TOP)
		COMPLAIN(r, t->line,
			"found \"}\" where nothing is open; "
			"accepted: one for each \"{\"");
	else
		r->parent = r->source->items[r->parent].parent;
}

static enum err read_statement(struct reader *r)
{
	const struct lexeme *t = next(r);
	struct statement st = {
		.file = r->file, .line = t->line, .parent = r->parent};
	char found[80];
	enum err e;

	if (t->kind == TOKEN_CLOSE) {
		close_section(r, t);
		return ERR_OK;
	}
	if (t->kind != TOKEN_WORD) {
		if (t->kind != TOKEN_BAD) {
			show_token(t, found, sizeof(found));
			COMPLAIN(r, t->line,
				"found %s; accepted: the name of "
				"a key or section, without quotes",
				found);
		}
		if (t->kind == TOKEN_OPEN)
			r->at--;
		recover(r, t->line);
		return ERR_OK;
	}
	st.name = strdup(t->text);
	e = st.name ? read_after_name(r, &st) : ERR_NOMEM;
	if (e == ERR_INVALID) {
		/* What was tried is not also reported as missing. */
		st.dropped = true;
		e = keep(r, &st);
	}
	statement_clear(&st);
	if (r->is_lost)
		recover(r, r->at[-1].line);
	r->is_lost = false;
	return e;
}

static enum err read_statements(struct reader *r)
{
	enum err e = ERR_OK;

	while (!e && peek(r)->kind != TOKEN_END)
		e = read_statement(r);
	for (; r->parent != SOURCE_TOP;
		r->parent = r->source->items[r->parent].parent)
		COMPLAIN(r, r->source->items[r->parent].line,
			"%s: the section is not closed; accepted: a \"}\" at "
			"its end",
			r->source->items[r->parent].name);
	return e;
}

/* ERR_IO with errno. */
static enum err open_file(const char *path, int *fd_r, struct source_id *id_r)
{
	struct stat st;

	*fd_r = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (*fd_r < 0)
		return ERR_IO;
	if (fstat(*fd_r, &st) != 0)
		return ERR_IO;
	*id_r = (struct source_id){.device = st.st_dev, .inode = st.st_ino};
	return ERR_OK;
}

static bool is_read_already(const struct source *s, const struct source_id *id)
{
	for (size_t i = 0; i < s->files_len; i++)
		if (s->ids[i].device == id->device &&
			s->ids[i].inode == id->inode)
			return true;
	return false;
}

/* SOURCE_NONE: it is none of those read so far. */
static size_t file_index(const struct source *s, const char *file)
{
	for (size_t i = 0; i < s->files_len; i++)
		if (s->files[i] == file)
			return i;
	return SOURCE_NONE;
}

bool source_includes(const struct source *s, const struct statement *outer,
	const struct statement *inner)
{
	size_t at = file_index(s, inner->file);
	size_t sought = file_index(s, outer->file);

	while (at != sought && s->ids[at].by != at)
		at = s->ids[at].by;
	return at == sought && outer->file != inner->file;
}

static enum err keep_file(struct source *s, const char *path,
	const struct source_id *id, size_t by, const char **file_r)
{
	if (!s->files) {
		s->files = calloc(SOURCE_FILES_MAX, sizeof(*s->files));
		s->ids = calloc(SOURCE_FILES_MAX, sizeof(*s->ids));
		if (!s->files || !s->ids)
			return ERR_NOMEM;
	}
	s->files[s->files_len] = strdup(path);
	if (!s->files[s->files_len])
		return ERR_NOMEM;
	s->ids[s->files_len] = *id;
	s->ids[s->files_len].by = by == SOURCE_NONE ? s->files_len : by;
	*file_r = s->files[s->files_len++];
	return ERR_OK;
}

static enum err read_text(struct source *s, const struct buf *text,
	const char *file, int depth, struct problems *problems)
{
	struct reader r = {
		.source = s,
		.problems = problems,
		.file = file,
		.parent = SOURCE_TOP,
		.depth = depth,
	};
	struct tokens tokens;
	enum err e;

	e = tokens_read(buf_text(text), text->len, file, &tokens, problems);
	if (e)
		return e;
	r.at = tokens.items;
	e = read_statements(&r);
	tokens_free(&tokens);
	return e;
}

static enum err read_open_file(struct source *s, int fd, const char *path,
	int depth, struct problems *problems)
{
	struct buf text;
	enum err e;

	buf_init(&text, SOURCE_FILE_MAX);
	e = file_read(fd, &text);
	if (!e)
		e = read_text(s, &text, path, depth, problems);
	buf_free(&text);
	return e;
}

static enum err read_file(struct source *s, const char *path, int depth,
	struct place by, struct problems *problems)
{
	const char *file = NULL;
	struct source_id id;
	int fd;
	enum err e = open_file(path, &fd, &id);

	if (!e && is_read_already(s, &id)) {
		problems_add(problems, PROBLEM_ERROR, by.file, by.line,
			"include: %s is read already; accepted: each file once",
			path);
	} else if (!e &&
		(depth > DEPTH_MAX || s->files_len == SOURCE_FILES_MAX)) {
		problems_add(problems, PROBLEM_ERROR, by.file, by.line,
			"include: found one file too many; accepted: %d "
			"files, %d levels deep",
			SOURCE_FILES_MAX, DEPTH_MAX);
	} else if (!e) {
		e = keep_file(s, path, &id, file_index(s, by.file), &file);
		if (!e)
			e = read_open_file(s, fd, file, depth, problems);
	}
	if (e == ERR_IO)
		problems_add(problems, PROBLEM_ERROR, by.file, by.line,
			"cannot read %s: %s", path, strerrordesc_np(errno));
	else if (e == ERR_LIMIT)
		problems_add(problems, PROBLEM_ERROR, by.file, by.line,
			"%s is too large; accepted: %u octets a file, %u "
			"statements in all",
			path, SOURCE_FILE_MAX, SOURCE_STATEMENTS_MAX);
	if (fd >= 0)
		close(fd);
	return e == ERR_LIMIT ? ERR_IO : e;
}

enum err source_read(const char *path, bool is_alone, struct source *source_r,
	struct problems *problems)
{
	enum err e;

	*source_r = (struct source){.is_alone = is_alone};
	e = read_file(source_r, path, 0, (struct place){path, 0}, problems);
	if (e)
		source_free(source_r);
	return e;
}

void source_free(struct source *s)
{
	for (size_t i = 0; i < s->len; i++)
		statement_clear(&s->items[i]);
	free(s->items);
	for (size_t i = 0; i < s->files_len; i++)
		free(s->files[i]);
	free(s->files);
	free(s->ids);
	*s = (struct source){0};
}
