/* SPDX-License-Identifier: BSD-2-Clause */
#include "crypto/secret_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "crypto/locked.h"

/* The leak checker of the address sanitizer follows pointers in memory of
 * malloc() only: what a secret points to would seem lost. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#define POINTERS_SEEN(at, len) __lsan_register_root_region((at), (len))
#define POINTERS_UNSEEN(at, len) __lsan_unregister_root_region((at), (len))
#else
#define POINTERS_SEEN(at, len) ((void)0)
#define POINTERS_UNSEEN(at, len) ((void)0)
#endif

/* Before what the caller is given, and aligned as malloc() would. */
struct head {
	_Alignas(64) size_t len; /* of the whole mapping */
	bool is_locked;
};

static struct head *head_of(const void *secret)
{
	return (struct head *)(void *)((unsigned char *)(size_t)secret -
		sizeof(struct head));
}

void *secret_new(size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t len = (size + sizeof(struct head) + page - 1) / page * page;
	struct head *head = mmap(NULL, len, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (head == MAP_FAILED)
		return NULL;
	/* The process dumps nothing; this is for the day it is made to. */
	(void)madvise(head, len, MADV_DONTDUMP);
	head->len = len;
	head->is_locked = mlock(head, len) == 0;
	POINTERS_SEEN(head, len);
	return head + 1;
}

void secret_free(void *secret)
{
	struct head *head;
	size_t len;

	if (!secret)
		return;
	head = head_of(secret);
	len = head->len;
	POINTERS_UNSEEN(head, len);
	OPENSSL_cleanse(head, len);
	(void)munmap(head, len); /* which unlocks it */
}

bool secret_is_locked(const void *secret)
{
	return head_of(secret)->is_locked;
}

bool locked_has_room(void)
{
	void *probe = secret_new(sizeof(struct keyfile));
	bool is_locked = probe && secret_is_locked(probe);

	secret_free(probe);
	return is_locked;
}
