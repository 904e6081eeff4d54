/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * unnamed.h - mail that no section names and that bears marks of marketing
 *
 * Nothing is decided about such mail and nothing waits for it: it is counted
 * in memory, by day, sender and mark, and put into the store now and then. What
 * was not put there yet is lost where the process is killed: it is a hint where
 * the configuration has gaps, and no record of a decision.
 *
 * Errors:  as desk.h
 * Owns:    unnamed_new() .. unnamed_free()
 * Threads: unnamed_count() from all; unnamed_flush() from one at a time
 */
#ifndef ROBINSON_VERDICT_UNNAMED_H
#define ROBINSON_VERDICT_UNNAMED_H

#include "service/office/desk.h"

struct unnamed;

enum err unnamed_new(struct unnamed **unnamed_r) MUST_CHECK;
void unnamed_free(struct unnamed **unnamed);

/* "login" NULL: the envelope's sender tells. An address that a tool makes anew
 * for each message counts by its domain. "mark" is a static text. A message
 * for which there is no room is counted without its sender. */
void unnamed_count(struct unnamed *unnamed, int64_t now_utc, const char *login,
	const char *sender, const char *mark);
bool unnamed_is_empty(struct unnamed *unnamed);
/* What cannot be written stays for the next time. */
enum err unnamed_flush(struct unnamed *unnamed, struct desk *desk) MUST_CHECK;

#endif
