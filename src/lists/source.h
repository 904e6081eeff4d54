/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * source.h - a do-not-mail list as its owner hands it out
 *
 * Shape:   ECG: records of 20 octets without header or end. All others: text,
 *          one entry a line; a byte order mark at the beginning, a CR before
 *          the line's end, blanks around an entry, empty lines and lines that
 *          begin with "#" do not count
 * Errors:  ERR_INVALID: it is no list of that format, cause_r says why; a bad
 *          line is told and is no error of the reading
 * Threads: a source belongs to one thread
 */
#ifndef ROBINSON_LISTS_SOURCE_H
#define ROBINSON_LISTS_SOURCE_H

#include "lists/listfile.h"

#define SOURCE_BAD_SHOWN 10

struct source_bad {
	uint64_t line;
	const char *cause; /* static; holds nothing of the line */
};

struct source_report {
	uint64_t entries; /* that were taken */
	uint64_t bad_len;
	struct source_bad bad[SOURCE_BAD_SHOWN]; /* the first of them */
	unsigned rest; /* ECG: octets at the end that are no whole record */
	uint64_t zeros; /* ECG: records of nothing but zeros */
	char cause[LISTFILE_CAUSE_SIZE];
};

struct source_options {
	const char *path;
	enum dnm_format format;
	const struct address_rules *rules;
	struct digester *digester;
	/* Takes each digest; what it returns ends the reading. */
	enum err (*take)(void *arg, const unsigned char *digest);
	void *arg;
};

enum err dnm_source_read(const struct source_options *options,
	struct source_report *report_r) MUST_CHECK;

#endif
