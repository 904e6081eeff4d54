/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/conditions.h"

#include <arpa/inet.h>
#include <stdio.h>

#define VALUE_SIZE 700

/* A block of one condition with one value, and what both are called. */
struct part {
	struct settings_classify block;
	const char *key;
	char value[VALUE_SIZE];
};

static void begin(
	const struct settings_classify *c, const char *key, struct part *part_r)
{
	*part_r = (struct part){
		.block = {.name = c->name, .purpose = c->purpose}, .key = key};
}

static bool take_text(const struct settings_list *list, size_t i,
	struct settings_list *one_r, struct part *part)
{
	if (i >= list->len)
		return false;
	*one_r = (struct settings_list){&list->items[i], 1};
	(void)snprintf(part->value, VALUE_SIZE, "%s", list->items[i]);
	return true;
}

static bool take_address(const struct settings_addresses *list, size_t i,
	struct settings_addresses *one_r, struct part *part)
{
	if (i >= list->len)
		return false;
	*one_r = (struct settings_addresses){&list->items[i], 1};
	(void)snprintf(part->value, VALUE_SIZE, "%s", list->items[i].text);
	return true;
}

/* Each gives the i-th value of its condition; false: there are no more. */
static bool take_sender(
	const struct settings_classify *c, size_t i, struct part *part)
{
	begin(c, "sender", part);
	return take_address(&c->sender, i, &part->block.sender, part);
}

static bool take_recipient(
	const struct settings_classify *c, size_t i, struct part *part)
{
	begin(c, "recipient", part);
	return take_address(&c->recipient, i, &part->block.recipient, part);
}

static bool take_user(
	const struct settings_classify *c, size_t i, struct part *part)
{
	begin(c, "auth-user", part);
	return take_text(&c->auth_user, i, &part->block.auth_user, part);
}

static bool take_listener(
	const struct settings_classify *c, size_t i, struct part *part)
{
	begin(c, "listener", part);
	return take_text(&c->listener, i, &part->block.listener, part);
}

static bool take_client(
	const struct settings_classify *c, size_t i, struct part *part)
{
	char address[INET6_ADDRSTRLEN] = "?";

	begin(c, "client", part);
	if (i >= c->client_len)
		return false;
	part->block.client = &c->client[i];
	part->block.client_len = 1;
	(void)inet_ntop(c->client[i].family, c->client[i].address, address,
		sizeof(address));
	(void)snprintf(part->value, VALUE_SIZE, "%s/%u", address,
		c->client[i].prefix_len);
	return true;
}

static bool take_header(
	const struct settings_classify *c, size_t i, struct part *part)
{
	begin(c, "header", part);
	if (i >= c->header_len)
		return false;
	part->block.header = &c->header[i];
	part->block.header_len = 1;
	(void)snprintf(part->value, VALUE_SIZE, "%s: %s", c->header[i].name,
		c->header[i].pattern);
	return true;
}

void conditions_met(const struct settings *s, struct message *m,
	const char *recipient, const struct settings_classify *block,
	conditions_each *each, void *arg)
{
	static bool (*const take[])(const struct settings_classify *c, size_t i,
		struct part *part) = {take_sender, take_recipient, take_user,
		take_client, take_listener, take_header};
	struct part part;

	for (size_t k = 0; k < sizeof(take) / sizeof(*take); k++) {
		for (size_t i = 0; take[k](block, i, &part); i++) {
			if (!classify_meets(s, m, recipient, &part.block))
				continue;
			each(arg, part.key, part.value);
			break;
		}
	}
}
