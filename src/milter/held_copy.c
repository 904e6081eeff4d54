/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/held_copy.h"

#include <string.h>

#define HEAD_MAX ((size_t)8 << 20)

void held_copy_init(struct held_copy *c, struct office *office)
{
	*c = (struct held_copy){.office = office};
	buf_init(&c->head, HEAD_MAX);
}

void held_copy_reset(struct held_copy *c)
{
	if (c->hold)
		hold_end(c->hold);
	buf_reset(&c->head);
	c->state = HELD_COPY_OPEN;
}

void held_copy_free(struct held_copy *c)
{
	hold_free(&c->hold);
	buf_free(&c->head);
}

void held_copy_header(struct held_copy *c, const char *name, const char *value)
{
	(void)buf_add(&c->head, name, strlen(name) + 1);
	(void)buf_add(&c->head, value, strlen(value) + 1);
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

enum err held_copy_begin(struct held_copy *c, const struct settings *settings)
{
	const char *name, *value;
	size_t at = 0;
	enum err e = buf_err(&c->head);

	c->state = HELD_COPY_NOTHING;
	if (!e && !c->hold)
		e = hold_new(c->office, &c->hold);
	if (!e)
		e = hold_begin(c->hold, settings);
	while (!e && next_header(&c->head, &at, &name, &value)) {
		e = hold_header(c->hold, name, value);
		/* The fault is reported when the message is to be held. */
		if (e == ERR_LIMIT)
			break;
	}
	if (e && e != ERR_LIMIT)
		return e;
	c->state = HELD_COPY_COLLECTS;
	return ERR_OK;
}

bool held_copy_body(struct held_copy *c, const void *bytes, size_t len)
{
	return hold_body(c->hold, bytes, len) == ERR_OK;
}

void held_copy_head_text(const struct held_copy *c, struct buf *out)
{
	const char *name, *value;
	size_t at = 0;

	while (next_header(&c->head, &at, &name, &value)) {
		while (*value == ' ' || *value == '\t')
			value++;
		(void)buf_addf(out, "%s: %s\r\n", name, value);
	}
}
