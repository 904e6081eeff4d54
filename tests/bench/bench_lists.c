/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench_lists.c - what a do-not-mail list costs
 *
 * usage: bench_lists DIRECTORY DIGESTS
 *
 * Installs an ECG list of so many random digests, opens it, and asks it:
 * digests that are on it and digests that are not, in an order that no cache
 * foresees; and whole addresses as a recipient of a mail is asked for, with
 * their digests in all spellings. Prints one JSON object.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lists/list_cache.h"
#include "lists/update.h"

#define RECORD 20
#define CHUNK 50000
#define LOOKUPS 2000000
#define ADDRESSES 300000
#define NOW 1795428000

static double now_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* Questions wait for nothing: a machine that is busy elsewhere does not show
 * in the processor's time. */
static double cpu_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void must(enum err e, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "bench_lists: %s\n", what);
	exit(1);
}

/* SplitMix64, so that digests lie as digests do. */
static void record_of(uint64_t n, unsigned char record_r[RECORD])
{
	for (size_t i = 0; i < RECORD; i += 4) {
		uint64_t z = n * 5 + (i + 1) * UINT64_C(0x9e3779b97f4a7c15);

		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		z ^= z >> 31;
		memcpy(record_r + i, &z, 4);
	}
}

static void write_source(const char *path, uint64_t count)
{
	static unsigned char chunk[CHUNK * RECORD];
	FILE *f = fopen(path, "we");

	if (!f)
		must(ERR_IO, path);
	for (uint64_t n = 0; n < count;) {
		size_t len = 0;

		for (; len < CHUNK && n < count; len++)
			record_of(n++, chunk + len * RECORD);
		if (fwrite(chunk, RECORD, len, f) != len)
			must(ERR_IO, path);
	}
	if (fclose(f) != 0)
		must(ERR_IO, path);
}

/* Nanoseconds of the processor a lookup; every digest is "expected". */
static double ask(const struct listfile *list, uint64_t from, uint64_t count,
	enum err expected)
{
	static unsigned char asks[LOOKUPS][RECORD];
	double begin;

	for (uint64_t i = 0; i < LOOKUPS; i++)
		record_of(from + i * UINT64_C(7919) % count, asks[i]);
	begin = cpu_s();
	for (uint64_t i = 0; i < LOOKUPS; i++)
		if (listfile_ask(list, asks[i]) != expected)
			must(ERR_CORRUPT, "a wrong answer");
	return (cpu_s() - begin) * 1e9 / LOOKUPS;
}

/* A recipient: the list taken from the cache, all spellings asked. */
static double ask_addresses(const struct settings_dnm *dnm)
{
	const struct address_rules rules = {.len = 0};
	struct forms *forms = malloc(sizeof(*forms));
	char cause[LISTFILE_CAUSE_SIZE];
	struct digester *digester;
	const struct dnm_form *form;
	struct list_cache *cache;
	double begin;

	must(forms ? ERR_OK : ERR_NOMEM, "memory");
	must(digester_new(&digester), "memory");
	must(list_cache_new(&cache), "memory");
	begin = cpu_s();
	for (unsigned i = 0; i < ADDRESSES; i++) {
		struct address address;
		struct listfile *list;
		char who[64];
		int len = snprintf(
			who, sizeof(who), "adam.nowak%u@example.com", i);

		must(address_parse(&rules, who, (size_t)len, &address, NULL),
			who);
		must(forms_of_address(
			     &rules, who, (size_t)len, &address, forms),
			who);
		must(list_cache_get(cache, dnm, NOW, &list, cause), cause);
		if (list_cache_ask(list, forms, digester, &form) !=
			ERR_NOT_FOUND)
			must(ERR_CORRUPT, "a wrong answer");
		listfile_unref(&list);
	}
	begin = cpu_s() - begin;
	list_cache_free(&cache);
	digester_free(&digester);
	free(forms);
	return begin * 1e9 / ADDRESSES;
}

static void measure(const struct update_options *options, uint64_t count)
{
	const struct settings_dnm *dnm = options->dnm;
	char cause[LISTFILE_CAUSE_SIZE];
	struct update_report report;
	struct listfile *list;
	double begin = now_s(), update, open;

	must(dnm_update(options, &report), report.cause);
	update = now_s() - begin;
	begin = now_s();
	must(listfile_open(dnm->file, &list, cause), cause);
	open = now_s() - begin;
	/* Once without looking at the clock: the pages come in. */
	(void)ask(list, 0, count, ERR_OK);
	printf("{\"digests\": %" PRIu64 ", \"update_s\": %.2f, "
	       "\"open_s\": %.3f, \"hit_ns\": %.0f, \"miss_ns\": %.0f, "
	       "\"address_ns\": %.0f}\n",
		listfile_info(list)->count, update, open,
		ask(list, 0, count, ERR_OK),
		ask(list, count, LOOKUPS, ERR_NOT_FOUND), ask_addresses(dnm));
	listfile_unref(&list);
}

int main(int argc, char **argv)
{
	char source[400], file[400];
	struct settings_dnm dnm = {
		.name = "bench", .format = DNM_ECG, .file = file};
	const struct address_rules rules = {.len = 0};
	struct update_options options = {.dnm = &dnm,
		.rules = &rules,
		.source = source,
		.now_utc = NOW,
		.dated_utc = NOW,
		.force = true};
	uint64_t count;

	if (argc != 3 || !(count = strtoull(argv[2], NULL, 10))) {
		fputs("usage: bench_lists DIRECTORY DIGESTS\n", stderr);
		return 64;
	}
	snprintf(source, sizeof(source), "%.300s/dnm.source", argv[1]);
	snprintf(file, sizeof(file), "%.300s/dnm.list", argv[1]);
	write_source(source, count);
	measure(&options, count);
	unlink(source);
	unlink(file);
	return 0;
}
