/* SPDX-License-Identifier: BSD-2-Clause */
#include "lib/rows.h"

#include <stdbool.h>

#include <libmilter/mfapi.h>

#include "milter/negotiate.h"

#define ALL_ACTIONS SMFI_CURR_ACTS
#define ALL_STEPS SMFI_CURR_PROT
#define NEVER (SMFIP_NOHELO | SMFIP_NOUNKNOWN)
#define LOCAL (SMFIP_NODATA | SMFIP_NOEOH | SMFIP_NR_CONN | SMFIP_NR_HDR)

struct row {
	const char *name;
	unsigned long actions, protocol;
	struct negotiate_wish wish;
	unsigned long expected;
};

static const struct row rows[] = {
	{"a Unix socket: headers without an answer, no DATA", ALL_ACTIONS,
		ALL_STEPS, {true, false, false, false},
		NEVER | SMFIP_NOBODY | LOCAL | SMFIP_NOCONNECT},
	{"a rule about clients asks for connect", ALL_ACTIONS, ALL_STEPS,
		{true, true, false, false}, NEVER | SMFIP_NOBODY | LOCAL},
	{"TCP: every step is answered", ALL_ACTIONS, ALL_STEPS,
		{false, false, false, false},
		NEVER | SMFIP_NOBODY | SMFIP_NOCONNECT},
	{"an MTA that does not take a list of macros: connect tells the client",
		ALL_ACTIONS & ~SMFIF_SETSYMLIST, ALL_STEPS,
		{false, false, false, false}, NEVER | SMFIP_NOBODY},
	{"an old MTA: only what it offers", ALL_ACTIONS, SMFI_V1_PROT,
		{true, false, false, false},
		SMFIP_NOHELO | SMFIP_NOBODY | SMFIP_NOCONNECT},
	{"what may be held: the body, and leave to skip it", ALL_ACTIONS,
		ALL_STEPS, {true, false, true, false},
		NEVER | SMFIP_SKIP | LOCAL | SMFIP_NOCONNECT},
	{"an MTA that does not know how to skip", ALL_ACTIONS,
		ALL_STEPS & ~SMFIP_SKIP, {false, false, true, false},
		NEVER | SMFIP_NOCONNECT},
	{"incoming mail is examined: HELO, without an answer", ALL_ACTIONS,
		ALL_STEPS, {true, false, true, true},
		SMFIP_NOUNKNOWN | SMFIP_NR_HELO | SMFIP_SKIP | LOCAL |
			SMFIP_NOCONNECT},
	{"incoming mail over TCP: HELO, answered", ALL_ACTIONS, ALL_STEPS,
		{false, false, true, true},
		SMFIP_NOUNKNOWN | SMFIP_SKIP | SMFIP_NOCONNECT},
	{"an MTA that offers nothing", 0, 0, {true, false, false, false}, 0},
};

static void check_row(void **state)
{
	const struct row *row = *state;
	struct negotiated n =
		negotiate_steps(row->actions, row->protocol, &row->wish);

	assert_int_equal(n.protocol, row->expected);
	assert_int_equal(n.actions,
		row->actions &
			(SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE |
				SMFIF_DELRCPT | SMFIF_SETSYMLIST));
}

int main(void)
{
	struct rows all = {0};

	rows_add(&all, rows, check_row);
	return rows_run("negotiate", &all);
}
