/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * replay.c - plays a fuzzer's seeds without the fuzzer
 *
 * "fuzz_X" plays every file of tests/fuzz/seeds/X and prints TAP; files
 * named on the command line are played instead.
 */
#include "config.h"

#include <dirent.h>

#include "fuzz/fuzz.h"

#define INPUT_MAX (1 << 20)

static int played;

static void play(const char *path)
{
	uint8_t *data = malloc(INPUT_MAX);
	FILE *file = fopen(path, "rb");
	const char *name = strrchr(path, '/');
	size_t size;

	if (!file || !data) {
		printf("Bail out! cannot read %s\n", path);
		exit(EXIT_FAILURE);
	}
	size = fread(data, 1, INPUT_MAX, file);
	fclose(file);
	/* A copy of just that size lets a sanitizer see a byte too far. */
	data = realloc(data, size ? size : 1);
	if (!data)
		abort();
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	printf("ok %d - %s\n", ++played, name ? name + 1 : path);
	fflush(stdout);
}

static int is_seed(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void play_directory(const char *directory)
{
	struct dirent **entries;
	int n = scandir(directory, &entries, is_seed, alphasort);

	if (n <= 0) {
		printf("Bail out! no seeds in %s\n", directory);
		exit(EXIT_FAILURE);
	}
	for (int i = 0; i < n; i++) {
		char *path;

		if (asprintf(&path, "%s/%s", directory, entries[i]->d_name) < 0)
			abort();
		play(path);
		free(path);
		free(entries[i]);
	}
	free(entries);
}

/* "fuzz_X", wherever the build has put it. */
static char *seeds_of(const char *program)
{
	const char *source = getenv("ROBINSON_SRCDIR");
	const char *name = strrchr(program, '/');
	char *directory;

	name = strstr(name ? name : program, "fuzz_");
	if (!source || !name) {
		printf("Bail out! ROBINSON_SRCDIR is not set\n");
		exit(EXIT_FAILURE);
	}
	if (asprintf(&directory, "%s/tests/fuzz/seeds/%s", source,
		    name + strlen("fuzz_")) < 0)
		abort();
	return directory;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		play(argv[i]);
	if (argc == 1) {
		char *directory = seeds_of(argv[0]);

		play_directory(directory);
		free(directory);
	}
	printf("1..%d\n", played);
	return EXIT_SUCCESS;
}
