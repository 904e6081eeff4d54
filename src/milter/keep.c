/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/keep.h"

#include <string.h>

#define HEAD_MAX ((size_t)8 << 20)

void keep_init(struct keep *k, struct office *office)
{
	*k = (struct keep){.office = office};
	buf_init(&k->head, HEAD_MAX);
}

void keep_reset(struct keep *k)
{
	if (k->hold)
		hold_end(k->hold);
	buf_reset(&k->head);
	k->state = KEEP_OPEN;
}

void keep_free(struct keep *k)
{
	hold_free(&k->hold);
	buf_free(&k->head);
}

void keep_header(struct keep *k, const char *name, const char *value)
{
	(void)buf_add(&k->head, name, strlen(name) + 1);
	(void)buf_add(&k->head, value, strlen(value) + 1);
}

/* The next header from *at on; false: there is none. */
static bool next_header(const struct buf *head, size_t *at, const char **name_r,
	const char **value_r)
{
	if (*at >= head->len)
		return false;
	*name_r = head->data + *at;
	*at += strlen(*name_r) + 1;
	*value_r = head->data + *at;
	*at += strlen(*value_r) + 1;
	return true;
}

enum err keep_begin(struct keep *k, const struct settings *settings)
{
	const char *name, *value;
	size_t at = 0;
	enum err e = buf_err(&k->head);

	k->state = KEEP_NOTHING;
	if (!e && !k->hold)
		e = hold_new(k->office, &k->hold);
	if (!e)
		e = hold_begin(k->hold, settings);
	while (!e && next_header(&k->head, &at, &name, &value)) {
		e = hold_header(k->hold, name, value);
		/* It is said when the message is to be put away. */
		if (e == ERR_LIMIT)
			break;
	}
	if (e && e != ERR_LIMIT)
		return e;
	k->state = KEEP_COLLECTS;
	return ERR_OK;
}

bool keep_body(struct keep *k, const void *bytes, size_t len)
{
	return hold_body(k->hold, bytes, len) == ERR_OK;
}

void keep_head_text(const struct keep *k, struct buf *out)
{
	const char *name, *value;
	size_t at = 0;

	while (next_header(&k->head, &at, &name, &value)) {
		while (*value == ' ' || *value == '\t')
			value++;
		(void)buf_addf(out, "%s: %s\r\n", name, value);
	}
}
