/* SPDX-License-Identifier: BSD-2-Clause */
#include "service/doctor/exposed.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"

#define SQLITE "sqlite:"

struct exposed_search {
	void (*tell)(void *arg, const char *path, mode_t mode);
	void *arg;
};

static void look_at(const struct exposed_search *look, const char *path)
{
	struct stat st;

	if (path && stat(path, &st) == 0 && (st.st_mode & S_IRWXO))
		look->tell(look->arg, path, st.st_mode & 07777);
}

static void look_at_store(const struct exposed_search *look, const char *url)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[PATH_MAX];

	if (strncmp(url, SQLITE, strlen(SQLITE)) != 0)
		return;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (snprintf(path, sizeof(path), "%s%s", url + strlen(SQLITE),
			    ends[i]) < (int)sizeof(path))
			look_at(look, path);
}

void exposed_each(const struct settings *settings,
	void (*tell)(void *arg, const char *path, mode_t mode), void *arg)
{
	const struct exposed_search look = {tell, arg};
	const struct settings_unsubscribe *u = &settings->unsubscribe;

	look_at(&look, settings->key_file);
	look_at_store(&look, settings->store);
	look_at(&look, settings->inbound.spool);
	if (!u->is_on)
		return;
	look_at(&look, u->token_keys);
	look_at(&look, u->spool);
}

static void log_one(void *arg, const char *path, mode_t mode)
{
	(void)arg;
	log_warn("%s has mode %04o: others can get at it; chmod o-rwx %s", path,
		(unsigned)mode, path);
}

void exposed_log(const struct settings *settings)
{
	exposed_each(settings, log_one, NULL);
}
