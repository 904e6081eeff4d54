/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/mta/mta_queue_json_private.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "service/mta/mta_queue_private.h"

static enum err read_recipients(const json_t *list, struct mta_held *h)
{
	size_t len = json_array_size(list);

	h->recipients = calloc(len + 1, sizeof(*h->recipients));
	if (!h->recipients)
		return ERR_NOMEM;
	for (size_t i = 0; i < len; i++) {
		const char *address = json_string_value(
			json_object_get(json_array_get(list, i), "address"));

		if (!address)
			return ERR_CORRUPT;
		h->recipients[i].address = strdup(address);
		if (!h->recipients[i].address)
			return ERR_NOMEM;
		h->recipients_len = i + 1;
	}
	return ERR_OK;
}

static enum err read_message(const json_t *json, struct mta_queue *q)
{
	const char *queue =
		json_string_value(json_object_get(json, "queue_name"));
	const char *id = json_string_value(json_object_get(json, "queue_id"));
	const char *sender = json_string_value(json_object_get(json, "sender"));
	const json_t *arrived = json_object_get(json, "arrival_time");
	struct mta_held *h;

	if (!queue || !id || !mta_queue_is_id(id) || !sender)
		return ERR_CORRUPT;
	if (strcmp(queue, "hold") != 0)
		return ERR_OK;
	h = mta_queue_add(q, &mta_queue_postfix, id);
	if (!h)
		return ERR_NOMEM;
	h->sender = strdup(sender);
	if (!h->sender)
		return ERR_NOMEM;
	if (json_is_integer(arrived))
		h->arrived_utc = json_integer_value(arrived);
	h->size = json_integer_value(json_object_get(json, "message_size"));
	return read_recipients(json_object_get(json, "recipients"), h);
}

enum err mta_queue_json_parse(
	const char *text, struct mta_queue *q, size_t *line_r)
{
	enum err e = ERR_OK;

	*line_r = 0;
	while (!e && *text) {
		size_t len = strcspn(text, "\n");
		json_t *json;

		++*line_r;
		if (len > 0) {
			json = json_loadb(text, len, 0, NULL);
			e = json ? read_message(json, q) : ERR_CORRUPT;
			json_decref(json);
		}
		text += len + (text[len] == '\n');
	}
	return e;
}
