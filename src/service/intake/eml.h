/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * eml.h - a message in a file, as the daemon would hand it to the helper
 *
 * The daemon knows a message's envelope from the MTA. Of a file it is what
 * delivery wrote into the head (Return-Path, Delivered-To, X-Original-To);
 * for the recipient also a To with one address in it. Nothing else is parsed
 * here: that is the helper's.
 *
 * Shape:   the file's begin; a line "From " at its top, as in a mailbox file,
 *          is no part of the message. NULs are left out
 * Units:   octets
 * Errors:  as file_read_path(); ERR_NOMEM
 * Owns:    eml_init() first; eml_free() frees what eml_read() read
 * Threads: pure
 * Source:  RFC 5321 4.4 (Return-Path), RFC 9228 (Delivered-To)
 */
#ifndef ROBINSON_INTAKE_EML_H
#define ROBINSON_INTAKE_EML_H

#include "base/buf.h"
#include "core/address.h"
#include "core/mailbox.h"
#include "inbound/inbound.h"

struct eml {
	struct buf head, body; /* within INBOUND_HEAD_MAX, INBOUND_BODY_MAX */
	bool is_cut; /* there is more of the body */
	bool has_sender; /* the head tells whom the envelope named */
	char sender[MAILBOX_TEXT_SIZE]; /* "" null */
	char recipient[ADDRESS_TEXT_MAX + 1]; /* canonical; "": not told */
};

void eml_init(struct eml *eml);
void eml_free(struct eml *eml);
enum err eml_read(int fd, struct eml *eml) MUST_CHECK;

#endif
