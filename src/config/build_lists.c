/* SPDX-License-Identifier: BSD-2-Clause */
/* Do-not-mail lists that others keep. */
#include <string.h>

#include "config/build_private.h"

static const char *const format_names[DNM_FORMATS] = {
	[DNM_ECG] = "ecg",
	[DNM_ADIGITAL_SHA256] = "adigital-sha256",
	[DNM_MD5] = "md5",
	[DNM_SHA1] = "sha1",
	[DNM_SHA256] = "sha256",
	[DNM_SHA512] = "sha512",
	[DNM_ADDRESSES] = "addresses",
};

const char *dnm_format_name(enum dnm_format format)
{
	return format_names[format];
}

bool settings_dnm_covers(const struct settings_dnm *dnm, const char *purpose)
{
	for (size_t i = 0; i < dnm->purposes.len; i++)
		if (strcmp(dnm->purposes.items[i], purpose) == 0)
			return true;
	return dnm->purposes.len == 0;
}

static void read_list(
	struct builder *b, const struct scope *sc, struct settings_dnm *dnm)
{
	const char *title = cfg_title(sc->cfg);
	int64_t format = 0;

	scope_require(b, sc);
	dnm->name = arena_text(b->arena, title, strlen(title));
	scope_number(b, sc, "format", &format);
	dnm->format = (enum dnm_format)format;
	dnm->file = scope_text(b, sc, "file");
	scope_number(b, sc, "max-age", &dnm->max_age_s);
	dnm->purposes = scope_list(b, sc, "purposes");
	dnm->unless_bases = scope_bases(b, sc, "unless");
}

/* Each would install its own over the other's. */
static void refuse_same_file(
	struct builder *b, const struct scope *sc, size_t at)
{
	const struct settings_dnm *dnm = b->s->dnm;

	for (size_t i = 0; i < at; i++)
		if (dnm[i].file && dnm[at].file &&
			strcmp(dnm[i].file, dnm[at].file) == 0)
			scope_problem(b, PROBLEM_ERROR, sc, "file", 0,
				"found the file of list \"%s\"; accepted: a "
				"file of its own",
				dnm[i].name);
}

void build_lists(struct builder *b, const struct scope *top)
{
	size_t len = scope_sections(top, SECTION_LIST);
	struct settings_dnm *dnm = arena_alloc(b->arena, len, sizeof(*dnm));

	b->s->dnm = dnm;
	for (size_t i = 0; dnm && i < len; i++) {
		struct scope sc = scope_section(b, top, SECTION_LIST, i);

		read_list(b, &sc, &dnm[i]);
		refuse_same_file(b, &sc, i);
		b->s->dnm_len = i + 1;
	}
}
