/* SPDX-License-Identifier: BSD-2-Clause */
/* The audit for other programs; robinson(1) describes it. */
#include <jansson.h>

#include "service/audit/audit.h"
#include "service/document/page.h"

#define VERSION 1
#define MEND_MAX 8000

/* Without the marks of a page; a json_t or NULL. */
static json_t *mend(const struct finding *f)
{
	struct buf plain;
	json_t *value;

	if (!f->mend)
		return json_null();
	buf_init(&plain, MEND_MAX);
	page_unmarked(f->mend, &plain);
	value = json_string(buf_text(&plain));
	buf_free(&plain);
	return value;
}

static json_t *findings(const struct audit *a)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < a->findings.len; i++) {
		const struct finding *f = &a->findings.items[i];
		json_t *one = json_pack("{s:s, s:s, s:o, s:s, s:o}", "severity",
			severity_name(f->severity), "area", f->area, "persons",
			f->persons < 0 ? json_null() :
					 json_integer((json_int_t)f->persons),
			"what", f->what, "mend", mend(f));

		if (json_array_append_new(list, one) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *holds(const struct audit_column *c)
{
	json_t *list = json_array();

	for (unsigned d = 0; list && d < AUDIT_DATA_COUNT; d++)
		if ((c->holds & AUDIT_BIT(d)) &&
			json_array_append_new(list,
				json_string(audit_data_name(
					(enum audit_data)d))) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *columns(const struct audit_file *file)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < file->columns_len; i++) {
		const struct audit_column *c = &file->columns[i];
		json_t *one = json_pack("{s:s, s:s, s:o, s:b, s:b, s:b, s:I}",
			"name", c->name, "data", audit_data_name(c->data),
			"holds", holds(c), "by_heading",
			c->data != AUDIT_PLAIN && audit_by_heading(c, c->data),
			"read", c->is_read, "needed", c->is_needed, "values",
			(json_int_t)c->sample.seen);

		if (json_array_append_new(list, one) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *files(const struct audit *a)
{
	json_t *list = json_array();

	for (size_t i = 0; list && i < a->files_len; i++) {
		const struct audit_file *file = &a->files[i];
		json_t *one = json_pack("{s:s, s:I, s:I, s:o}", "path",
			file->path, "rows", (json_int_t)file->rows,
			"unreadable", (json_int_t)file->unreadable, "columns",
			columns(file));

		if (json_array_append_new(list, one) != 0) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *persons_by_mark(const struct audit *a)
{
	json_t *object = json_object();

	for (unsigned m = 0; object && m < MARK_COUNT; m++)
		if (json_object_set_new(object,
			    audit_mark_name((enum audit_mark)m),
			    json_integer((json_int_t)a->by_mark[m])) != 0) {
			json_decref(object);
			return NULL;
		}
	return object;
}

static int put(const char *bytes, size_t len, void *out)
{
	return buf_add(out, bytes, len) ? -1 : 0;
}

enum err audit_json(const struct audit *audit, struct buf *out)
{
	char made[INSTANT_TEXT_SIZE];
	json_t *all;
	bool failed;

	instant_format_iso(audit->settings->zone, audit->now_utc, made);
	all = json_pack("{s:i, s:s, s:s, s:I, s:I, s:o, s:o, s:o}", "version",
		VERSION, "made", made, "source", audit->source->name, "rows",
		(json_int_t)audit_rows(audit), "persons",
		(json_int_t)audit->persons, "persons_by_finding",
		persons_by_mark(audit), "files", files(audit), "findings",
		findings(audit));
	failed = !all || json_dump_callback(all, put, out, JSON_INDENT(1)) != 0;
	json_decref(all);
	buf_addc(out, '\n');
	return failed && !buf_err(out) ? ERR_NOMEM : buf_err(out);
}
