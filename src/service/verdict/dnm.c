/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/verdict/dnm.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"

struct dnm {
	struct office *office;
	struct digester *digester;
	struct listing *listings;
	size_t len, cap;
	size_t sure; /* the first ones: the address is on these */
	/* The first list that could not be asked. */
	const struct settings_dnm *failed;
	char cause[LISTFILE_CAUSE_SIZE];
	struct forms forms;
};

bool dnm_applies(
	const struct settings *settings, const struct policy_purpose *purpose)
{
	for (size_t i = 0; i < settings->dnm_len; i++)
		if (settings_dnm_covers(&settings->dnm[i], purpose->name))
			return true;
	return false;
}

enum err dnm_new(struct office *office, struct dnm **listed_r)
{
	struct dnm *l = calloc(1, sizeof(*l));

	*listed_r = l;
	if (!l)
		return ERR_NOMEM;
	l->office = office;
	if (digester_new(&l->digester)) {
		dnm_free(listed_r);
		return ERR_NOMEM;
	}
	return ERR_OK;
}

void dnm_free(struct dnm **listed)
{
	struct dnm *l = *listed;

	if (!l)
		return;
	digester_free(&l->digester);
	free(l->listings);
	free(l);
	*listed = NULL;
}

static enum err fail(struct dnm *l, enum err e)
{
	snprintf(l->cause, sizeof(l->cause), "%s", err_text(e));
	return e;
}

static enum err make_room(struct dnm *l, size_t cap)
{
	struct listing *listings;

	listings = array_room(l->listings, cap, &l->cap, sizeof(*listings));
	if (!listings)
		return ERR_NOMEM;
	l->listings = listings;
	return ERR_OK;
}

/* Those that are sure stay in front. */
static void add(struct dnm *l, const struct settings_dnm *dnm, bool is_sure)
{
	if (is_sure)
		l->listings[l->len++] = l->listings[l->sure];
	l->listings[is_sure ? l->sure++ : l->len++] = (struct listing){
		.list = dnm->name, .unless_bases = dnm->unless_bases};
}

static void ask_one(struct dnm *l, const struct settings_dnm *dnm)
{
	char cause[LISTFILE_CAUSE_SIZE] = "";
	struct listfile *list = NULL;
	const struct dnm_form *form;
	enum err e = list_cache_get(office_list_cache(l->office), dnm,
		office_now(l->office), &list, cause);

	if (!e) {
		e = list_cache_ask(list, &l->forms, l->digester, &form);
		if (e != ERR_OK && e != ERR_NOT_FOUND)
			snprintf(cause, sizeof(cause),
				"do-not-mail list \"%s\": %.200s: %s",
				dnm->name, dnm->file, err_text(e));
	}
	listfile_unref(&list);
	if (e == ERR_NOT_FOUND)
		return;
	if (e && !l->failed) {
		l->failed = dnm;
		snprintf(l->cause, sizeof(l->cause), "%s", cause);
	}
	add(l, dnm, e == ERR_OK);
}

enum err dnm_ask(struct dnm *listed, const struct settings *settings,
	const struct dnm_person *person, struct question *question)
{
	enum err e = make_room(listed, settings->dnm_len + 1);

	listed->len = listed->sure = 0;
	listed->failed = NULL;
	if (!e)
		e = forms_of_address(&settings->address_rules, person->text,
			person->text_len, person->address, &listed->forms);
	/* The address is good: whatever it is, it is a fault. */
	if (e)
		return fail(listed, e == ERR_INVALID ? ERR_CORRUPT : e);
	for (size_t i = 0; i < settings->dnm_len; i++)
		if (settings_dnm_covers(
			    &settings->dnm[i], question->purpose->name))
			ask_one(listed, &settings->dnm[i]);
	question->listings = listed->listings;
	question->listings_len = listed->len;
	return ERR_OK;
}

enum err dnm_judge(struct dnm *listed, const struct verdict *verdict)
{
	if (verdict->reason != REASON_LISTED)
		return ERR_OK;
	for (size_t i = 0; i < listed->sure; i++)
		if (listed->listings[i].list == verdict->list)
			return ERR_OK;
	return ERR_UNAVAILABLE;
}

size_t dnm_sure(const struct dnm *listed)
{
	return listed->sure;
}

const char *dnm_cause(const struct dnm *listed)
{
	return listed->cause;
}

void dnm_complain(struct dnm *listed)
{
	if (listed->failed)
		list_cache_complain(office_list_cache(listed->office),
			listed->failed, listed->cause);
}
