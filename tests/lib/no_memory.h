/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * no_memory.h - an allocation that fails, one after the other
 *
 * For a program that is linked with NO_MEMORY_LDFLAGS: what its own code asks
 * for goes through here, what foreign libraries ask for does not. An act is
 * done as often as it allocates, and each time another allocation fails. Then
 * it fails, or gives what it gives otherwise: never a wrong answer.
 *
 *     static enum err act(void *arg, char text_r[NO_MEMORY_TEXT]) {...}
 *
 *     no_memory_try(act, arg);
 *
 * Shape:   an act tells in text_r, which is empty, what it gave
 * Threads: only what the thread asks for that tries fails; others may run
 */
#ifndef ROBINSON_TESTS_NO_MEMORY_H
#define ROBINSON_TESTS_NO_MEMORY_H

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include <stdbool.h>

#include "base/err.h"

#define NO_MEMORY_TEXT 2000
/* More than any act asks for. */
#define NO_MEMORY_MOST 5000

/* So many succeed; below 0: all. */
static _Thread_local long no_memory_left = -1;
static _Thread_local bool no_memory_failed;

static inline bool no_memory_now(void)
{
	if (no_memory_left < 0 || no_memory_left-- > 0)
		return false;
	no_memory_failed = true;
	return true;
}

/* The linker's --wrap asks for these names. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t size)
{
	return no_memory_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return no_memory_now() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return no_memory_now() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
	return no_memory_now() ? NULL : __real_strdup(text);
}

typedef enum err no_memory_act(void *arg, char text_r[NO_MEMORY_TEXT]);

static inline void no_memory_try(no_memory_act *act, void *arg)
{
	char expected[NO_MEMORY_TEXT] = "", text[NO_MEMORY_TEXT];
	long n = 0;
	enum err e;

	assert_int_equal(act(arg, expected), ERR_OK);
	do {
		text[0] = '\0';
		no_memory_failed = false;
		no_memory_left = n;
		e = act(arg, text);
		no_memory_left = -1;
		if (e == ERR_OK)
			assert_string_equal(text, expected);
		else
			assert_true(no_memory_failed);
		assert_true(n++ < NO_MEMORY_MOST);
	} while (no_memory_failed);
}

#endif
