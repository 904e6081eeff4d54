/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * schema_private.h - the one table of all that a configuration file may say
 *
 * Parser, "config show", problem texts and the tests of sample and manual
 * all read this table; a key that is not in it does not exist.
 *
 * Threads: constant
 */
#ifndef ROBINSON_CONFIG_SCHEMA_PRIVATE_H
#define ROBINSON_CONFIG_SCHEMA_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum section_id {
	SECTION_TOP,
	SECTION_MILTER,
	SECTION_RELATION,
	SECTION_SOURCE,
	SECTION_PURPOSE,
	SECTION_CLASSIFY,
	SECTION_ACTIONS,
	SECTION_REPLY,
	SECTION_ADDRESS_RULE,
	SECTION_PURPOSE_HEADER,
	SECTION_QUARANTINE,
	SECTION_RELEASE,
	SECTION_NOTICES,
	SECTION_INBOUND,
	SECTION_UNSUBSCRIBE,
	SECTION_LIST,
	SECTION_PURGE,
	SECTION_JOURNAL,
	SECTION_REQUESTS,
	SECTION_CONTROLLER,
	SECTION_OFFICER,
	SECTION_PROCESSING,
	SECTION_STAFF
};

#define SECTION_COUNT (SECTION_STAFF + 1)
#define SECTION_BIT(s) (1u << (unsigned)(s))

enum section_title {
	TITLE_NONE,
	TITLE_NAME, /* a name that other keys, commands and imports use */
	TITLE_LABEL, /* any short text */
	TITLE_DOMAIN
};

struct schema_section {
	enum section_id id;
	const char *name; /* NULL for the file itself */
	enum section_title title;
	unsigned parents; /* SECTION_BIT()s of where it may stand */
	const char *help;
};

enum value_type {
	VALUE_TEXT,
	VALUE_NAME, /* letters, digits, dot, dash, underscore */
	VALUE_WORD, /* one of the words of "accepted" */
	VALUE_YES_NO,
	VALUE_NUMBER,
	VALUE_DURATION,
	VALUE_SIZE,
	VALUE_OCTAL,
	VALUE_ZONE,
	VALUE_STORE,
	VALUE_PATH,
	VALUE_SOCKET,
	VALUE_ROUTE, /* how mail of our own leaves */
	VALUE_MAILBOX,
	VALUE_DOMAIN,
	VALUE_SEPARATORS,
	VALUE_HEADER_NAME,
	VALUE_BASIS,
	VALUE_RETAIN,
	VALUE_DATE, /* of a day: 2018-11-12 */
	VALUE_PERIOD, /* of law: days, weeks, months, years */
	VALUE_ADDRESS_GLOB,
	VALUE_GLOB,
	VALUE_CIDR,
	VALUE_HEADER,
	VALUE_PATTERN, /* a regular expression alone */
	VALUE_PHRASE, /* a few words as a person writes them */
	VALUE_TOKEN_URL, /* https, a token can be put behind it */
	VALUE_ORIGIN, /* https://HOST or http://localhost, as browsers say it */
	VALUE_ACTION,
	VALUE_PURPOSE, /* the name of a purpose */
	VALUE_PURPOSE_OR_NONE, /* or "none" */
	VALUE_TEMPLATE
};

struct schema_key {
	enum section_id section;
	const char *name;
	enum value_type type;
	bool is_list;
	bool is_required;
	const char *preset; /* default as it would be written; NULL: none */
	int64_t min, max; /* numbers: themselves; texts: octets */
	const char *unit; /* NULL: none */
	const char *accepted;
	const char *help;
};

extern const struct schema_section schema_sections[SECTION_COUNT];
extern const struct schema_key schema_keys[];
extern const size_t schema_keys_len;

/* NULL: that section has no such key. */
const struct schema_key *schema_key(enum section_id section, const char *name);
/* The section of that name that may stand in "parent"; NULL: none. */
const struct schema_section *schema_section(
	enum section_id parent, const char *name);

/* The nearest right word for a mistyped one; NULL: nothing is near. */
const char *schema_near_key(enum section_id section, const char *name);
const char *schema_near_section(enum section_id parent, const char *name);

#endif
