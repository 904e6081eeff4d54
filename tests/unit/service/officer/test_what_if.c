/* SPDX-License-Identifier: BSD-2-Clause */
/* What other rules would have decided; another system's persons. */
#include "unit/service/ear.h"

#include <unistd.h>

#include "service/officer/audit_page.h"
#include "service/officer/what_if.h"

static void test_refused(void **state)
{
	static const char text[] = "timezone = 'Nowhere/Land'\nnonsense = 3\n";
	struct house h;
	json_t *value;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	IS(what_if(h.desk, text, sizeof(text) - 1, &value), ERR_OK);
	assert_true(json_is_false(json_object_get(value, "accepted")));
	assert_true(json_array_size(json_object_get(value, "problems")) > 0);
	json_decref(value);
	house_close(&h);
}

/* Whoever may try rules may not read files with the desk's rights. */
static void test_alone(void **state)
{
	static const char text[] = "include(\"/etc/passwd\")\n";
	struct house h;
	json_t *value;
	char *said;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	IS(what_if(h.desk, text, sizeof(text) - 1, &value), ERR_OK);
	assert_true(json_is_false(json_object_get(value, "accepted")));
	said = json_dumps(value, 0);
	assert_non_null(said);
	assert_non_null(strstr(said, "include: not accepted here"));
	assert_null(strstr(said, "root"));
	free(said);
	json_decref(value);
	house_close(&h);
}

/* The very rules decide as they did. */
static void test_same(void **state)
{
	struct house h;
	struct buf text;
	json_t *value;

	(void)state;
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&text, 1 << 20);
	IS(settings_show(h.settings, &text), ERR_OK);
	IS(what_if(h.desk, buf_text(&text), text.len, &value), ERR_OK);
	assert_true(json_is_true(json_object_get(value, "accepted")));
	IS(json_integer_value(json_object_get(value, "verdicts")), 3);
	assert_true(json_is_array(json_object_get(value, "changed")));
	json_decref(value);
	buf_free(&text);
	house_close(&h);
}

static void test_audit(void **state)
{
	static const char rows_text[] =
		"robinson-rows 1 0 44 0 0\nw 1\temail\tname\thealth\n"
		"w 2\tadam@example.com\tAdam\tasthma\n"
		"w 3\tjan@example.com\tJan\t\nend 3\n";
	char path[MEMORY_PATH_SIZE];
	int fd = memory_file(rows_text, sizeof(rows_text) - 1, path);
	const struct audit_page_query query = {path, "chat", "pl"};
	const struct audit_page_query unknown = {path, "nowhere", "pl"};
	struct buf html, list;
	struct house h;

	(void)state;
	assert_true(fd >= 0);
	ear_open(&h, EAR_CONFIG("20"));
	buf_init(&html, 1 << 20);
	buf_init(&list, 1 << 20);
	IS(audit_page(h.desk, &query, &html, &list), ERR_OK);
	assert_non_null(strstr(buf_text(&html), "<section>"));
	assert_null(strstr(buf_text(&html), "jan@example.com"));
	assert_null(strstr(buf_text(&html), "/proc/self"));
	assert_non_null(strstr(buf_text(&list), "3"));
	assert_null(strstr(buf_text(&list), "@"));
	IS(audit_page(h.desk, &unknown, &html, &list), ERR_INVALID);
	buf_free(&html);
	buf_free(&list);
	close(fd);
	house_close(&h);
}

int main(void)
{
	struct rows all = {0};

	rows_add_one(&all, "a configuration that is none", test_refused, NULL);
	rows_add_one(&all, "it includes no file", test_alone, NULL);
	rows_add_one(&all, "the very same", test_same, NULL);
	rows_add_one(&all, "an uploaded export", test_audit, NULL);
	return rows_run("officer/what_if", &all);
}
