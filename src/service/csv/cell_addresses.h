/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cell_addresses.h - the addresses that people put into one cell
 *
 * "Ann <ann@example.com>", "mailto:ann@example.com", "ann@example.com;
 * bob@example.com", or the apostrophe that a spreadsheet shows before a text.
 * A cell that is an address as it stands is asked for nothing here.
 *
 * Shape:   each call gives the next piece that may be an address; whether it
 *          is one, address.h tells
 * Owns:    pieces point into the cell
 * Threads: no state
 */
#ifndef ROBINSON_CSV_CELL_ADDRESSES_H
#define ROBINSON_CSV_CELL_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

struct cell_addresses {
	const char *at, *end;
};

struct cell_address {
	const char *text;
	size_t len;
	/* One stands before it, at text[-1]. Spreadsheets mark texts so, but an
	 * address may begin with one. */
	bool has_apostrophe;
};

void cell_addresses_begin(
	struct cell_addresses *it, const char *cell, size_t len);
bool cell_addresses_next(
	struct cell_addresses *it, struct cell_address *address_r);

/* Whether the cell has to be taken apart before it is read as an address. */
bool cell_address_is_odd(const char *cell, size_t len);

#endif
