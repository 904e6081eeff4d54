/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz.h - what a fuzzer is made of
 *
 * A fuzzer defines LLVMFuzzerTestOneInput() and requires what must hold of
 * any input. With --with-fuzzer it is linked with libFuzzer; without, with
 * replay.c, which plays the seeds in "make check".
 */
#ifndef ROBINSON_TESTS_FUZZ_H
#define ROBINSON_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Not assert(): it must hold with NDEBUG too. */
#define FUZZ_REQUIRE(what)                                               \
	do {                                                             \
		if (!(what)) {                                           \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, \
				__LINE__, #what);                        \
			abort();                                         \
		}                                                        \
	} while (0)

#endif
