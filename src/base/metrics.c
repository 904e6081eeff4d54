/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/metrics.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define HEADS 64 /* of the lists that a family's series are spread over */
#define NS_A_SECOND 1e9
#define BUCKETS (sizeof(buckets) / sizeof(*buckets))

/* Upper ends: from a look into memory to a disk that hangs. */
static const struct {
	int64_t ns;
	const char *text;
} buckets[] = {
	{100000, "0.0001"},
	{250000, "0.00025"},
	{500000, "0.0005"},
	{1000000, "0.001"},
	{2500000, "0.0025"},
	{5000000, "0.005"},
	{10000000, "0.01"},
	{25000000, "0.025"},
	{50000000, "0.05"},
	{100000000, "0.1"},
	{250000000, "0.25"},
	{500000000, "0.5"},
	{1000000000, "1"},
	{2500000000, "2.5"},
	{5000000000, "5"},
	{10000000000, "10"},
	{60000000000, "60"},
};

struct series {
	struct series *next; /* of those with the same hash */
	char *values[METRICS_LABELS_MAX];
	_Atomic int64_t number; /* of a histogram the sum, in nanoseconds */
	_Atomic uint64_t *counts; /* BUCKETS + 1 of a histogram; else NULL */
};

struct family {
	const struct metrics_family *about;
	size_t labels_len;
	_Atomic(struct series *) heads[HEADS];
	struct series *other; /* what found no place */
	size_t len; /* under the lock */
};

struct metrics {
	pthread_mutex_t lock; /* of those who add a series */
	size_t len;
	struct family families[];
};

/* ------------------------------------------------------------------ series */

static void series_free(struct series *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < METRICS_LABELS_MAX; i++)
		free(s->values[i]);
	free(s->counts);
	free(s);
}

/* NULL: no memory. */
static struct series *series_new(
	const struct family *f, const char *const *values)
{
	struct series *s = calloc(1, sizeof(*s));
	bool is_whole = s != NULL;

	if (s && f->about->kind == METRICS_DURATION) {
		s->counts = calloc(BUCKETS + 1, sizeof(*s->counts));
		is_whole = s->counts != NULL;
	}
	for (size_t i = 0; is_whole && i < f->labels_len; i++) {
		s->values[i] = strdup(values[i]);
		is_whole = s->values[i] != NULL;
	}
	if (is_whole)
		return s;
	series_free(s);
	return NULL;
}

static size_t hash_of(const struct family *f, const char *const *values)
{
	uint32_t sum = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < f->labels_len; i++) {
		const char *at = values[i];

		do
			sum = (sum ^ (unsigned char)*at) * 16777619u;
		while (*at++);
	}
	return sum % HEADS;
}

static bool is_of(const struct family *f, const struct series *s,
	const char *const *values)
{
	for (size_t i = 0; i < f->labels_len; i++)
		if (strcmp(s->values[i], values[i]) != 0)
			return false;
	return true;
}

static struct series *look(
	const struct family *f, size_t head, const char *const *values)
{
	struct series *s =
		atomic_load_explicit(&f->heads[head], memory_order_acquire);

	while (s && !is_of(f, s, values))
		s = s->next;
	return s;
}

/* Called with the lock held. A series is never taken away again, so whoever
 * reads needs none. */
static struct series *add(
	struct family *f, size_t head, const char *const *values)
{
	struct series *s;

	if (f->len >= METRICS_SERIES_MAX)
		return f->other;
	s = series_new(f, values);
	if (!s)
		return f->other;
	s->next = atomic_load_explicit(&f->heads[head], memory_order_relaxed);
	atomic_store_explicit(&f->heads[head], s, memory_order_release);
	f->len++;
	return s;
}

static struct series *series_of(
	struct metrics *m, struct family *f, const char *const *values)
{
	size_t head = hash_of(f, values);
	struct series *s = look(f, head, values);

	if (s)
		return s;
	pthread_mutex_lock(&m->lock);
	s = look(f, head, values);
	if (!s)
		s = add(f, head, values);
	pthread_mutex_unlock(&m->lock);
	return s;
}

/* ---------------------------------------------------------------- counting */

static enum err begin(struct family *f, const struct metrics_family *about)
{
	static const char *const others[METRICS_LABELS_MAX] = {
		"other", "other", "other"};

	f->about = about;
	while (f->labels_len < METRICS_LABELS_MAX &&
		about->labels[f->labels_len])
		f->labels_len++;
	f->other = series_new(f, others);
	if (!f->other)
		return ERR_NOMEM;
	/* Without labels there is one, from the start. */
	if (f->labels_len == 0 &&
		add(f, hash_of(f, others), others) == f->other)
		return ERR_NOMEM;
	return ERR_OK;
}

enum err metrics_new(const struct metrics_family *families, size_t len,
	struct metrics **metrics_r)
{
	struct metrics *m = calloc(1, sizeof(*m) + len * sizeof(struct family));
	enum err e = ERR_OK;

	*metrics_r = m;
	if (!m)
		return ERR_NOMEM;
	pthread_mutex_init(&m->lock, NULL);
	m->len = len;
	for (size_t i = 0; i < len && !e; i++)
		e = begin(&m->families[i], &families[i]);
	if (e)
		metrics_free(metrics_r);
	return e;
}

static void family_free(struct family *f)
{
	for (size_t i = 0; i < HEADS; i++) {
		struct series *s = atomic_load(&f->heads[i]);

		while (s) {
			struct series *next = s->next;

			series_free(s);
			s = next;
		}
	}
	series_free(f->other);
}

void metrics_free(struct metrics **metrics)
{
	struct metrics *m = *metrics;

	if (!m)
		return;
	for (size_t i = 0; i < m->len; i++)
		family_free(&m->families[i]);
	pthread_mutex_destroy(&m->lock);
	free(m);
	*metrics = NULL;
}

void metrics_add(struct metrics *metrics, size_t family,
	const char *const *values, int64_t n)
{
	struct series *s =
		series_of(metrics, &metrics->families[family], values);

	atomic_fetch_add_explicit(&s->number, n, memory_order_relaxed);
}

void metrics_took(struct metrics *metrics, size_t family,
	const char *const *values, int64_t ns)
{
	struct series *s =
		series_of(metrics, &metrics->families[family], values);
	size_t i = 0;

	while (i < BUCKETS && ns > buckets[i].ns)
		i++;
	atomic_fetch_add_explicit(&s->counts[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&s->number, ns, memory_order_relaxed);
}

/* -------------------------------------------------------------------- text */

/* Backslash and line feed are escaped everywhere, quotes in values alone. */
static void add_escaped(struct buf *out, const char *text, bool is_value)
{
	for (; *text; text++) {
		if (*text == '\n')
			buf_adds(out, "\\n");
		else if (*text == '\\' || (*text == '"' && is_value))
			buf_addf(out, "\\%c", *text);
		else
			buf_addc(out, *text);
	}
}

static void add_label(
	struct buf *out, size_t *n, const char *name, const char *value)
{
	buf_addc(out, (*n)++ == 0 ? '{' : ',');
	buf_addf(out, "%s=\"", name);
	add_escaped(out, value, true);
	buf_addc(out, '"');
}

/* "robinson_verdict_duration_seconds_bucket{step="rcpt",le="0.1"} "; "le" NULL:
 * there is no such label. */
static void add_name(const struct metrics_family *f, const char *suffix,
	const char *const *values, const char *le, struct buf *out)
{
	size_t n = 0;

	buf_addf(out, "%s%s", f->name, suffix);
	for (size_t i = 0; i < METRICS_LABELS_MAX && f->labels[i]; i++)
		add_label(out, &n, f->labels[i], values[i]);
	if (le)
		add_label(out, &n, "le", le);
	buf_adds(out, n > 0 ? "} " : " ");
}

void metrics_write_head(const struct metrics_family *family, struct buf *out)
{
	static const char *const types[] = {
		[METRICS_COUNTER] = "counter",
		[METRICS_GAUGE] = "gauge",
		[METRICS_DURATION] = "histogram",
	};

	buf_addf(out, "# HELP %s ", family->name);
	add_escaped(out, family->help, false);
	buf_addf(out, "\n# TYPE %s %s\n", family->name, types[family->kind]);
}

void metrics_write_value(const struct metrics_family *family,
	const char *const *values, double value, struct buf *out)
{
	add_name(family, "", values, NULL, out);
	buf_addf(out, "%.15g\n", value);
}

/* The count is what the buckets sum up to, so that both always agree. */
static void write_histogram(
	const struct metrics_family *f, const struct series *s, struct buf *out)
{
	const char *const *values = (const char *const *)s->values;
	double sum =
		(double)atomic_load_explicit(&s->number, memory_order_relaxed) /
		NS_A_SECOND;
	uint64_t count = 0;

	for (size_t i = 0; i <= BUCKETS; i++) {
		count += atomic_load_explicit(
			&s->counts[i], memory_order_relaxed);
		add_name(f, "_bucket", values,
			i < BUCKETS ? buckets[i].text : "+Inf", out);
		buf_addf(out, "%" PRIu64 "\n", count);
	}
	add_name(f, "_sum", values, NULL, out);
	buf_addf(out, "%.9f\n", sum);
	add_name(f, "_count", values, NULL, out);
	buf_addf(out, "%" PRIu64 "\n", count);
}

static void write_series(
	const struct metrics_family *f, const struct series *s, struct buf *out)
{
	if (f->kind == METRICS_DURATION) {
		write_histogram(f, s, out);
		return;
	}
	add_name(f, "", (const char *const *)s->values, NULL, out);
	buf_addf(out, "%" PRId64 "\n",
		atomic_load_explicit(&s->number, memory_order_relaxed));
}

static bool is_used(const struct series *s)
{
	if (atomic_load_explicit(&s->number, memory_order_relaxed) != 0)
		return true;
	for (size_t i = 0; s->counts && i <= BUCKETS; i++)
		if (atomic_load_explicit(&s->counts[i], memory_order_relaxed))
			return true;
	return false;
}

static void write_family(const struct family *f, struct buf *out)
{
	metrics_write_head(f->about, out);
	for (size_t i = 0; i < HEADS; i++) {
		const struct series *s = atomic_load_explicit(
			&f->heads[i], memory_order_acquire);

		for (; s; s = s->next)
			write_series(f->about, s, out);
	}
	if (is_used(f->other))
		write_series(f->about, f->other, out);
}

void metrics_write(const struct metrics *metrics, struct buf *out)
{
	for (size_t i = 0; i < metrics->len; i++)
		write_family(&metrics->families[i], out);
}
