/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/archive/journal_keep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "service/office/clock_guard.h"
#include "store/journal.h"
#include "store/tally.h"

/* A verdict waits for a transaction. */
#define BATCH 500
#define TRIM_CONFIRM "robinson journal trim --confirm --reason TEXT"
#define HEX_SIZE (2 * CHAIN_MAC_LEN + 1)

static enum err broken(struct desk *desk, uint64_t seq)
{
	return desk_fail(desk, ERR_CORRUPT,
		"the chain of the journal breaks at entry %" PRIu64
		": nothing is trimmed that was tampered with; see robinson "
		"journal verify",
		seq);
}

static enum err trim_batch(
	struct desk *desk, int64_t before_utc, size_t *trimmed_r)
{
	uint64_t seq = 0;
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = store_journal_trim(desk->session, before_utc, desk->now_utc, BATCH,
		trimmed_r, &seq);
	if (e == ERR_CORRUPT)
		e = broken(desk, seq);
	else if (e)
		e = desk_store_fail(desk, e, "trimming the journal");
	return desk_end(desk, e);
}

static enum err guard_trim(
	struct desk *desk, int64_t before_utc, const char *confirmed)
{
	struct clock_guard guard = {
		.things = "entries of the journal",
		.confirm = TRIM_CONFIRM,
	};
	enum err e;

	if (confirmed)
		return clock_guard_confirm(desk, confirmed);
	e = store_journal_due(desk->session, before_utc, &guard.share);
	if (e)
		return desk_store_fail(desk, e, "reading the journal");
	return clock_guard_check(desk, &guard);
}

static enum err trim_entries(struct desk *desk, int64_t before_utc,
	const char *confirmed, uint64_t *trimmed)
{
	enum err e = guard_trim(desk, before_utc, confirmed);
	size_t batch = e ? 0 : 1;

	while (!e && batch > 0) {
		e = trim_batch(desk, before_utc, &batch);
		if (!e)
			*trimmed += batch;
	}
	return e;
}

/* By the clock alone: what goes is no evidence. */
static enum err guard_numbers(struct desk *desk, const char *confirmed)
{
	const struct clock_guard guard = {
		.things = "daily numbers",
		.confirm = TRIM_CONFIRM,
	};

	if (!confirmed)
		return clock_guard_check(desk, &guard);
	/* The entries' own trim has taken it already. */
	return desk->settings->journal.is_trimmed ?
		ERR_OK :
		clock_guard_confirm(desk, confirmed);
}

static bool take_day(void *arg, const struct store_tally *tally)
{
	*(int64_t *)arg = tally->day;
	return false;
}

static enum err purge_numbers(struct desk *desk, int64_t before_day)
{
	int64_t rows;
	enum err e = desk_begin(desk);

	if (e)
		return e;
	e = store_tally_purge(desk->session, before_day, &rows);
	if (e)
		e = desk_store_fail(desk, e, "trimming the daily numbers");
	return desk_end(desk, e);
}

/* A day in each transaction: a verdict waits for it. */
static enum err trim_numbers(
	struct desk *desk, int64_t before_utc, const char *confirmed)
{
	int64_t before = store_day(before_utc), day = INT64_MIN;
	enum err e = guard_numbers(desk, confirmed);

	while (!e && day < before) {
		day = before;
		e = store_tally_each(
			desk->session, INT64_MIN, before - 1, take_day, &day);
		if (e)
			e = desk_store_fail(
				desk, e, "reading the daily numbers");
		/* With the last one go those that have no entry beside them. */
		else
			e = purge_numbers(
				desk, day < before ? day + 1 : before);
	}
	return e;
}

static int64_t kept_since(struct desk *desk, const struct period *period)
{
	return period_kept_since(desk->settings->zone, desk->now_utc, period);
}

enum err journal_keep_trim(
	struct desk *desk, const char *confirmed, uint64_t *trimmed_r)
{
	const struct settings_journal *j = &desk->settings->journal;
	enum err e = ERR_OK;

	*trimmed_r = 0;
	if (!j->is_trimmed && !j->is_counted_for)
		return desk_fail(desk, ERR_INVALID,
			"the configuration has no retention for the journal; "
			"accepted: journal { retain = \"3 years\" }");
	if (j->is_trimmed)
		e = trim_entries(desk, kept_since(desk, &j->retain), confirmed,
			trimmed_r);
	if (!e && j->is_counted_for)
		e = trim_numbers(
			desk, kept_since(desk, &j->retain_numbers), confirmed);
	return e;
}

/* ---------------------------------------------------------------- heads */

static void to_hex(
	const unsigned char bytes[CHAIN_MAC_LEN], char text_r[HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < CHAIN_MAC_LEN; i++) {
		text_r[2 * i] = digits[bytes[i] >> 4];
		text_r[2 * i + 1] = digits[bytes[i] & 15];
	}
	text_r[HEX_SIZE - 1] = '\0';
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool from_hex(const char *text, unsigned char bytes_r[CHAIN_MAC_LEN])
{
	if (!text || strlen(text) != HEX_SIZE - 1)
		return false;
	for (size_t i = 0; i < CHAIN_MAC_LEN; i++) {
		int high = digit(text[2 * i]), low = digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		bytes_r[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static bool add_head(void *arg, const struct journal_point *head)
{
	char mac[HEX_SIZE], sign[HEX_SIZE], ref[JOURNAL_REF_SIZE] = "";
	json_t *heads = arg;

	to_hex(head->mac, mac);
	to_hex(head->sign, sign);
	if (store_ref_of_seq(head->seq, ref))
		ref[0] = '\0';
	return json_array_append_new(heads,
		       json_pack("{s:s, s:I, s:s, s:I, s:s, s:s}", "instance",
			       head->instance, "seq", (json_int_t)head->seq,
			       "ref", ref, "at", (json_int_t)head->at_utc,
			       "mac", mac, "sign", sign)) == 0;
}

enum err journal_keep_heads(struct desk *desk, struct buf *out)
{
	json_t *heads = json_array();
	char *text;
	enum err e;

	e = heads ? store_journal_heads(
			    desk->session, desk->now_utc, add_head, heads) :
		    ERR_NOMEM;
	if (e) {
		json_decref(heads);
		return desk_store_fail(desk, e, "reading the journal");
	}
	text = json_dumps(heads, JSON_INDENT(2));
	json_decref(heads);
	if (!text)
		return desk_fail(desk, ERR_NOMEM, "%s", err_text(ERR_NOMEM));
	buf_adds(out, text);
	e = buf_addc(out, '\n');
	free(text);
	return e;
}

static enum err check_head(struct desk *desk, const char *path, size_t n,
	json_t *value, struct journal_held *held)
{
	const char *instance = NULL, *mac = NULL, *sign = NULL;
	json_int_t seq = 0, at = 0;
	struct journal_point head;
	enum err e;

	if (json_unpack(value, "{s:s, s:I, s:I, s:s, s:s}", "instance",
		    &instance, "seq", &seq, "at", &at, "mac", &mac, "sign",
		    &sign) ||
		!from_hex(mac, head.mac) || !from_hex(sign, head.sign))
		return desk_fail(desk, ERR_INVALID,
			"%s: item %zu is no head; accepted: what robinson "
			"journal head wrote",
			path, n + 1);
	head.instance = instance;
	head.seq = (uint64_t)seq;
	head.at_utc = at;
	head.entries = 0;
	e = store_journal_holds(desk->session, &head);
	held->heads++;
	if (e == ERR_NOT_FOUND) {
		held->trimmed++;
		return ERR_OK;
	}
	if (e == ERR_INVALID)
		return desk_fail(desk, e,
			"%s: the head of %s was changed, or made under another "
			"key file",
			path, instance);
	if (e == ERR_CORRUPT)
		return desk_fail(desk, e,
			"the journal does not hold what %s tells: entry "
			"%" PRIu64 " of %s is another, or missing",
			path, head.seq, instance);
	return e ? desk_store_fail(desk, e, "reading the journal") : e;
}

enum err journal_keep_check(
	struct desk *desk, const char *path, struct journal_held *held_r)
{
	json_error_t where;
	json_t *heads = json_load_file(path, 0, &where), *value;
	enum err e = ERR_OK;
	size_t n;

	*held_r = (struct journal_held){.heads = 0};
	if (!heads)
		return desk_fail(desk, ERR_INVALID, "%s:%d: %s", path,
			where.line, where.text);
	if (!json_is_array(heads))
		e = desk_fail(desk, ERR_INVALID,
			"%s: found no array; accepted: what robinson journal "
			"head wrote",
			path);
	json_array_foreach(heads, n, value)
	{
		e = check_head(desk, path, n, value, held_r);
		if (e)
			break;
	}
	json_decref(heads);
	return e;
}
