/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * plural_private.h - which form of a word goes with a number
 *
 * English has two ("1 person", "2 persons"), Polish three ("1 osoba", "2
 * osoby", "5 osób"). A catalogue says how to tell them, as an expression of C
 * over the number n.
 *
 * Shape:   "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);", as
 *          the header of a catalogue has it behind "Plural-Forms:"; a line end
 *          ends it
 * Errors:  ERR_INVALID: it is none, or asks for more forms than
 *          PLURAL_FORMS_MAX
 * Threads: pure
 * Source:  GNU gettext manual, section "Additional functions for plural forms"
 */
#ifndef ROBINSON_BASE_PLURAL_PRIVATE_H
#define ROBINSON_BASE_PLURAL_PRIVATE_H

#include "base/err.h"

#define PLURAL_FORMS_MAX 6

/* The index of the form for "n", below the number of forms. */
enum err plural_form(
	const char *rule, unsigned long n, unsigned *form_r) MUST_CHECK;

#endif
