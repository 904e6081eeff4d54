/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "service/mta/postfix_conf.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"

#define VALUE_MAX ((size_t)64 << 10)
#define DEPTH_MAX 20
#define STEPS_MAX 2000 /* names in one value: "a = $a $a" has no end */
#define BLANKS " \t"

struct postfix_value {
	struct postfix_value *next;
	char *text;
};

/* One expansion: for whom, and into what. */
struct expansion {
	struct postfix_conf *conf;
	const struct postfix_service *service;
	struct buf *out;
	int depth;
	int *steps;
};

struct span {
	const char *text;
	size_t len;
};

void postfix_conf_init(
	struct postfix_conf *conf, const struct postfix_texts *texts)
{
	*conf = (struct postfix_conf){.texts = texts};
}

void postfix_conf_free(struct postfix_conf *conf)
{
	while (conf->values) {
		struct postfix_value *v = conf->values;

		conf->values = v->next;
		free(v->text);
		free(v);
	}
}

/* Takes the text over. */
static const char *keep(struct postfix_conf *conf, char *text)
{
	struct postfix_value *v = text ? malloc(sizeof(*v)) : NULL;

	if (!v) {
		free(text);
		if (!conf->failed)
			conf->failed = ERR_NOMEM;
		return "";
	}
	*v = (struct postfix_value){conf->values, text};
	conf->values = v;
	return text;
}

/* ---------------------------------------------------------------- lines */

/* The value of the last line "PREFIX NAME = VALUE"; false: there is none. */
static bool find_line(const char *lines, const char *prefix,
	const struct span *name, struct span *value_r)
{
	size_t prefix_len = strlen(prefix);
	bool is_found = false;

	for (const char *line = lines; *line;) {
		size_t len = strcspn(line, "\n");
		const char *at = line + prefix_len;

		if (len >= prefix_len + name->len + 2 &&
			strncmp(line, prefix, prefix_len) == 0 &&
			strncmp(at, name->text, name->len) == 0 &&
			strncmp(at + name->len, " =", 2) == 0) {
			at += name->len + 2;
			at += strspn(at, BLANKS);
			*value_r = (struct span){at, len - (size_t)(at - line)};
			is_found = true;
		}
		line += len + (line[len] == '\n');
	}
	return is_found;
}

static bool find_override(const struct postfix_conf *conf,
	const struct postfix_service *service, const struct span *name,
	struct span *value_r)
{
	char prefix[sizeof(service->name) + sizeof(service->type) + 3];

	snprintf(
		prefix, sizeof(prefix), "%s/%s/", service->name, service->type);
	return find_line(conf->texts->overrides, prefix, name, value_r);
}

/* What a service is told by master(8) of itself. */
static bool find_builtin(const struct postfix_service *service,
	const struct span *name, struct span *value_r)
{
	const char *text = NULL;

	if (name->len == 12 && strncmp(name->text, "service_name", 12) == 0)
		text = service->name;
	else if (name->len == 12 &&
		strncmp(name->text, "process_name", 12) == 0)
		text = service->command;
	if (text)
		*value_r = (struct span){text, strlen(text)};
	return text != NULL;
}

static bool find(const struct postfix_conf *conf,
	const struct postfix_service *service, const struct span *name,
	struct span *value_r)
{
	if (service &&
		(find_override(conf, service, name, value_r) ||
			find_builtin(service, name, value_r)))
		return true;
	return find_line(conf->texts->parameters, "", name, value_r);
}

/* ------------------------------------------------------------ expansion */

static void expand(struct expansion *x, struct span text);

static struct span trimmed(struct span s)
{
	while (s.len && strchr(BLANKS, *s.text)) {
		s.text++;
		s.len--;
	}
	while (s.len && strchr(BLANKS, s.text[s.len - 1]))
		s.len--;
	return s;
}

static struct span behind(struct span s, size_t n)
{
	return trimmed((struct span){s.text + n, s.len - n});
}

/* The length of "{...}", with both; without its end: all of it. */
static size_t group_len(struct span s, char open, char close)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		depth += s.text[i] == open;
		if (s.text[i] == close && --depth == 0)
			return i + 1;
	}
	return s.len;
}

static struct span inside(struct span s, size_t len)
{
	size_t end = len > 1 && s.text[len - 1] == '}' ? 2 : 1;

	return trimmed((struct span){s.text + 1, len - end});
}

/* "{text}", or all that is left; *rest is what stands behind it. */
static struct span take_text(struct span *rest)
{
	struct span s = *rest;
	size_t len;

	if (!s.len || *s.text != '{') {
		*rest = (struct span){s.text + s.len, 0};
		return s;
	}
	len = group_len(s, '{', '}');
	*rest = behind(s, len);
	return inside(s, len);
}

static char *expanded(struct expansion *x, struct span text)
{
	struct buf out;
	struct expansion inner = {
		x->conf, x->service, &out, x->depth, x->steps};
	char *result;

	buf_init(&out, VALUE_MAX);
	expand(&inner, text);
	result = buf_err(&out) ? NULL : strdup(buf_text(&out));
	if (!result)
		x->conf->failed = buf_err(&out) ? buf_err(&out) : ERR_NOMEM;
	buf_free(&out);
	return result;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static bool holds(const char *op, int order)
{
	if (strncmp(op, "==", 2) == 0)
		return order == 0;
	if (strncmp(op, "!=", 2) == 0)
		return order != 0;
	if (*op == '<')
		return op[1] == '=' ? order <= 0 : order < 0;
	return op[1] == '=' ? order >= 0 : order > 0;
}

/* "3.6" is older than "3.10". */
static int compare_levels(const char *a, const char *b)
{
	while (*a || *b) {
		char *a_end, *b_end;
		long x = strtol(a, &a_end, 10), y = strtol(b, &b_end, 10);

		if (x != y)
			return x < y ? -1 : 1;
		a = *a_end == '.' ? a_end + 1 : "";
		b = *b_end == '.' ? b_end + 1 : "";
	}
	return 0;
}

static int compare_texts(const char *a, const char *b, bool is_level)
{
	/* A number is a level of one part. */
	return is_level || (is_number(a) && is_number(b)) ?
		compare_levels(a, b) :
		strcmp(a, b);
}

/* "{a} == {b}", "{3.6} <level {3.10}"; *rest moves behind it. */
static bool compare(struct expansion *x, struct span *rest)
{
	char *left = expanded(x, take_text(rest)), *right;
	const char *op = rest->len >= 2 ? rest->text : "==";
	bool is_level;
	int order = 0;

	while (rest->len && strchr("=!<>", *rest->text))
		*rest = (struct span){rest->text + 1, rest->len - 1};
	is_level = rest->len > 5 && strncmp(rest->text, "level", 5) == 0;
	*rest = behind(*rest, is_level ? 5 : 0);
	right = expanded(x, take_text(rest));
	if (left && right)
		order = compare_texts(left, right, is_level);
	free(left);
	free(right);
	return holds(op, order);
}

/* "?yes", "?{yes}:{no}", ":no"; nothing: no text of either. */
static void choose(struct expansion *x, bool is_true, struct span rest)
{
	struct span yes = {"", 0}, no = {"", 0};

	if (rest.len && *rest.text == '?') {
		rest = behind(rest, 1);
		yes = take_text(&rest);
	}
	if (rest.len && *rest.text == ':') {
		rest = behind(rest, 1);
		no = take_text(&rest);
	}
	expand(x, is_true ? yes : no);
}

static size_t name_len(struct span s)
{
	size_t n = 0;

	while (n < s.len &&
		(isalnum((unsigned char)s.text[n]) || s.text[n] == '_'))
		n++;
	return n;
}

static void expand_name(struct expansion *x, struct span name)
{
	struct span value;

	if (++*x->steps <= STEPS_MAX &&
		find(x->conf, x->service, &name, &value))
		expand(x, value);
}

/* What stands between the braces. */
static void expand_braces(struct expansion *x, struct span s)
{
	struct span name, value, rest;

	s = trimmed(s);
	if (s.len && *s.text == '{') {
		bool is_true = compare(x, &s);

		choose(x, is_true, s);
		return;
	}
	name = (struct span){s.text, name_len(s)};
	rest = behind(s, name.len);
	if (!rest.len)
		expand_name(x, name);
	else
		choose(x, find(x->conf, x->service, &name, &value) && value.len,
			rest);
}

/* One "$..." at the begin of the text; its length. */
static size_t expand_one(struct expansion *x, struct span s)
{
	struct span rest = {s.text + 1, s.len - 1};
	size_t len;

	if (rest.len && *rest.text == '$') {
		(void)buf_addc(x->out, '$');
		return 2;
	}
	if (rest.len && (*rest.text == '{' || *rest.text == '(')) {
		char close = *rest.text == '{' ? '}' : ')';

		len = group_len(rest, *rest.text, close);
		/* Postfix ends where a closing brace is missing. */
		if (len >= 2 && rest.text[len - 1] == close)
			expand_braces(x, (struct span){rest.text + 1, len - 2});
		return 1 + len;
	}
	len = name_len(rest);
	if (len)
		expand_name(x, (struct span){rest.text, len});
	else
		(void)buf_addc(x->out, '$');
	return 1 + len;
}

static void expand(struct expansion *x, struct span text)
{
	if (x->depth >= DEPTH_MAX)
		return;
	x->depth++;
	while (text.len) {
		size_t len = 1;

		if (*text.text == '$')
			len = expand_one(x, text);
		else
			(void)buf_addc(x->out, *text.text);
		text = (struct span){text.text + len, text.len - len};
	}
	x->depth--;
}

const char *postfix_value(struct postfix_conf *conf,
	const struct postfix_service *service, const char *name)
{
	const struct span named = {name, strlen(name)};
	int steps = 0;
	struct expansion x = {conf, service, NULL, 0, &steps};
	struct span value;

	if (!find(conf, service, &named, &value))
		return "";
	return keep(conf, expanded(&x, value));
}

const char *postfix_override(struct postfix_conf *conf,
	const struct postfix_service *service, const char *name)
{
	const struct span named = {name, strlen(name)};
	struct span value;

	if (!service || !find_override(conf, service, &named, &value))
		return NULL;
	return keep(conf, strndup(value.text, value.len));
}

const char *postfix_written(struct postfix_conf *conf, const char *name)
{
	const struct span named = {name, strlen(name)};
	struct span value;

	if (!find_line(conf->texts->parameters, "", &named, &value))
		return "";
	return keep(conf, strndup(value.text, value.len));
}

/* ------------------------------------------------------------- services */

bool postfix_service_next(const char **at, struct postfix_service *s)
{
	char chroot[8];

	while (**at) {
		const char *line = *at;
		size_t len = strcspn(line, "\n");

		*at += len + (line[len] == '\n');
		*s = (struct postfix_service){.line = line, .line_len = len};
		/* name type private unpriv chroot wakeup maxproc command */
		if (!strchr(" \t#\n", *line) &&
			sscanf(line, "%159s %15s %*s %*s %7s %*s %*s %63s",
				s->name, s->type, chroot, s->command) == 4) {
			s->is_chrooted = strcmp(chroot, "y") == 0;
			return true;
		}
	}
	return false;
}

const char *postfix_service_port(const struct postfix_service *service)
{
	const char *colon = strrchr(service->name, ':');

	return colon ? colon + 1 : service->name;
}

void postfix_service_host(
	const struct postfix_service *service, char *host_r, size_t size)
{
	const char *colon = strrchr(service->name, ':');

	snprintf(host_r, size, "%.*s", colon ? (int)(colon - service->name) : 0,
		service->name);
}

bool postfix_list_has(const char *list, const char *word)
{
	size_t len;

	for (list += strspn(list, ", \t"); *list;
		list += strspn(list, ", \t")) {
		len = strcspn(list, ", \t");
		if (len == strlen(word) && strncasecmp(list, word, len) == 0)
			return true;
		list += len;
	}
	return false;
}

bool postfix_is_yes(const char *value)
{
	return strcasecmp(value, "yes") == 0;
}
