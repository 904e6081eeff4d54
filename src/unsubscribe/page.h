/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * page.h - what a person reads
 *
 * Pure: from what happened to a page of HTML. No script, nothing foreign, one
 * style sheet inside, whose digest the Content-Security-Policy names.
 *
 * Errors:  those of the buffer, kept in it
 * Owns:    everything is borrowed for the call
 * Threads: pure
 * Source:  WCAG 2.1 AA; GDPR Art. 12(1)-(2), 21(2)-(4)
 */
#ifndef ROBINSON_UNSUBSCRIBE_PAGE_H
#define ROBINSON_UNSUBSCRIBE_PAGE_H

#include "base/buf.h"
#include "base/catalogue.h"
#include "config/settings.h"
#include "spool/click.h"

#define PAGE_MAX 32768

enum page_kind {
	PAGE_ASK, /* the two buttons */
	PAGE_DONE, /* on record */
	PAGE_NOTED, /* safely kept, on record later */
	PAGE_UNDONE,
	PAGE_NOT_UNDONE, /* there was nothing to undo */
	PAGE_LATER, /* neither recorded nor kept: please try again */
	PAGE_UNKNOWN, /* a token that is none, of whatever kind */
	PAGE_NOWHERE, /* no such page */
	PAGE_UNCLEAR, /* a form that is none of ours */
	PAGE_METHOD, /* neither GET nor HEAD nor POST */
	PAGE_TOO_MANY, /* requests */
	PAGE_TOO_LARGE /* a request */
};

struct page_language {
	const char *code; /* "pl" */
	const char *name; /* in itself: "Polski" */
	const struct catalogue *catalogue; /* NULL: the program's own texts */
};

struct web_page {
	enum page_kind kind;
	const struct settings *settings;
	const struct page_language *languages;
	size_t languages_len;
	size_t language; /* which of them */
	bool is_language_asked; /* by the address, not by the browser */
	/* Of the kinds that have one: */
	const char *token; /* as it came */
	const struct unsubscribe_token *opened;
	enum click_scope scope;
	const char *secret; /* of PAGE_DONE: undoes it; NULL: nothing does */
};

unsigned page_status(enum page_kind kind);
void page_write(const struct web_page *page, struct buf *out);
/* For a machine: one line of text. */
const char *page_line(enum page_kind kind);

/* Value of Content-Security-Policy. */
extern const char page_policy[];

#endif
