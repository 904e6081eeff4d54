/* SPDX-License-Identifier: BSD-2-Clause */
#include "fuzz/fuzz.h"
#include "staff/wire/wire.h"

/* What was taken is written, and is read back as the same. */
static void request(const char *bytes, size_t len)
{
	struct wire_request once, twice;
	struct buf out;
	enum err e = wire_request_decode(bytes, len, &once);

	FUZZ_REQUIRE(e == ERR_OK || e == ERR_CORRUPT || e == ERR_VERSION ||
		e == ERR_LIMIT);
	if (e)
		return;
	buf_init(&out, WIRE_FRAME_MAX);
	e = wire_request_encode(&once, &out);
	/* Reals may be written longer than they were. */
	FUZZ_REQUIRE(e == ERR_OK || e == ERR_LIMIT);
	if (!e) {
		FUZZ_REQUIRE(
			wire_request_decode(out.data + WIRE_HEAD_SIZE,
				out.len - WIRE_HEAD_SIZE, &twice) == ERR_OK);
		FUZZ_REQUIRE(twice.id == once.id);
		FUZZ_REQUIRE(strcmp(twice.verb, once.verb) == 0);
		FUZZ_REQUIRE(memcmp(twice.client, once.client,
				     WIRE_CLIENT_LEN) == 0);
		wire_request_free(&twice);
	}
	wire_request_free(&once);
	buf_free(&out);
}

static void answer(const char *bytes, size_t len)
{
	struct wire_answer once, twice;
	struct buf out;
	enum err e = wire_answer_decode(bytes, len, &once);

	if (e)
		return;
	buf_init(&out, WIRE_FRAME_MAX);
	e = wire_answer_encode(&once, &out);
	FUZZ_REQUIRE(e == ERR_OK || e == ERR_LIMIT);
	if (!e) {
		FUZZ_REQUIRE(
			wire_answer_decode(out.data + WIRE_HEAD_SIZE,
				out.len - WIRE_HEAD_SIZE, &twice) == ERR_OK);
		FUZZ_REQUIRE(twice.status == once.status);
		wire_answer_free(&twice);
	}
	wire_answer_free(&once);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size > 0 ? size : 1);
	size_t json_len, blob_len;

	FUZZ_REQUIRE(copy);
	memcpy(copy, data, size);
	if (size >= WIRE_HEAD_SIZE &&
		!wire_head_decode(data, WIRE_REQUEST, &json_len, &blob_len)) {
		FUZZ_REQUIRE(json_len <= WIRE_REQUEST_JSON_MAX);
		FUZZ_REQUIRE(blob_len <= WIRE_BLOB_MAX);
	}
	request(copy, size);
	answer(copy, size);
	free(copy);
	return 0;
}
