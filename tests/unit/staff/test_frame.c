/* SPDX-License-Identifier: BSD-2-Clause */
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "lib/rows.h"
#include "staff/wire/frame.h"

static const struct frame_row {
	const char *name;
	const char *bytes;
	size_t len;
	enum err expect;
	const char *json, *blob; /* NULL: none came */
} frame_rows[] = {
	{"nothing", "", 0, ERR_NOT_FOUND, NULL, NULL},
	{"half a head", "\0\0\0\2", 4, ERR_CORRUPT, NULL, NULL},
	{"no JSON", "\0\0\0\2\0\0\0\0", 8, ERR_CORRUPT, NULL, NULL},
	{"half of it", "\0\0\0\2\0\0\0\0{", 9, ERR_CORRUPT, NULL, NULL},
	{"half a blob", "\0\0\0\2\0\0\0\2{}a", 11, ERR_CORRUPT, NULL, NULL},
	{"a whole one", "\0\0\0\2\0\0\0\2{}ab", 12, ERR_OK, "{}", "ab"},
	{"without blob", "\0\0\0\2\0\0\0\0{}", 10, ERR_OK, "{}", ""},
	{"a huge length", "\xff\xff\xff\xff\0\0\0\0{}", 10, ERR_LIMIT, NULL,
		NULL},
};

static void check_frame(void **state)
{
	const struct frame_row *row = *state;
	struct wire_frame frame;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(file_write_all(fds[0], row->bytes, row->len), ERR_OK);
	close(fds[0]);
	wire_frame_init(&frame);
	/* What was in it goes. */
	assert_int_equal(buf_adds(&frame.json, "old"), ERR_OK);
	assert_int_equal(buf_adds(&frame.blob, "old"), ERR_OK);
	assert_int_equal(
		wire_frame_read(fds[1], WIRE_REQUEST, &frame), row->expect);
	if (row->json) {
		assert_string_equal(buf_text(&frame.json), row->json);
		assert_string_equal(buf_text(&frame.blob), row->blob);
		assert_int_equal(wire_frame_read(fds[1], WIRE_REQUEST, &frame),
			ERR_NOT_FOUND);
	}
	wire_frame_free(&frame);
	close(fds[1]);
}

int main(void)
{
	struct rows rows = {0};

	rows_add(&rows, frame_rows, check_frame);
	return rows_run("frames", &rows);
}
