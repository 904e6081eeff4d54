/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h" /* memmem() is an extension */

#include "service/officer/audit_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/audit/audit.h"
#include "service/document/translation.h"

#define PAGE_MAX ((size_t)4 << 20)
#define MAIN_BEGIN "<main>\n"
#define MAIN_END "</main>"
#define NAME "export.csv"

/* The export has no path that somebody knows: it is named as what it is. */
static enum err add_named(
	struct buf *out, const char *text, size_t len, const char *path)
{
	const char *end = text + len, *at;
	enum err e = ERR_OK;

	while (!e &&
		(at = memmem(text, (size_t)(end - text), path, strlen(path))) !=
			NULL) {
		e = buf_add(out, text, (size_t)(at - text));
		if (!e)
			e = buf_adds(out, NAME);
		text = at + strlen(path);
	}
	return e ? e : buf_add(out, text, (size_t)(end - text));
}

static enum err add_main(struct desk *desk, const char *path,
	const struct buf *page, struct buf *html)
{
	const char *begin = strstr(buf_text(page), MAIN_BEGIN);
	const char *end = begin ? strstr(begin, MAIN_END) : NULL;
	enum err e = buf_err(page);

	if (!e && !end)
		e = ERR_LIMIT;
	if (!e) {
		begin += strlen(MAIN_BEGIN);
		e = add_named(html, begin, (size_t)(end - begin), path);
	}
	return e ? desk_fail(desk, e, "the page: %s", err_text(e)) : ERR_OK;
}

static enum err add_list(struct desk *desk, const char *path,
	struct audit *audit, struct buf *list)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);
	enum err e = to ? audit_work_list(audit, to) : ERR_NOMEM;

	if (to && fclose(to) != 0 && !e)
		e = ERR_NOMEM;
	if (!e)
		e = add_named(list, text, len, path);
	free(text);
	return e ? desk_fail(desk, e, "the work list: %s", err_text(e)) :
		   ERR_OK;
}

static enum err run(struct desk *desk, const struct audit_options *options,
	struct buf *html, struct buf *list)
{
	struct audit audit;
	struct buf page;
	enum err e = audit_run(desk, options, &audit);

	if (e)
		return e;
	buf_init(&page, PAGE_MAX);
	e = audit_html(&audit, &page);
	if (e)
		e = desk_fail(desk, e, "the page: %s", err_text(e));
	if (!e)
		e = add_main(desk, options->paths[0], &page, html);
	if (!e)
		e = add_list(desk, options->paths[0], &audit, list);
	buf_free(&page);
	audit_free(&audit);
	return e;
}

enum err audit_page(struct desk *desk, const struct audit_page_query *query,
	struct buf *html, struct buf *list)
{
	struct translation translation;
	const char *const paths[] = {query->path};
	const struct audit_options options = {.paths = paths,
		.paths_len = 1,
		.are_forms = true,
		.source = query->source,
		.translation = &translation};
	enum err e = translation_open(query->language, &translation);

	if (e)
		return desk_fail(desk, e, "%s", err_text(e));
	e = run(desk, &options, html, list);
	translation_free(&translation);
	return e;
}
