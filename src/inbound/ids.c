/* SPDX-License-Identifier: BSD-2-Clause */
#include "inbound/ids.h"

#include <gmime/gmime.h>
#include <string.h>

/* Outside of comments and quoted strings exactly one "@", and nothing that
 * divides addresses: 'a@x <b@y>' is shown as the one and sent by the other. */
static bool is_unambiguous(const char *value)
{
	unsigned depth = 0, ats = 0;
	bool is_quoted = false;

	for (; *value; value++) {
		if (*value == '\\' && (is_quoted || depth > 0)) {
			if (*++value == '\0')
				return false;
		} else if (is_quoted) {
			is_quoted = *value != '"';
		} else if (*value == '(') {
			depth++;
		} else if (depth > 0) {
			depth -= *value == ')';
		} else if (*value == '"') {
			is_quoted = true;
		} else if (*value == '@') {
			ats++;
		} else if (strchr(",;:", *value)) {
			return false;
		}
	}
	return ats == 1 && depth == 0 && !is_quoted;
}

bool ids_from(const struct fields *head, char from_r[ADDRESS_TEXT_MAX * 2])
{
	const char *value = fields_get(head, "From", 0), *text = NULL;
	InternetAddressList *list;
	struct address parsed;
	bool is_one;

	if (!value || fields_get(head, "From", 1) || !is_unambiguous(value))
		return false;
	list = internet_address_list_parse(NULL, value);
	if (list && internet_address_list_length(list) == 1) {
		InternetAddress *one =
			internet_address_list_get_address(list, 0);

		if (INTERNET_ADDRESS_IS_MAILBOX(one))
			text = internet_address_mailbox_get_addr(
				INTERNET_ADDRESS_MAILBOX(one));
	}
	is_one = text && strlen(text) < ADDRESS_TEXT_MAX * 2 &&
		address_parse(&(struct address_rules){0}, text, strlen(text),
			&parsed, NULL) == ERR_OK;
	if (is_one)
		memcpy(from_r, text, strlen(text) + 1);
	if (list)
		g_object_unref(list);
	return is_one;
}

bool ids_next(const char **at, char id_r[ID_TEXT_SIZE])
{
	const char *begin;

	while ((begin = strchr(*at, '<'))) {
		size_t len = strcspn(++begin, "<>");

		*at = begin + len;
		if (begin[len] != '>' || len == 0 || len >= ID_TEXT_SIZE ||
			memchr(begin, ' ', len))
			continue;
		memcpy(id_r, begin, len);
		id_r[len] = '\0';
		return true;
	}
	return false;
}
