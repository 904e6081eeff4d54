/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * names.h - what the firm calls its purposes, relations and sources
 *
 * Shape:   "shown-as" of the configuration in the language of the document;
 *          the name itself where the configuration has no other, or does not
 *          know it
 * Owns:    names are the settings' or the one given
 * Threads: pure
 * Source:  GDPR Art. 12(1)
 */
#ifndef ROBINSON_DOCUMENT_NAMES_H
#define ROBINSON_DOCUMENT_NAMES_H

#include "config/settings.h"
#include "service/document/translation.h"

const char *names_purpose(const struct settings *settings,
	const struct translation *t, const char *name);
const char *names_relation(const struct settings *settings,
	const struct translation *t, const char *name);
const char *names_source(const struct settings *settings,
	const struct translation *t, const char *name);

#endif
