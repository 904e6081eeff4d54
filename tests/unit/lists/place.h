/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * place.h - a directory with one list, its source and its installed file
 *
 * Owns:    place_open() .. place_close()
 */
#ifndef ROBINSON_TESTS_LISTS_PLACE_H
#define ROBINSON_TESTS_LISTS_PLACE_H

/* clang-format off: cmocka comes first */
#include "lib/rows.h"
/* clang-format on */

#include "lib/tempdir.h"
#include "lists/list_cache.h"
#include "lists/update.h"

#define PLACE_NOW INT64_C(1530439200) /* 2018-07-01 12:00 in Warsaw */
#define PLACE_DAY INT64_C(86400)

struct place {
	struct tempdir dir;
	char source[PATH_MAX / 2], file[PATH_MAX / 2];
	struct settings_dnm dnm;
	struct address_rules rules;
	struct update_report report; /* of the last update */
};

static const struct address_rule place_rules[] = {
	{"gmail.com", "+", true, NULL},
	{"googlemail.com", NULL, false, "gmail.com"},
};

static inline void place_open(struct place *p, enum dnm_format format)
{
	tempdir_make(&p->dir);
	tempdir_path(&p->dir, "source", p->source);
	tempdir_path(&p->dir, "list", p->file);
	p->dnm = (struct settings_dnm){.name = "test",
		.format = format,
		.file = p->file,
		.max_age_s = 30 * PLACE_DAY};
	p->rules = (struct address_rules){.rules = place_rules,
		.len = sizeof(place_rules) / sizeof(*place_rules)};
}

static inline void place_close(struct place *p)
{
	tempdir_remove(&p->dir);
}

static inline void place_put(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

static inline enum err place_update(
	struct place *p, int64_t dated_utc, bool force)
{
	const struct update_options options = {
		.dnm = &p->dnm,
		.rules = &p->rules,
		.source = p->source,
		.now_utc = PLACE_NOW,
		.dated_utc = dated_utc,
		.force = force,
	};

	return dnm_update(&options, &p->report);
}

static inline enum err place_install(
	struct place *p, const void *bytes, size_t len)
{
	place_put(p->source, bytes, len);
	return place_update(p, INSTANT_NONE, false);
}

/* ERR_OK or ERR_NOT_FOUND; "form" NULL when nobody asks. */
static inline enum err place_ask(
	const struct place *p, const char *who, char *form_r)
{
	struct forms *forms = malloc(sizeof(*forms));
	char cause[LISTFILE_CAUSE_SIZE];
	const struct dnm_form *form = NULL;
	struct digester *digester;
	struct listfile *list;
	struct address address;
	enum err e;

	assert_non_null(forms);
	assert_int_equal(listfile_open(p->file, &list, cause), ERR_OK);
	assert_int_equal(digester_new(&digester), ERR_OK);
	assert_int_equal(
		address_parse(&p->rules, who, strlen(who), &address, NULL),
		ERR_OK);
	assert_int_equal(
		forms_of_address(&p->rules, who, strlen(who), &address, forms),
		ERR_OK);
	e = list_cache_ask(list, forms, digester, &form);
	if (form_r)
		snprintf(
			form_r, DNM_FORM_MAX + 1, "%s", form ? form->text : "");
	digester_free(&digester);
	listfile_unref(&list);
	free(forms);
	return e;
}

/* How many files are in the directory. */
static inline int place_files(const struct place *p)
{
	DIR *d = opendir(p->dir.path);
	struct dirent *entry;
	int n = 0;

	assert_non_null(d);
	while ((entry = readdir(d)))
		n += entry->d_name[0] != '.';
	closedir(d);
	return n;
}

#endif
