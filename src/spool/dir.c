/* SPDX-License-Identifier: BSD-2-Clause */
#include "spool/dir_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "spool/file_private.h"

#define ORDER_LEN 16

void spool_name(uint64_t order, const unsigned char id[SPOOL_ID_LEN],
	char name_r[SPOOL_NAME_SIZE])
{
	int at = snprintf(
		name_r, SPOOL_NAME_SIZE, "%0*" PRIx64 "-", ORDER_LEN, order);

	for (size_t i = 0; i < SPOOL_ID_LEN; i++)
		at += snprintf(name_r + at, SPOOL_NAME_SIZE - (size_t)at,
			"%02x", id[i]);
}

static bool hex_value(char c, unsigned char *value_r)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c) : NULL;

	if (at)
		*value_r = (unsigned char)(at - digits);
	return at != NULL;
}

static bool parse_name(const char *name, struct spool_item *item_r)
{
	unsigned char high, low;
	const char *hex = name + ORDER_LEN + 1;

	if (strlen(name) < SPOOL_NAME_SIZE - 1 || name[ORDER_LEN] != '-')
		return false;
	for (size_t i = 0; i < ORDER_LEN; i++)
		if (!hex_value(name[i], &low))
			return false;
	for (size_t i = 0; i < SPOOL_ID_LEN; i++) {
		if (!hex_value(hex[2 * i], &high) ||
			!hex_value(hex[2 * i + 1], &low))
			return false;
		item_r->id[i] = (unsigned char)(high << 4 | low);
	}
	memcpy(item_r->name, name, SPOOL_NAME_SIZE - 1);
	item_r->name[SPOOL_NAME_SIZE - 1] = '\0';
	item_r->group = 0;
	item_r->deferred = 0;
	item_r->turn = 0;
	return true;
}

enum spool_file spool_file_kind(const char *name, struct spool_item *item_r)
{
	static const struct {
		const char *suffix;
		enum spool_file kind;
	} kinds[] = {
		{"", SPOOL_FILE_EVENT},
		{SPOOL_SUFFIX_NEW, SPOOL_FILE_NEW},
		{SPOOL_SUFFIX_DAMAGED, SPOOL_FILE_DAMAGED},
		{SPOOL_SUFFIX_FAILED, SPOOL_FILE_FAILED},
	};

	if (!parse_name(name, item_r))
		return SPOOL_FILE_OTHER;
	name += SPOOL_NAME_SIZE - 1;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(name, kinds[i].suffix) == 0)
			return kinds[i].kind;
	return SPOOL_FILE_OTHER;
}

struct visit {
	bool (*each)(void *arg, enum spool_file kind, const char *name,
		const struct spool_item *item);
	void *arg;
};

static bool visit(void *arg, const char *name)
{
	const struct visit *v = arg;
	struct spool_item item;
	enum spool_file kind = spool_file_kind(name, &item);

	return v->each(v->arg, kind, name, &item);
}

enum err spool_dir_each(int dir_fd,
	bool (*each)(void *arg, enum spool_file kind, const char *name,
		const struct spool_item *item),
	void *arg)
{
	struct visit v = {each, arg};

	return spool_file_each(dir_fd, visit, &v);
}
