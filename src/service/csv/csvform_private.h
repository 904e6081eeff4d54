/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * csvform_private.h - what csvfile.h does where the rows were parsed elsewhere
 *
 * Files:   csvform.c
 * Errors:  as csvform.h
 * Threads: as csvfile.h
 */
#ifndef ROBINSON_CSV_CSVFORM_PRIVATE_H
#define ROBINSON_CSV_CSVFORM_PRIVATE_H

#include "service/csv/csvfile.h"

#define CSVFORM_MARK "robinson-rows 1"

enum err csvform_next(
	struct csvfile *file, struct csvfile_record *record_r) MUST_CHECK;
enum err csvform_rewind(struct csvfile *file) MUST_CHECK;

#endif
