/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * robinson-workbook CONVERTER: takes rights from itself and becomes Debian's
 * xlsx2csv, or another program with its arguments.
 * robinson-workbook --rows MOST: takes more rights from itself and parses CSV.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

static int usage(void)
{
	fputs("robinson-workbook is started by robinson-staff\n", stderr);
	return EX_USAGE;
}

static int convert(char *converter)
{
	char *const arguments[] = {
		converter, no_breaks, no_empty, workbook, NULL};
	char *const environment[] = {path, locale, no_cache, no_site, NULL};

	if (*converter != '/')
		return usage();
	if (access(converter, X_OK) != 0)
		return EX_UNAVAILABLE;
	if (workbook_confine(converter))
		return EX_OSERR;
	execve(converter, arguments, environment);
	return EX_UNAVAILABLE;
}

static int parse(const char *most)
{
	char *end;
	unsigned long long n;
	enum err e;

	errno = 0;
	n = strtoull(most, &end, 10);
	if (errno != 0 || end == most || *end || n == 0)
		return usage();
	e = workbook_rows(n);
	if (e == ERR_UNAVAILABLE)
		return EX_OSERR;
	return e ? EX_DATAERR : EX_OK;
}

int main(int argc, char **argv)
{
	process_begin();
	if (argc == 2)
		return convert(argv[1]);
	if (argc != 3 || strcmp(argv[1], "--rows") != 0)
		return usage();
	/* What runs at the end of a process, such as a search for lost memory,
	 * has not the rights for it. */
	_exit(parse(argv[2]));
}
