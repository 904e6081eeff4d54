/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * robinson-workbook CONVERTER: takes rights from itself and becomes Debian's
 * xlsx2csv, or another program with its arguments.
 */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/process.h"
#include "workbook/workbook_private.h"

/* execve() wants texts that it could write to. The first sheet; a line break in
 * a cell would be a row of its own for whoever counts lines. */
static char no_breaks[] = "--no-line-breaks";
static char no_empty[] = "--ignoreempty";
static char workbook[] = "/proc/self/fd/0";
static char path[] = "PATH=/usr/bin";
static char locale[] = "LC_ALL=C.UTF-8";
static char no_cache[] = "PYTHONDONTWRITEBYTECODE=1";
static char no_site[] = "PYTHONNOUSERSITE=1";

int main(int argc, char **argv)
{
	char *converter = argc == 2 ? argv[1] : NULL;
	char *const arguments[] = {
		converter, no_breaks, no_empty, workbook, NULL};
	char *const environment[] = {path, locale, no_cache, no_site, NULL};

	process_begin();
	if (!converter || *converter != '/') {
		fputs("robinson-workbook is started by robinson-staff\n",
			stderr);
		return EX_USAGE;
	}
	if (access(converter, X_OK) != 0)
		return EX_UNAVAILABLE;
	if (workbook_confine(converter))
		return EX_OSERR;
	execve(converter, arguments, environment);
	return EX_UNAVAILABLE;
}
