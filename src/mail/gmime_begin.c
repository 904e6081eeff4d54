/* SPDX-License-Identifier: BSD-2-Clause */
#include "mail/gmime_begin_private.h"

#include <gmime/gmime.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void begin(void)
{
	g_mime_init();
}

void gmime_begin(void)
{
	(void)pthread_once(&once, begin);
}
