/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * metrics.h - counts of a running program, as Prometheus reads them
 *
 * A program names its families of counts in one table. Each combination of
 * label values that was counted is a series, with a number of its own; a family
 * without labels has its one series from the start. Counting takes no lock; the
 * first of a series takes one.
 *
 * Shape:   the text format of version 0.0.4:
 *              # HELP robinson_verdicts_total Decisions about recipients.
 *              # TYPE robinson_verdicts_total counter
 *              robinson_verdicts_total{purpose="gift",action="flag"} 3
 * Units:   durations are counted in nanoseconds and told in seconds
 * Errors:  counting never fails: beyond METRICS_SERIES_MAX series of a family,
 *          or without memory for another, what is counted goes to a series
 *          whose every label is "other"
 * Owns:    the table is borrowed; label values are copied
 * Threads: metrics_add(), _took() and _write() from all threads
 * Source:  https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#ifndef ROBINSON_BASE_METRICS_H
#define ROBINSON_BASE_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define METRICS_LABELS_MAX 3
#define METRICS_SERIES_MAX 256

enum metrics_kind {
	METRICS_COUNTER, /* only rises, until the program starts again */
	METRICS_GAUGE,
	METRICS_DURATION /* a histogram */
};

struct metrics_family {
	const char *name;
	enum metrics_kind kind;
	const char *help;
	const char *labels[METRICS_LABELS_MAX]; /* NULL: no more */
};

struct metrics;

enum err metrics_new(const struct metrics_family *families, size_t len,
	struct metrics **metrics_r) MUST_CHECK;
void metrics_free(struct metrics **metrics);

/* "values" are those of the family's labels, in their order; NULL where it has
 * none. n = 0: the series is there from now on. Only a gauge goes down. */
void metrics_add(struct metrics *metrics, size_t family,
	const char *const *values, int64_t n);
void metrics_took(struct metrics *metrics, size_t family,
	const char *const *values, int64_t ns);

/* All families, in the order of the table. */
void metrics_write(const struct metrics *metrics, struct buf *out);

/* Of what is not counted but looked up for whoever asks: the two lines above a
 * family, and one of its values. */
void metrics_write_head(const struct metrics_family *family, struct buf *out);
void metrics_write_value(const struct metrics_family *family,
	const char *const *values, double value, struct buf *out);

#endif
