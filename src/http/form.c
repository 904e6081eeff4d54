/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/form.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data"

bool form_is(const struct form_span *span, const char *text)
{
	return span->len == strlen(text) &&
		memcmp(span->at, text, span->len) == 0;
}

bool form_is_nocase(const struct form_span *span, const char *text)
{
	return span->len == strlen(text) &&
		strncasecmp(span->at, text, span->len) == 0;
}

struct form_span form_trim(struct form_span s)
{
	while (s.len > 0 && strchr(" \t\r\n", *s.at) && *s.at) {
		s.at++;
		s.len--;
	}
	while (s.len > 0 && s.at[s.len - 1] &&
		strchr(" \t\r\n", s.at[s.len - 1]))
		s.len--;
	return s;
}

/* The bytes up to the next "sep", and past it. */
static bool cut(struct form_span *rest, char sep, struct form_span *piece_r)
{
	const char *end;

	if (rest->len == 0)
		return false;
	end = memchr(rest->at, sep, rest->len);
	*piece_r = (struct form_span){
		rest->at, end ? (size_t)(end - rest->at) : rest->len};
	rest->at += piece_r->len + (end ? 1 : 0);
	rest->len -= piece_r->len + (end ? 1 : 0);
	return true;
}

static enum err add(struct form *f, const struct form_field *field)
{
	struct form_field *fields;

	if (f->len == FORM_FIELDS_MAX)
		return ERR_LIMIT;
	if (f->len == f->size) {
		size_t size = f->size > 0 ? 2 * f->size : 16;

		fields = realloc(f->fields, size * sizeof(*fields));
		if (!fields)
			return ERR_NOMEM;
		f->fields = fields;
		f->size = size;
	}
	f->fields[f->len++] = *field;
	return ERR_OK;
}

/* ----------------------------------------------------------- urlencoded */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Into "text", which has room for as many octets as there are. */
static struct form_span decode(const struct form_span *s, char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < s->len; i++) {
		char c = s->at[i];
		int high = -1, low = -1;

		if (c == '%' && s->len - i > 2) {
			high = hex_digit(s->at[i + 1]);
			low = hex_digit(s->at[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		text[n++] = c;
	}
	return (struct form_span){text, n};
}

static enum err read_urlencoded(struct form_span body, struct form *form)
{
	struct form_span field, name;
	char *text;
	enum err e = ERR_OK;

	body = form_trim(body);
	form->text = malloc(body.len + 1);
	if (!form->text)
		return ERR_NOMEM;
	text = form->text;
	while (!e && cut(&body, '&', &field)) {
		struct form_field found = {.is_file = false};

		if (!cut(&field, '=', &name))
			continue;
		found.name = decode(&name, text);
		text += found.name.len;
		found.value = decode(&field, text);
		text += found.value.len;
		e = add(form, &found);
	}
	return e;
}

/* ------------------------------------------------------------ multipart */

/* The bytes up to the next ";" that is in no quotation marks, and past it. */
static bool cut_parameter(struct form_span *rest, struct form_span *piece_r)
{
	bool is_quoted = false;
	size_t n = 0;

	if (rest->len == 0)
		return false;
	for (; n < rest->len && (is_quoted || rest->at[n] != ';'); n++)
		if (rest->at[n] == '"')
			is_quoted = !is_quoted;
	*piece_r = (struct form_span){rest->at, n};
	n += n < rest->len ? 1 : 0;
	rest->at += n;
	rest->len -= n;
	return true;
}

/* The value of a parameter of a header's value: boundary="x", name=x. */
static bool find_parameter(
	struct form_span s, const char *name, struct form_span *value_r)
{
	struct form_span piece, key;

	while (cut_parameter(&s, &piece)) {
		if (!cut(&piece, '=', &key))
			continue;
		key = form_trim(key);
		if (!form_is_nocase(&key, name))
			continue;
		*value_r = form_trim(piece);
		if (value_r->len >= 2 && value_r->at[0] == '"' &&
			value_r->at[value_r->len - 1] == '"') {
			value_r->at++;
			value_r->len -= 2;
		}
		return true;
	}
	return false;
}

/* Where a line begins with "--boundary"; NULL: nowhere. */
static const char *find_boundary(
	const struct form_span *body, size_t from, const struct form_span *b)
{
	size_t need = b->len + 2;
	size_t i = from;

	while (i < body->len && body->len - i >= need) {
		const char *at = body->at + i;
		const char *line;

		if ((i == 0 || at[-1] == '\n') && at[0] == '-' &&
			at[1] == '-' && memcmp(at + 2, b->at, b->len) == 0)
			return at;
		line = memchr(at, '\n', body->len - i);
		if (!line)
			return NULL;
		i = (size_t)(line - body->at) + 1;
	}
	return NULL;
}

/* A header line of a part; whether it names the field. */
static bool is_disposition(struct form_span line, struct form_field *field)
{
	struct form_span key;

	if (!cut(&line, ':', &key))
		return false;
	key = form_trim(key);
	if (!form_is_nocase(&key, "Content-Disposition") ||
		!find_parameter(line, "name", &field->name))
		return false;
	field->is_file = find_parameter(line, "filename", &field->file_name);
	return true;
}

/* "part" is all between two lines of the boundary. */
static enum err read_part(struct form_span part, struct form *form)
{
	struct form_field field = {.is_file = false};
	struct form_span line;
	bool has_name = false;

	while (cut(&part, '\n', &line)) {
		line = form_trim(line);
		if (line.len == 0)
			break;
		if (!has_name)
			has_name = is_disposition(line, &field);
	}
	if (!has_name)
		return ERR_OK;
	/* The line end before the boundary is the boundary's. */
	if (part.len > 0 && part.at[part.len - 1] == '\n')
		part.len--;
	if (part.len > 0 && part.at[part.len - 1] == '\r')
		part.len--;
	field.value = part;
	return add(form, &field);
}

static enum err read_multipart(struct form_span body,
	const struct form_span *boundary, struct form *form)
{
	const char *at = find_boundary(&body, 0, boundary);
	enum err e = ERR_OK;

	while (!e && at) {
		size_t begin = (size_t)(at - body.at) + 2 + boundary->len;
		const char *next = find_boundary(&body, begin, boundary);
		const char *line =
			memchr(body.at + begin, '\n', body.len - begin);

		/* "--boundary--" is the last one. */
		if (!next || !line || line >= next)
			break;
		line++;
		e = read_part(
			(struct form_span){line, (size_t)(next - line)}, form);
		at = next;
	}
	return e;
}

/* The first line of a body that says "--boundary". */
static bool guess_boundary(struct form_span body, struct form_span *boundary_r)
{
	struct form_span line;

	if (!cut(&body, '\n', &line) || line.len < 3 ||
		memcmp(line.at, "--", 2) != 0)
		return false;
	line.at += 2;
	line.len -= 2;
	*boundary_r = form_trim(line);
	return true;
}

static enum err read_body(
	struct form_span type, struct form_span body, struct form *form)
{
	struct form_span media = {"", 0}, boundary = {"", 0};

	type = form_trim(type);
	(void)cut(&type, ';', &media);
	media = form_trim(media);
	if (form_is_nocase(&media, MULTIPART))
		(void)find_parameter(type, "boundary", &boundary);
	else if (media.len == 0 && !guess_boundary(body, &boundary))
		media = (struct form_span){URLENCODED, sizeof(URLENCODED) - 1};
	if (form_is_nocase(&media, URLENCODED))
		return read_urlencoded(body, form);
	if (boundary.len > 0 && boundary.len <= BOUNDARY_MAX)
		return read_multipart(body, &boundary, form);
	return ERR_OK;
}

enum err form_read(
	const char *type, const char *body, size_t len, struct form *form_r)
{
	enum err e;

	*form_r = (struct form){.len = 0};
	e = read_body(
		(struct form_span){type ? type : "", type ? strlen(type) : 0},
		(struct form_span){body, len}, form_r);
	if (e)
		form_free(form_r);
	return e;
}

void form_free(struct form *form)
{
	free(form->fields);
	free(form->text);
	*form = (struct form){.len = 0};
}

const struct form_field *form_find(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->len; i++)
		if (form_is(&form->fields[i].name, name))
			return &form->fields[i];
	return NULL;
}
