/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/officer/parcel.h"

#include <string.h>

#include "crypto/digest.h"
#include "store/staff.h"

/* No kind and no state of service/staff/job.h: nobody takes it for a job that
 * somebody began. */
#define PARCEL_KIND STORE_JOB_KINDS_END
#define PARCEL_STATE 100

struct parcel {
	unsigned char id[STORE_JOB_LEN];
	int64_t pieces;
	int64_t size;
	int64_t made_utc;
	struct buf *out;
	enum err failed;
};

static enum err find_id(const char *name, unsigned char id_r[STORE_JOB_LEN])
{
	unsigned char digest[DIGEST_MAX_LEN];
	struct digester *digester;
	enum err e = digester_new(&digester);

	if (e)
		return e;
	e = digest_of(digester, DIGEST_SHA256, name, strlen(name), digest);
	memcpy(id_r, digest, STORE_JOB_LEN);
	digester_free(&digester);
	return e;
}

static enum err put_pieces(struct desk *desk, const struct parcel *parcel,
	const char *bytes, size_t len)
{
	enum err e = ERR_OK;

	for (size_t n = 0; !e && n < (size_t)parcel->pieces; n++) {
		size_t at = n * PARCEL_PIECE;
		size_t left = len - at;

		e = store_job_chunk_put(desk->session, parcel->id,
			STORE_JOB_RESULT, (unsigned)n, bytes + at,
			left < PARCEL_PIECE ? left : PARCEL_PIECE);
	}
	return e;
}

static enum err put_within(struct desk *desk, int64_t account,
	const struct parcel *parcel, const char *bytes, size_t len)
{
	struct store_job job = {.account = account,
		.created_utc = desk->now_utc,
		.changed_utc = desk->now_utc,
		.kind = PARCEL_KIND,
		.state = PARCEL_STATE,
		.counts = {parcel->pieces, parcel->size}};
	enum err e = store_job_remove(desk->session, parcel->id, account);

	memcpy(job.id, parcel->id, sizeof(job.id));
	if (!e || e == ERR_NOT_FOUND)
		e = store_job_add(desk->session, &job);
	return e ? e : put_pieces(desk, parcel, bytes, len);
}

enum err parcel_put(struct desk *desk, int64_t account, const char *name,
	const char *bytes, size_t len)
{
	struct parcel parcel = {
		.pieces = (int64_t)((len + PARCEL_PIECE - 1) / PARCEL_PIECE),
		.size = (int64_t)len};
	enum err e = find_id(name, parcel.id);

	if (!e && parcel.pieces > STORE_JOB_CHUNKS_MAX)
		e = ERR_LIMIT;
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = desk_begin(desk);
	if (e)
		return e;
	e = put_within(desk, account, &parcel, bytes, len);
	if (e)
		e = desk_store_fail(desk, e, "keeping what is to be fetched");
	return desk_end(desk, e);
}

/* ------------------------------------------------------------------- piece */

static void take_count(void *arg, const struct store_job *job)
{
	struct parcel *parcel = arg;

	parcel->pieces = job->counts[0];
	parcel->size = job->counts[1];
	parcel->made_utc = job->created_utc;
}

static void take_bytes(void *arg, const void *bytes, size_t len)
{
	struct parcel *parcel = arg;

	parcel->failed = buf_add(parcel->out, bytes, len);
}

static enum err read_piece(
	struct desk *desk, int64_t account, struct parcel *parcel, unsigned n)
{
	struct store_session *s = desk->session;
	enum err e = store_job_get(s, parcel->id, account, take_count, parcel);

	if (!e)
		e = store_job_chunk_get(
			s, parcel->id, STORE_JOB_RESULT, n, take_bytes, parcel);
	return e ? e : parcel->failed;
}

enum err parcel_piece(struct desk *desk, int64_t account, const char *name,
	unsigned n, struct buf *out, struct parcel_place *place_r)
{
	struct parcel parcel = {.out = out};
	enum err e = find_id(name, parcel.id);

	*place_r = (struct parcel_place){.has_more = false};
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = store_read_begin(desk->session);
	if (!e) {
		e = read_piece(desk, account, &parcel, n);
		store_read_end(desk->session);
	}
	place_r->has_more = !e && (int64_t)n + 1 < parcel.pieces;
	place_r->size = parcel.size;
	return e ? desk_store_fail(desk, e, "reading what is fetched") : ERR_OK;
}

enum err parcel_get(struct desk *desk, int64_t account, const char *name,
	struct buf *out, int64_t *made_utc_r)
{
	struct parcel parcel = {.out = out};
	enum err e = find_id(name, parcel.id);

	*made_utc_r = INSTANT_NONE;
	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = store_read_begin(desk->session);
	if (!e) {
		e = read_piece(desk, account, &parcel, 0);
		for (unsigned n = 1; !e && (int64_t)n < parcel.pieces; n++)
			e = read_piece(desk, account, &parcel, n);
		store_read_end(desk->session);
	}
	*made_utc_r = parcel.made_utc;
	return e ? desk_store_fail(desk, e, "reading what was made") : ERR_OK;
}

enum err parcel_remove(struct desk *desk, int64_t account, const char *name)
{
	unsigned char id[STORE_JOB_LEN];
	enum err e = find_id(name, id);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = desk_begin(desk);
	if (e)
		return e;
	e = store_job_remove(desk->session, id, account);
	if (e == ERR_NOT_FOUND)
		e = ERR_OK;
	return desk_end(desk,
		e ? desk_store_fail(desk, e, "removing what was fetched") : e);
}
