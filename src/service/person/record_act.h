/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record_act.h - what the acts of record.h and the import share
 *
 * Files:   record.c, record_object.c
 * Errors:  as record.h; the cause is left on the desk
 * Threads: as the desk
 */
#ifndef ROBINSON_PERSON_RECORD_ACT_H
#define ROBINSON_PERSON_RECORD_ACT_H

#include "service/office/desk.h"
#include "service/person/person.h"

enum err record_load(struct desk *desk, const struct pseudonym *key,
	struct person *person_r) MUST_CHECK;
enum err record_save(struct desk *desk, const struct pseudonym *key,
	const struct person *person) MUST_CHECK;

/* record_contact() inside a write transaction of the desk's; the person was
 * identified before. */
struct record_contact;
enum err record_contact_within(struct desk *desk,
	const struct record_contact *act, const struct pseudonym *key,
	struct buf *said) MUST_CHECK;

/* "2018-05-28 10:00:00", or words where there is no date; gives text_r. */
const char *record_date(const struct desk *desk, int64_t at_utc,
	char text_r[INSTANT_TEXT_SIZE]);

/* The same of a wish that may be known only by its day: "2018-05-28". */
const char *record_wish_date(const struct desk *desk, int64_t at_utc,
	bool is_day, char text_r[INSTANT_TEXT_SIZE]);

/* NULL: the reference may be stored; else a static phrase. */
const char *record_ref_problem(const char *ref);
enum err record_check_ref(struct desk *desk, const char *ref) MUST_CHECK;

/* By which way a wish or a request came: a word, no longer than 64 octets. */
enum err record_check_channel(
	struct desk *desk, const char *channel) MUST_CHECK;

#endif
