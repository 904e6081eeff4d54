/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * json.h - text of strangers as a JSON string
 *
 * Owns:    the caller owns the string
 * Threads: pure
 */
#ifndef ROBINSON_CLI_JSON_H
#define ROBINSON_CLI_JSON_H

#include <jansson.h>
#include <stddef.h>

/* JSON is UTF-8; an argument or an address need not be: octets that are none
 * become U+FFFD. NULL: no memory. */
json_t *json_any_text(const char *text, size_t len);

#endif
