/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * opening.h - the first line that the writer of a letter wrote
 *
 * What is quoted from the message that is answered is not what the writer
 * says, wherever it stands.
 *
 * Shape:   UTF-8
 * Threads: pure
 */
#ifndef ROBINSON_INBOUND_OPENING_H
#define ROBINSON_INBOUND_OPENING_H

#include <stdbool.h>
#include <stddef.h>

/* The line within "text", without blanks around it. false: there is none. */
bool opening_find(const char *text, const char **line_r, size_t *len_r);

#endif
