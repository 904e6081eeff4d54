/* SPDX-License-Identifier: BSD-2-Clause */
#include "fuzz/fuzz.h"
#include "inbound/inbound.h"

static void require_same(enum err e, const struct buf *once,
	enum err (*again)(char *, size_t, struct buf *))
{
	struct buf twice;
	char *copy;

	if (e)
		return;
	copy = malloc(once->len);
	FUZZ_REQUIRE(copy);
	memcpy(copy, once->data, once->len);
	buf_init(&twice, INBOUND_PACKET_MAX);
	FUZZ_REQUIRE(
		again(copy + INBOUND_LENGTH_SIZE,
			once->len - INBOUND_LENGTH_SIZE, &twice) == ERR_OK);
	FUZZ_REQUIRE(twice.len == once->len);
	FUZZ_REQUIRE(memcmp(twice.data, once->data, once->len) == 0);
	buf_free(&twice);
	free(copy);
}

static enum err hello(char *bytes, size_t len, struct buf *out)
{
	struct inbound_hello packet;
	enum err e = inbound_hello_decode(bytes, len, &packet);

	if (e)
		return e;
	FUZZ_REQUIRE(inbound_hello_encode(&packet, out) == ERR_OK);
	inbound_hello_free(&packet);
	return ERR_OK;
}

static enum err question(char *bytes, size_t len, struct buf *out)
{
	struct inbound_question packet;
	enum err e = inbound_question_decode(bytes, len, &packet);

	if (e)
		return e;
	FUZZ_REQUIRE(inbound_question_encode(&packet, out) == ERR_OK);
	inbound_question_free(&packet);
	return ERR_OK;
}

static enum err answer(char *bytes, size_t len, struct buf *out)
{
	struct inbound_answer packet;
	enum err e = inbound_answer_decode(bytes, len, &packet);

	if (e)
		return e;
	FUZZ_REQUIRE(inbound_answer_encode(&packet, out) == ERR_OK);
	inbound_answer_free(&packet);
	return ERR_OK;
}

static enum err preview(char *bytes, size_t len, struct buf *out)
{
	struct inbound_preview packet;
	enum err e = inbound_preview_decode(bytes, len, &packet);

	if (e)
		return e;
	FUZZ_REQUIRE(inbound_preview_encode(&packet, out) == ERR_OK);
	inbound_preview_free(&packet);
	return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static enum err (*const kinds[])(char *, size_t, struct buf *) = {
		hello, question, answer, preview};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		char *copy = malloc(size + 1);
		struct buf out;
		enum err e;

		FUZZ_REQUIRE(copy);
		memcpy(copy, data, size);
		buf_init(&out, INBOUND_PACKET_MAX);
		e = kinds[i](copy, size, &out);
		FUZZ_REQUIRE(e == ERR_OK || e == ERR_CORRUPT);
		require_same(e, &out, kinds[i]);
		buf_free(&out);
		free(copy);
	}
	return 0;
}
