/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memfd_create() is an extension */

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "lists/source.h"

/* The first octet chooses the format. Whatever a list holds: it is read to
 * its end or refused, every entry gave digests, and every bad line has its
 * number and its cause. */
static enum err count(void *arg, const unsigned char *digest)
{
	uint64_t *taken = arg;

	FUZZ_REQUIRE(digest != NULL);
	++*taken;
	return ERR_OK;
}

static void check_report(
	const struct source_report *report, uint64_t taken, enum err e)
{
	FUZZ_REQUIRE(e == ERR_OK || e == ERR_INVALID);
	FUZZ_REQUIRE((e == ERR_OK) == (report->cause[0] == '\0'));
	FUZZ_REQUIRE(taken >= report->entries && taken <= 2 * report->entries);
	for (uint64_t i = 0; i < report->bad_len && i < SOURCE_BAD_SHOWN; i++)
		FUZZ_REQUIRE(report->bad[i].line > 0 && report->bad[i].cause);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct address_rules rules = {.len = 0};
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct source_report report;
	struct source_options options = {.rules = &rules, .take = count};
	uint64_t taken = 0;
	char path[64];
	enum err e;

	FUZZ_REQUIRE(fd >= 0);
	if (size > 0) {
		options.format = (enum dnm_format)(*data % DNM_FORMATS);
		FUZZ_REQUIRE(
			write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	options.path = path;
	options.arg = &taken;
	FUZZ_REQUIRE(digester_new(&options.digester) == ERR_OK);
	e = dnm_source_read(&options, &report);
	check_report(&report, taken, e);
	digester_free(&options.digester);
	close(fd);
	return 0;
}
