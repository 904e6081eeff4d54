/* SPDX-License-Identifier: BSD-2-Clause */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "mail/matcher.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

/* Bounds a match to some milliseconds. */
#define STEPS_MAX 100000
#define DEPTH_MAX 5000
#define HEAP_MAX_KIB 4096

struct mail_matcher {
	pcre2_match_data *data;
	pcre2_match_context *context;
};

void matcher_free(struct mail_matcher **m)
{
	if (*m) {
		pcre2_match_data_free((*m)->data);
		pcre2_match_context_free((*m)->context);
	}
	free(*m);
	*m = NULL;
}

static enum err matcher_new(struct mail_matcher **m_r)
{
	struct mail_matcher *m = calloc(1, sizeof(*m));

	if (!m)
		return ERR_NOMEM;
	/* Only whether it matches is asked, so one pair of offsets is enough
	 * for every pattern. */
	m->data = pcre2_match_data_create(1, NULL);
	m->context = pcre2_match_context_create(NULL);
	if (!m->data || !m->context) {
		matcher_free(&m);
		return ERR_NOMEM;
	}
	(void)pcre2_set_match_limit(m->context, STEPS_MAX);
	(void)pcre2_set_depth_limit(m->context, DEPTH_MAX);
	(void)pcre2_set_heap_limit(m->context, HEAP_MAX_KIB);
	*m_r = m;
	return ERR_OK;
}

enum err matcher_match(struct mail_matcher **m_r, const void *code,
	const char *text, bool *matches_r)
{
	enum err e = *m_r ? ERR_OK : matcher_new(m_r);
	int rc;

	*matches_r = false;
	if (e)
		return e;
	rc = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0,
		(*m_r)->data, (*m_r)->context);
	/* The compiled code has little stack; the interpreter takes the heap. */
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0,
			PCRE2_NO_JIT, (*m_r)->data, (*m_r)->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return ERR_OK;
	*matches_r = rc >= 0;
	return rc >= 0 ? ERR_OK : ERR_LIMIT;
}
