/* SPDX-License-Identifier: BSD-2-Clause */
#include "core/mailbox.h"

#include <string.h>

#define CONTROL_MAX 0x20
#define DELETE 0x7f

/* Octets between two places. */
struct span {
	const char *begin;
	const char *end;
};

static enum err invalid(const char **cause_r, const char *cause)
{
	*cause_r = cause;
	return ERR_INVALID;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_control(char c)
{
	return (unsigned char)c < CONTROL_MAX || c == DELETE;
}

/* Behind the quoted string, the literal, the comment or the octet that begins
 * here; NULL: it does not end. */
static const char *skip_one(const char *at, const char *end)
{
	const char *closed;
	size_t depth = 0;

	if (*at == '[') {
		closed = memchr(at, ']', (size_t)(end - at));
		return closed ? closed + 1 : at + 1;
	}
	if (*at == '\\')
		return end - at >= 2 ? at + 2 : NULL;
	if (*at == '"') {
		for (at++; at < end && *at != '"'; at++)
			if (*at == '\\' && ++at == end)
				return NULL;
		return at < end ? at + 1 : NULL;
	}
	if (*at != '(')
		return at + 1;
	for (; at < end; at++) {
		if (*at == '\\') {
			if (++at == end)
				return NULL;
		} else if (*at == '(') {
			depth++;
		} else if (*at == ')' && --depth == 0) {
			return at + 1;
		}
	}
	return NULL;
}

static bool is_finished(struct span s)
{
	while (s.begin && s.begin < s.end)
		s.begin = skip_one(s.begin, s.end);
	return s.begin != NULL;
}

/* The first or the last "wanted" outside of quotes and comments; NULL: none.
 * The span is finished. */
static const char *find(struct span s, char wanted, bool last)
{
	const char *found = NULL;

	for (; s.begin < s.end; s.begin = skip_one(s.begin, s.end)) {
		if (*s.begin != wanted)
			continue;
		found = s.begin;
		if (!last)
			break;
	}
	return found;
}

/* What stands between the innermost angle brackets, where there are some. */
static enum err open_brackets(struct span *s, const char **cause_r)
{
	const char *open = find(*s, '<', true), *close;

	if (!open) {
		if (find(*s, '>', false))
			return invalid(cause_r, "unbalanced angle brackets");
		return ERR_OK;
	}
	s->begin = open + 1;
	close = find(*s, '>', false);
	if (!close)
		return invalid(cause_r, "unbalanced angle brackets");
	s->end = close;
	return ERR_OK;
}

/* RFC 5321 appendix C: hosts on the way, ignored. */
static void drop_route(struct span *s)
{
	const char *colon;

	while (s->begin < s->end && is_blank(*s->begin))
		s->begin++;
	if (s->begin == s->end || *s->begin != '@')
		return;
	colon = find(*s, ':', false);
	if (colon)
		s->begin = colon + 1;
}

static bool has_text(struct span s)
{
	for (; s.begin < s.end; s.begin = skip_one(s.begin, s.end))
		if (!is_blank(*s.begin) && *s.begin != '(')
			return true;
	return false;
}

/* Of "a, b" nobody knows whom it means; of "a," everybody does. */
static enum err drop_commas(struct span *s, const char **cause_r)
{
	const char *comma;

	while ((comma = find(*s, ',', false)) != NULL) {
		struct span before = {s->begin, comma};
		struct span after = {comma + 1, s->end};

		if (!has_text(before)) {
			*s = after;
			continue;
		}
		if (has_text(after) && find(after, ',', false) != after.begin)
			return invalid(cause_r, "more than one address");
		s->end = comma;
	}
	return ERR_OK;
}

/* Without quotes, comments, escapes and the blanks at its ends. */
static enum err copy_word(
	struct span s, char *to, size_t max, const char **cause_r)
{
	size_t len = 0, kept = 0;

	while (s.begin < s.end) {
		const char *next = skip_one(s.begin, s.end);
		bool is_quoted = *s.begin == '"';

		if (*s.begin == '(' || (len == 0 && is_blank(*s.begin))) {
			s.begin = next;
			continue;
		}
		for (const char *c = s.begin + is_quoted; c < next - is_quoted;
			c++) {
			if (*c == '\\')
				c++;
			if (is_control(*c) && (is_quoted || !is_blank(*c)))
				return invalid(cause_r, "control character");
			if (len == max)
				return invalid(cause_r, "too long");
			to[len++] = *c;
			if (is_quoted || !is_blank(*c))
				kept = len;
		}
		s.begin = next;
	}
	to[kept] = '\0';
	return ERR_OK;
}

/* The last dot names the root; it is the same domain. */
static void drop_root_dot(char *domain)
{
	size_t len = strlen(domain);

	if (len > 0 && domain[len - 1] == '.')
		domain[len - 1] = '\0';
}

static enum err split(struct span local, struct span domain, struct mailbox *m,
	const char **cause_r)
{
	enum err e = copy_word(local, m->local, MAILBOX_LOCAL_MAX, cause_r);

	if (!e)
		e = copy_word(domain, m->domain, MAILBOX_DOMAIN_MAX, cause_r);
	if (e)
		return e;
	/* It came quoted or escaped, and nobody splits there. */
	if (strpbrk(m->domain, *m->domain == '[' ? "@" : " \"(),:;<>@[\\]"))
		return invalid(cause_r, "character not allowed in the domain");
	drop_root_dot(m->domain);
	return ERR_OK;
}

/* An address without @ may name its domain in the ways from before. */
static enum err read_address(
	struct span s, struct mailbox *m, const char **cause_r)
{
	const struct span none = {s.end, s.end};
	const char *at = find(s, '@', true);

	if (at)
		return split((struct span){s.begin, at},
			(struct span){at + 1, s.end}, m, cause_r);
	at = find(s, '!', false);
	if (at)
		return split((struct span){at + 1, s.end},
			(struct span){s.begin, at}, m, cause_r);
	at = find(s, '%', true);
	if (at)
		return split((struct span){s.begin, at},
			(struct span){at + 1, s.end}, m, cause_r);
	return split(s, none, m, cause_r);
}

enum err mailbox_mend(
	const char *text, struct mailbox *mailbox_r, const char **cause_r)
{
	struct span s = {text, text + strlen(text)};
	const char *unasked;
	enum err e;

	if (!cause_r)
		cause_r = &unasked;
	if (!is_finished(s))
		return invalid(cause_r, "unfinished quotation or comment");
	e = open_brackets(&s, cause_r);
	if (e)
		return e;
	drop_route(&s);
	e = drop_commas(&s, cause_r);
	if (!e)
		e = read_address(s, mailbox_r, cause_r);
	if (!e && !*mailbox_r->local && *mailbox_r->domain)
		e = invalid(cause_r, "empty local part");
	return e;
}

/* RFC 5321 4.1.2 Atom, RFC 6531 3.3: what needs no quotes, but for dots. */
static bool is_atom_char(char c)
{
	return c && !strchr(" \"(),:;<>@[\\]", c) && (unsigned char)c > ' ' &&
		c != DELETE;
}

static bool needs_quotes(const char *local)
{
	size_t len = strlen(local);

	if (len == 0)
		return false;
	if (local[0] == '.' || local[len - 1] == '.' || strstr(local, ".."))
		return true;
	while (*local && is_atom_char(*local))
		local++;
	return *local != '\0';
}

void mailbox_write(
	const struct mailbox *mailbox, char text_r[MAILBOX_TEXT_SIZE])
{
	bool quoted = needs_quotes(mailbox->local);
	char *to = text_r;

	if (quoted)
		*to++ = '"';
	for (const char *c = mailbox->local; *c; c++) {
		if (*c == '"' || *c == '\\')
			*to++ = '\\';
		*to++ = *c;
	}
	if (quoted)
		*to++ = '"';
	if (*mailbox->domain) {
		*to++ = '@';
		memcpy(to, mailbox->domain, strlen(mailbox->domain));
		to += strlen(mailbox->domain);
	}
	*to = '\0';
}

/* ------------------------------------------------------------- routing */

bool mailbox_is_routed(const struct mailbox *mailbox)
{
	return strpbrk(mailbox->local, "%!@") != NULL;
}

/* False: one half is empty or does not fit. */
static bool take_hop(struct span local, struct span domain, struct mailbox *hop)
{
	size_t local_len = (size_t)(local.end - local.begin);
	size_t domain_len = (size_t)(domain.end - domain.begin);

	if (local_len == 0 || domain_len == 0 ||
		local_len > MAILBOX_LOCAL_MAX ||
		domain_len > MAILBOX_DOMAIN_MAX)
		return false;
	memcpy(hop->local, local.begin, local_len);
	hop->local[local_len] = '\0';
	memcpy(hop->domain, domain.begin, domain_len);
	hop->domain[domain_len] = '\0';
	drop_root_dot(hop->domain);
	return *hop->domain != '\0';
}

size_t mailbox_hops(
	const struct mailbox *mailbox, struct mailbox hops_r[MAILBOX_HOPS])
{
	const char *local = mailbox->local, *end = local + strlen(local);
	const char *bang = strchr(local, '!'), *percent = strrchr(local, '%');
	size_t n = 0;

	/* With an @ it is an address like any other on the wire. */
	if (strchr(local, '@'))
		return mailbox_mend(local, &hops_r[0], NULL) == ERR_OK &&
			*hops_r[0].local && *hops_r[0].domain;
	if (bang)
		n += take_hop((struct span){bang + 1, end},
			(struct span){local, bang}, &hops_r[n]);
	if (percent)
		n += take_hop((struct span){local, percent},
			(struct span){percent + 1, end}, &hops_r[n]);
	return n;
}
