/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * postfix_table_private.h - lookup tables as parameters of main.cf name them
 *
 * Shape:   "hash:/etc/postfix/virtual", without "proxy:"
 * Threads: pure
 * Source:  DATABASE_README
 */
#ifndef ROBINSON_MTA_POSTFIX_TABLE_PRIVATE_H
#define ROBINSON_MTA_POSTFIX_TABLE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

/* The next word of a list from *at on; braces hold together. False: there is
 * none. */
bool postfix_table_next(const char **at, char *name_r, size_t size);
/* Its keys are patterns. */
bool postfix_table_has_patterns(const char *table);
/* The text that it was made of; NULL: it has none. */
const char *postfix_table_source(const char *table);
/* This machine can be asked about it without another one. */
bool postfix_table_is_local(const char *table);

#endif
