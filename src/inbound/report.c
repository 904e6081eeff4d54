/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/report.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <unistr.h>

#include "inbound/fields.h"

/* Each group is looked for in all of the rest. */
#define GROUPS_MAX (INBOUND_FAILURES_MAX + 100)

enum err mail_report_init(struct mail_report *report_r)
{
	const size_t size = sizeof(struct report_address);

	*report_r = (struct mail_report){
		.addresses = calloc(INBOUND_FAILURES_MAX, size),
		.silent = calloc(INBOUND_FAILURES_MAX, size),
	};
	if (report_r->addresses && report_r->silent)
		return ERR_OK;
	mail_report_free(report_r);
	return ERR_NOMEM;
}

void mail_report_free(struct mail_report *report)
{
	free(report->addresses);
	free(report->silent);
	*report = (struct mail_report){0};
}

/* --------------------------------------------------------------- addresses */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* RFC 3461 4: "+2B" for "+" and "+3D" for "=". Nothing else of an address
 * needs the coding, and "user+42@" must not be taken for it. */
static bool xtext_next(const char **at, char *c_r)
{
	if (strncmp(*at, "+2B", 3) == 0)
		*c_r = '+';
	else if (strncmp(*at, "+3D", 3) == 0)
		*c_r = '=';
	else
		return false;
	*at += 3;
	return true;
}

/* RFC 6533 3: "\x{17C}" */
static bool unitext_next(const char **at, uint8_t text_r[6], int *len_r)
{
	const char *c = *at;
	ucs4_t code = 0;
	int digits = 0;

	if (strncmp(c, "\\x{", 3) != 0)
		return false;
	for (c += 3; hex_value(*c) >= 0 && digits < 6; c++, digits++)
		code = code * 16 + (ucs4_t)hex_value(*c);
	if (*c != '}' || digits == 0)
		return false;
	*len_r = u8_uctomb(text_r, code, 6);
	*at = c + 1;
	return *len_r > 0;
}

static bool decode(
	const char *from, size_t len, bool is_unitext, char *to_r, size_t size)
{
	const char *end = from + len;
	size_t used = 0;

	while (from < end) {
		uint8_t octets[6] = {(uint8_t)*from};
		int n = 1;

		if (!(is_unitext && unitext_next(&from, octets, &n)) &&
			!xtext_next(&from, (char *)octets))
			from++;
		if (used + (size_t)n >= size)
			return false;
		memcpy(to_r + used, octets, (size_t)n);
		used += (size_t)n;
	}
	to_r[used] = '\0';
	return true;
}

/* "rfc822;", "utf-8;", or no type at all, as some write. */
static const char *after_type(const char *value, bool *is_unitext_r)
{
	const char *semicolon = strchr(value, ';');

	*is_unitext_r = false;
	if (!semicolon)
		return value;
	*is_unitext_r = fields_word_is(value, "utf-8");
	if (!*is_unitext_r && !fields_word_is(value, "rfc822"))
		return NULL;
	return semicolon + 1;
}

bool report_address_get(const char *value, struct report_address *address_r)
{
	struct address parsed;
	bool is_unitext;
	size_t len;

	value = value ? after_type(value, &is_unitext) : NULL;
	if (!value)
		return false;
	value += strspn(value, " \t<");
	len = strcspn(value, " \t>");
	return decode(value, len, is_unitext, address_r->text,
		       sizeof(address_r->text)) &&
		address_parse(&(struct address_rules){0}, address_r->text,
			strlen(address_r->text), &parsed, NULL) == ERR_OK;
}

static void keep(struct report_address *list, size_t *len,
	const struct report_address *address)
{
	for (size_t i = 0; i < *len; i++)
		if (strcmp(list[i].text, address->text) == 0)
			return;
	if (*len < INBOUND_FAILURES_MAX)
		list[(*len)++] = *address;
}

void report_keep(
	struct mail_report *report, const struct report_address *address)
{
	keep(report->addresses, &report->len, address);
}

/* -------------------------------------------------------- delivery reports */

/* Some write the reason behind the status, "5.4.4 (Illegal host/domain name
 * found)", and no diagnostic. */
static const char *diagnostic_of(const struct fields *group, const char *status)
{
	const char *diagnostic = fields_get(group, "Diagnostic-Code", 0);

	if (!diagnostic && status)
		diagnostic = strchr(status, '(');
	return diagnostic;
}

static void take_recipient(
	struct mail_report *report, const struct fields *group)
{
	const char *action = fields_get(group, "Action", 0);
	const char *status = fields_get(group, "Status", 0);
	struct report_address address = {.status = ""};
	struct bad_address judged;

	if (!action || !fields_word_is(action, "failed"))
		return;
	bad_address_judge(status, diagnostic_of(group, status), &judged);
	if (!judged.is_bad && report->len == 0)
		report->row = judged.row;
	memcpy(address.status, judged.status, sizeof(address.status));
	if (!report_address_get(
		    fields_get(group, "Original-Recipient", 0), &address) &&
		!report_address_get(
			fields_get(group, "Final-Recipient", 0), &address)) {
		report->has_unreadable = true;
		return;
	}
	if (judged.is_silent)
		keep(report->silent, &report->silent_len, &address);
	if (!judged.is_bad)
		return;
	report_keep(report, &address);
	report->row = judged.row;
}

/* Groups of fields, divided by empty lines; the first is about the message,
 * and has no Action. */
enum err report_read_delivery(
	struct mail_report *report, const char *text, size_t len)
{
	const char *end = text + len, *rest;

	for (size_t n = 0; text < end && n < GROUPS_MAX; n++) {
		struct fields group;
		enum err e =
			fields_parse(text, (size_t)(end - text), &group, &rest);

		if (e)
			return e;
		take_recipient(report, &group);
		fields_free(&group);
		text = rest;
	}
	return ERR_OK;
}

/* -------------------------------------------------------------- complaints */

static bool is_complaint(const char *type)
{
	static const char *const others[] = {
		"not-spam", "virus", "auth-failure", "dmarc", NULL};

	for (const char *const *other = others; *other; other++)
		if (fields_word_is(type, *other))
			return false;
	return true;
}

enum err report_read_feedback(struct mail_report *report, const char *text,
	size_t len, bool *is_complaint_r)
{
	struct report_address address = {.status = ""};
	struct fields fields;
	const char *value;
	enum err e = fields_parse(text, len, &fields, NULL);

	*is_complaint_r = false;
	if (e)
		return e;
	/* RFC 5965 3.1: required */
	value = fields_get(&fields, "Feedback-Type", 0);
	*is_complaint_r = value && is_complaint(value);
	for (size_t i = 0; *is_complaint_r &&
		(value = fields_get(&fields, "Original-Rcpt-To", i));
		i++)
		if (report_address_get(value, &address))
			report_keep(report, &address);
	fields_free(&fields);
	return ERR_OK;
}

enum err report_read_jmrp(
	struct mail_report *report, const char *head, size_t len)
{
	struct report_address address = {.status = ""};
	struct fields fields;
	enum err e = fields_parse(head, len, &fields, NULL);

	if (e)
		return e;
	if (report_address_get(
		    fields_get(&fields, "X-HmXmrOriginalRecipient", 0),
		    &address))
		report_keep(report, &address);
	fields_free(&fields);
	return ERR_OK;
}
