/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * update.h - installing a do-not-mail list
 *
 * The source is read and checked, its digests are sorted in a file beside the
 * one in use (FILE.new), and that file takes its place in one step. Whatever
 * goes wrong before, the old list stays; a FILE.new that is left over is
 * begun anew by the next update.
 *
 * Shape:   needs as much disk as the list is long, and next to no memory: the
 *          digests are sorted where they lie
 * Errors:  ERR_INVALID: the source is not accepted, or not plausible;
 *          ERR_EXISTS: another update of the list is running; ERR_DENIED: the
 *          system's permissions; ERR_IO, ERR_NOMEM. The report's cause says
 *          which
 * Owns:    nothing
 * Threads: any; two updates of one list exclude each other
 */
#ifndef ROBINSON_LISTS_UPDATE_H
#define ROBINSON_LISTS_UPDATE_H

#include "lists/source.h"

struct update_options {
	const struct settings_dnm *dnm;
	const struct address_rules *rules;
	const char *source; /* as the list's owner handed it out */
	int64_t now_utc;
	int64_t dated_utc; /* the list's own date; INSTANT_NONE: now */
	bool force; /* bad lines are left out, and what is implausible taken */
};

struct update_report {
	struct source_report source;
	uint64_t digests; /* each once */
	bool had_former;
	struct listfile_info former;
	bool is_implausible; /* "force" would take it */
	char cause[LISTFILE_CAUSE_SIZE];
};

enum err dnm_update(const struct update_options *options,
	struct update_report *report_r) MUST_CHECK;

#endif
