/* SPDX-License-Identifier: BSD-2-Clause */
#include "unsubscribe/form.h"

#include <string.h>
#include <strings.h>

/* Longer names and values than ours need not be known apart. */
#define TEXT_SIZE 64
#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART "multipart/form-data"

/* A stretch of the body. */
struct span {
	const char *at;
	size_t len;
};

struct found {
	bool has_list;
	bool is_one_click;
	bool has_scope;
	enum form_wish scope;
	bool has_undo;
	bool has_secret;
	unsigned char secret[CLICK_SECRET_LEN];
};

static bool is_text(const struct span *s, const char *text)
{
	return s->len == strlen(text) && memcmp(s->at, text, s->len) == 0;
}

/* As names of header fields are compared. */
static bool is_name(const struct span *s, const char *name)
{
	return s->len == strlen(name) && strncasecmp(s->at, name, s->len) == 0;
}

static struct span trim(struct span s)
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

static void take_secret(struct found *found, const struct span *value)
{
	char text[TEXT_SIZE + 1] = "";

	if (found->has_undo)
		return;
	found->has_undo = true;
	if (value->len <= TEXT_SIZE && !memchr(value->at, '\0', value->len)) {
		memcpy(text, value->at, value->len);
		found->has_secret = click_secret_parse(text, found->secret);
	}
}

static void take_field(
	struct found *found, const struct span *name, const struct span *value)
{
	static const struct {
		const char *text;
		enum form_wish wish;
	} scopes[] = {
		{"purpose", FORM_PURPOSE},
		{"all", FORM_ALL},
		{"undo", FORM_UNDO},
	};

	if (is_name(name, "List-Unsubscribe") && !found->has_list) {
		found->has_list = true;
		found->is_one_click = is_name(value, "One-Click");
	} else if (is_text(name, "scope") && !found->has_scope) {
		found->has_scope = true;
		for (size_t i = 0; i < sizeof(scopes) / sizeof(*scopes); i++)
			if (is_text(value, scopes[i].text))
				found->scope = scopes[i].wish;
	} else if (is_text(name, "undo")) {
		take_secret(found, value);
	}
}

/* The bytes up to the next "sep", and past it. */
static bool cut(struct span *rest, char sep, struct span *piece_r)
{
	const char *end;

	if (rest->len == 0)
		return false;
	end = memchr(rest->at, sep, rest->len);
	*piece_r = (struct span){
		rest->at, end ? (size_t)(end - rest->at) : rest->len};
	rest->at += piece_r->len + (end ? 1 : 0);
	rest->len -= piece_r->len + (end ? 1 : 0);
	return true;
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

/* What does not fit is none of ours: an empty text stands for it. */
static struct span decode(const struct span *s, char text[TEXT_SIZE])
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
		if (n == TEXT_SIZE)
			return (struct span){text, 0};
		text[n++] = c;
	}
	return (struct span){text, n};
}

static void read_urlencoded(struct span body, struct found *found)
{
	char name_text[TEXT_SIZE], value_text[TEXT_SIZE];
	struct span field, name, value;

	body = trim(body);
	while (cut(&body, '&', &field)) {
		if (!cut(&field, '=', &name))
			continue;
		name = decode(&name, name_text);
		value = decode(&field, value_text);
		take_field(found, &name, &value);
	}
}

/* ------------------------------------------------------------ multipart */

/* The value of a parameter of a header's value: boundary="x", name=x. */
static bool find_parameter(
	struct span s, const char *name, struct span *value_r)
{
	struct span piece, key;

	while (cut(&s, ';', &piece)) {
		if (!cut(&piece, '=', &key))
			continue;
		key = trim(key);
		if (!is_name(&key, name))
			continue;
		*value_r = trim(piece);
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
	const struct span *body, size_t from, const struct span *boundary)
{
	size_t need = boundary->len + 2;

	for (size_t i = from; i < body->len && body->len - i >= need; i++) {
		const char *at = body->at + i;

		if ((i == 0 || at[-1] == '\n') && at[0] == '-' &&
			at[1] == '-' &&
			memcmp(at + 2, boundary->at, boundary->len) == 0)
			return at;
	}
	return NULL;
}

/* A header line of a part; whether it names the field. */
static bool is_disposition(struct span line, struct span *name_r)
{
	struct span key;

	if (!cut(&line, ':', &key))
		return false;
	key = trim(key);
	return is_name(&key, "Content-Disposition") &&
		find_parameter(line, "name", name_r);
}

static void read_part(struct span part, struct found *found)
{
	struct span line, name = {0};
	bool has_name = false;

	while (cut(&part, '\n', &line)) {
		line = trim(line);
		if (line.len == 0)
			break;
		if (!has_name)
			has_name = is_disposition(line, &name);
	}
	if (!has_name)
		return;
	part = trim(part);
	take_field(found, &name, &part);
}

static void read_multipart(
	struct span body, const struct span *boundary, struct found *found)
{
	const char *at = find_boundary(&body, 0, boundary);

	while (at) {
		size_t begin = (size_t)(at - body.at) + 2 + boundary->len;
		const char *next = find_boundary(&body, begin, boundary);
		const char *line =
			memchr(body.at + begin, '\n', body.len - begin);

		/* "--boundary--" is the last one. */
		if (!next || !line || line >= next)
			return;
		line++;
		read_part((struct span){line, (size_t)(next - line)}, found);
		at = next;
	}
}

/* The first line of a body that says "--boundary". */
static bool guess_boundary(struct span body, struct span *boundary_r)
{
	struct span line;

	if (!cut(&body, '\n', &line) || line.len < 3 ||
		memcmp(line.at, "--", 2) != 0)
		return false;
	line.at += 2;
	line.len -= 2;
	*boundary_r = trim(line);
	return true;
}

static void read_body(struct span type, struct span body, struct found *found)
{
	struct span media = {0}, boundary = {0};

	type = trim(type);
	(void)cut(&type, ';', &media);
	media = trim(media);
	if (is_name(&media, MULTIPART))
		(void)find_parameter(type, "boundary", &boundary);
	else if (media.len == 0 && !guess_boundary(body, &boundary))
		media = (struct span){URLENCODED, sizeof(URLENCODED) - 1};
	if (is_name(&media, URLENCODED))
		read_urlencoded(body, found);
	else if (boundary.len > 0 && boundary.len <= BOUNDARY_MAX)
		read_multipart(body, &boundary, found);
}

void form_parse(
	const char *type, const char *body, size_t len, struct form *form_r)
{
	struct found found = {.scope = FORM_NOTHING};

	*form_r = (struct form){.wish = FORM_NOTHING};
	if (len > FORM_MAX)
		return;
	read_body((struct span){type ? type : "", type ? strlen(type) : 0},
		(struct span){body, len}, &found);
	form_r->wish = found.is_one_click ? FORM_ONE_CLICK : found.scope;
	if (found.is_one_click || !found.has_secret)
		return;
	form_r->has_secret = true;
	memcpy(form_r->secret, found.secret, sizeof(form_r->secret));
}
