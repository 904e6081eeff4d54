/* SPDX-License-Identifier: BSD-2-Clause */
#include "milter/spare.h"

void spare_init(struct spare *spare)
{
	*spare = (struct spare){.len = 0};
	pthread_mutex_init(&spare->lock, NULL);
}

void spare_close(struct spare *spare)
{
	pthread_mutex_lock(&spare->lock);
	spare->is_closed = true;
	while (spare->len > 0)
		judge_free(&spare->judges[--spare->len]);
	pthread_mutex_unlock(&spare->lock);
}

void spare_take(struct spare *spare, struct judge **judge)
{
	struct judge *found = NULL;

	pthread_mutex_lock(&spare->lock);
	if (spare->len > 0)
		found = spare->judges[--spare->len];
	pthread_mutex_unlock(&spare->lock);
	if (!found)
		return;
	judge_free(judge);
	*judge = found;
}

void spare_keep(struct spare *spare, struct judge **judge)
{
	if (!*judge || !judge_is_small(*judge))
		return;
	judge_begin(*judge);
	pthread_mutex_lock(&spare->lock);
	if (!spare->is_closed && spare->len < SPARE_MAX) {
		spare->judges[spare->len++] = *judge;
		*judge = NULL;
	}
	pthread_mutex_unlock(&spare->lock);
}
