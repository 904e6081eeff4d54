/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "config/settings.h"
#include "fuzz/fuzz.h"

static enum err read_octets(const void *data, size_t size,
	struct settings **settings_r, struct problems *problems)
{
	int fd = memfd_create("robinson.conf", MFD_CLOEXEC);
	char path[64];
	enum err e;

	FUZZ_REQUIRE(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	problems_init(problems);
	e = settings_read(path, settings_r, problems);
	close(fd);
	return e;
}

static void check_problems(const struct problems *problems, int lines)
{
	for (size_t i = 0; i < problems->len; i++) {
		const struct problem *p = &problems->items[i];

		FUZZ_REQUIRE(p->file && p->text && *p->text);
		FUZZ_REQUIRE(p->line >= 0 && p->line <= lines);
		/* Our own checks come first and leave it nothing. */
		FUZZ_REQUIRE(!strstr(p->text, "libConfuse does not accept"));
	}
}

static void check_round(const struct settings *s)
{
	struct buf once, twice;
	struct problems problems;
	struct settings *again;
	const struct settings *done;

	buf_init(&once, 1u << 24);
	buf_init(&twice, 1u << 24);
	FUZZ_REQUIRE(settings_show(s, &once) == ERR_OK);
	FUZZ_REQUIRE(read_octets(buf_text(&once), once.len, &again,
			     &problems) == ERR_OK);
	FUZZ_REQUIRE(settings_show(again, &twice) == ERR_OK);
	FUZZ_REQUIRE(strcmp(buf_text(&once), buf_text(&twice)) == 0);
	problems_free(&problems);
	buf_free(&once);
	buf_free(&twice);
	done = again;
	settings_unref(&done);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems;
	struct settings *s;
	const struct settings *done;
	int lines = 1;
	enum err e;

	/* What other files hold is not this input's matter, and a problem
	 * shows what it found. */
	if (memmem(data, size, "include", strlen("include")) ||
		memmem(data, size, "libConfuse", strlen("libConfuse")))
		return 0;
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	e = read_octets(data, size, &s, &problems);
	FUZZ_REQUIRE(
		e == (problems.errors ? ERR_INVALID : ERR_OK) || e == ERR_IO);
	FUZZ_REQUIRE((e == ERR_OK) == (s != NULL));
	check_problems(&problems, lines);
	problems_free(&problems);
	if (s)
		check_round(s);
	done = s;
	settings_unref(&done);
	return 0;
}
